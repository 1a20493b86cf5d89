// What lies at a path; where nothing can be reached there, it is neither file nor folder.
import { type Stats, statSync } from "node:fs";

function statsOf(path: string): Stats | null {
  try {
    return statSync(path);
  } catch {
    return null;
  }
}

export const isFile = (path: string): boolean => statsOf(path)?.isFile() ?? false;
export const isFolder = (path: string): boolean => statsOf(path)?.isDirectory() ?? false;
