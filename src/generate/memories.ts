// The memories of a design, one entry for every instance.
import type { CircuitIR, Design, MemoryItem, MemoryStyle } from "../hdl/index.ts";
import { type MacroShape, macroOf } from "../hdl/verilog/macro.ts";
import { hasImage, imageFile } from "../hdl/verilog/modules.ts";

export interface MemoryUse {
  /** Where it is: instance names from the top down, then the memory's own. */
  readonly name: string;
  /** Words. */
  readonly depth: number;
  /** Width of a word. */
  readonly bits: number;
  /** What it is asked to become. */
  readonly kind: MemoryStyle;
  /** The RAM macro that it is; null: none. */
  readonly macro: MacroShape | null;
  /** File with its initial contents; null where it has none, or where they are in the text. */
  readonly image: string | null;
}

/** Bits of a value of the type, as stored. */
function widthOf({ lo, hi }: MemoryItem["type"]): number {
  const bits = (n: bigint) => (n === 0n ? 0 : n.toString(2).length);
  const [low, high] = [BigInt(lo), BigInt(hi)];
  if (low >= 0n) return Math.max(1, bits(high));
  return 1 + Math.max(bits(-1n - low), high > 0n ? bits(high) : 0);
}

/** Every memory below the top, in the order of the source. */
export function memoriesOf(design: Design): MemoryUse[] {
  const byName = new Map(design.circuits.map((circuit) => [circuit.name, circuit]));
  const within = (circuit: CircuitIR, path: string): MemoryUse[] =>
    circuit.items.flatMap((item) => {
      if (item.kind === "instance") return within(byName.get(item.circuit)!, `${path}${item.name}.`);
      if (item.kind !== "memory") return [];
      return [
        {
          name: `${path}${item.name}`,
          depth: item.depth,
          bits: item.lanes * widthOf(item.type),
          kind: item.style,
          macro: macroOf(design.top, item),
          image: hasImage(item) ? imageFile(circuit, item) : null,
        },
      ];
    });
  return within(byName.get(design.top)!, "");
}
