// The checks of `npm run check`, each as a test: formatting and lint, types, import direction, unused code.

import { readFileSync } from "node:fs";
import { execa } from "execa";
import { expect, test } from "vitest";
import { projectFiles } from "./files.ts";

const folders = ["src", "golden", "sim", "test", "bench", "examples"];

test.each(["format", "types", "layers", "unused"])("npm run check:%s", async (name) => {
  const { all, exitCode } = await execa("npm", ["run", "--silent", `check:${name}`], {
    all: true,
    reject: false,
  });
  expect(exitCode === 0 ? "" : all).toBe("");
});

// The rule of functions is one of `npm run check:format`.
test.each([
  { folders, longest: 400 },
  { folders: ["src/hdl"], longest: 250 },
  { folders: ["src/core"], longest: 200 },
])("no source file of $folders is longer than $longest lines", ({ folders, longest }) => {
  const sources = folders.flatMap(projectFiles).filter((path) => /\.(ts|js|mjs|cpp|h)$/.test(path));
  expect(sources.length).toBeGreaterThan(50);
  const lines = (path: string) => readFileSync(path, "utf8").split("\n").length - 1;
  expect(
    sources.map((path) => `${path}: ${lines(path)}`).filter((line) => Number(line.split(": ")[1]) > longest),
  ).toEqual([]);
});

test("npm ci finds every package in the lock file, those of other platforms too", async () => {
  const command = ["ci", "--dry-run", "--ignore-scripts", "--offline"];
  const { all, exitCode } = await execa("npm", command, { all: true, reject: false });
  expect(exitCode === 0 ? "" : all).toBe("");
});
