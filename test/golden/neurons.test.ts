// A layer is as many layers of one neuron, whatever numbers each has: leaks, thresholds and resets among them.
import fc from "fast-check";
import { expect, it } from "vitest";
import { createGolden } from "../../golden/index.ts";
import {
  type IntegerLayer,
  type IntegerMatrix,
  type IntegerNetwork,
  type NeuronNumber,
  ofNeuron,
} from "../../src/network/integer.ts";
import { cases } from "./networks.ts";

const rowOf = ({ columns, bits, values }: IntegerMatrix, n: number): IntegerMatrix => ({
  ...{ rows: 1, columns, bits },
  values: values.slice(n * columns, (n + 1) * columns),
});
const one = (bits: number, value: number) => ({ bits, values: Int32Array.of(value) });

/** Neuron n of the layer alone: what it had of its own is a number that it shares with none. */
function alone(layer: IntegerLayer, n: number): IntegerLayer {
  const { fast, bias, leak, threshold, resetBy, memory } = layer;
  const own = (number: NeuronNumber) => ofNeuron(number, n);
  return {
    ...layer,
    neurons: 1,
    fast: { ...fast, weights: rowOf(fast.weights, n) },
    bias: one(bias.bits, bias.values[n]),
    leak: { ...leak, factor: own(leak.factor) },
    threshold: own(threshold),
    ...(resetBy === undefined ? {} : { resetBy: own(resetBy) }),
    memory: memory && {
      ...memory,
      current: {
        ...memory.current,
        state: rowOf(memory.current.state, n),
        drive: one(memory.current.drive.bits, memory.current.drive.values[n]),
      },
    },
  };
}

it("of its network, spike for spike and membrane for membrane", () => {
  let own = 0;
  fc.assert(
    fc.property(cases, ({ net, events }) => {
      const [layer] = net.layers;
      const whole = createGolden(net).record(events).layers[0];
      own += typeof layer.threshold === "number" ? 0 : 1;
      for (let n = 0; n < layer.neurons; n++) {
        const single: IntegerNetwork = {
          ...net,
          layers: [alone(layer, n)],
          readout: {
            ...net.readout,
            classes: 1,
            weights: { rows: 1, columns: 1, bits: 2, values: Int32Array.of(1) },
            bias: one(2, 0),
          },
        };
        const { u, spikes } = createGolden(single).record(events).layers[0];
        expect(u).toEqual(whole.u.filter((_, i) => i % layer.neurons === n));
        const steps = Array.from({ length: events.steps }, (_, k) =>
          whole.spikes.addresses.subarray(whole.spikes.offsets[k], whole.spikes.offsets[k + 1]).includes(n),
        );
        const fired = steps.map((_, k) => spikes.offsets[k + 1] > spikes.offsets[k]);
        expect(fired).toEqual(steps);
      }
    }),
    { seed: 5, numRuns: 60 },
  );
  expect(own).toBeGreaterThan(10);
});
