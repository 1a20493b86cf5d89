// What commonly makes an imported layer differ: each is tried on the layer alone, with the inputs that the framework gave it.

import { layerStep, restingState } from "../../network/float-layer.ts";
import type { FloatLayer, FloatNetwork, FloatResult, LayerDescription } from "../../network/index.ts";
import { allowedOf, type LayerQuantity, type Recorded, type Trace } from "./file.ts";
import { inputsOf } from "./inputs.ts";
import { readoutCauses } from "./readout.ts";
import { type Suspect, suspects } from "./suspects.ts";

/** A layer with one suspect or two. */
interface Tried {
  readonly names: readonly string[];
  readonly layer: FloatLayer;
  readonly delay: number;
  readonly after: readonly NonNullable<Suspect["after"]>[];
}

/**
 * What would explain that `network` differs from `trace`, first in layer `l`; null: in the logits.
 * A suspect counts where the layer then agrees to the end. Where none does, two at a time are tried.
 */
export function causesOf(
  network: FloatNetwork,
  trace: Trace,
  result: FloatResult,
  l: number | null,
): readonly string[] {
  if (l === null) return readoutCauses(network, trace, result);
  const inputs = inputsOf(network, trace, result, l);
  const agrees = ({ layer, delay, after }: Tried) =>
    agreement(
      layer,
      network.description.layers[l],
      delayed(inputs, network.layers[l].inputs, delay),
      trace,
      l,
      after,
    );
  const tryOn = (before: Tried, { name, change, delay = 0, after }: Suspect): Tried[] => {
    const layer = change(before.layer, l);
    if (layer === null) return [];
    const steps = after === undefined ? before.after : [...before.after, after];
    return [{ names: [...before.names, name], layer, delay: before.delay + delay, after: steps }];
  };
  const none: Tried = { names: [], layer: network.layers[l], delay: 0, after: [] };
  const singles = suspects.map((suspect) => tryOn(none, suspect));
  const found = singles.flat().filter(agrees);
  if (found.length > 0) return found.map(({ names }) => names[0]);
  const pairs = singles.flatMap((one, i) =>
    one.flatMap((tried) => suspects.slice(i + 1).flatMap((suspect) => tryOn(tried, suspect))),
  );
  const both = pairs.find(agrees);
  return both === undefined ? [] : [both.names.join("; and ")];
}

function delayed(inputs: Float64Array, width: number, steps: number): Float64Array {
  if (steps === 0) return inputs;
  const later = new Float64Array(inputs.length);
  later.set(inputs.subarray(0, inputs.length - steps * width), steps * width);
  return later;
}

/** Whether a layer agrees with all that was recorded of it, given the inputs of every step. */
function agreement(
  layer: FloatLayer,
  description: LayerDescription,
  inputs: Float64Array,
  trace: Trace,
  l: number,
  after: Tried["after"],
): boolean {
  const step = layerStep(layer, description);
  const state = restingState(layer);
  const [before, spikes] = [new Float64Array(layer.neurons), new Float64Array(layer.neurons)];
  const beforeReset = new Float64Array(layer.neurons);
  const recorded = Object.entries(trace.layers[l]) as [LayerQuantity, Recorded][];
  const limits = recorded.map(([quantity, of]) => allowedOf(layer, quantity, of));
  for (let k = 0; k < trace.steps; k++) {
    const s = inputs.subarray(k * layer.inputs, (k + 1) * layer.inputs);
    before.set(state.membrane);
    const x = step(state, k, s, spikes, beforeReset);
    for (const change of after)
      change({ before, beforeReset, spikes, membrane: state.membrane }, layer.threshold);
    const now = { drive: [x], slow: state.slow, before_reset: beforeReset, spikes, membrane: state.membrane };
    for (const [i, [quantity, { width, values }]] of recorded.entries())
      for (let n = 0; n < width; n++)
        if (!(Math.abs(now[quantity][n] - values[k * width + n]) <= limits[i][n])) return false;
  }
  return true;
}
