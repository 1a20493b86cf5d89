// The package: its version and where its files are.
import { packageFolder } from "../base/package-folder.ts";
import { packageVersion } from "../base/package-version.ts";

/** Folder of the package, for the sources and for what they compile to. */
export const packageRoot = packageFolder();

export const version: string = packageVersion();
