// Puts files in the place of a folder's: the folder as a whole, or its files one by one where it must stay where it is.
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmdirSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join, relative, sep } from "node:path";
import { makeFolder } from "../base/make-folder.ts";
import { isWithin, realPath } from "../base/paths.ts";

/** Contents by path within the folder, with "/" between the parts. */
export type Folder = Readonly<Record<string, string | Uint8Array>>;

/** Paths of everything below a folder that is no folder itself. */
export function pathsBelow(folder: string): string[] {
  const entries = readdirSync(folder, { withFileTypes: true, recursive: true });
  return entries
    .filter((e) => !e.isDirectory())
    .map((e) => relative(folder, join(e.parentPath, e.name)).split(sep).join("/"));
}

/** Works with a folder of its own, with what is new and what is old in it; it is gone afterwards, but for what could not be put back. */
function withTemporary(prefix: string, work: (fresh: string, old: string) => void): void {
  const folder = mkdtempSync(prefix);
  const [fresh, old] = [join(folder, "new"), join(folder, "old")];
  let done = false;
  try {
    makeFolder(fresh);
    work(fresh, old);
    done = true;
  } finally {
    if (done || !existsSync(old) || pathsBelow(old).length === 0)
      rmSync(folder, { recursive: true, force: true });
  }
}

function writeInto(folder: string, files: Folder): void {
  for (const [name, contents] of Object.entries(files)) {
    makeFolder(dirname(join(folder, name)));
    writeFileSync(join(folder, name), contents);
  }
}

/** What a system says of a folder that cannot be moved: a mount point, or one in a folder that may not be written. */
const immovable = ["EBUSY", "EXDEV", "EACCES", "EPERM", "EROFS"];

/**
 * Writes the files, and the `kept` ones of the folder, beside it and puts them in its place at once. False where the folder
 * is there and cannot be moved: then nothing has changed. @throws the system's error; then nothing has changed either
 */
export function replaceFolder(target: string, files: Folder, kept: readonly string[]): boolean {
  makeFolder(dirname(target));
  try {
    withTemporary(join(dirname(target), `.${basename(target)}-`), (fresh, old) => {
      writeInto(fresh, files);
      for (const name of kept)
        cpSync(join(target, name), join(fresh, name), { recursive: true, verbatimSymlinks: true });
      if (existsSync(target)) renameSync(target, old);
      try {
        renameSync(fresh, target);
      } catch (error) {
        if (existsSync(old)) renameSync(old, target);
        throw error;
      }
    });
    return true;
  } catch (error) {
    if (existsSync(target) && immovable.includes((error as NodeJS.ErrnoException).code ?? "")) return false;
    throw error;
  }
}

/**
 * Writes the files within a folder that stays where it is: what is in it, but for the `kept` ones, gives way to them.
 * @throws the system's error; what has been moved till then is moved back
 */
export function replaceFiles(target: string, files: Folder, kept: readonly string[]): void {
  const old = pathsBelow(target).filter((name) => !kept.includes(name));
  const moved: (readonly [from: string, to: string])[] = [];
  const move = (name: string, fromFolder: string, toFolder: string) => {
    const [from, to] = [join(fromFolder, name), join(toFolder, name)];
    makeFolder(dirname(to));
    renameSync(from, to);
    moved.push([from, to]);
  };
  try {
    withTemporary(join(target, ".dmp-new-"), (fresh, replaced) => {
      try {
        writeInto(fresh, files);
        for (const name of old) move(name, target, replaced);
        for (const name of Object.keys(files)) move(name, fresh, target);
      } catch (error) {
        for (const [from, to] of moved.reverse()) renameSync(to, from);
        throw error;
      }
    });
  } finally {
    removeEmpty(target, [...old, ...Object.keys(files)]);
  }
}

/** Removes folders that some files were in, where nothing is left in them, but for those that we work in. */
function removeEmpty(target: string, files: readonly string[]): void {
  const own = realPath(".");
  const folders = new Set<string>();
  for (const file of files)
    for (let name = dirname(file); name !== "."; name = dirname(name)) folders.add(join(target, name));
  for (const folder of [...folders].sort((a, b) => b.length - a.length)) {
    if (isWithin(own, folder) || !existsSync(folder) || readdirSync(folder).length > 0) continue;
    rmdirSync(folder);
  }
}
