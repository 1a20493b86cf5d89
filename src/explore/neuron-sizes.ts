// What the cells of the fused pass over the neurons grow with.
import type { CorePlan, LayerPlan } from "../core/index.ts";
import { bitsOf, differing } from "./size-bits.ts";

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

/** Sizes of the circuit of a core's neurons: of one lane each, times the lanes. */
export function neuronSizes(core: CorePlan): Record<string, number> {
  const { lanes, types, layers, hardware } = core;
  const lane = lanes.neuron;
  const staged = Number(hardware.pipeline);
  const membrane = bitsOf(types.membrane);
  const current = bitsOf(types.current);
  const slowSum = bitsOf(types.slowSum);
  const inflow = current + bitsOf(types.slowCurrent) + bitsOf(types.bias);
  const total = totalBits(core);
  const subtracts = layers.some(({ layer }) => layer.reset === "subtract");
  /** Bits that choose between the shifts of layers that take turns. */
  const choices = (bits: number, of: (layer: LayerPlan["layer"]) => number) =>
    (new Set(layers.map(({ layer }) => of(layer))).size - 1) * bits;
  const chosen =
    choices(current, (l) => l.fast.shift) +
    choices(membrane, (l) => l.leak.shift) +
    choices(slowSum, (l) => l.memory?.current.shift ?? 0);
  return {
    membrane: lane * membrane,
    current: lane * inflow,
    leak: lane * leakBits(core),
    slow: lane * slowSum,
    total: lane * total,
    subtracts: Number(subtracts) * lane * total,
    choices: lane * chosen,
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
