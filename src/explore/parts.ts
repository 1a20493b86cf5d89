// A network's hardware in parts whose costs add up: a core each, and the readout; each depends on some fields of the choice.
import {
  accessesOf,
  type Hardware,
  type HardwarePart,
  lanesOfLayer,
  type MemoryAccess,
  type OperationCount,
} from "../core/index.ts";
import type { Recorded } from "./activity.ts";
import { type Product, productsOf } from "./multipliers.ts";

/** What a part does in a step, in the mean over recordings. */
export interface CountedPart {
  readonly memories: readonly MemoryAccess[];
  readonly operations: readonly OperationCount[];
  readonly products: readonly Product[];
}

/** A part, counted over recordings. */
export function countedPart(part: HardwarePart, recorded: Recorded): CountedPart {
  const count = accessesOf(part);
  const memories = new Map<string, MemoryAccess>();
  let operations: readonly OperationCount[] = [];
  for (const { work, steps } of recorded.alike) {
    const share = steps / recorded.steps;
    const counted = count(work);
    for (const m of counted.memories) {
      const before = memories.get(m.name);
      memories.set(m.name, {
        ...m,
        reads: (before?.reads ?? 0) + share * m.reads,
        writes: (before?.writes ?? 0) + share * m.writes,
      });
    }
    const before = operations;
    operations = counted.operations.map((o, i) => ({
      ...o,
      count: (before[i]?.count ?? 0) + share * o.count,
    }));
  }
  return { memories: [...memories.values()], operations, products: productsOf(part) };
}

/**
 * The choice without what no count depends on: where memories land (but the large single-port RAM, whose words are wider), and
 * how registers are clocked.
 */
export function countedOf(hardware: Hardware): Hardware {
  const { weights, readout } = hardware.memories;
  const large = (style: typeof weights): typeof weights => (style === "spram" ? style : "block");
  const memories = { weights: large(weights), readout: large(readout), state: "block" as const };
  return { ...hardware, memories, clockGating: "enable", probe: false };
}

/** What all parts of a choice have in common, as a key: every field but the lanes. */
export function commonKey(hardware: Hardware): string {
  const { dataflow, overlap, banks, dependencyBreaking, mapping, parameters } = hardware;
  const { clockGating, pipeline, probe, outputs, memories } = hardware;
  return (
    `${dataflow} ${overlap} ${banks} ${dependencyBreaking} ${mapping} ${parameters} ${clockGating} ${pipeline} ${probe} ` +
    `${outputs.classes} ${outputs.logits} ${outputs.spikes} ` +
    `${memories.weights} ${memories.readout} ${memories.state} ${memories.small}`
  );
}

/**
 * Keys of the parts of a choice for a network of so many layers: core after core, the readout, and what stands around them.
 * Parts of the same network with the same key are the same where the choices have the same in common.
 */
export function keysOf(hardware: Hardware, layers: number): string[] {
  const lanes = Array.from({ length: layers }, (_, l) => lanesOfLayer(hardware, l));
  const keys =
    hardware.mapping === "shared"
      ? [`core ${lanes[0]!.spike} ${lanes[0]!.memory} ${lanes[0]!.update}`]
      : lanes.map(({ spike, memory, update }, l) => `core${l} ${spike} ${memory} ${update}`);
  // Where nothing is said of its lanes, the readout keeps up with the last layer.
  const readout = hardware.lanes.readout ?? `beside ${lanes.at(-1)!.spike}`;
  return [...keys, `readout ${readout}`, "around"];
}
