// Operations that a core and the readout have alike: weights of events, added to sums.
import type { Type } from "../../hdl/index.ts";
import { hull, type Range, range, rangeOf } from "../../hdl/range.ts";
import { eventValue } from "../events/payload.ts";
import type { CorePlan, LayerPlan } from "../plan/plan.ts";
import type { Part } from "./part.ts";

/** The numbers of all layers. */
export const numbers = (values: readonly number[]): Range =>
  values.map((v) => range(BigInt(v), BigInt(v))).reduce(hull);

/** What the leaks of layers may be: what the memory may hold, where neurons have their own. */
export const leakFactors = ({ own, types }: CorePlan, layers: readonly LayerPlan[]): Range =>
  own.leaks ? rangeOf(types.leak) : numbers(layers.map(({ layer }) => layer.leak.factor as number));

/** Weights of events, as they come from memory: the large single-port RAM has whole nibbles. */
export function weightRange(type: Type, style: string): Range {
  const { lo, hi } = rangeOf(type);
  if (style !== "spram") return { lo, hi };
  const bits = BigInt(Math.ceil((hi.toString(2).length + 1) / 4) * 4 - 1);
  return range(-(1n << bits), (1n << bits) - 1n);
}

/** Weights of events are added to sums, a word of lanes at a time. */
export function summing(
  part: Part,
  {
    weight,
    sum,
    valueBits,
    ...words
  }: { readonly weight: Range; readonly sum: Type; readonly valueBits: number } & Words,
): void {
  const done = part.each({ [words.of]: words.groups * words.lanes });
  const term = valueBits > 0 ? done.multiply(weight, rangeOf(eventValue(valueBits))) : weight;
  done.add(rangeOf(sum), term);
}

/** Words of lanes that an event takes; what counts of events. */
interface Words {
  readonly groups: number;
  readonly lanes: number;
  readonly of: "event" | "counted";
}

/** Where events meet weights, and which events do: a list leaves out those of value 0. */
export const dataflows = {
  "event-stationary": { circuit: "integrate", of: "event" },
  "neuron-stationary": { circuit: "fast_current", of: "counted" },
} as const;
