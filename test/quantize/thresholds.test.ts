// Thresholds of each neuron: every one keeps its meaning, however far they lie apart, or is refused by its number.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createGolden } from "../../golden/index.ts";
import {
  floatModel,
  floatNetwork,
  type IntegerVector,
  network,
  numbersOf,
  type PerNeuron,
} from "../../src/network/index.ts";
import { QuantizeError, type QuantizeOptions, quantize, saveNetwork } from "../../src/quantize/index.ts";
import { events } from "./one-neuron.ts";

/** Neurons on one channel that differ in nothing but what is given. */
function layer(threshold: PerNeuron, weights: readonly number[], beta: PerNeuron = 0.5) {
  const neurons = weights.length;
  const description = network({
    name: "own",
    inputs: { channels: 1, timestep: 0.001 },
    layers: [{ neurons, beta, threshold, reset: "subtract" }],
    readout: { classes: 1, mode: "mean-logits" },
  });
  return floatNetwork(description, {
    layers: [{ fast: Float64Array.from(weights), bias: new Float64Array(neurons), memory: null }],
    readout: { weights: new Float64Array(neurons).fill(1), bias: Float64Array.of(0) },
  });
}
const ones = (n: number) => new Array<number>(n).fill(1);
const fit = (of: ReturnType<typeof layer>, options: QuantizeOptions = {}) =>
  quantize(of, [events(200)], options);

describe("thresholds of each neuron", () => {
  const far = fc.double({ min: -7, max: 7, noNaN: true }).map((power) => 2 ** power);

  it("are within 1 % of what was asked for, and no membrane stands still below 1 % of its own", () => {
    fc.assert(
      fc.property(fc.array(far, { minLength: 2, maxLength: 6 }), (thresholds) => {
        const { network: net, constants } = fit(layer(thresholds, ones(thresholds.length)));
        const { threshold, leak, membraneFraction } = net.layers[0];
        const unit = 2 ** -membraneFraction;
        const errors = thresholds.map((asked, n) => {
          const reached = (typeof threshold === "number" ? threshold : threshold.values[n]) * unit;
          const still = (0.5 * unit) / (1 - (leak.factor as number) / 2 ** leak.shift);
          expect(still / asked).toBeLessThanOrEqual(0.01);
          return Math.abs(reached / asked - 1);
        });
        expect(Math.max(...errors)).toBeLessThanOrEqual(0.01);
        const { name, error } = constants[1];
        expect(error).toBe(Math.max(...errors));
        expect(name).toBe(
          new Set(thresholds).size === 1
            ? "layers[0].threshold"
            : `layers[0].threshold[${errors.indexOf(error)}]`,
        );
      }),
      { seed: 9, numRuns: 60 },
    );
  });

  it("that are equal give the network file of the one, also where only their integers are", () => {
    const one = saveNetwork(fit(layer(0.8, ones(3))).network);
    expect(saveNetwork(fit(layer([0.8, 0.8, 0.8], ones(3))).network)).toBe(one);
    expect(typeof fit(layer([0.8, 0.8 + 1e-9, 0.8], ones(3))).network.layers[0].threshold).toBe("number");
  });

  it("have as many bits as they need", () => {
    const { threshold, membraneFraction } = fit(layer([1, 4, 2.5], ones(3))).network.layers[0];
    expect(numbersOf(threshold)).toEqual([1, 4, 2.5].map((t) => t * 2 ** membraneFraction));
    expect((threshold as IntegerVector).bits).toBe(membraneFraction + 4);
  });

  it("that the width does not hold are refused by the neuron's number", () => {
    const far = layer([1, 0.001, 1], ones(3));
    expect(() => fit(far, { bits: { u: 10 } })).toThrow(
      /layers\[0\]: a membrane of 10 bits, .* turns the threshold 0\.001 of neuron 1 into 0, .* off .* 20 bits would hold it/,
    );
    expect(() => fit(layer([1, 1e-9, 1e9], ones(3)))).toThrow(QuantizeError);
    // The share that stands still is each neuron's own: a slow leak beside a high threshold is held by fewer bits.
    const slow = (thresholds: number[]) => layer(thresholds, [0.002, 0.002], [0.9, 0.9995]);
    const bits = (thresholds: number[]) => fit(slow(thresholds)).network.layers[0].membraneBits;
    expect(bits([0.02, 2])).toBeLessThan(bits([2, 0.02]));
    expect(() => fit(slow([2, 0.02]), { bits: { u: 16 } })).toThrow(
      /stands still below .* of the threshold of neuron 1, where the leak is less than half a unit/,
    );
  });

  it("far apart lose no row of weights and no spike", () => {
    // Folded into the weights these rows would be 1 to 40,000, and 8 bits would lose the first.
    const [thresholds, weights] = [
      [40, 1, 0.1, 0.001],
      [0.9, 0.7, 0.8, 0.6],
    ];
    const net = layer(thresholds, weights, 0.97);
    const { network: integer, notes, tensors } = fit(net);
    expect(notes).toEqual([]);
    expect(tensors.find(({ name }) => name === "layers[0].fast")!.error).toBeLessThan(0.01);
    const float = floatModel(net)(events(200), { record: true }).trace!.layers[0].spikes.addresses;
    const fired = createGolden(integer).record(events(200)).layers[0].spikes.addresses;
    for (let n = 0; n < 4; n++) {
      const count = (all: Uint32Array) => all.filter((a) => a === n).length;
      expect(Math.abs(count(fired) - count(float))).toBeLessThanOrEqual(2);
      expect(count(fired) > 50).toBe(n > 0);
    }
  });
});
