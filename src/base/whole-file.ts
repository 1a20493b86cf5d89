// A file that is written whole or not at all, also where others write the same one at the same time, on other machines too.
import { randomBytes } from "node:crypto";
import { existsSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { isFile, isFolder, realPath } from "./paths.ts";

/**
 * Writes beside the target and renames. A temporary name of its own: process numbers of two machines may be the same. A
 * link stays one, and what it leads to is written; a device or a pipe takes the contents as they come.
 */
export function writeWhole(path: string, contents: string | Uint8Array): void {
  if (existsSync(path) && !isFile(path) && !isFolder(path)) {
    writeFileSync(path, contents);
    return;
  }
  const target = realPath(path);
  const temporary = `${target}.${randomBytes(6).toString("hex")}.tmp`;
  try {
    writeFileSync(temporary, contents);
    renameSync(temporary, target);
  } finally {
    rmSync(temporary, { force: true });
  }
}
