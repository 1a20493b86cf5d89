// The package: its version and where its files are.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { packageFolder } from "../base/package-folder.ts";

/** Folder of the package, for the sources and for what they compile to. */
export const packageRoot = packageFolder();

export const version: string = JSON.parse(readFileSync(join(packageRoot, "package.json"), "utf8")).version;
