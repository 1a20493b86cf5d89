// A folder of generated files, written whole or not at all.

import { createHash } from "node:crypto";
import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { InputError } from "../base/errors.ts";
import { isWithin, realPath } from "../base/paths.ts";
import { reasonOf } from "../base/system-error.ts";
import { type Folder, pathsBelow, replaceFiles, replaceFolder } from "./replace.ts";

/** A folder that cannot be written, or that holds something that is not ours to replace. */
export class FolderError extends InputError {
  override readonly name = "FolderError";
}

const marker = ".dmp-generated";

export interface WriteOptions {
  /** What the folder holds: a folder that was written with the same word is replaced. Default: nothing is replaced. */
  readonly kind?: string;
}

const hash = (contents: string | Uint8Array): string => createHash("sha256").update(contents).digest("hex");

/** What a run wrote, as `sha256sum` writes and checks it. */
const manifestOf = (files: Folder): string =>
  Object.entries(files)
    .map(([path, contents]) => `${hash(contents)}  ${path}\n`)
    .join("");

/**
 * The files in a folder that a run with the same `kind` did not write: they are not ours to remove.
 * @throws FolderError where the folder is of somebody else, or a file has been changed since it was written
 */
function keptIn(path: string, target: string, kind: string | undefined, files: Folder): string[] {
  if (!existsSync(target)) return [];
  if (!statSync(target).isDirectory()) throw new FolderError(`${path}: is a file; give a folder`);
  const present = pathsBelow(target);
  const marked = `${marker}-${kind}`;
  if (present.length === 0) return [];
  if (kind === undefined || !present.includes(marked))
    throw new FolderError(`${path}: holds files that were not generated; give an empty or a new folder`);
  const lines = readFileSync(join(target, marked), "utf8").split("\n");
  const written = new Map(lines.filter((l) => l !== "").map((l) => [l.slice(66), l.slice(0, 64)]));
  const others = present.filter((name) => name !== marked);
  const advice = "move it, or give an empty or a new folder";
  for (const name of others) {
    const before = written.get(name);
    if (before !== undefined && before !== hash(readFileSync(join(target, name))))
      throw new FolderError(`${path}: ${name} was changed since it was generated; ${advice}`);
    if (before === undefined && files[name] !== undefined)
      throw new FolderError(`${path}: ${name} was not generated, and would be replaced; ${advice}`);
  }
  return others.filter((name) => !written.has(name));
}

/** Whether `writeFolder` would take the folder, before there is anything to write. @throws FolderError as it does */
export function needFolder(path: string, { kind }: WriteOptions = {}): void {
  keptIn(path, realPath(path), kind, {});
}

/**
 * Writes the files beside the folder and puts them in its place at once; what an earlier run left there is replaced, and
 * files that it did not write stay. A link stays one: the folder that it leads to is written. A folder that somebody works
 * in, or that cannot be moved, stays where it is: files in it are replaced one by one.
 * @throws FolderError where the folder is of somebody else, where a file of ours was changed in it, or where it cannot be
 *   written: then it is left as it was
 */
export function writeFolder(path: string, files: Folder, { kind }: WriteOptions = {}): void {
  const target = realPath(path);
  const all = kind === undefined ? files : { ...files, [`${marker}-${kind}`]: manifestOf(files) };
  try {
    const kept = keptIn(path, target, kind, files);
    const stays = existsSync(target) && isWithin(realPath("."), target);
    if (stays || !replaceFolder(target, all, kept)) replaceFiles(target, all, kept);
  } catch (error) {
    if (error instanceof FolderError) throw error;
    throw new FolderError(`${path}: cannot be written: ${reasonOf(error)}`);
  }
}
