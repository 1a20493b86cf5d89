// The largest inputs that a description allows go through every layer: integer network, file, golden model, hardware.
import { expect, it } from "vitest";
import { createGolden } from "../../golden/index.ts";
import { hardware, plan } from "../../src/core/index.ts";
import { infer } from "../../src/inference/index.ts";
import { floatModel, floatNetwork, MAX_PER_STEP, network } from "../../src/network/index.ts";
import { loadNetwork, quantize, saveNetwork } from "../../src/quantize/index.ts";

const channels = 65_536;
const description = (maxPerStep?: number) =>
  network({
    name: "widest",
    inputs: { channels, timestep: 1, valueBits: 16, ...(maxPerStep === undefined ? {} : { maxPerStep }) },
    layers: [{ neurons: 2, beta: 0.999, threshold: 3e8, reset: "subtract" }],
    readout: { classes: 2, mode: "mean-membrane", beta: 0.998 },
    maxSteps: 3,
  });
const networkOf = (maxPerStep?: number) =>
  floatNetwork(description(maxPerStep), {
    layers: [
      {
        fast: Float64Array.from({ length: 2 * channels }, (_, i) => (i < channels ? 0.5 : 1 - (i % 3))),
        bias: Float64Array.of(0, 1000),
        memory: null,
      },
    ],
    readout: { weights: Float64Array.of(1, 0, 0, 1), bias: Float64Array.of(0, 0.25) },
  });

/** Every channel once with the largest value in the first step, some of them in the others. */
const full = {
  name: "full",
  label: 0,
  steps: 3,
  offsets: Uint32Array.of(0, channels, channels, channels + 5),
  addresses: Uint16Array.from({ length: channels + 5 }, (_, e) => e % channels),
  values: new Uint16Array(channels + 5).fill(65_535),
};

it.each([undefined, MAX_PER_STEP, channels * 65_535 + 1])("maxPerStep %s", async (maxPerStep) => {
  const float = networkOf(maxPerStep);
  const { network: integer } = quantize(float, [full]);
  const file = loadNetwork(saveNetwork(integer));
  expect(file).toEqual(integer);
  expect(file.inputs.maxPerStep).toBe(maxPerStep ?? channels * 65_535);
  const { layers } = createGolden(integer).record(full);
  expect(layers[0].spikes.addresses.length).toBe(floatModel(float)(full).spikes[0]);
  expect(layers[0].spikes.addresses.length).toBeGreaterThan(0);
  expect(
    plan(integer, hardware({ dataflow: "event-stationary", lanes: { spike: 2, memory: 1, update: 1 } })),
  ).toBeTruthy();
});

it("hardware of the largest leak, membrane and sum computes the golden model's bits", async () => {
  const float = networkOf(MAX_PER_STEP);
  const { network: integer } = quantize(float, [full]);
  const choice = {
    ...hardware({ dataflow: "event-stationary", lanes: { spike: 2, memory: 1, update: 1 } }),
    probe: true,
  };
  const { mismatches, values } = await infer({
    engine: "builtin",
    float,
    integer,
    hardware: choice,
    recordings: [
      {
        ...full,
        steps: 2,
        offsets: full.offsets.slice(0, 3),
        addresses: full.addresses.slice(0, channels),
        values: full.values.slice(0, channels),
      },
    ],
  });
  expect({ mismatches }).toEqual({ mismatches: 0 });
  expect(values).toBeGreaterThan(8);
});

it("leaks of each neuron from none to no decay, in 26 bits: the same bits in every arithmetic and in hardware", async () => {
  const description = network({
    name: "ends",
    inputs: { channels: 2, timestep: 1 },
    layers: [
      {
        neurons: 4,
        beta: [0, 1, 1 - 2 ** -17, 0.5],
        threshold: 1,
        reset: "subtract",
        resetBy: [1, 1, 1 / (1 - 2 ** -17), 2],
      },
    ],
    readout: { classes: 2, mode: "mean-logits" },
    maxSteps: 60,
  });
  const float = floatNetwork(description, {
    layers: [
      {
        fast: Float64Array.of(1, -2, 0.3, 0.1, 0.25, 0.5, 0.9, -0.1),
        bias: new Float64Array(4),
        memory: null,
      },
    ],
    readout: { weights: Float64Array.of(1, 0, 1, 0, 0, 1, 0, 1), bias: new Float64Array(2) },
  });
  const steps = 60;
  const events = {
    ...{ name: "ends", label: 0, steps, values: null },
    offsets: Uint32Array.from({ length: steps + 1 }, (_, k) => k),
    addresses: Uint16Array.from({ length: steps }, (_, k) => Number(k % 5 === 0)),
  };
  const { network: integer } = quantize(float, [events], { bits: { leak: 24 } });
  const { leak, membraneBits } = integer.layers[0];
  expect(leak.shift).toBe(24);
  expect(leak.factor).toEqual({ bits: 26, values: Int32Array.of(0, 2 ** 24, 2 ** 24 - 2 ** 7, 2 ** 23) });
  expect(membraneBits).toBeGreaterThan(20);
  const file = loadNetwork(saveNetwork(integer));
  expect(file).toEqual(integer);
  const exact = createGolden(file, "bigint").record(events);
  expect(createGolden(file).record(events)).toEqual(exact);
  for (const n of [0, 1, 2, 3]) expect(exact.layers[0].spikes.addresses).toContain(n);
  for (const parameters of ["baked", "loaded"] as const) {
    const choice = { ...hardware({ parameters, lanes: { spike: 2, memory: 2, update: 1 } }), probe: true };
    const result = await infer({ engine: "builtin", float, integer, hardware: choice, recordings: [events] });
    expect(result.mismatches).toBe(0);
    expect(result.values).toBeGreaterThan(4 * steps);
  }
});
