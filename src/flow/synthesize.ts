// Synthesis: Verilog becomes a netlist of the device's own cells.
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Design } from "../hdl/index.ts";
import { printVerilog } from "../hdl/verilog/print.ts";
import type { TextFile } from "../simulate/index.ts";
import type { Device } from "./devices.ts";
import { type Cell, cellsOf } from "./netlist.ts";
import type { FlowTool } from "./tools.ts";

/** What is synthesized: a design, and Verilog of one's own around it, such as a board's top. */
export interface Source {
  readonly design: Design;
  /** Name of the top module; default: the design's. */
  readonly top?: string;
  /** Verilog beside the design's own. */
  readonly files?: readonly TextFile[];
}

export interface Netlist {
  readonly top: string;
  readonly cells: readonly Cell[];
  /** The netlist as Verilog of the vendor's cells, for simulation. */
  readonly verilog: string;
  /** File of the netlist in JSON, within the folder. */
  readonly file: string;
  /** What Yosys warned of, once each. */
  readonly warnings: readonly string[];
}

const NETLIST = "netlist.json";
const VERILOG = "netlist.v";

/** Synthesizes in `folder`, which afterwards holds the Verilog and the netlist. @throws FlowRunError */
export async function synthesize(
  source: Source,
  device: Device,
  yosys: FlowTool,
  folder: string,
): Promise<Netlist> {
  const top = source.top ?? source.design.top;
  const printed = printVerilog(source.design);
  const files = [...printed, ...(source.files ?? [])];
  for (const { name, text } of [...files, ...printed.flatMap((f) => f.images)])
    await writeFile(join(folder, name), text);
  const script = [
    `read_verilog ${files.map((f) => f.name).join(" ")}`,
    `${device.family.synthesis} -top ${top}`,
    // Names of cells after the signals that they drive: reports in terms of the source depend on it.
    "autoname",
    `write_json ${NETLIST}`,
    // Bit by bit: a simulator takes a vector whose bits depend on each other for a loop.
    "splitnets",
    `write_verilog -noattr ${VERILOG}`,
  ];
  const said = await yosys.run(["-p", script.join("; ")], folder);
  const warnings = [...new Set(said.split("\n").filter((line) => /^Warning: /.test(line)))];
  return {
    top,
    cells: cellsOf(await readFile(join(folder, NETLIST), "utf8"), top),
    verilog: await readFile(join(folder, VERILOG), "utf8"),
    file: NETLIST,
    warnings,
  };
}
