// A design as Verilog-2005: one file a circuit, children first.
import type { CircuitIR, Design } from "../ir.ts";
import { type PrintOptions, printCircuit, type VerilogFile } from "./circuit.ts";

import { VerilogError } from "./scope.ts";

export type { PrintOptions, VerilogFile } from "./circuit.ts";
export { VerilogError } from "./scope.ts";

/**
 * Prints every circuit of a design, children before parents. The same design gives the same bytes.
 * Throws `VerilogError` where the text needs a name that the circuit has given to something else, and where a foreign
 * module is to be printed as a model and has none, or two.
 */
export function printVerilog(design: Design, options: PrintOptions = {}): VerilogFile[] {
  const foreign = design.circuits.filter((circuit) => circuit.external !== undefined);
  const own = design.circuits.filter((circuit) => circuit.external === undefined);
  const models = options.externals === "model" ? modelsOf(foreign) : [];
  return [...models, ...own].map((circuit) => printCircuit(circuit, design, options));
}

/** One model a module, whatever its parameters. */
function modelsOf(foreign: readonly CircuitIR[]): CircuitIR[] {
  const models = new Map<string, CircuitIR>();
  for (const circuit of foreign) {
    const { module, verilog, hasModel } = circuit.external!;
    if (!hasModel && verilog === null)
      throw new VerilogError(
        `foreign module "${module}" has neither a model nor Verilog: nothing to simulate`,
      );
    const other = models.get(module);
    models.set(module, circuit);
    if (other === undefined) continue;
    const same = verilog === null ? sameItems(other, circuit) : other.external!.verilog === verilog;
    if (!same)
      throw new VerilogError(
        `foreign module "${module}" has different models for different parameters; give one in Verilog, with its parameters`,
      );
  }
  return [...models.values()];
}

const sameItems = (a: CircuitIR, b: CircuitIR): boolean =>
  JSON.stringify(a.items) === JSON.stringify(b.items);
