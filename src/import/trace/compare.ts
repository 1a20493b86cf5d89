// A network's own run beside a recorded one: where they first differ, layer by layer.
import { type FloatNetwork, type FloatResult, floatModel, type LayerTrace } from "../../network/index.ts";
import type { MembraneZeros } from "../zeros.ts";
import { causesOf } from "./causes.ts";
import {
  allowedIn,
  allowedOf,
  isMembrane,
  type LayerQuantity,
  layerQuantities,
  type Recorded,
  type Trace,
} from "./file.ts";
import { spikesIn } from "./spikes.ts";

export interface TraceDifference {
  /** Null for the logits, which are of the whole sequence. */
  readonly step: number | null;
  /** Neuron, coefficient of the slow state, or class. */
  readonly index: number;
  readonly expected: number;
  readonly found: number;
}

export interface ComparedQuantity {
  /** As the array is called: `layers.0.spikes`. */
  readonly name: string;
  readonly values: number;
  readonly differ: number;
  readonly first: TraceDifference | null;
}

export interface TraceComparison {
  readonly steps: number;
  readonly quantities: readonly ComparedQuantity[];
  /** The first of all differences, in the order in which the network computes; null where everything agrees. */
  readonly first: (TraceDifference & { readonly name: string }) | null;
  /** What would explain it, each tried: the most likely first. */
  readonly causes: readonly string[];
}

export function compareTrace(network: FloatNetwork, trace: Trace): TraceComparison {
  const result = floatModel(network)(trace.events, { record: true });
  const compared = trace.layers.flatMap((recorded, l) =>
    layerQuantities.flatMap((quantity) => {
      const expected = recorded[quantity];
      if (expected === undefined) return [];
      const found = ofLayer(result.trace!.layers[l], quantity, expected.width, trace.steps);
      const allowed = allowedOf(network.layers[l], quantity, expected);
      const { first, ...rest } = compareValues(`layers.${l}.${quantity}`, expected, found, allowed);
      const zero = isMembrane(quantity) ? (trace.zeros[l] ?? null) : null;
      return [{ layer: l, quantity, ...rest, first: first && inTheirs(first, zero) }];
    }),
  );
  const logits = trace.logits === null ? [] : [logitsBeside(trace.logits, result.logits)];
  const different = compared.filter(({ first }) => first !== null);
  const earliest = different.sort((a, b) => a.first!.step! - b.first!.step! || a.layer - b.layer)[0];
  const first = earliest ?? logits.find((q) => q.first !== null);
  const plain = ({ name, values, differ, first }: ComparedQuantity) => ({ name, values, differ, first });
  return {
    steps: trace.steps,
    quantities: [...compared.map(plain), ...logits],
    first: first ? { name: first.name, ...first.first! } : null,
    causes: first ? causes(network, trace, result, earliest) : [],
  };
}

function causes(
  network: FloatNetwork,
  trace: Trace,
  result: FloatResult,
  earliest: (ComparedQuantity & { layer: number; quantity: LayerQuantity }) | undefined,
): readonly string[] {
  if (earliest === undefined) return causesOf(network, trace, result, null);
  const { layer, quantity, first } = earliest;
  const found = causesOf(network, trace, result, layer);
  if (found.length > 0 || quantity !== "spikes") return found;
  const { beforeReset } = result.trace!.layers[layer];
  const { neurons, threshold: thresholds } = network.layers[layer];
  const threshold = thresholds[first!.index];
  const above = beforeReset[first!.step! * neurons + first!.index] - threshold;
  return Math.abs(above) > 1e-5 * threshold
    ? []
    : ["rounding: the membrane meets the threshold within the last digits of 32-bit floats"];
}

/** As the framework counts it. */
function inTheirs(difference: TraceDifference, zero: MembraneZeros[number]): TraceDifference {
  if (zero === null) return difference;
  const { index, expected, found } = difference;
  return { ...difference, expected: zero[index] + expected, found: zero[index] + found };
}

/** The values of a quantity over all steps, as a trace has them. */
function ofLayer(layer: LayerTrace, quantity: LayerQuantity, width: number, steps: number): Float64Array {
  if (quantity === "before_reset") return layer.beforeReset;
  return quantity === "spikes" ? spikesIn(layer, width, steps) : layer[quantity];
}

/** Logits are of the whole sequence. */
function logitsBeside(expected: Float64Array, found: Float64Array): ComparedQuantity {
  const width = expected.length;
  const allowed = new Float64Array(width).fill(allowedIn(expected));
  return compareValues("logits", { width, values: expected }, found, allowed, true);
}

function compareValues(
  name: string,
  { width, values: expected }: Recorded,
  found: Float64Array,
  allowed: Float64Array,
  whole = false,
): ComparedQuantity {
  let differ = 0;
  let first: TraceDifference | null = null;
  expected.forEach((value, at) => {
    if (Math.abs(value - found[at]) <= allowed[at % width]) return;
    differ++;
    const step = whole ? null : Math.floor(at / width);
    first ??= { step, index: at % width, expected: value, found: found[at] };
  });
  return { name, values: expected.length, differ, first };
}
