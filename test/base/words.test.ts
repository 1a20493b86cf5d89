// Words for counts and for what the system refuses.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { counted } from "../../src/base/counted.ts";
import { isFile, isFolder } from "../../src/base/paths.ts";
import { pathOf, reasonOf } from "../../src/base/system-error.ts";

it("counts", () => {
  expect([0, 1, 2, 1234567].map((n) => counted(n, "step"))).toEqual([
    "0 steps",
    "1 step",
    "2 steps",
    "1,234,567 steps",
  ]);
  expect([1, 3].map((n) => counted(n, "memory", "memories"))).toEqual(["1 memory", "3 memories"]);
});

it("the system's refusals are said without its abbreviations", () => {
  const folder = mkdtempSync(join(tmpdir(), "dmp-words-"));
  try {
    const file = join(folder, "a");
    writeFileSync(file, "");
    const errorOf = (act: () => unknown): unknown => {
      try {
        act();
      } catch (error) {
        return error;
      }
      throw new Error("nothing was refused");
    };
    const refusals = [
      () => readFileSync(join(folder, "none")),
      () => readFileSync(join(file, "b")),
      () => readFileSync(folder),
      () => mkdirSync(file),
      () => readFileSync(join(folder, "n".repeat(300))),
    ].map(errorOf);
    expect(refusals.map(reasonOf)).toEqual([
      "no such file or folder",
      "a file lies where its path needs a folder",
      "is a folder, not a file",
      "a file lies where its path needs a folder",
      "the name is too long",
    ]);
    writeFileSync(file, "");
    truncateSync(file, 3 * 2 ** 30);
    expect(reasonOf(errorOf(() => readFileSync(file)))).toMatch(/more than the 2 GiB that are read at once/);
    const long = Object.assign(new Error(), { code: "ERR_STRING_TOO_LONG" });
    expect(reasonOf(long)).toMatch(/more than the 512 MiB of text/);
    expect(pathOf(refusals[0])).toBe(join(folder, "none"));
    expect([isFile(file), isFolder(folder), isFile(join(file, "b")), isFolder(join(file, "b"))]).toEqual([
      true,
      true,
      false,
      false,
    ]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

it("other errors keep their words", () => {
  expect([reasonOf(new Error("odd")), reasonOf("text"), pathOf(new Error("odd"))]).toEqual([
    "odd",
    "text",
    null,
  ]);
});
