// What the cells of the fused pass over the neurons grow with.
import type { CorePlan } from "../core/index.ts";
import { bitsOf, differing } from "./size-bits.ts";

/** Bits that choose between the shifts of layers that take turns. */
const choices = (bits: number, shifts: readonly number[]): number => (new Set(shifts).size - 1) * bits;

/** Bits of a neuron's membrane before it is cut to its width: of the widest of what is added, and a carry. */
function totalBits({ layers, types }: CorePlan): number {
  const shift = Math.min(...layers.map(({ layer }) => layer.fast.shift));
  const fast = bitsOf(types.current) - shift;
  return 1 + Math.max(bitsOf(types.membrane), fast, bitsOf(types.slowCurrent), bitsOf(types.bias));
}

/** Bits that the leak's constant product adds up: none where it is a shift, nor where a multiplier takes a leak from memory. */
function leakBits({ layers, types, own }: CorePlan): number {
  if (own.leaks) return 0;
  const ones = (n: number) => Math.abs(n).toString(2).split("1").length - 1;
  const factors = new Set(layers.map(({ layer }) => layer.leak.factor as number));
  const most = Math.max(...[...factors].map(ones)) + factors.size - 1;
  return Math.max(0, most - 1) * bitsOf(types.membrane);
}

export function neuronSizes(core: CorePlan): Record<string, number> {
  const { lanes, types, layers, hardware } = core;
  const lane = lanes.neuron;
  const staged = Number(hardware.pipeline);
  const membrane = bitsOf(types.membrane);
  const inflow = bitsOf(types.current) + bitsOf(types.slowCurrent) + bitsOf(types.bias);
  const slowSum = bitsOf(types.slowSum);
  const total = totalBits(core);
  const each = (of: (layer: (typeof layers)[number]["layer"]) => number) => layers.map((l) => of(l.layer));
  const subtracts = layers.some(({ layer }) => layer.reset === "subtract");
  return {
    membrane: lane * membrane,
    current: lane * inflow,
    leak: lane * leakBits(core),
    slow: lane * slowSum,
    total: lane * total,
    subtracts: Number(subtracts) * lane * total,
    choices:
      lane *
      (choices(
        bitsOf(types.current),
        each((l) => l.fast.shift),
      ) +
        choices(
          membrane,
          each((l) => l.leak.shift),
        ) +
        choices(
          slowSum,
          each((l) => l.memory?.current.shift ?? 0),
        )),
    staged: staged * lane * (inflow + membrane),
    held: lane * bitsOf(types.heldCurrent),
    shared:
      lane *
      membrane *
      differing(
        layers,
        (l) => l.threshold,
        (l) => l.leak.factor,
        (l) => l.reset,
      ),
  };
}
