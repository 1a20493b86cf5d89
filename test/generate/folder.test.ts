// Folders are written whole or not at all.
import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { writeWhole } from "../../src/base/whole-file.ts";
import { FolderError, writeFolder } from "../../src/generate/index.ts";

/** Refuses to move what it says yes to, as a system does. */
let refuses: (from: string, to: string) => string | null = () => null;
vi.mock(import("node:fs"), async (original) => {
  const real = await original();
  return {
    ...real,
    renameSync: (from, to) => {
      const code = refuses(`${from}`, `${to}`);
      if (code !== null) throw Object.assign(new Error(`${code}: rename`), { code });
      real.renameSync(from, to);
    },
  };
});

let root = "";
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "dmp-folder-"));
});
const before = process.cwd();
afterEach(() => {
  refuses = () => null;
  process.chdir(before);
  rmSync(root, { recursive: true, force: true });
});

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

/** Files below a folder, by path, with what is in them. */
const contents = (folder: string) =>
  Object.fromEntries(
    readdirSync(folder, { recursive: true, encoding: "utf8" })
      .filter((name) => statSync(join(folder, name)).isFile() && !name.includes(".dmp-generated"))
      .map((name) => [name, readFileSync(join(folder, name), "utf8")]),
  );

describe("a folder that stays where it is", () => {
  const first = { "x.txt": "x", "gone/y.txt": "y", "sub/z.txt": "z" };
  const second = { "x.txt": "new", "sub/deep/z.txt": "new" };
  /** A folder of an earlier run, with a file of somebody else; its own inode. */
  function earlier() {
    const target = join(root, "a");
    writeFolder(target, first, { kind });
    writeFileSync(join(target, "sub", "mine.txt"), "mine");
    return { target, inode: statSync(target).ino };
  }
  const written = { ...second, "sub/mine.txt": "mine" };
  const expectWhole = (target: string, inode: number) => {
    expect(contents(target)).toEqual(written);
    expect(readdirSync(target).sort()).toEqual([".dmp-generated-verilog", "sub", "x.txt"]);
    expect(statSync(target).ino).toBe(inode);
    expect(readdirSync(root)).toEqual(["a"]);
    // What is in it is known as ours.
    writeFolder(target, { "x.txt": "again" }, { kind });
    expect(contents(target)).toEqual({ "x.txt": "again", "sub/mine.txt": "mine" });
  };

  it.each(["", "sub"])("as we work in it: %j", (below) => {
    const { target, inode } = earlier();
    process.chdir(join(target, below));
    writeFolder(below === "" ? "." : "..", second, { kind });
    expectWhole(target, inode);
  });

  it("as we work in a folder of it that is left with nothing", () => {
    const { target } = earlier();
    process.chdir(join(target, "gone"));
    writeFolder("..", second, { kind });
    expect(readdirSync(join(target, "gone"))).toEqual([]);
    expect(process.cwd()).toBe(join(target, "gone"));
  });

  it("as it is empty, and we work in it", () => {
    process.chdir(root);
    writeFolder(".", first);
    expect(contents(".")).toEqual(first);
    expect(contents(root)).toEqual(first);
  });

  it.each(["EBUSY", "EXDEV", "EACCES"])("as the system does not let it be moved: %s", (code) => {
    const { target, inode } = earlier();
    refuses = (from) => (from === target ? code : null);
    writeFolder(target, second, { kind });
    expectWhole(target, inode);
  });

  it.each([1, 2, 3, 4, 5])("is as it was where the system fails at file %i", (nth) => {
    const { target } = earlier();
    let moves = 0;
    refuses = (from) => {
      if (from === target) return "EBUSY";
      moves += 1;
      return moves === nth ? "ENOSPC" : null;
    };
    expect(() => writeFolder(target, second, { kind })).toThrow(
      `${target}: cannot be written: the disk is full`,
    );
    expect(contents(target)).toEqual({ ...first, "sub/mine.txt": "mine" });
    expect(readdirSync(target).sort()).toEqual([".dmp-generated-verilog", "gone", "sub", "x.txt"]);
    expect(readdirSync(root)).toEqual(["a"]);
  });
});

it("leaves the earlier folder where the new one cannot be put in its place", () => {
  const target = join(root, "a");
  writeFolder(target, { "x.txt": "x" }, { kind });
  refuses = (from, to) => (to === target && from.endsWith("new") ? "EIO" : null);
  expect(() => writeFolder(target, { "x.txt": "y" }, { kind })).toThrow("the device failed");
  expect(contents(root)).toEqual({ "a/x.txt": "x" });
});

it.each([
  ["a folder", true],
  ["nothing", false],
])("follows a link to %s, which stays one", (_what, there) => {
  const [link, target] = [join(root, "link"), join(root, "deep", "a")];
  if (there) mkdirSync(target, { recursive: true });
  symlinkSync(join("deep", "a"), link);
  for (const text of ["x", "y"]) {
    writeFolder(link, { "x.txt": text }, { kind });
    expect(lstatSync(link).isSymbolicLink()).toBe(true);
    expect(contents(target)).toEqual({ "x.txt": text });
    expect(readdirSync(root).sort()).toEqual(["deep", "link"]);
  }
});

it("writes a single file by a link too, which stays one", () => {
  const [link, target] = [join(root, "link"), join(root, "file")];
  symlinkSync("file", link);
  for (const text of ["x", "y"]) {
    writeWhole(link, text);
    expect(readFileSync(target, "utf8")).toBe(text);
    expect(lstatSync(link).isSymbolicLink()).toBe(true);
    expect(readdirSync(root).sort()).toEqual(["file", "link"]);
  }
});
