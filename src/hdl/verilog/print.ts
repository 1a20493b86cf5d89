// A design as Verilog-2005: one file a circuit, children first.
import type { CircuitIR, Design } from "../ir.ts";
import { type PrintOptions, printModule, type VerilogFile } from "./circuit.ts";
import { constantsOf } from "./constant.ts";
import { macrosOf, macroText } from "./macro.ts";
import { imageFile, type Module, modulesOf } from "./modules.ts";
import { VerilogError } from "./scope.ts";
import { sourceLines } from "./source.ts";

export type { PrintOptions, VerilogFile } from "./circuit.ts";
export { VerilogError } from "./scope.ts";

/**
 * Prints every circuit of a design, children before parents. The same design gives the same bytes.
 * Throws `VerilogError` where the text needs a name that the circuit has given to something else, and where a foreign
 * module is to be printed as a model and has none, or two.
 */
export function printVerilog(design: Design, options: PrintOptions = {}): VerilogFile[] {
  const foreign = design.circuits.filter((circuit) => circuit.external !== undefined);
  if (options.merge && options.memories === "inline")
    throw new VerilogError("equal circuits are one module only where their images are files");
  const models = options.externals === "model" ? modelsOf(foreign).map(modelModule) : [];
  const modules = [...models, ...modulesOf(design, options.merge ?? false, options.imagePath ?? "")];
  const known = {
    constants: constantsOf(design),
    sourceOf: options.sourceLines ? sourceLines(design) : () => undefined,
  };
  const macros = macrosOf(design).map((shape) => ({
    ...{ name: `${shape.module}.v`, circuits: [], images: [] },
    text: macroText(shape, options.macros ?? "behavioural"),
  }));
  return [...macros, ...modules.map((module) => printModule(module, design, known, options))];
}

/** The module of a foreign circuit's model. */
const modelModule = (circuit: CircuitIR): Module => ({
  name: circuit.external!.module,
  circuits: [circuit],
  parameters: circuit.external!.parameters,
  image: (memory) => `"${imageFile(circuit, memory)}"`,
  instance: (item) => ({ module: item.circuit, parameters: [] }),
});

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
