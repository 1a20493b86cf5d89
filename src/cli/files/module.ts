// Files that describe something in code or JSON: their value.

import { closeSync, openSync, readFileSync, readSync, statSync } from "node:fs";
import { extname, join, resolve } from "node:path";
import { createJiti } from "jiti";
import { errorKind } from "../../base/errors.ts";
import { parseJsonText } from "../../base/json.ts";
import { isFile, isFolder } from "../../base/paths.ts";
import { reasonOf } from "../../base/system-error.ts";
import { decodeText } from "../../files/text.ts";
import { UsageError } from "../errors.ts";
import { packageRoot } from "../version.ts";
import { moduleError } from "./module-error.ts";

const scripts = [".ts", ".mts", ".js", ".mjs"];

/** Names that `find` looks for, in this order. */
const endings = [".ts", ".mts", ".js", ".mjs", ".json"];

/** `<folder>/<name>.ts`, `.js`, `.json`: the first that is there, else null. */
export function find(folder: string, name: string): string | null {
  return endings.map((ending) => join(folder, `${name}${ending}`)).find(isFile) ?? null;
}

/** Refuses what is no file. @throws UsageError */
export function needFile(path: string): void {
  let found: string | null = null;
  try {
    if (!statSync(path).isFile()) found = isFolder(path) ? "is a folder, not a file" : "is no file";
  } catch (error) {
    found = reasonOf(error);
  }
  if (found !== null) throw new UsageError(`${path}: ${found}`);
}

/** What `read` makes of a file's value. @throws UsageError that says which file, for every error about the value */
export function inFile<T>(path: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw errorKind(error) === "input" ? new UsageError(`${path}: ${(error as Error).message}`) : error;
  }
}

/** What `read` gives. @throws UsageError where the file at `path` cannot be read */
function reading<T>(path: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw new UsageError(`${path}: cannot be read: ${reasonOf(error)}`);
  }
}

/** Bytes of a file. @throws UsageError where it cannot be read */
export const readBytes = (path: string): Buffer => reading(path, () => readFileSync(path));

/** Text of a file. @throws UsageError where it cannot be read */
export const readText = (path: string): string => reading(path, () => decodeText(readFileSync(path)));

/** The first bytes of a file, at most so many. @throws UsageError where it cannot be read */
export const readHead = (path: string, most: number): Buffer =>
  reading(path, () => {
    const file = openSync(path, "r");
    try {
      const head = Buffer.alloc(most);
      return head.subarray(0, readSync(file, head, 0, most, 0));
    } finally {
      closeSync(file);
    }
  });

/** Where "dmp-rtl" and each of its subpaths are: in the sources where these run, else in the build. */
function ownEntries(): Record<string, string> {
  const { name, exports } = JSON.parse(readText(join(packageRoot, "package.json"))) as {
    name: string;
    exports: Record<string, string | Record<string, string>>;
  };
  const kind = import.meta.url.endsWith(".ts") ? "dmp-rtl-source" : "default";
  return Object.fromEntries(
    Object.entries(exports).map(([path, target]) => [
      join(name, path),
      join(packageRoot, typeof target === "string" ? target : target[kind]!),
    ]),
  );
}

/**
 * The value of a JSON file, or what a TypeScript or JavaScript module exports as default. Node.js 20 cannot import
 * TypeScript: jiti can, and lets such a file import "dmp-rtl" from this very package wherever it lies.
 * @throws UsageError naming the file, and the error of the module's own code
 */
export async function loadValue(path: string): Promise<unknown> {
  needFile(path);
  const ending = extname(path);
  if (ending === ".json") {
    const text = readText(path);
    return inFile(path, () => parseJsonText(text));
  }
  if (!scripts.includes(ending))
    throw new UsageError(
      `${path}: the file's name ends with ${JSON.stringify(ending)}; allowed: ${endings.join(", ")}`,
    );
  const jiti = createJiti(import.meta.url, {
    alias: ownEntries(),
    moduleCache: false,
    interopDefault: false,
    sourceMaps: true,
  });
  let module: { default?: unknown };
  const mapsBefore = process.sourceMapsEnabled;
  process.setSourceMapsEnabled(true);
  try {
    module = await jiti.import(resolve(path));
  } catch (error) {
    throw moduleError(path, error);
  } finally {
    process.setSourceMapsEnabled(mapsBefore);
  }
  if (module.default === undefined)
    throw new UsageError(`${path}: has no default export; write \`export default ...\``);
  return module.default;
}
