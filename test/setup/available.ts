// Whether a program that a test drives is there: `test.skipIf(!available("yosys"))(...)`.

import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";

/** True where every one of the programs is found on PATH. */
export function available(...programs: string[]): boolean {
  const folders = (process.env.PATH ?? "").split(delimiter);
  return programs.every((program) => folders.some((folder) => executable(join(folder, program))));
}

function executable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
