// Folders are written whole or not at all.
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { FolderError, writeFolder } from "../../src/generate/index.ts";

let root = "";
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "dmp-folder-"));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const kind = "verilog";

it("writes files and folders below", () => {
  writeFolder(join(root, "deep", "a"), { "x.txt": "x", "sub/y.txt": "y" }, { kind });
  expect(readFileSync(join(root, "deep", "a", "sub", "y.txt"), "utf8")).toBe("y");
  expect(readdirSync(join(root, "deep"))).toEqual(["a"]);
});

it("replaces what it wrote before, and leaves nothing of it", () => {
  const target = join(root, "a");
  writeFolder(target, { "old.txt": "old" }, { kind });
  writeFolder(target, { "new.txt": "new" }, { kind });
  expect(readdirSync(target).sort()).toEqual([".dmp-generated-verilog", "new.txt"]);
  expect(readdirSync(root)).toEqual(["a"]);
});

it("keeps what others put beside its files", () => {
  const target = join(root, "a");
  writeFolder(target, { "old.txt": "old" }, { kind });
  mkdirSync(join(target, "sub"));
  writeFileSync(join(target, "sub", "mine.txt"), "mine");
  writeFolder(target, { "new.txt": "new" }, { kind });
  expect(readFileSync(join(target, "sub", "mine.txt"), "utf8")).toBe("mine");
  expect(readdirSync(target).sort()).toEqual([".dmp-generated-verilog", "new.txt", "sub"]);
  expect(() => writeFolder(target, { "sub/mine.txt": "ours" }, { kind })).toThrow(
    "sub/mine.txt was not generated, and would be replaced",
  );
});

it("never replaces a file of its own that was changed", () => {
  const target = join(root, "a");
  writeFolder(target, { "x.txt": "x" }, { kind });
  writeFileSync(join(target, "x.txt"), "edited");
  expect(() => writeFolder(target, { "x.txt": "y" }, { kind })).toThrow(
    "x.txt was changed since it was generated",
  );
  expect(readFileSync(join(target, "x.txt"), "utf8")).toBe("edited");
});

it("names a file that stands in its place", () => {
  writeFileSync(join(root, "a"), "mine");
  expect(() => writeFolder(join(root, "a"), { "x.txt": "x" }, { kind })).toThrow("is a file; give a folder");
});

it("takes an empty folder", () => {
  mkdirSync(join(root, "a"));
  writeFolder(join(root, "a"), { "x.txt": "x" });
  expect(readdirSync(join(root, "a"))).toEqual(["x.txt"]);
});

it("never replaces files of others", () => {
  const target = join(root, "a");
  mkdirSync(target);
  writeFileSync(join(target, "precious.txt"), "mine");
  expect(() => writeFolder(target, { "x.txt": "x" }, { kind })).toThrow(FolderError);
  expect(() => writeFolder(target, { "x.txt": "x" })).toThrow(/holds files that were not generated/);
  expect(readdirSync(target)).toEqual(["precious.txt"]);
});

it("leaves the earlier result as it was where writing fails", () => {
  const target = join(root, "a");
  writeFolder(target, { "x.txt": "before" }, { kind });
  expect(() =>
    writeFolder(target, { "x.txt": "after", "x.txt/y": "a file cannot be a folder" }, { kind }),
  ).toThrow(/cannot be written/);
  expect(readFileSync(join(target, "x.txt"), "utf8")).toBe("before");
  expect(readdirSync(root)).toEqual(["a"]);
});

it("does not write below a file", () => {
  writeFileSync(join(root, "file"), "");
  expect(() => writeFolder(join(root, "file", "a"), { "x.txt": "x" })).toThrow(FolderError);
  expect(existsSync(join(root, "file", "a"))).toBe(false);
});
