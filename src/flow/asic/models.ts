// The cells of a library as Verilog that a simulator takes: what they do, without delays.
import type { Design } from "../../hdl/index.ts";
import { macrosOf, macroText } from "../../hdl/verilog/macro.ts";
import type { TextFile } from "../../simulate/index.ts";
import { FlowError } from "../error.ts";
import { functionText } from "./function.ts";
import type { GateNetlist } from "./gates.ts";
import type { Cell, Library } from "./library.ts";

function bodyOf(cell: Cell): string[] {
  const where = `cell ${cell.name}`;
  const text = (of: string) => functionText(of, where);
  const { register, clockGate } = cell;
  if (clockGate !== null) {
    const { clock, enable, out, tests } = clockGate;
    return [
      "reg open;",
      "/* verilator lint_off LATCH */",
      `always @* if (!${clock}) open = ${[enable, ...tests].join(" | ")};`,
      "/* verilator lint_on LATCH */",
      `assign ${out} = ${clock} & open;`,
    ];
  }
  const outputs = cell.pins
    .filter((pin) => pin.direction === "output" && pin.function !== null)
    .map((pin) => `assign ${pin.name} = ${text(pin.function!)};`);
  if (register === null) return outputs;
  const { state, inverse, next, clock, clear, preset } = register;
  const sets = [
    ...(clear === null ? [] : [{ when: text(clear), value: "1'b0" }]),
    ...(preset === null ? [] : [{ when: text(preset), value: "1'b1" }]),
  ];
  return [
    `reg  ${state};`,
    ...(inverse === null ? [] : [`wire ${inverse} = ~${state};`]),
    `wire clock_ = ${text(clock)};`,
    ...sets.map(({ when }, i) => `wire set_${i} = ${when};`),
    `always @(${["posedge clock_", ...sets.map((_, i) => `posedge set_${i}`)].join(" or ")})`,
    ...sets.map(({ value }, i) => `    if (set_${i}) ${state} <= ${value}; else`),
    `    ${state} <= ${text(next)};`,
    ...outputs,
  ];
}

function moduleOf(cell: Cell): string {
  const ports = cell.pins.filter((pin) => pin.direction === "input" || pin.direction === "output");
  const list = ports.map((pin) => `    ${pin.direction} wire ${pin.name}`).join(",\n");
  const body = bodyOf(cell).map((line) => `    ${line}\n`);
  return `module ${cell.name} (\n${list}\n);\n${body.join("")}endmodule\n`;
}

/**
 * What a simulator of a netlist takes: the netlist, models of its cells, RAM macros with their behavioural bodies.
 * @throws FlowError for a cell whose function the library does not tell
 */
export function simulated(design: Design, library: Library, netlist: GateNetlist): TextFile[] {
  const used = [...new Set(netlist.gates.map(({ type }) => type))].sort();
  const cells = used.flatMap((name) => {
    const cell = library.cells.get(name);
    if (cell === undefined) return [];
    if (!cell.told) throw new FlowError(`cell ${name}: library ${library.name} does not tell what it does`);
    return [moduleOf(cell)];
  });
  const macros = macrosOf(design).map((shape) => ({
    name: `${shape.module}.v`,
    text: macroText(shape, "behavioural"),
  }));
  return [
    { name: "netlist.v", text: netlist.verilog },
    // What is inside of them is no net of the netlist.
    { name: "cells.v", text: `/* verilator tracing_off */\n${cells.join("\n")}` },
    ...macros.map(({ name, text }) => ({ name, text: `/* verilator tracing_off */\n${text}` })),
  ];
}
