// A design as Verilog-2005: one file a circuit, children first.
import type { Design } from "../ir.ts";
import { type PrintOptions, printCircuit, type VerilogFile } from "./circuit.ts";

export type { PrintOptions, VerilogFile } from "./circuit.ts";
export { VerilogError } from "./scope.ts";

/**
 * Prints every circuit of a design, children before parents. The same design gives the same bytes.
 * Throws `VerilogError` where the text needs a name that the circuit has given to something else.
 */
export const printVerilog = (design: Design, options: PrintOptions = {}): VerilogFile[] =>
  design.circuits.map((circuit) => printCircuit(circuit, design, options));
