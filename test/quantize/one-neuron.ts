// A network of one neuron, and what its constants become.
import { type FloatNetwork, floatNetwork, network, type ReadoutSpec } from "../../src/network/index.ts";
import { type QuantizeOptions, quantize } from "../../src/quantize/index.ts";

export interface Neuron {
  beta?: number;
  threshold?: number;
  weight?: number;
  bias?: number;
  reset?: "subtract" | "zero";
  resetBy?: number;
  readout?: ReadoutSpec;
  maxSteps?: number;
}

/** One neuron on one channel, and a readout of one class that counts its spikes. */
export function one({
  beta = 0.5,
  threshold = 1,
  weight = 1,
  bias = 0,
  reset = "subtract",
  resetBy,
  ...rest
}: Neuron): FloatNetwork {
  const description = network({
    name: "one",
    inputs: { channels: 1, timestep: 0.001 },
    layers: [{ neurons: 1, beta, threshold, reset, ...(resetBy === undefined ? {} : { resetBy }) }],
    readout: rest.readout ?? { classes: 1, mode: "mean-logits" },
    maxSteps: rest.maxSteps ?? 8000,
  });
  return floatNetwork(description, {
    layers: [{ fast: Float64Array.of(weight), bias: Float64Array.of(bias), memory: null }],
    readout: { weights: Float64Array.of(1), bias: Float64Array.of(0) },
  });
}

/** An event in each of the first `active` of so many steps. */
export const events = (steps: number, active = steps) => ({
  steps,
  offsets: Uint32Array.from({ length: steps + 1 }, (_, k) => Math.min(k, active)),
  addresses: new Uint16Array(active),
  values: null,
});

export const quantized = (of: Neuron, recording = events(200), options: QuantizeOptions = {}) =>
  quantize(one(of), [recording], options);

export const constantOf = ({ constants }: ReturnType<typeof quantize>, name: string) =>
  constants.find((constant) => constant.name === name)!;
