// The version of the package: what was made by another one is not put together with what this one makes.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { packageFolder } from "./package-folder.ts";

export const packageVersion = (): string =>
  JSON.parse(readFileSync(join(packageFolder(), "package.json"), "utf8")).version;
