// Single result files, written whole or not at all.

import { existsSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { makeFolder } from "../../base/make-folder.ts";
import { realPath } from "../../base/paths.ts";
import { reasonOf } from "../../base/system-error.ts";
import { writeWhole } from "../../base/whole-file.ts";
import { needFolder } from "../../generate/index.ts";
import { UsageError } from "../errors.ts";

/** Writes the file. @throws UsageError where it cannot be written */
export function writeResult(path: string, contents: string | Uint8Array): void {
  try {
    makeFolder(dirname(path));
    writeWhole(path, contents);
  } catch (error) {
    throw new UsageError(`${path}: cannot be written: ${reasonOf(error)}`);
  }
}

/**
 * Refuses, before the work of making it, a result file that could not be written, or whose name is that of another kind of
 * file; `ending` null: any name.
 * @throws UsageError
 */
export function needResult(option: string, path: string | undefined, ending: ".json" | ".svg" | null): void {
  if (path === undefined) return;
  if (ending !== null && !path.endsWith(ending))
    throw new UsageError(`${option} ${path}: the name of what is written ends with ${ending}`);
  if (existsSync(path) && statSync(path).isDirectory())
    throw new UsageError(`${option} ${path}: is a folder; name a file`);
  const why = unwritable(dirname(realPath(path)));
  if (why !== null) throw new UsageError(`${option} ${path}: cannot be written: ${why}`);
}

/** Refuses a folder that `writeFolder` could not put files of this kind into, before the work of making them. @throws FolderError, UsageError */
export function needOut(path: string, kind: string): void {
  needFolder(path, { kind });
  // One that is there need not have a folder above it that can be written.
  const why = unwritable(realPath(path));
  if (why !== null) throw new UsageError(`${path}: cannot be written: ${why}`);
}

/** Why nothing can be written into a folder that may have to be made first; null where it can. Leaves nothing behind. */
export function unwritable(folder: string): string | null {
  let above = resolve(folder);
  while (!existsSync(above)) above = dirname(above);
  try {
    rmSync(mkdtempSync(join(above, ".dmp-try-")), { recursive: true });
    return null;
  } catch (error) {
    return reasonOf(error);
  }
}
