// Seconds to quantize 140-128-128-20 (d = 5) with 100 recordings of 100 steps, and to compare the result over them.
import { createGolden } from "../golden/index.ts";
import { random } from "../src/base/random.ts";
import { dmp, floatNetwork, network, readout } from "../src/network/index.ts";
import { compareNetworks, quantize } from "../src/quantize/index.ts";

const next = random(1).next;
/** Near normal: the sum of twelve uniform numbers has deviation 1. */
const normal = () => Array.from({ length: 12 }, next).reduce((sum, u) => sum + u - 0.5, 0);
const numbers = (length: number, mean: number, deviation: number) =>
  Float64Array.from({ length }, () => mean + deviation * normal());

const layer = dmp({
  neurons: 128,
  memory: { dim: 5, window: 40 },
  beta: 0.5,
  threshold: 1,
  reset: "subtract",
});
const description = network({
  name: "bench",
  inputs: { channels: 140, timestep: 0.01 },
  layers: [layer, layer],
  readout: readout({ classes: 20, mode: "mean-logits" }),
});
const parameters = (inputs: number) => ({
  fast: numbers(128 * inputs, -0.01, 0.2),
  bias: numbers(128, 0, 0.05),
  memory: {
    drive: numbers(inputs, 0.05, 0.2),
    driveBias: numbers(1, 0.1, 0),
    output: numbers(128 * 5, 0, 0.1),
  },
});
const float = floatNetwork(description, {
  layers: [parameters(140), parameters(128)],
  readout: { weights: numbers(20 * 128, 0, 0.25), bias: numbers(20, 0, 0.1) },
});
const recordings = Array.from({ length: 100 }, () => {
  const addresses: number[] = [];
  const offsets = Uint32Array.from({ length: 101 }, (_, k) => {
    for (let c = 0; k > 0 && c < 140; c++) if (next() < 0.1) addresses.push(c);
    return addresses.length;
  });
  return { steps: 100, offsets, addresses: Uint16Array.from(addresses), values: null };
});

const start = performance.now();
const quantized = quantize(float, recordings);
const quantizedAt = performance.now();
const { layers } = compareNetworks(float, quantized.network, recordings, createGolden);
const done = performance.now();
console.log(
  JSON.stringify({
    network: "140-128-128-20, d = 5",
    recordings: recordings.length,
    quantizeSeconds: Number(((quantizedAt - start) / 1000).toFixed(2)),
    compareSeconds: Number(((done - quantizedAt) / 1000).toFixed(2)),
    spikesPerStep: layers.map(({ spikes }) => spikes.float / 10000),
    spikesThatDiffer: layers.map(({ spikes }) => Number((spikes.differ / spikes.float).toFixed(4))),
    slowStateErrors: quantized.stateErrors.map((error) => Number(error!.toFixed(4))),
  }),
);
