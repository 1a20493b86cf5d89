// Random integer networks and event sequences for property tests: shapes shrink, weights come from a seed.

import fc from "fast-check";
import { random } from "../../src/base/random.ts";
import type {
  EventSequence,
  IntegerLayer,
  IntegerMatrix,
  IntegerMemory,
  IntegerNetwork,
  IntegerVector,
} from "../../src/network/integer.ts";

export type Style = "random" | "extreme" | "sparse";

export interface LayerShape {
  neurons: number;
  dim: number;
  weightBits: number;
  stateBits: number;
  driveBits: number;
  membraneBits: number;
  dilation: number;
  refresh: "hold" | "skip";
  reset: "subtract" | "zero";
  /** What "subtract" takes, in thresholds; null: as many as the threshold, left out. */
  resetBy?: number | null;
  /** Neurons have leaks and thresholds of their own, and resets where `resetBy` is given. Default: they share them. */
  own?: boolean;
}

/** A layer of usual widths, with a slow state that is refreshed in every step. */
export const usualLayer = {
  dim: 3,
  weightBits: 8,
  stateBits: 16,
  driveBits: 12,
  membraneBits: 16,
  dilation: 1,
  refresh: "hold",
  reset: "zero",
} as const satisfies Omit<LayerShape, "neurons">;

export interface Shape {
  channels: number;
  valueBits: number;
  maxPerStep: number;
  layers: LayerShape[];
  classes: number;
  mode: "mean-logits" | "mean-membrane";
  lastSteps: number | null;
  style: Style;
  seed: number;
}

export function networkOf(shape: Shape): IntegerNetwork {
  const { next } = random(shape.seed);
  const pick = (low: number, high: number) => low + Math.floor(next() * (high - low + 1));
  const value = (bits: number): number => {
    const limit = 2 ** (bits - 1);
    if (shape.style === "extreme") return next() < 0.5 ? -limit : limit - 1;
    if (shape.style === "sparse" && next() < 0.8) return 0;
    return pick(-limit, limit - 1);
  };
  const vector = (length: number, bits: number): IntegerVector => ({
    bits,
    values: Int32Array.from({ length }, () => value(bits)),
  });
  const matrix = (rows: number, columns: number, bits: number): IntegerMatrix => ({
    rows,
    columns,
    ...vector(rows * columns, bits),
  });
  const shift = (bits: number) => pick(-1, bits);

  const memory = (inputs: number, s: LayerShape): IntegerMemory => ({
    dim: s.dim,
    drive: {
      weights: vector(inputs, s.weightBits),
      bias: vector(1, Math.min(s.weightBits + 4, 32)),
      shift: shift(4),
      bits: s.driveBits,
    },
    state: {
      transition: matrix(s.dim, s.dim, s.weightBits),
      input: vector(s.dim, s.weightBits),
      shifts: Int32Array.from({ length: s.dim }, () => shift(12)),
      bits: s.stateBits,
      fraction: new Int32Array(s.dim),
    },
    current: {
      state: matrix(s.neurons, s.dim, s.weightBits),
      drive: vector(s.neurons, s.weightBits),
      shift: shift(10),
    },
    dilation: s.dilation,
    refresh: s.refresh,
  });
  const layer = (inputs: number, s: LayerShape): IntegerLayer =>
    withOwn(s, {
      inputs,
      neurons: s.neurons,
      fast: { weights: matrix(s.neurons, inputs, s.weightBits), shift: shift(4) },
      bias: vector(s.neurons, Math.min(s.membraneBits, 12)),
      leak: leakOf(pick, -32),
      threshold: pick(1, 2 ** Math.min(s.membraneBits - 2, 10)),
      reset: s.reset,
      membraneBits: s.membraneBits,
      membraneFraction: 8,
      memory: s.dim > 0 ? memory(inputs, s) : null,
    });
  const withOwn = (s: LayerShape, drawn: IntegerLayer): IntegerLayer => {
    const made = resetBy(s, drawn);
    if (s.own !== true) return made;
    const { shift } = made.leak;
    return {
      ...made,
      leak: { factor: vector(s.neurons, shift + 2), shift },
      threshold: vector(s.neurons, Math.min(s.membraneBits, 12)),
      ...(made.resetBy === undefined ? {} : { resetBy: vector(s.neurons, Math.min(s.membraneBits, 12)) }),
    };
  };
  const resetBy = ({ resetBy: times = null }: LayerShape, made: IntegerLayer): IntegerLayer =>
    times === null || made.reset === "zero"
      ? made
      : { ...made, resetBy: Math.round(times * (made.threshold as number)) };

  let inputs = shape.channels;
  const layers = shape.layers.map((s) => {
    const made = layer(inputs, s);
    inputs = s.neurons;
    return made;
  });
  return {
    format: "dmp-rtl integer network 1",
    name: "random",
    inputs: {
      channels: shape.channels,
      valueBits: shape.valueBits,
      maxPerStep: shape.maxPerStep,
      timestep: 0.01,
    },
    layers,
    readout: {
      classes: shape.classes,
      mode: shape.mode,
      weights: matrix(shape.classes, inputs, 8),
      bias: vector(shape.classes, 10),
      lastSteps: shape.lastSteps,
      membrane:
        shape.mode === "mean-membrane" ? { leak: leakOf(pick, 0), shift: shift(3), bits: pick(6, 16) } : null,
      fraction: 0,
    },
    maxSteps: 64,
  };
}

/** Events that `net` allows: bursts, empty steps and repeated addresses among them. */
export function eventsOf(net: IntegerNetwork, steps: number, seed: number): EventSequence {
  const { channels, valueBits, maxPerStep } = net.inputs;
  const { next } = random(seed);
  const offsets = new Uint32Array(steps + 1);
  const addresses: number[] = [];
  const values: number[] = [];
  for (let k = 0; k < steps; k++) {
    const kind = next();
    let left = kind < 0.2 ? 0 : kind < 0.3 ? maxPerStep : Math.ceil(next() * maxPerStep * 0.4);
    while (left > 0) {
      const value = valueBits === 0 ? 1 : Math.min(left, Math.floor(next() * 2 ** valueBits));
      addresses.push(Math.floor(next() * channels));
      values.push(value);
      left -= Math.max(value, 1);
    }
    offsets[k + 1] = addresses.length;
  }
  return {
    steps,
    offsets,
    addresses: Uint16Array.from(addresses),
    values: valueBits === 0 ? null : Uint16Array.from(values),
  };
}

const layerShape: fc.Arbitrary<LayerShape> = fc.record({
  neurons: fc.integer({ min: 1, max: 9 }),
  dim: fc.constantFrom(0, 1, 3, 5),
  weightBits: fc.constantFrom(2, 4, 8, 16),
  stateBits: fc.constantFrom(6, 12, 16, 24, 32),
  driveBits: fc.constantFrom(1, 6, 12),
  membraneBits: fc.constantFrom(8, 16, 24, 32),
  dilation: fc.constantFrom(1, 1, 2, 3),
  refresh: fc.constantFrom("hold", "skip"),
  reset: fc.constantFrom("subtract", "zero"),
  resetBy: fc.constantFrom(null, null, 0.3, 1.25, 4),
  own: fc.constantFrom(false, false, true),
});

export const shapes: fc.Arbitrary<Shape> = fc.record({
  channels: fc.integer({ min: 1, max: 9 }),
  valueBits: fc.constantFrom(0, 0, 3, 16),
  maxPerStep: fc.integer({ min: 1, max: 40 }),
  layers: fc.array(layerShape, { minLength: 1, maxLength: 3 }),
  classes: fc.integer({ min: 1, max: 4 }),
  mode: fc.constantFrom("mean-logits", "mean-membrane"),
  lastSteps: fc.option(fc.integer({ min: 1, max: 8 })),
  style: fc.constantFrom("random", "extreme", "sparse"),
  seed: fc.integer({ min: 0, max: 2 ** 31 - 1 }),
});

/** A leak with the fraction bits of short time constants or of long ones. */
function leakOf(pick: (low: number, high: number) => number, low: number) {
  const shift = pick(0, 2) === 0 ? pick(9, 24) : 8;
  return { factor: pick(low, 2 ** shift), shift };
}

/** A network and a sequence it takes. */
export interface Case {
  readonly net: IntegerNetwork;
  readonly events: EventSequence;
}

export const cases: fc.Arbitrary<Case> = fc
  .tuple(shapes, fc.integer({ min: 0, max: 24 }), fc.integer({ min: 0, max: 2 ** 31 - 1 }))
  .map(([shape, steps, seed]) => {
    const net = networkOf(shape);
    return { net, events: eventsOf(net, steps, seed) };
  });
