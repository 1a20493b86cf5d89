// What is not legal is refused, by the name of the field and with what is allowed.
import { describe, expect, it } from "vitest";
import { createGolden, GoldenError, type GoldenState, type LayerState } from "../../golden/index.ts";
import type { EventSequence, IntegerLayer, IntegerNetwork } from "../../src/network/integer.ts";
import { networkOf, usualLayer } from "./networks.ts";

const net = networkOf({
  channels: 6,
  valueBits: 3,
  maxPerStep: 12,
  layers: [{ ...usualLayer, neurons: 4, dim: 2 }],
  classes: 3,
  mode: "mean-logits",
  lastSteps: null,
  style: "random",
  seed: 1,
});
const layer = net.layers[0];
const withLayer = (change: Partial<IntegerLayer>): IntegerNetwork => ({
  ...net,
  layers: [{ ...layer, ...change }],
});
const events = (addresses: number[], values: number[] | null): EventSequence => ({
  steps: 2,
  offsets: Uint32Array.of(0, 0, addresses.length),
  addresses: Uint16Array.from(addresses),
  values: values && Uint16Array.from(values),
});
const binary: IntegerNetwork = { ...net, inputs: { ...net.inputs, valueBits: 0 } };

const networks: [string, IntegerNetwork, string][] = [
  ["a chain that does not fit", withLayer({ inputs: 5 }), "layers[0].inputs: 5 is not allowed; it must be 6"],
  [
    "a weight outside its width",
    withLayer({ fast: { ...layer.fast, weights: { ...layer.fast.weights, bits: 2 } } }),
    "a two's complement number of 2 bits",
  ],
  [
    "a bias too few",
    withLayer({ bias: { bits: 8, values: new Int32Array(3) } }),
    "layers[0].bias.values.length: 3",
  ],
  ["a membrane of 40 bits", withLayer({ membraneBits: 40 }), "an integer from 2 to 32"],
  ["a fractional leak", withLayer({ leak: { factor: 0.5, shift: 8 } }), "layers[0].leak.factor: 0.5"],
  [
    "a leak too few",
    withLayer({ leak: { factor: { bits: 8, values: new Int32Array(3) }, shift: 8 } }),
    "layers[0].leak.factor.values.length: 3",
  ],
  [
    "a leak outside its width",
    withLayer({
      leak: { factor: { bits: 8, values: new Int32Array(layer.neurons).fill(200) }, shift: 8 },
    }),
    "layers[0].leak.factor.values[0]: 200 is not allowed; it must be a two's complement number of 8 bits",
  ],
  [
    "a threshold too many",
    withLayer({ threshold: { bits: 8, values: new Int32Array(layer.neurons + 1) } }),
    `layers[0].threshold.values.length: ${layer.neurons + 1}`,
  ],
  [
    "a reset of a neuron with the reset to zero",
    withLayer({ reset: "zero", resetBy: { bits: 8, values: new Int32Array(layer.neurons) } }),
    'nothing with the reset "zero"',
  ],
  [
    "no dilation",
    withLayer({ memory: { ...layer.memory!, dilation: 0 } }),
    "layers[0].memory.dilation: 0 is not allowed; it must be an integer from 1",
  ],
  [
    "a current beyond 2^53",
    withLayer({
      memory: {
        ...layer.memory!,
        state: { ...layer.memory!.state, bits: 32 },
        current: { ...layer.memory!.current, shift: -31 },
      },
    }),
    "layers[0].memory.current: a magnitude of up to",
  ],
  [
    "a membrane readout without membrane",
    { ...net, readout: { ...net.readout, mode: "mean-membrane" } },
    `given in the mode "mean-membrane"`,
  ],
  [
    "a membrane of a readout without one",
    {
      ...net,
      readout: { ...net.readout, membrane: { leak: { factor: 230, shift: 8 }, shift: 2, bits: 10 } },
    },
    `it must be nothing in the mode "mean-logits"`,
  ],
  [
    "sums without end",
    { ...net, readout: { ...net.readout, lastSteps: null }, maxSteps: null },
    "maxSteps: null is not allowed; it must be a number, or a readout with lastSteps",
  ],
];

const sequences: [string, IntegerNetwork, EventSequence, string][] = [
  [
    "an address",
    net,
    events([0, 6], [1, 1]),
    "step 1, event 1: address: 6 is not allowed; it must be below 6",
  ],
  ["a value", net, events([0, 1], [1, 8]), "step 1, event 1: value: 8 is not allowed; it must be below 8"],
  ["a sum of values", net, events([0, 1], [7, 6]), "step 1: the sum of the events' values: 13"],
  ["a count of events", binary, events(Array(13).fill(0), null), "step 1: the sum of the events' values: 13"],
  ["values of a binary network", binary, events([0], [1]), "null: the network's events carry none"],
  ["values missing", net, events([0], null), "the network's events carry 3 bits"],
  ["too many steps", { ...net, maxSteps: 1 }, events([], []), "step: 1 is not allowed; it must be below 1"],
  [
    "offsets that decrease",
    net,
    { ...events([0, 1], [1, 1]), offsets: Uint32Array.of(0, 2, 1) },
    "events.offsets[2]: 1 is not allowed; it must be 2 or more",
  ],
  [
    "offsets that leave events out",
    net,
    { ...events([0, 1], [1, 1]), offsets: Uint32Array.of(0, 1, 1) },
    "the number of addresses, 2",
  ],
];

describe("illegal networks", () => {
  it.each(networks)("%s", (_, wrong, message) => {
    expect(() => createGolden(wrong)).toThrow(GoldenError);
    expect(() => createGolden(wrong)).toThrow(message);
  });
});

describe("illegal sequences", () => {
  it.each(sequences)("%s", (_, network, wrong, message) => {
    expect(() => createGolden(network).run(wrong)).toThrow(GoldenError);
    expect(() => createGolden(network).run(wrong)).toThrow(message);
  });

  it.each([
    ["nothing", undefined, "events: undefined is not allowed; it must be an event sequence"],
    [
      "no offsets",
      { steps: 1, addresses: [] },
      "events.offsets: undefined is not allowed; it must be an array",
    ],
    [
      "a negative address",
      { ...events([0], [1]), addresses: [-1] },
      "address: -1 is not allowed; it must be a whole number from 0",
    ],
    [
      "half a value",
      { ...events([0], [1]), values: [0.5] },
      "value: 0.5 is not allowed; it must be a whole number from 0",
    ],
  ])("%s", (_, wrong, message) => {
    expect(() => createGolden(net).run(wrong as never)).toThrow(GoldenError);
    expect(() => createGolden(net).run(wrong as never)).toThrow(message);
  });

  it.each(["double", "bigint"] as const)("a step beyond its events, in the arithmetic %s", (arithmetic) => {
    const golden = createGolden(net, arithmetic);
    const [addresses, values] = [Uint16Array.of(1), Uint16Array.of(1)];
    for (const [from, to] of [
      [0, 3],
      [1, 0],
      [-1, 1],
      [0, 0.5],
    ] as const) {
      const step = () => golden.step(golden.initialState(), addresses, values, from, to);
      expect(step).toThrow(GoldenError);
      expect(step).toThrow(`step 0: events: ${from} to ${to} is not allowed; it must be from 0 to 1`);
    }
    expect(golden.step(golden.initialState(), addresses, values, 1, 1)).toHaveLength(1);
  });

  it("a sequence without end is legal with a window, and its logits forget what is before it", () => {
    const window = { ...net, readout: { ...net.readout, lastSteps: 3 }, maxSteps: null };
    const steps = 5000;
    const silent: EventSequence = {
      steps,
      offsets: new Uint32Array(steps + 1),
      addresses: new Uint16Array(0),
      values: new Uint16Array(0),
    };
    const { logitsPerStep } = createGolden(window).record(silent);
    const last = logitsPerStep.slice(-net.readout.classes);
    const bounded = createGolden({ ...net, maxSteps: 3 }).record({
      ...silent,
      steps: 3,
      offsets: new Uint32Array(4),
    });
    // No spike comes: every step adds the biases.
    expect([...last]).toEqual([...bounded.logits]);
  });

  it("a sequence at every limit is legal", () => {
    const steps = net.maxSteps!;
    const full: EventSequence = {
      steps,
      offsets: Uint32Array.from({ length: steps + 1 }, (_, k) => 2 * k),
      addresses: Uint16Array.from({ length: 2 * steps }, (_, e) => (e % 2) * 5),
      values: Uint16Array.from({ length: 2 * steps }, (_, e) => (e % 2 === 0 ? 5 : 7)),
    };
    expect(createGolden(net).run(full).state.step).toBe(steps);
  });
});

describe("illegal states", () => {
  const golden = createGolden(net);
  const none = events([], null);
  const { state } = golden.run(none);
  const [first] = state.layers;
  const withFirst = (change: Partial<LayerState>): GoldenState => ({
    ...state,
    layers: [{ ...first, ...change }],
  });
  const readout = (change: Partial<GoldenState["readout"]>): GoldenState => ({
    ...state,
    readout: { ...state.readout, ...change },
  });

  it.each<[string, GoldenState]>([
    ["state.step: -1 is not allowed", { ...state, step: -1 }],
    ["state.layers.length: 0 is not allowed; it must be 1", { ...state, layers: [] }],
    ["state.layers[0].u.length: 5 is not allowed; it must be 4", withFirst({ u: new Int32Array(5) })],
    ["state.layers[0].u[2]: 32768 is not allowed", withFirst({ u: Int32Array.of(0, 0, 32768, 0) })],
    ["state.layers[0].m[1]: -32769 is not allowed", withFirst({ m: Int32Array.of(0, -32769) })],
    ["state.layers[0].held[3]: 0.5 is not allowed", withFirst({ held: Float64Array.of(0, 0, 0, 0.5) })],
    ["state.layers[0].held[0]: 1000000000000 is", withFirst({ held: Float64Array.of(1e12, 0, 0, 0) })],
    ["state.readout.u[0]: 1 is not allowed", readout({ u: Int32Array.of(1, 0, 0) })],
    ["state.readout.logits[1]: NaN is not allowed", readout({ logits: Float64Array.of(0, Number.NaN, 0) })],
    ["state.readout.recent.length: 3 is not allowed", readout({ recent: new Float64Array(3) })],
  ])("%s", (message, wrong) => {
    expect(golden.run(none, state).state.step).toBe(4);
    for (const run of [golden.run, golden.record]) {
      expect(() => run(none, wrong)).toThrow(GoldenError);
      expect(() => run(none, wrong)).toThrow(message);
    }
  });
});
