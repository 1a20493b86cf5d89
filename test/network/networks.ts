// What the tests of networks share: random small networks and sequences, the float model's equations, comparisons.

import fc from "fast-check";
import { expect } from "vitest";
import { random } from "../../src/base/random.ts";
import {
  type EventSequence,
  type FloatNetwork,
  type FloatOptions,
  type FloatResult,
  floatNetwork,
  type NetworkDescription,
  type NetworkSpec,
  parseDescription,
  runFloat,
} from "../../src/network/index.ts";

/** Every run of a property draws the same cases. */
export const fixed = { seed: 20240229, numRuns: 60 } as const;

/** A network whose parameters are multiples of 1/8, from a generator of small integers. */
export function networkOf(spec: NetworkSpec | NetworkDescription, draw: () => number): FloatNetwork {
  const description = parseDescription(spec);
  const values = (length: number) => Float64Array.from({ length }, () => draw() / 8);
  let inputs = description.inputs.channels;
  const layers = description.layers.map(({ neurons, memory }) => {
    const fast = values(neurons * inputs);
    const bias = values(neurons).map((v) => v / 8);
    const slow = memory && {
      drive: values(inputs),
      driveBias: values(1),
      output: values(neurons * memory.dim),
    };
    inputs = neurons;
    return { fast, bias, memory: slow };
  });
  const { classes } = description.readout;
  return floatNetwork(description, {
    layers,
    readout: { weights: values(classes * inputs), bias: values(classes) },
  });
}

/** Numbers from -8 to 8, the same ones for the same seed. */
export const integers = (seed: number): (() => number) => {
  const { int } = random(seed);
  return () => int(-8, 8);
};

const leak = fc.oneof(
  fc.constantFrom(0, 0.5, 0.75, 0.9).map((beta) => ({ beta })),
  fc.constantFrom(1, 2, 4).map((tau) => ({ tau })),
);

const memory = fc.record({
  dim: fc.integer({ min: 0, max: 4 }),
  window: fc.integer({ min: 4, max: 20 }),
  dilation: fc.integer({ min: 1, max: 3 }),
  refresh: fc.constantFrom("hold" as const, "skip" as const),
});

const layer = fc
  .tuple(
    fc.record({
      neurons: fc.integer({ min: 1, max: 5 }),
      memory: fc.option(memory),
      threshold: fc.constantFrom(0.5, 1, 1.7),
      reset: fc.constantFrom("subtract" as const, "zero" as const),
    }),
    leak,
  )
  .map(([fields, leak]) => ({ ...fields, ...leak }));

const readout = fc
  .tuple(
    fc.integer({ min: 1, max: 4 }),
    fc.option(fc.integer({ min: 1, max: 12 })),
    fc.oneof(
      fc.constant({ mode: "mean-logits" as const }),
      leak.map((leak) => ({ mode: "mean-membrane" as const, ...leak })),
    ),
  )
  .map(([classes, lastSteps, mode]) => ({ classes, lastSteps, ...mode }));

export const spec: fc.Arbitrary<NetworkSpec> = fc.record({
  name: fc.constant("random"),
  inputs: fc.record({
    channels: fc.integer({ min: 1, max: 6 }),
    timestep: fc.constant(0.01),
    valueBits: fc.constantFrom(0, 3),
    maxPerStep: fc.constant(1000),
  }),
  layers: fc.array(layer, { minLength: 1, maxLength: 3 }),
  readout,
}) as fc.Arbitrary<NetworkSpec>;

export const anyNetwork = fc
  .tuple(spec, fc.integer({ min: 0, max: 2 ** 31 }))
  .map(([spec, seed]) => networkOf(spec, integers(seed)));

export type Step = readonly (readonly [address: number, value: number])[];

/** The events of `steps`, with their values where the network has graded inputs. */
export function sequenceOf({ inputs }: NetworkDescription, steps: readonly Step[]): EventSequence {
  const events = steps.flat();
  const offsets = new Uint32Array(steps.length + 1);
  steps.forEach((step, k) => {
    offsets[k + 1] = offsets[k] + step.length;
  });
  return {
    steps: steps.length,
    offsets,
    addresses: Uint16Array.from(events, ([address]) => address),
    values: inputs.valueBits > 0 ? Uint16Array.from(events, ([, value]) => value) : null,
  };
}

export const stepsFor = ({ inputs }: NetworkDescription, length = { minLength: 1, maxLength: 16 }) =>
  fc.array(
    fc.array(
      fc.tuple(
        fc.nat(inputs.channels - 1),
        inputs.valueBits > 0 ? fc.nat(2 ** inputs.valueBits - 1) : fc.constant(1),
      ),
      { maxLength: 6 },
    ),
    length,
  );

/** A network and the steps of a sequence for it. */
export const networkAndSteps = anyNetwork.chain((network) =>
  fc.tuple(fc.constant(network), stepsFor(network.description)),
);

/** Runs the steps and keeps every intermediate value. */
export const run = (net: FloatNetwork, steps: readonly Step[], options: FloatOptions = {}): FloatResult =>
  runFloat(net, sequenceOf(net.description, steps), { record: true, ...options });

/** The spikes of a recorded run: the addresses of each step of each layer. */
export const spikesOf = ({ trace }: FloatResult): number[][][] =>
  trace!.layers.map(({ spikes: { offsets, addresses } }) =>
    Array.from({ length: offsets.length - 1 }, (_, k) => [...addresses.subarray(offsets[k], offsets[k + 1])]),
  );

export const check = <T>(arbitrary: fc.Arbitrary<T>, test: (value: T) => void): void =>
  fc.assert(
    fc.property(arbitrary, (value) => {
      test(value);
    }),
    fixed,
  );

export function expectClose(found: ArrayLike<number>, expected: ArrayLike<number>, within: number): void {
  expect(found.length).toBe(expected.length);
  for (let i = 0; i < found.length; i++) expect(Math.abs(found[i] - expected[i])).toBeLessThan(within);
}

export const fixture = (name: string): string => new URL(`fixtures/${name}`, import.meta.url).pathname;

/** What `call` throws; undefined where it throws nothing. */
export function caught(call: () => unknown): unknown {
  try {
    call();
  } catch (error) {
    return error;
  }
  return undefined;
}
