// Makes folders, those above them too. Node.js's own recursive mkdir never returns where a folder cannot hold any, as in /proc.
import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { isFolder } from "./paths.ts";

/** Makes a folder where there is none. @throws the system's error about the first folder that cannot be made */
export function makeFolder(path: string): void {
  if (isFolder(path)) return;
  if (dirname(path) !== path) makeFolder(dirname(path));
  try {
    mkdirSync(path);
  } catch (error) {
    // Another process was faster.
    if (!isFolder(path)) throw error;
  }
}
