// The drivers of a wrapper, in C and in Python: the files of `drivers` beside this, under the wrapper's name.
import { readFileSync } from "node:fs";
import { join } from "node:path";

const sources = ["wrapper_driver.h", "wrapper_driver.c", "wrapper_driver.py", "wrapper_platform.py"] as const;

/** A text that speaks of `wrapper` (and of `WRAPPER`, where names are in capitals), for the wrapper of this name. */
export const underName = (text: string, name: string): string =>
  text.replace(/\bwrapper(?![a-z])/g, name).replace(/\bWRAPPER(?![A-Z])/g, name.toUpperCase());

/** Their texts by the name of the file. */
export function driverFiles(name: string): Record<string, string> {
  const folder = join(import.meta.dirname, "drivers");
  return Object.fromEntries(
    sources.map((file) => [underName(file, name), underName(readFileSync(join(folder, file), "utf8"), name)]),
  );
}
