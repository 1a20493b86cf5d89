// The reference is what the comments say, every word has one, and the guide names every word.
import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { referenceText, type Word, wordsOf } from "./reference.ts";

const words = wordsOf();
const page = new URL("../../docs/hdl-reference.md", import.meta.url);
const find = (name: string): Word => words.find((word) => word.name === name)!;

test("the reference is up to date (npm run reference)", async () => {
  expect(words.length).toBeGreaterThan(70);
  await expect(referenceText(words)).toMatchFileSnapshot(page.pathname);
});

test("every word has a comment", () => {
  expect(words.filter((word) => word.comment === "").map((word) => word.name)).toEqual([]);
});

test("every method of what a circuit is written with has a comment", () => {
  const silent = [
    "Body",
    "Signal",
    "Wire",
    "Register",
    "Counter",
    "States",
    "MemoryValue",
    "WordMemory",
    "Simulator",
  ]
    .map(find)
    .flatMap(({ name, members }) => {
      // Overloads share the comment of one of them.
      const said = new Set(members.filter((m) => m.comment !== "").map((m) => m.name));
      return members.filter((m) => !said.has(m.name)).map((m) => `${name}.${m.name}`);
    });
  expect(silent).toEqual([]);
});

test("the guide names every word that a circuit is written with", async () => {
  const guide = await readFile(new URL("../../docs/hdl.md", import.meta.url), "utf8");
  const code = [...guide.matchAll(/`([^`\n]+)`/g)].map((m) => m[1]!).join(" ");
  const named = (name: string) => new RegExp(`\\b${name}\\b`).test(code);
  const free = words.filter((w) => w.kind === "function" || w.kind === "value").map((w) => w.name);
  const methods = ["Body", "Signal", "Counter", "States", "MemoryValue", "Simulator"].flatMap((c) =>
    find(c)
      .members.filter((m) => m.name !== "")
      .map((m) => m.name),
  );
  const ports = [
    "readDuringWrite",
    "initial",
    "lanes",
    "style",
    "externals",
    "memories",
    "final",
    "reset",
    "enable",
  ];
  expect([...free, ...methods, ...ports].filter((name) => !named(name))).toEqual([]);
});
