// From a design to gates of a cell library: synthesis by Yosys, and what came of it.
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Design } from "../../hdl/index.ts";
import { macrosOf } from "../../hdl/verilog/macro.ts";
import { printVerilog } from "../../hdl/verilog/print.ts";
import { removeAtExit } from "../../simulate/processes.ts";
import { FlowError, FlowRunError } from "../error.ts";
import { usesClockGate } from "../netlist.ts";
import { type FlowTool, needTool } from "../tools.ts";
import { checkMemories } from "./checks.ts";
import { functionText } from "./function.ts";
import type { Cell, Library } from "./library.ts";

/** One instance of a cell or of a RAM macro. */
export interface Gate {
  /** Instance names from the top down, then what the tool made of a name of the source; separated by dots. */
  readonly name: string;
  readonly type: string;
  /** Nets of its pins, each bit of a macro's; a constant is "0", "1" or "x". */
  readonly pins: ReadonlyMap<string, readonly string[]>;
}

export interface GateNetlist {
  readonly top: string;
  readonly gates: readonly Gate[];
  /** Names of each net in the Verilog. */
  readonly nets: ReadonlyMap<string, readonly string[]>;
  /** As Verilog of the library's cells. */
  readonly verilog: string;
  /** Yosys and its version. */
  readonly tool: string;
  /** What Yosys warned of, once each. */
  readonly warnings: readonly string[];
}

type Bit = number | string;

interface JsonModule {
  readonly cells: Readonly<
    Record<string, { readonly type: string; readonly connections: Readonly<Record<string, readonly Bit[]>> }>
  >;
  readonly netnames: Readonly<Record<string, { readonly bits: readonly Bit[] }>>;
}

const LIBRARY = "library.lib";

/** The smallest clock gate. */
function clockGateOf(library: Library): Cell {
  const [smallest] = [...library.cells.values()]
    .filter((cell) => cell.clockGate !== null)
    .sort((a, b) => a.clockGate!.tests.length - b.clockGate!.tests.length || a.area - b.area);
  if (smallest !== undefined) return smallest;
  throw new FlowError(
    `library ${library.name} has no clock gate (clock_gating_integrated_cell: latch_posedge); choose clockGating "enable" or "none"`,
  );
}

/** A module of the library's clock gate under the name that the design knows. */
export function clockGateText(library: Library): string {
  const { name, clockGate } = clockGateOf(library);
  const { clock, enable, out, tests } = clockGate!;
  const ports = [clock, enable, ...tests].map((pin) => `input wire ${pin}`);
  return `(* blackbox *)
module ${name} (${[...ports, `output wire ${out}`].join(", ")});
endmodule
module dmp_clock_gate (input wire clk, input wire enable, output wire gated);
    ${name} own_cell (${[`.${clock}(clk)`, `.${enable}(enable)`, `.${out}(gated)`, ...tests.map((pin) => `.${pin}(1'b0)`)].join(", ")});
endmodule
`;
}

/** Cell and pin that give a constant; null where the library has none. */
function tieOf(library: Library, value: "0" | "1"): string | null {
  for (const cell of library.cells.values()) {
    if (cell.pins.some((pin) => pin.direction === "input")) continue;
    const pin = cell.pins.find((p) => p.direction === "output" && p.function === value);
    if (pin !== undefined) return `${cell.name} ${pin.name}`;
  }
  return null;
}

/** @throws FlowError where the library lacks what every design needs */
function checkLibrary(library: Library): void {
  const usable = [...library.cells.values()].filter((cell) => cell.usable);
  const logic = usable.filter((cell) => cell.register === null);
  const lacks = (what: string) => {
    throw new FlowError(`library ${library.name} has no ${what} that synthesis can use`);
  };
  if (!usable.some((cell) => cell.register !== null)) lacks("flip-flop");
  // Without these Yosys' ABC ends without a word.
  const functions = logic.flatMap((cell) =>
    cell.pins.flatMap((pin) =>
      pin.function === null ? [] : functionText(pin.function, `cell ${cell.name}`),
    ),
  );
  if (!functions.some((text) => /^[A-Za-z_]\w*$/.test(text))) lacks("buffer");
  if (!functions.some((text) => /^\(?~\(?[A-Za-z_]\w*\)*$/.test(text))) lacks("inverter");
  if (!logic.some((cell) => cell.pins.length > 2)) lacks("gate of two inputs");
}

/**
 * Synthesizes a design to gates. Its RAM macros stay as they are, without a body.
 * @throws FlowError where the library or the design lacks what this needs, or Yosys is missing; FlowRunError where it fails
 */
export async function toGates(design: Design, library: Library): Promise<GateNetlist> {
  checkLibrary(library);
  checkMemories(design);
  const yosys = await needTool("yosys");
  const folder = await mkdtemp(join(tmpdir(), "dmp-gates-"));
  const forget = removeAtExit(folder);
  try {
    return await synthesize(design, library, yosys, folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
    forget();
  }
}

async function synthesize(
  design: Design,
  library: Library,
  yosys: FlowTool,
  folder: string,
): Promise<GateNetlist> {
  const { top } = design;
  const printed = printVerilog(design, { macros: "none" });
  const files = [
    ...printed,
    ...(usesClockGate(design) ? [{ name: "dmp_clock_gate.v", text: clockGateText(library) }] : []),
  ];
  for (const { name, text } of [...files, ...printed.flatMap((f) => f.images)])
    await writeFile(join(folder, name), text);
  await writeFile(join(folder, LIBRARY), library.usableText);
  const ties = (["1", "0"] as const).flatMap((value) => {
    const tie = tieOf(library, value);
    return tie === null ? [] : [`-${value === "1" ? "hi" : "lo"}cell ${tie}`];
  });
  const script = [
    `read_verilog ${files.map((f) => f.name).join(" ")}`,
    // Every circuit for itself, and flat only when it is gates: so each gate's circuit is known.
    `synth -top ${top}`,
    `dfflibmap -liberty ${LIBRARY}`,
    "opt",
    `abc -liberty ${LIBRARY}`,
    ...(ties.length === 0 ? [] : [`hilomap ${ties.join(" ")}`]),
    "opt_clean",
    "autoname",
    "flatten",
    "opt_clean",
    // Bit by bit: a simulator takes a vector whose bits depend on each other for a loop.
    "splitnets",
    "write_json netlist.json",
    // Names that are left as Yosys made them are the same in both.
    "write_verilog -noattr -norename netlist.v",
  ];
  const said = await yosys.run(["-p", script.join("; ")], folder);
  const json = await readFile(join(folder, "netlist.json"), "utf8");
  const module = (JSON.parse(json) as { modules: Record<string, JsonModule> }).modules[top];
  if (module === undefined) throw new FlowRunError(`the netlist has no module ${top}`);
  const nets = new Map<string, string[]>();
  for (const [name, { bits }] of Object.entries(module.netnames))
    bits.forEach((bit, i) => {
      const net = String(bit);
      const known = nets.get(net) ?? [];
      nets.set(net, [...known, bits.length === 1 ? name : `${name}[${i}]`]);
    });
  const gates = Object.entries(module.cells).map(([name, { type, connections }]) => ({
    name,
    type,
    pins: new Map(Object.entries(connections).map(([pin, bits]) => [pin, bits.map(String)])),
  }));
  const macros = new Set(macrosOf(design).map((m) => m.module));
  const strange = gates.find(({ type }) => !library.cells.has(type) && !macros.has(type));
  if (strange !== undefined)
    throw new FlowRunError(
      `${strange.name}: Yosys left a cell ${strange.type}, which library ${library.name} does not have`,
    );
  return {
    ...{ top, gates, nets },
    verilog: await readFile(join(folder, "netlist.v"), "utf8"),
    tool: `${yosys.name} ${yosys.version}${yosys.kind === "yowasp" ? " (YoWASP)" : ""}`,
    warnings: [...new Set(said.split("\n").filter((line) => /^Warning: /.test(line)))],
  };
}
