// The checks of `npm run check`, each as a test: formatting and lint, types, import direction, unused code.

import { existsSync, readFileSync } from "node:fs";
import { execa } from "execa";
import { expect, test } from "vitest";

const folders = ["src", "golden", "sim", "test", "bench", "examples"];

test.each(["format", "types", "layers", "unused"])("npm run check:%s", async (name) => {
  const { all, exitCode } = await execa("npm", ["run", "--silent", `check:${name}`], {
    all: true,
    reject: false,
  });
  expect(exitCode === 0 ? "" : all).toBe("");
});

test("no source file is longer than 400 lines", async () => {
  const { stdout } = await execa("git", [
    "ls-files",
    "--cached",
    "--others",
    "--exclude-standard",
    "--",
    ...folders,
  ]);
  const sources = stdout.split("\n").filter((path) => /\.(ts|js|mjs|cpp|h)$/.test(path) && existsSync(path));
  expect(sources.length).toBeGreaterThan(50);
  const lines = (path: string) => readFileSync(path, "utf8").split("\n").length - 1;
  expect(
    sources.map((path) => `${path}: ${lines(path)}`).filter((line) => Number(line.split(": ")[1]) > 400),
  ).toEqual([]);
});

test("npm ci finds every package in the lock file, those of other platforms too", async () => {
  const command = ["ci", "--dry-run", "--ignore-scripts", "--offline"];
  const { all, exitCode } = await execa("npm", command, { all: true, reject: false });
  expect(exitCode === 0 ? "" : all).toBe("");
});
