// Errors of a user's own module: which file, which line, what is wrong there.
import { readFileSync } from "node:fs";
import { join, relative, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { errorKind } from "../../base/errors.ts";
import { UsageError } from "../errors.ts";
import { packageRoot } from "../version.ts";

/** A place in a file. */
interface Place {
  readonly file: string;
  readonly line: number | null;
  readonly column?: number;
}

/** The error that loading the module at `path` ended with, as one about the user's file. */
export function moduleError(path: string, error: unknown): UsageError {
  const said = ({ file, line, column }: Place, what: string) => {
    const at = line === null ? "" : `line ${line}${column === undefined ? "" : `, column ${column}`}: `;
    return new UsageError(`${shown(path, file)}: ${at}${what}`);
  };
  if (!(error instanceof Error)) return said({ file: path, line: null }, `throws ${JSON.stringify(error)}`);
  const { message } = error;
  if (errorKind(error) !== null) return said({ file: path, line: null }, message);
  const syntax = /^(?:ParseError: )?(.*?)\s*\n\s*(\S.*):(\d+):(\d+)$/s.exec(message);
  if (syntax !== null) {
    const [, what, file, line, column] = syntax;
    return said({ file: file!, line: Number(line), column: Number(column) + 1 }, what!);
  }
  const missing = /^Cannot find (?:module|package) '([^']+)'/.exec(message)?.[1];
  if (missing === undefined) {
    const unknown = /^([\w$]+) is not defined$/.exec(message)?.[1];
    const line =
      unknown === undefined
        ? null
        : lineWith(path, new RegExp(`(?<![\\w$.])${unknown.replaceAll("$", "\\$")}(?![\\w$])`));
    return said(thrownAt(error) ?? { file: path, line }, message);
  }
  const importer = (error as { requireStack?: string[] }).requireStack?.[0] ?? path;
  const isPackage = !/^(\.|\/|file:|node:)/.test(missing);
  const what = isPackage
    ? `there is no package ${JSON.stringify(missing)} here; install it: npm install ${packageName(missing)}`
    : `there is no file ${JSON.stringify(missing)}`;
  return said(
    { file: importer, line: lineWith(importer, `"${missing}"`) ?? lineWith(importer, `'${missing}'`) },
    what,
  );
}

/** The file as the user named it, or from where the user is. */
function shown(path: string, file: string): string {
  if (resolve(file) === resolve(path)) return path;
  const near = relative(".", file);
  return near.startsWith("..") ? file : near;
}

/** Of what is imported, the package: `@scope/name` of `@scope/name/part`. */
const packageName = (specifier: string): string =>
  specifier.split("/", specifier.startsWith("@") ? 2 : 1).join("/");

/** The first line of a file with some text in it; null where none has it. */
function lineWith(file: string, text: string | RegExp): number | null {
  const at = linesOf(file).findIndex((line) =>
    typeof text === "string" ? line.includes(text) : text.test(line),
  );
  return at < 0 ? null : at + 1;
}

function linesOf(file: string): string[] {
  try {
    return readFileSync(file, "utf8").split("\n");
  } catch {
    return [];
  }
}

const ownFolders = ["src", "golden", "dist", "node_modules"].map((name) => join(packageRoot, name) + sep);

/** The first place of the stack that is the user's; null where there is none, or where it is not in the file. */
function thrownAt({ stack = "" }: Error): Place | null {
  for (const [, named, line, column] of stack.matchAll(/([^\s(]+):(\d+):(\d+)\)?$/gm)) {
    const file = named!.startsWith("file:") ? fileURLToPath(named!) : named!;
    const isTheirs = !file.startsWith("node:") && !file.includes(`${sep}node_modules${sep}`);
    if (!isTheirs || ownFolders.some((folder) => file.startsWith(folder))) continue;
    const text = linesOf(file)[Number(line) - 1];
    // Where a map of the translated code is missing, the column is beyond the line.
    return text !== undefined && Number(column) <= text.length + 1 ? { file, line: Number(line) } : null;
  }
  return null;
}
