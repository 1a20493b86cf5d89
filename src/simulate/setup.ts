// Installs the tools of a Verilator build with the system's package manager, where it may.
import { existsSync } from "node:fs";
import { type Diagnosis, doctor } from "./doctor.ts";
import { ToolError } from "./errors.ts";
import { runProcess } from "./processes.ts";
import { findProgram } from "./toolchain.ts";

/** Debian's verilator depends on neither compiler nor make; waveforms need zlib's header. */
const PACKAGES = ["verilator", "iverilog", "g++", "make", "zlib1g-dev", "ccache"] as const;

const BY_HAND = `Install Verilator 5.006 or newer, a C++ compiler, make and zlib with its headers by hand:
  Debian, Ubuntu: apt-get install ${PACKAGES.join(" ")}
  Fedora:         dnf install verilator iverilog gcc-c++ make zlib-devel ccache
  macOS:          brew install verilator icarus-verilog ccache
  elsewhere:      https://verilator.org/guide/latest/install.html
A Verilator that is not on the PATH is found through the environment variable VERILATOR.`;

export interface SetupOptions {
  /** Told before each command that is run. */
  readonly onProgress?: (step: { command: string; done: number; total: number }) => void;
}

export interface SetupResult extends Diagnosis {
  /** Commands that were run; none where everything was there. */
  readonly commands: readonly string[];
}

const complete = ({ tools, ok }: Diagnosis) =>
  ok &&
  tools.every((t) => t.found || !["iverilog", "ccache"].includes(t.name)) &&
  ["/usr/include/zlib.h", "/usr/local/include/zlib.h", "/opt/homebrew/include/zlib.h"].some(existsSync);

/** The words before a command that make it run as root; null where that is not possible without a password. */
async function asRoot(): Promise<readonly string[] | null> {
  if (process.getuid?.() === 0) return [];
  const sudo = findProgram("sudo");
  if (sudo === null) return null;
  const { exitCode } = await runProcess(sudo, ["-n", "true"]);
  return exitCode === 0 ? [sudo, "-n"] : null;
}

/**
 * Brings in what is missing by apt-get.
 * @throws ToolError where needed tools are missing and cannot be installed from here; it says what to do by hand
 */
export async function setup(options: SetupOptions = {}): Promise<SetupResult> {
  const before = await doctor();
  if (complete(before)) return { ...before, commands: [] };
  const apt = findProgram("apt-get");
  const root = await asRoot();
  if (apt === null || root === null) {
    if (before.ok) return { ...before, commands: [] };
    const why = apt === null ? "there is no apt-get here" : "this needs root, or sudo without a password";
    throw new ToolError(`The tools cannot be installed automatically: ${why}.\n${BY_HAND}`);
  }
  const steps = [["update"], ["install", "-y", "--no-install-recommends", ...PACKAGES]].map((args) => [
    ...root,
    apt,
    "-oDPkg::Lock::Timeout=300",
    ...args,
  ]);
  const commands: string[] = [];
  for (const [index, [file, ...args]] of steps.entries()) {
    const command = [file, ...args].join(" ");
    options.onProgress?.({ command, done: index, total: steps.length });
    commands.push(command);
    const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
    const { exitCode, output } = await runProcess(file, args, { env });
    // A stale list of packages may still do; what matters is whether the installation works.
    if (exitCode !== 0 && index === steps.length - 1) {
      throw new ToolError(`${command} failed (exit status ${exitCode}):\n${output.trim()}\n${BY_HAND}`);
    }
  }
  const after = await doctor();
  if (after.ok) return { ...after, commands };
  const bad = after.tools.filter((t) => t.needed && !t.found).map((t) => `${t.name}: ${t.advice}`);
  throw new ToolError(`after the installation these are not usable: ${bad.join("; ")}\n${BY_HAND}`);
}
