// Writes a file whole or not at all.

import { rename, rm, writeFile } from "node:fs/promises";

/** Writes beside the target and renames, so that nobody ever sees half a file. */
export async function writeWhole(path: string, contents: string | Uint8Array): Promise<void> {
  const beside = `${path}.${process.pid}.${Date.now()}.part`;
  try {
    await writeFile(beside, contents);
    await rename(beside, path);
  } catch (error) {
    await rm(beside, { force: true });
    throw error;
  }
}
