// Leaks, thresholds and resets of each neuron: agree in both dataflows and mappings, loaded or not; two of them exchanged are
// found.
import { expect, it } from "vitest";
import { createGolden } from "../../golden/index.ts";
import { plan } from "../../src/core/index.ts";
import type { IntegerNetwork, IntegerVector, NeuronNumber } from "../../src/network/integer.ts";
import { networkBench } from "../../src/simulate/network.ts";
import { plainCase, random, randomCase, randomShape, type VerifyCase } from "../../src/verify/index.ts";
import { plant } from "./faults/plant.ts";
import { plus, reading } from "./faults/rewrites.ts";
import { firstDifference } from "./faults/subject.ts";

const factors = { bits: 9, values: Int32Array.of(205, 120, 250, 0, 255) };
const thresholds = { bits: 8, values: Int32Array.of(30, 70, 45, -5, 100) };
const resets = { bits: 8, values: Int32Array.of(50, 90, 40, 127, 60) };

interface Choice {
  readonly dataflow: "event-stationary" | "neuron-stationary";
  readonly mapping: "pipelined" | "shared";
  readonly parameters: "baked" | "loaded";
  readonly pipeline: boolean;
}

/**
 * The first layer's neurons have all three of their own, the second's thresholds, which they subtract; the third's leaks, and
 * they reset to zero.
 */
const drawn = ({ dataflow, mapping, parameters, pipeline }: Choice) => {
  const shape = randomShape(random(12), {
    ...{ name: "own", channels: 6, valueBits: 0, maxPerStep: 6, classes: 2, mode: "mean-logits" },
    layers: [
      { neurons: 5, dim: 2, reset: "subtract", ownResets: true },
      { neurons: 4, dim: 0, reset: "subtract", ownResets: false },
      { neurons: 3, dim: 0, reset: "zero" },
    ],
    hardware: { dataflow, mapping, parameters, pipeline, lanes: { spike: 4, memory: 2 } },
  });
  const layers = shape.network.layers.map((layer, l) => ({
    ...layer,
    fast: { weights: { ...layer.fast.weights, bits: 8 }, shift: 0 },
    bias: { ...layer.bias, bits: 6 },
    ...{ threshold: 40 + l, membraneBits: 10, leak: { factor: 205, shift: 8 } },
  }));
  const [first, second, third] = layers;
  const network: IntegerNetwork = {
    ...shape.network,
    layers: [
      { ...first!, leak: { factor: factors, shift: 8 }, threshold: thresholds, resetBy: resets },
      { ...second!, threshold: { bits: 9, values: Int32Array.of(60, 20, 35, 90) } },
      { ...third!, leak: { factor: { bits: 9, values: Int32Array.of(255, 17, 128) }, shift: 8 } },
    ],
  };
  return { ...shape, network: withWeights(network) };
};

/** Weights that make neurons fire now and then. */
function withWeights(network: IntegerNetwork): IntegerNetwork {
  const own = random(4);
  const filled = (v: IntegerVector) =>
    v.values.map(() => own.int(-(2 ** (v.bits - 1)), 2 ** (v.bits - 1) - 1));
  return {
    ...network,
    layers: network.layers.map((layer) => ({
      ...layer,
      fast: { ...layer.fast, weights: { ...layer.fast.weights, values: filled(layer.fast.weights) } },
      bias: { ...layer.bias, values: filled(layer.bias) },
    })),
  };
}

/** The numbers of the first two neurons exchanged. */
const exchanged = (number: NeuronNumber): NeuronNumber =>
  typeof number === "number"
    ? number
    : {
        ...number,
        values: Int32Array.of(number.values[1]!, number.values[0]!, ...number.values.subarray(2)),
      };

/** A layer and which of its numbers. */
const own = [
  [0, "leak"],
  [0, "threshold"],
  [0, "resetBy"],
  [1, "threshold"],
] as const;

const exchangedIn = (network: IntegerNetwork, [at, field]: (typeof own)[number]): IntegerNetwork => ({
  ...network,
  layers: network.layers.map((layer, l) =>
    l !== at
      ? layer
      : field === "leak"
        ? { ...layer, leak: { ...layer.leak, factor: exchanged(layer.leak.factor) } }
        : { ...layer, [field]: exchanged(layer[field]!) },
  ),
});

it.each<Choice>([
  { dataflow: "event-stationary", mapping: "pipelined", parameters: "baked", pipeline: false },
  { dataflow: "event-stationary", mapping: "shared", parameters: "loaded", pipeline: true },
  { dataflow: "neuron-stationary", mapping: "pipelined", parameters: "baked", pipeline: true },
  { dataflow: "neuron-stationary", mapping: "shared", parameters: "baked", pipeline: false },
])("$dataflow, $mapping, $parameters, pipeline $pipeline", async (choice) => {
  const shape = drawn(choice);
  const { network, hardware } = shape;
  const bench = networkBench(plan(network, hardware));
  const cases = Array.from({ length: 6 }, (_, n) =>
    quiet(randomCase(shape, random(n), { steps: 8 }), network),
  );
  const subject = { shape, bench, cases };
  expect(await firstDifference(subject, bench.design)).toBeNull();
  for (const one of own) {
    const wrong = exchangedIn(network, one);
    if (hardware.parameters === "baked")
      expect(await firstDifference(subject, networkBench(plan(wrong, hardware)).design)).not.toBeNull();
    else {
      // The same circuit takes other numbers, and they count.
      const other = { ...subject, cases: cases.map((c) => quiet(c, wrong)) };
      expect(await firstDifference(other, bench.design)).toBeNull();
      expect(membranes(other.cases, wrong, one[0])).not.toEqual(membranes(cases, network, one[0]));
    }
  }
});

it("the threshold of a neighbour is found, of the lane beside or the word behind, met or subtracted", async () => {
  const shape = drawn({
    ...{ dataflow: "neuron-stationary", mapping: "pipelined", parameters: "baked", pipeline: false },
  });
  const bench = networkBench(plan(shape.network, shape.hardware));
  const cases = Array.from({ length: 6 }, (_, n) =>
    quiet(randomCase(shape, random(n), { steps: 8 }), shape.network),
  );
  const beside = reading("fire_thresholds_0", "fire_thresholds_1");
  const faults = [
    plant(bench.design, "core1_neurons", "fires_0", beside),
    plant(bench.design, "core1_neurons", "write_membrane_0", beside),
    plant(bench.design, "core0_neurons", "thresholds.word.address", plus(1)),
    plant(bench.design, "core1_neurons", "thresholds.word.address", plus(1)),
  ];
  for (const design of faults) expect(await firstDifference({ shape, bench, cases }, design)).not.toBeNull();
});

it.each(["event-stationary", "neuron-stationary"] as const)(
  "layers in turn with thresholds by neuron, a reset of its own amount and none, %s",
  async (dataflow) => {
    const shape = drawn({ dataflow, mapping: "shared", parameters: "baked", pipeline: false });
    const { resetBy: _, ...first } = shape.network.layers[0]!;
    const [, second, third] = shape.network.layers;
    const layers = [first, { ...second!, threshold: 41, resetBy: 75 }, { ...third!, threshold: thresholds3 }];
    const network = { ...shape.network, layers };
    const made = plan(network, shape.hardware);
    expect(made.cores[0]!.own).toEqual({ leaks: true, thresholds: true, resets: false });
    const cases = Array.from({ length: 6 }, (_, n) =>
      quiet(randomCase({ ...shape, network }, random(n), { steps: 8 }), network),
    );
    const subject = { shape: { ...shape, network }, bench: networkBench(made), cases };
    expect(await firstDifference(subject, subject.bench.design)).toBeNull();
    const others = [
      [{ ...first, resetBy: first.threshold as IntegerVector }, layers[1]!, layers[2]!],
      [first, second!, layers[2]!],
      [first, layers[1]!, { ...third!, threshold: exchanged(thresholds3) }],
    ].map((changed) => ({ ...network, layers: changed }));
    const [same, ...wrong] = others.map((other) => networkBench(plan(other, shape.hardware)).design);
    expect(await firstDifference(subject, same!)).toBeNull();
    for (const design of wrong) expect(await firstDifference(subject, design)).not.toBeNull();
  },
);

const thresholds3 = { bits: 8, values: Int32Array.of(12, 90, 40) };

/** The membranes of a layer after each step. */
const membranes = (cases: readonly VerifyCase[], network: IntegerNetwork, layer: number): Int32Array[] =>
  cases.flatMap((c) => c.sequences.map((s) => createGolden(network).record(s).layers[layer]!.u));

/** The network's own parameters, and nothing that disturbs. */
const quiet = (c: VerifyCase, network: IntegerNetwork): VerifyCase =>
  plainCase({ ...c, network, reload: null, stray: [] });
