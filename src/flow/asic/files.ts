// What the flows behind synthesis are given: the netlist, constraints, and a configuration for LibreLane.
import type { Design } from "../../hdl/index.ts";
import { printVerilog } from "../../hdl/verilog/print.ts";
import { usesClockGate } from "../netlist.ts";
import { clockGateText, type GateNetlist } from "./gates.ts";
import type { Library } from "./library.ts";
import type { GatesReport } from "./report.ts";

/** Of a period: what the clock may be off by, and what is left for what lies outside of the ports. */
const UNCERTAIN = 0.05;
const OUTSIDE = 0.3;

/** Constraints of the ports in Synopsys' format. */
export function constraintsText(design: Design, clockMHz: number): string {
  const period = 1000 / clockMHz;
  const ports = design.circuits.find((c) => c.name === design.top)!.ports;
  const named = (direction: "in" | "out") =>
    ports.filter((port) => port.direction === direction).map((port) => `${port.name}*`);
  const delay = (kind: "input" | "output", names: readonly string[]) =>
    names.length === 0
      ? ""
      : `set_${kind}_delay ${(period * OUTSIDE).toFixed(3)} -clock clk [get_ports {${names.join(" ")}}]\n`;
  return `# ${design.top} at ${clockMHz} MHz; times in ns. Streams come from registers and go to registers: their logic has ${100 * OUTSIDE} % of
# a period outside. The reset is synchronous. Change what your system knows better.
create_clock -name clk -period ${period.toFixed(3)} [get_ports clk]
set_clock_uncertainty ${(period * UNCERTAIN).toFixed(3)} [get_clocks clk]
${delay("input", ["rst", ...named("in")])}${delay("output", named("out"))}`;
}

/** The frame of a configuration: RTL, clock, constraints, and where the views of the RAM macros are looked for. */
function librelane(top: string, report: GatesReport, clockMHz: number): string {
  const macros = Object.fromEntries(
    report.macros.map(({ module, memories }) => [
      module,
      {
        gds: [`dir::macros/${module}.gds`],
        lef: [`dir::macros/${module}.lef`],
        lib: { "*": [`dir::macros/${module}.lib`] },
        vh: [`dir::macros/${module}.v`],
        instances: Object.fromEntries(memories.map((name) => [name, { location: null, orientation: null }])),
      },
    ]),
  );
  const config = {
    meta: { version: 2 },
    DESIGN_NAME: top,
    VERILOG_FILES: "dir::rtl/*.v",
    CLOCK_PORT: "clk",
    CLOCK_PERIOD: Number((1000 / clockMHz).toFixed(3)),
    PNR_SDC_FILE: `dir::${top}.sdc`,
    SIGNOFF_SDC_FILE: `dir::${top}.sdc`,
    ...(report.macros.length === 0 ? {} : { MACROS: macros }),
  };
  return `${JSON.stringify(config, null, 2)}\n`;
}

/**
 * Files by name: the netlist, its constraints, the report, the RTL around RAM macros without bodies, and a configuration
 * for LibreLane.
 */
export function gatesFiles(
  design: Design,
  library: Library,
  netlist: GateNetlist,
  report: GatesReport,
  clockMHz: number,
): Record<string, string> {
  const { top } = design;
  const printed = printVerilog(design, { macros: "none" });
  const macros = new Set(report.macros.map(({ module }) => `${module}.v`));
  const rtl = [
    ...printed,
    ...(usesClockGate(design) ? [{ name: "dmp_clock_gate.v", text: clockGateText(library) }] : []),
  ];
  return {
    [`${top}_netlist.v`]: netlist.verilog,
    [`${top}.sdc`]: constraintsText(design, clockMHz),
    "report.json": `${JSON.stringify(report, null, 2)}\n`,
    "librelane.json": librelane(top, report, clockMHz),
    ...Object.fromEntries(
      rtl.map(({ name, text }) => [macros.has(name) ? `macros/${name}` : `rtl/${name}`, text]),
    ),
    ...Object.fromEntries(
      printed.flatMap(({ images }) => images.map(({ name, text }) => [`rtl/${name}`, text])),
    ),
  };
}
