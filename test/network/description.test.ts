// The network description: what a user writes, the defaults, and the message for every wrong field.
import { describe, expect, expectTypeOf, it } from "vitest";
import {
  DescriptionError,
  dmp,
  floatNetwork,
  leakOf,
  MAX_PER_STEP,
  type NetworkSpec,
  network,
  parametersOf,
  parseDescription,
  readout,
} from "../../src/network/index.ts";
import { caught } from "./networks.ts";

const spoken: NetworkSpec = {
  name: "spoken_digits",
  inputs: { channels: 140, timestep: 10e-3 },
  layers: [
    dmp({ neurons: 128, memory: { dim: 5, window: 40 }, tau: 2, threshold: 1, reset: "zero" }),
    dmp({ neurons: 64, beta: 0.9, threshold: 0.5, reset: "subtract" }),
  ],
  readout: readout({ classes: 20, mode: "mean-logits" }),
};

describe("a description", () => {
  it("gets its defaults", () => {
    expect(network(spoken)).toEqual({
      name: "spoken_digits",
      inputs: { channels: 140, timestep: 0.01, valueBits: 0, maxPerStep: 140, scale: 1 },
      layers: [
        {
          ...{ neurons: 128, tau: 2, threshold: 1, reset: "zero" },
          memory: { dim: 5, window: 40, dilation: 1, refresh: "hold" },
        },
        { neurons: 64, memory: null, beta: 0.9, threshold: 0.5, reset: "subtract" },
      ],
      readout: { classes: 20, mode: "mean-logits", lastSteps: null },
      maxSteps: 1024,
    });
  });

  it("with every field survives JSON unchanged", () => {
    const full = network(spoken);
    expect(parseDescription(JSON.parse(JSON.stringify(full)))).toEqual(full);
  });

  it.each([
    [0, 7],
    [1, 7],
    [4, 105],
    [16, 458745],
  ])("of %i value bits expects every channel once with its largest value: %i", (valueBits, maxPerStep) => {
    expect(network({ ...spoken, inputs: { channels: 7, timestep: 1, valueBits } }).inputs.maxPerStep).toBe(
      maxPerStep,
    );
  });

  it("of the most channels and the widest values has a limit that every layer below accepts", () => {
    const { inputs } = network({ ...spoken, inputs: { channels: 65_536, timestep: 1, valueBits: 16 } });
    expect(inputs.maxPerStep).toBe(65_536 * 65_535);
    expect(inputs.maxPerStep).toBeLessThanOrEqual(MAX_PER_STEP);
  });

  it("of memory dim 0 is a plain layer", () => {
    const layers = [
      dmp({ neurons: 1, memory: { dim: 0, window: 40 }, beta: 0, threshold: 1, reset: "zero" }),
    ];
    expect(network({ ...spoken, layers }).layers[0].memory).toBeNull();
  });

  it("takes exactly one of beta and tau, in its types too", () => {
    // @ts-expect-error neither
    dmp({ neurons: 1, threshold: 1, reset: "zero" });
    // @ts-expect-error both
    dmp({ neurons: 1, threshold: 1, reset: "zero", beta: 0.5, tau: 2 });
    // @ts-expect-error a leak where nothing leaks
    readout({ classes: 2, mode: "mean-logits", beta: 0.5 });
    expectTypeOf(dmp).returns.toExtend<NetworkSpec["layers"][number]>();
  });
});

describe("a wrong field is named, with its value and what is allowed", () => {
  const layer = { neurons: 4, beta: 0.5, threshold: 1, reset: "zero" };
  const good = {
    name: "n",
    inputs: { channels: 3, timestep: 1 },
    layers: [layer],
    readout: { classes: 2, mode: "mean-logits" },
  };
  const layers = (change: object) => ({ layers: [layer, { ...layer, ...change }] });
  const memory = (change: object) => layers({ memory: { dim: 3, window: 9, ...change } });
  it.each<[object, string]>([
    [
      { name: "2fast" },
      'name: found "2fast", allowed: a letter, then letters, digits and underscores (64 at most), no re',
    ],
    [{ name: "module" }, 'name: found "module", allowed: a letter'],
    [{ name: "always_ff" }, 'name: found "always_ff", allowed: a letter'],
    [{ name: undefined }, "name: found nothing, allowed: a letter"],
    [
      { inputs: { channels: 0, timestep: 1 } },
      "inputs.channels: found 0, allowed: an integer from 1 to 65536",
    ],
    [
      { inputs: { channels: 3, timestep: 0 } },
      "inputs.timestep: found 0, allowed: a positive number of seconds",
    ],
    [
      { inputs: { channels: 3, timestep: 1, valueBits: 17 } },
      "inputs.valueBits: found 17, allowed: an integer from 0 to 16",
    ],
    [
      { inputs: { ...good.inputs, maxPerStep: 0.5 } },
      "inputs.maxPerStep: found 0.5, allowed: an integer from 1 to 4294967295",
    ],
    [
      { inputs: { ...good.inputs, maxPerStep: 2 ** 32 } },
      "inputs.maxPerStep: found 4294967296, allowed: an integer from 1 to 4294967295",
    ],
    [{ inputs: { ...good.inputs, scale: 0 } }, "inputs.scale: found 0, allowed: a positive number"],
    [
      { inputs: { ...good.inputs, scale: "1/255" } },
      'inputs.scale: found "1/255", allowed: a positive number',
    ],
    [
      { inputs: 7 },
      "inputs: found 7, allowed: an object with channels, timestep, valueBits, maxPerStep, scale",
    ],
    [{ layers: [] }, "layers: found [], allowed: a list of at least one layer"],
    [{ layers: {} }, "layers: found {}, allowed: a list of at least one layer"],
    [layers({ neurons: "12" }), 'layers[1].neurons: found "12", allowed: an integer from 1 to 65536'],
    [layers({ beta: 1.5 }), "layers[1].beta: found 1.5, allowed: a number from 0 to 1"],
    [
      layers({ beta: undefined, tau: 0.5 }),
      "layers[1].tau: found 0.5, allowed: a number from 1 (in time steps)",
    ],
    [
      layers({ beta: "0.5" }),
      'layers[1].beta: found "0.5", allowed: a number from 0 to 1, or a list of one a neuron',
    ],
    [layers({ neurons: 2, beta: [0.5, -1] }), "layers[1].beta[1]: found -1, allowed: a number from 0 to 1"],
    [layers({ neurons: 2, beta: [0.5, null] }), "layers[1].beta[1]: found null, allowed: a number from 0"],
    [
      layers({ neurons: 3, beta: [0.5, 1] }),
      "layers[1].beta.length: found 2, allowed: 3, one for each neuron",
    ],
    [layers({ beta: [] }), "layers[1].beta.length: found 0, allowed: "],
    [
      layers({ neurons: 2, beta: undefined, tau: [2, 0.5] }),
      "layers[1].tau[1]: found 0.5, allowed: a number from 1 (in time steps)",
    ],
    [
      layers({ neurons: 2, reset: "subtract", resetBy: [1, 0] }),
      "layers[1].resetBy[1]: found 0, allowed: a positive number",
    ],
    [
      layers({ neurons: 2, threshold: [1, -1] }),
      "layers[1].threshold[1]: found -1, allowed: a positive number",
    ],
    [
      layers({ neurons: 3, threshold: [1, 2] }),
      "layers[1].threshold.length: found 2, allowed: 3, one for each neuron",
    ],
    [
      layers({ threshold: "1" }),
      'layers[1].threshold: found "1", allowed: a positive number, or a list of one a neuron',
    ],
    [
      layers({ neurons: 1, reset: "zero", resetBy: [1] }),
      'layers[1].resetBy: found [1], allowed: nothing with "zero"',
    ],
    [layers({ tau: 2 }), "allowed: exactly one of beta and tau"],
    [layers({ beta: undefined }), "allowed: exactly one of beta and tau"],
    [layers({ threshold: Number.NaN }), "layers[1].threshold: found NaN, allowed: a positive number"],
    [layers({ reset: "soft" }), 'layers[1].reset: found "soft", allowed: "subtract" or "zero"'],
    [layers({ lanes: 4 }), "layers[1].lanes: found 4, allowed: no field of this name"],
    [memory({ dim: 257 }), "layers[1].memory.dim: found 257, allowed: an integer from 0 to 256"],
    [
      memory({ window: 0 }),
      "layers[1].memory.window: found 0, allowed: a number from 1 to 100000 (in time steps)",
    ],
    [memory({ dilation: 0 }), "layers[1].memory.dilation: found 0, allowed: an integer from 1 to 65536"],
    [memory({ refresh: "drop" }), 'layers[1].memory.refresh: found "drop", allowed: "hold" or "skip"'],
    [
      { readout: { classes: 2, mode: "max" } },
      'readout.mode: found "max", allowed: "mean-logits" or "mean-membrane"',
    ],
    [
      { readout: { classes: 2, mode: "mean-membrane" } },
      'allowed: exactly one of beta and tau with "mean-membrane"',
    ],
    [
      { readout: { classes: 2, mode: "mean-logits", tau: 2 } },
      'allowed: neither beta nor tau with "mean-logits"',
    ],
    [
      { readout: { ...good.readout, lastSteps: 20 }, maxSteps: 10 },
      "readout.lastSteps: found 20, allowed: at most maxSteps",
    ],
    [
      { maxSteps: null },
      "readout.lastSteps: found nothing, allowed: the steps of a window where maxSteps is null",
    ],
    [{ maxSteps: 0 }, "maxSteps: found 0, allowed: an integer from 1 to 65536"],
  ])("%j", (change, message) => {
    expect(() => parseDescription(good)).not.toThrow();
    const error = caught(() => parseDescription({ ...good, ...change }));
    expect(error).toBeInstanceOf(DescriptionError);
    expect((error as DescriptionError).message).toContain(message);
    expect((error as DescriptionError).problems).toHaveLength(1);
  });

  it("all at once, checks of several fields included", () => {
    const error = caught(() =>
      parseDescription({
        ...{ name: "", maxSteps: 5 },
        inputs: { channels: -1, timestep: 1 },
        layers: [{ ...layer, tau: 2, reset: 0 }, null],
        readout: { mode: "mean-logits", lastSteps: 9 },
      }),
    );
    expect((error as DescriptionError).problems.map(({ path }) => path)).toEqual([
      ...[
        "name",
        "inputs.channels",
        "layers[0].reset",
        "layers[0]",
        "layers[1]",
        "readout.classes",
        "readout.lastSteps",
      ],
    ]);
  });

  it.each([null, 3, "text", []])("even where nothing is right: %j", (value) => {
    expect(caught(() => parseDescription(value))).toBeInstanceOf(DescriptionError);
  });
});

it("a time constant is a leak of 1 - 1/tau and a gain of 1/tau", () => {
  expect(leakOf({ tau: 4 })).toEqual({ beta: 0.75, gain: 0.25 });
  expect(leakOf({ beta: 0.9 })).toEqual({ beta: 0.9, gain: 1 });
});

it("a list of equal numbers is the number", () => {
  const lists = {
    ...{ neurons: 2, reset: "subtract" as const },
    ...{ threshold: [1, 1], beta: [0.5, 0.5], resetBy: [2, 2] },
  };
  const described = (layer: object) =>
    parseDescription({
      name: "own",
      inputs: { channels: 2, timestep: 0.01 },
      layers: [layer],
      readout: { classes: 1, mode: "mean-logits" },
    });
  expect(described(lists)).toEqual(described({ ...lists, threshold: 1, beta: 0.5, resetBy: 2 }));
  expect(described({ ...lists, threshold: [1, 2] }).layers[0].threshold).toEqual([1, 2]);
  expect(described({ ...lists, beta: [0.5, 0.25] }).layers[0].beta).toEqual([0.5, 0.25]);
});

it("each neuron of a list has its own leak, gain, threshold and reset", () => {
  const description = network({
    name: "own",
    inputs: { channels: 2, timestep: 0.01 },
    layers: [{ neurons: 2, tau: [2, 4], threshold: [1, 1.5], reset: "subtract", resetBy: [2, 3] }],
    readout: { classes: 1, mode: "mean-logits" },
  });
  const parameters = {
    layers: [{ fast: Float64Array.of(1, 2, 3, 4), bias: Float64Array.of(8, 8), memory: null }],
    readout: { weights: Float64Array.of(1, 1), bias: Float64Array.of(0) },
  };
  const made = floatNetwork(description, parameters);
  expect(made.layers[0]).toMatchObject({
    beta: Float64Array.of(0.5, 0.75),
    threshold: Float64Array.of(1, 1.5),
    resetBy: Float64Array.of(2, 3),
    bias: Float64Array.of(4, 2),
  });
  expect([...made.layers[0].fast.values]).toEqual([0.5, 1, 0.75, 1]);
  expect(parametersOf(made)).toEqual(parameters);
});
