// The memories of a network's hardware as synthesis sees them: shape, and what they shall become.
import {
  type CorePlan,
  type Hardware,
  type HardwarePart,
  type MemoryAccess,
  stateStyle,
} from "../core/index.ts";
import type { MemoryShape } from "./block-ram.ts";

/** A memory, how many there are of it, and what a step does with it. */
export interface PlacedMemory extends MemoryShape {
  readonly name: string;
  readonly copies: number;
}

/** Where a memory of values lands that is no weight memory. */
function styleOf(hardware: Hardware, words: number, constant: boolean): MemoryShape["style"] {
  const style = stateStyle(hardware, words);
  // Constants are no RAM made of look-up tables, but the tables themselves.
  return constant && style === "distributed" ? "registers" : style;
}

/** Parameter memories by the end of their name, and the lanes that the loader writes one by one. */
const parameters: Readonly<Record<string, (core: CorePlan) => number>> = {
  drive_weights: () => 1,
  transitions: (core) => core.lanes.update,
  slow_weights: (core) => core.lanes.memory,
  bias: (core) => core.lanes.neuron,
  leaks: (core) => core.lanes.neuron,
  thresholds: (core) => core.lanes.neuron,
  resets: (core) => core.lanes.neuron,
};

/** Places a memory of a part that `accesses` has counted. */
export function placedMemory(part: HardwarePart, { name, words, bits }: MemoryAccess): PlacedMemory {
  const { hardware } = part;
  const core = "core" in part ? part.core : null;
  const last = name.slice(name.lastIndexOf(".") + 1);
  const loaded = hardware.parameters === "loaded";
  const constant = !loaded && (last === "weights" || parameters[last] !== undefined);
  const memory = { name, words, bits, copies: 1, lanes: 1, written: !constant };
  if (last === "weights")
    return {
      ...memory,
      lanes: loaded ? ("core" in part ? part.core.lanes.spike : part.readout.lanes) : 1,
      style: core === null ? hardware.memories.readout : hardware.memories.weights,
    };
  const lanes = parameters[last];
  const written = lanes !== undefined && loaded && core !== null ? lanes(core) : 1;
  // Two lists, or two banks, in one memory: what counts is the size of one.
  const halved = hardware.overlap && (last === "lists" || (last === "banks" && hardware.banks === "joint"));
  const separate = last === "banks" && hardware.overlap && hardware.banks === "separate";
  return {
    ...memory,
    lanes: written,
    copies: separate ? 2 : 1,
    style: styleOf(hardware, halved ? words / 2 : words, constant),
  };
}
