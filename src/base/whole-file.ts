// A file that is written whole or not at all, also where others write the same one at the same time, on other machines too.
import { randomBytes } from "node:crypto";
import { renameSync, rmSync, writeFileSync } from "node:fs";

/** Writes beside the target and renames. A temporary name of its own: process numbers of two machines may be the same. */
export function writeWhole(path: string, contents: string | Uint8Array): void {
  const temporary = `${path}.${randomBytes(6).toString("hex")}.tmp`;
  try {
    writeFileSync(temporary, contents);
    renameSync(temporary, path);
  } finally {
    rmSync(temporary, { force: true });
  }
}
