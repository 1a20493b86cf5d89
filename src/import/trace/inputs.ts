// The inputs that a layer had in the framework: recorded ones, and where there are none, those of this network's own run.
import type { FloatNetwork, FloatResult } from "../../network/index.ts";
import type { Trace } from "./file.ts";
import { spikesIn } from "./spikes.ts";

/** Steps x inputs of layer `l` (of the readout, where it is the number of layers), row after row. */
export function inputsOf(
  { layers, description }: FloatNetwork,
  trace: Trace,
  result: FloatResult,
  l: number,
): Float64Array {
  const { steps, events } = trace;
  if (l > 0)
    return (
      trace.layers[l - 1].spikes?.values ??
      spikesIn(result.trace!.layers[l - 1], layers[l - 1].neurons, steps)
    );
  const { channels } = description.inputs;
  const inputs = new Float64Array(steps * channels);
  for (let k = 0; k < steps; k++)
    for (let e = events.offsets[k]; e < events.offsets[k + 1]; e++)
      inputs[k * channels + events.addresses[e]] += events.values?.[e] ?? 1;
  return inputs;
}
