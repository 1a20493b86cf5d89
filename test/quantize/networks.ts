// Float networks with weights at random and recordings for them, about as active as trained ones.

import { random } from "../../src/base/random.ts";
import {
  dmp,
  type FloatNetwork,
  floatNetwork,
  type LayerSpec,
  network,
  type ReadoutSpec,
  readout,
} from "../../src/network/index.ts";
import type { LabelledSequence } from "../../src/quantize/index.ts";

export interface FloatShape {
  channels?: number;
  valueBits?: number;
  layers: LayerSpec[];
  readout?: ReadoutSpec;
  seed?: number;
}

export const layer = (
  neurons: number,
  memory: LayerSpec["memory"],
  more: Partial<LayerSpec> = {},
): LayerSpec => dmp({ neurons, memory, beta: 0.5, threshold: 1, reset: "subtract", ...more } as LayerSpec);

/** Weights of about the size that trained networks have: a step's current is near the threshold. */
export function floatNetworkOf({
  channels = 20,
  valueBits = 0,
  layers,
  readout: out,
  seed = 1,
}: FloatShape): FloatNetwork {
  const description = network({
    name: "random",
    inputs: { channels, timestep: 0.01, valueBits },
    layers,
    readout: out ?? readout({ classes: 4, mode: "mean-logits" }),
  });
  const { next } = random(seed);
  const normal = () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
  const numbers = (length: number, mean: number, deviation: number) =>
    Float64Array.from({ length }, () => mean + deviation * normal());
  const per = valueBits > 0 ? 2 ** valueBits : 1;
  let inputs = channels;
  const parameters = description.layers.map(({ neurons, memory }, l) => {
    const scale = l === 0 ? 1 / per : 1;
    const made = {
      fast: numbers(neurons * inputs, 0.06 * scale, 0.35 * scale),
      bias: numbers(neurons, 0, 0.05),
      memory: memory && {
        drive: numbers(inputs, 0.15 * scale, 0.3 * scale),
        driveBias: numbers(1, 0.1, 0.02),
        output: numbers(neurons * memory.dim, 0, 0.4 / Math.sqrt(memory.dim)),
      },
    };
    inputs = neurons;
    return made;
  });
  const { classes } = description.readout;
  return floatNetwork(description, {
    layers: parameters,
    readout: { weights: numbers(classes * inputs, 0, 0.4), bias: numbers(classes, 0, 0.1) },
  });
}

/** Sequences with `active` of the channels a step, more in some steps than in others. */
export function recordingsFor(
  { description }: FloatNetwork,
  count: number,
  steps: number,
  seed = 1,
  active = 0.15,
): LabelledSequence[] {
  const { channels, valueBits } = description.inputs;
  const { next } = random(seed);
  return Array.from({ length: count }, (_, i) => {
    const offsets = new Uint32Array(steps + 1);
    const addresses: number[] = [];
    const phase = next() * 6;
    for (let k = 0; k < steps; k++) {
      const rate = active * (1 + Math.sin(k / 9 + phase));
      for (let c = 0; c < channels; c++) if (next() < rate) addresses.push(c);
      offsets[k + 1] = addresses.length;
    }
    const values =
      valueBits > 0 ? Uint16Array.from(addresses, () => 1 + Math.floor(next() * (2 ** valueBits - 1))) : null;
    return {
      steps,
      offsets,
      addresses: Uint16Array.from(addresses),
      values,
      label: i % description.readout.classes,
    };
  });
}
