// Single result files, written whole or not at all.

import { renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { makeFolder } from "../../base/make-folder.ts";
import { UsageError } from "../errors.ts";

/** Writes beside the target and renames. @throws UsageError where it cannot be written */
export function writeResult(path: string, contents: string | Uint8Array): void {
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    makeFolder(dirname(path));
    try {
      writeFileSync(temporary, contents);
      renameSync(temporary, path);
    } finally {
      rmSync(temporary, { force: true });
    }
  } catch (error) {
    throw new UsageError(`${path}: cannot be written: ${(error as Error).message}`);
  }
}
