// The folder of the package, from its sources and from what they compile to.
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const above = (folder: string): string =>
  existsSync(join(folder, "package.json")) ? folder : above(dirname(folder));

/** What the package brings along, such as `data`, lies in it. */
export const packageFolder = (): string => above(dirname(fileURLToPath(import.meta.url)));
