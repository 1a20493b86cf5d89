// A reset that subtracts another amount than the threshold: agrees in both dataflows and mappings; forgotten, it is found.
import { expect, it } from "vitest";
import { plan } from "../../src/core/index.ts";
import type { IntegerNetwork } from "../../src/network/integer.ts";
import { networkBench } from "../../src/simulate/network.ts";
import { reweight } from "../../src/stimuli/weights.ts";
import { random, randomCase, randomShape } from "../../src/verify/index.ts";
import { firstDifference } from "./faults/subject.ts";

const drawn = (dataflow: "event-stationary" | "neuron-stationary", mapping: "pipelined" | "shared") => {
  const shape = randomShape(random(12), {
    ...{ name: "taken", channels: 6, valueBits: 0, maxPerStep: 6, classes: 2, mode: "mean-logits" },
    layers: [
      { neurons: 5, dim: 2, reset: "subtract" },
      { neurons: 4, dim: 0, reset: "subtract" },
      { neurons: 3, dim: 0, reset: "zero" },
    ],
    hardware: { dataflow, mapping, parameters: "baked" },
  });
  const layers = shape.network.layers.map((layer, l) => ({
    ...layer,
    fast: { weights: { ...layer.fast.weights, bits: 8 }, shift: 1 },
    ...{ threshold: 40 + l, membraneBits: 10, leak: { factor: 205, shift: 8 } },
    ...[{ resetBy: 50 }, {}, {}][l],
  }));
  const network: IntegerNetwork = { ...shape.network, layers };
  return { ...shape, network: reweight(network, random(4), "random") };
};

const without = (network: IntegerNetwork): IntegerNetwork => ({
  ...network,
  layers: network.layers.map(({ resetBy: _, ...layer }) => layer),
});

it.each([
  ["event-stationary", "pipelined"],
  ["event-stationary", "shared"],
  ["neuron-stationary", "pipelined"],
  ["neuron-stationary", "shared"],
] as const)("%s, %s", async (dataflow, mapping) => {
  const shape = drawn(dataflow, mapping);
  const benchOf = (network: IntegerNetwork) => networkBench(plan(network, shape.hardware));
  const cases = Array.from({ length: 6 }, (_, n) => randomCase(shape, random(n), { steps: 8 }));
  const subject = { shape, bench: benchOf(shape.network), cases };
  expect(await firstDifference(subject, subject.bench.design)).toBeNull();
  expect(await firstDifference(subject, benchOf(without(shape.network)).design)).not.toBeNull();
});
