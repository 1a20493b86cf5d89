// Finds the tools of a Verilator build: which one, where, which version.
import { accessSync, constants, realpathSync, statSync } from "node:fs";
import { basename, delimiter, isAbsolute, join, resolve } from "node:path";
import { ToolError } from "./errors.ts";
import { runProcess } from "./processes.ts";

/** The oldest Verilator that the bridge is written for. */
export const OLDEST_VERILATOR = "5.006";

export interface Tool {
  readonly path: string;
  readonly version: string;
}

/** What a Verilator build needs. */
export interface Toolchain {
  readonly verilator: Tool;
  readonly compiler: Tool;
  readonly make: Tool;
  /** Compiler cache; null where none is installed. */
  readonly ccache: Tool | null;
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    // Our own `verilator` command may be on the PATH, and must not find itself.
    return statSync(path).isFile() && !/^verilator\.(c?js|ts)$/.test(basename(realpathSync(path)));
  } catch {
    return false;
  }
}

/** Path of a program, looked up like a shell does; null where there is none. */
export function findProgram(name: string): string | null {
  if (name.includes("/")) return isProgram(resolve(name)) ? resolve(name) : null;
  const folders = (process.env.PATH ?? "").split(delimiter).filter(isAbsolute);
  return folders.map((folder) => join(folder, name)).find(isProgram) ?? null;
}

/** Path of the Verilator in use: the environment variable VERILATOR wins over the PATH. */
export const findVerilator = (): string | null => findProgram(process.env.VERILATOR || "verilator");

/** Path of the C++ compiler in use: the environment variable CXX wins over g++ and clang++. */
export const findCompiler = (): string | null =>
  process.env.CXX ? findProgram(process.env.CXX) : (findProgram("g++") ?? findProgram("clang++"));

const versions = new Map<string, Promise<string>>();

/** The first number with a dot in what `path flag` says; asked once a process. */
export function versionOf(path: string, flag = "--version"): Promise<string> {
  const known = versions.get(path);
  if (known !== undefined) return known;
  const asked = runProcess(path, [flag]).then(({ output, exitCode }) => {
    const found = /\d+(\.\d+)+[\w.+~-]*/.exec(output)?.[0];
    if (exitCode === 0 && found !== undefined) return found;
    throw new ToolError(`${path} ${flag} does not say a version (exit status ${exitCode}): ${output.trim()}`);
  });
  versions.set(path, asked);
  return asked;
}

/** Whether a version is at least another, number by number. */
export function atLeast(version: string, oldest: string): boolean {
  const numbers = (text: string) => text.split(".").map((part) => Number.parseInt(part, 10) || 0);
  const [a, b] = [numbers(version), numbers(oldest)];
  const differs = b.findIndex((n, i) => (a[i] ?? 0) !== n);
  return differs < 0 || (a[differs] ?? 0) > b[differs];
}

async function need(path: string | null, what: string): Promise<Tool> {
  if (path !== null) return { path, version: await versionOf(path) };
  throw new ToolError(
    `${what} is not installed; \`dmp setup\` installs it, \`dmp doctor\` shows what is there`,
  );
}

/** The tools of a build. @throws ToolError where one is missing or too old */
export async function findToolchain(): Promise<Toolchain> {
  const named = process.env.VERILATOR;
  const verilator = await need(
    findVerilator(),
    named ? `Verilator at ${named} (environment variable VERILATOR)` : "Verilator",
  );
  if (!atLeast(verilator.version, OLDEST_VERILATOR)) {
    throw new ToolError(
      `Verilator ${verilator.version} at ${verilator.path} is too old; needed: ${OLDEST_VERILATOR} or newer`,
    );
  }
  const ccache = findProgram("ccache");
  return {
    verilator,
    compiler: await need(
      findCompiler(),
      process.env.CXX
        ? `the C++ compiler ${process.env.CXX} (environment variable CXX)`
        : "a C++ compiler (g++ or clang++)",
    ),
    make: await need(findProgram("make"), "make"),
    ccache: ccache === null ? null : { path: ccache, version: await versionOf(ccache) },
  };
}
