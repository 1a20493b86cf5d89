// Spikes of a traced layer as rows of 0 and 1.
import type { LayerTrace } from "../../network/index.ts";

/** Steps x neurons, row after row. */
export function spikesIn({ spikes }: LayerTrace, neurons: number, steps: number): Float64Array {
  const values = new Float64Array(steps * neurons);
  for (let k = 0; k < steps; k++)
    for (let e = spikes.offsets[k]; e < spikes.offsets[k + 1]; e++)
      values[k * neurons + spikes.addresses[e]] = 1;
  return values;
}
