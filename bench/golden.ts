// Time steps per second of processor time of the golden model, in each of its arithmetics; beside it plain loops over the same formulas.
import { readFileSync } from "node:fs";
import { createGolden, type GoldenRecord } from "../golden/index.ts";
import { random } from "../src/base/random.ts";
import type { EventSequence, IntegerMatrix, IntegerNetwork } from "../src/network/integer.ts";
import { loadNetwork } from "../src/quantize/index.ts";

const next = random(1).next;
const integers = (length: number, limit: number): Int32Array =>
  Int32Array.from({ length }, () => Math.round((next() * 2 - 1) * limit));
const matrix = (rows: number, columns: number, limit: number): IntegerMatrix => ({
  rows,
  columns,
  bits: 8,
  values: integers(rows * columns, limit),
});

/** 140-128-128-20 with d = 5: as wide and about as active as a trained network, with weights at random. */
function network(thresholds: readonly [number, number]): IntegerNetwork {
  const dim = 5;
  const layer = (inputs: number, neurons: number, threshold: number) => ({
    inputs,
    neurons,
    fast: { weights: matrix(neurons, inputs, 127), shift: 0 },
    bias: { bits: 16, values: integers(neurons, 20) },
    leak: { factor: 128, shift: 8 },
    threshold,
    reset: "zero" as const,
    membraneBits: 16,
    membraneFraction: 8,
    memory: {
      dim,
      drive: {
        weights: { bits: 8, values: integers(inputs, 127) },
        bias: { bits: 16, values: integers(1, 50) },
        shift: 0,
        bits: 12,
      },
      state: {
        transition: {
          rows: dim,
          columns: dim,
          bits: 8,
          values: Int32Array.from({ length: dim * dim }, (_, i) => (i % (dim + 1) === 0 ? -16 : 0)),
        },
        input: { bits: 8, values: integers(dim, 127) },
        shifts: new Int32Array(dim).fill(7),
        bits: 16,
        fraction: new Int32Array(dim).fill(8),
      },
      current: {
        state: matrix(neurons, dim, 20),
        drive: { bits: 8, values: integers(neurons, 20) },
        shift: 7,
      },
      dilation: 1,
      refresh: "hold" as const,
    },
  });
  return {
    format: "dmp-rtl integer network 1",
    name: "bench",
    inputs: { channels: 140, valueBits: 0, maxPerStep: 140, timestep: 0.01 },
    layers: [layer(140, 128, thresholds[0]), layer(128, 128, thresholds[1])],
    readout: {
      classes: 20,
      mode: "mean-logits",
      weights: matrix(20, 128, 127),
      bias: { bits: 16, values: integers(20, 100) },
      lastSteps: null,
      membrane: null,
      fraction: 7,
    },
    maxSteps: 1024,
  };
}

/** T steps with 10 % of the channels active. */
function sequence(T: number, channels: number): EventSequence {
  const offsets = new Uint32Array(T + 1);
  const addresses: number[] = [];
  for (let k = 0; k < T; k++) {
    const left = Array.from({ length: channels }, (_, c) => c);
    for (let e = 0; e < channels / 10; e++)
      addresses.push(...left.splice(Math.floor(next() * left.length), 1));
    offsets[k + 1] = addresses.length;
  }
  return { steps: T, offsets, addresses: Uint16Array.from(addresses), values: null };
}

/** The formulas as plain loops over dense inputs, row by row: the yardstick. Only what this network needs. */
function naiveRun(net: IntegerNetwork, events: EventSequence): number[] {
  const round = (a: number, n: number) => (n > 0 ? Math.floor((a + 2 ** (n - 1)) / 2 ** n) : a * 2 ** -n);
  const clamp = (a: number, low: number, high: number) => Math.min(Math.max(a, low), high);
  const states = net.layers.map((layer) => ({
    m: Array<number>(layer.memory!.dim).fill(0),
    u: Array<number>(layer.neurons).fill(0),
  }));
  const logits = Array<number>(net.readout.classes).fill(0);
  for (let k = 0; k < events.steps; k++) {
    let s = Array<number>(net.inputs.channels).fill(0);
    for (let e = events.offsets[k]; e < events.offsets[k + 1]; e++) s[events.addresses[e]]++;
    net.layers.forEach((layer, l) => {
      const state = states[l];
      const { drive, state: slow, current } = layer.memory!;
      const dot = (w: Int32Array, row: number, v: number[]) =>
        v.reduce((sum, a, j) => sum + w[row * v.length + j] * a, 0);
      const x = clamp(
        round(dot(drive.weights.values, 0, s) + drive.bias.values[0], drive.shift),
        0,
        2 ** drive.bits - 1,
      );
      const old = state.m;
      state.m = old.map((mi, i) =>
        clamp(
          mi + round(dot(slow.transition.values, i, old) + slow.input.values[i] * x, slow.shifts[i]),
          -32768,
          32767,
        ),
      );
      const fired = Array<number>(layer.neurons).fill(0);
      for (let n = 0; n < layer.neurons; n++) {
        const a =
          round(layer.leak.factor * state.u[n], layer.leak.shift) +
          round(dot(layer.fast.weights.values, n, s), layer.fast.shift) +
          round(dot(current.state.values, n, old) + current.drive.values[n] * x, current.shift) +
          layer.bias.values[n];
        fired[n] = a >= layer.threshold ? 1 : 0;
        state.u[n] = clamp(fired[n] ? 0 : a, -32768, 32767);
      }
      s = fired;
    });
    for (let c = 0; c < logits.length; c++)
      logits[c] += s.reduce(
        (sum, o, n) => sum + net.readout.weights.values[c * s.length + n] * o,
        net.readout.bias.values[c],
      );
  }
  return logits;
}

/** T steps of one pixel, a fifth of them bright, in the network of images. */
function pixels(T: number): EventSequence {
  const values = Uint16Array.from({ length: T }, () => (next() < 0.2 ? Math.floor(next() * 256) : 0));
  return {
    steps: T,
    offsets: Uint32Array.from({ length: T + 1 }, (_, k) => k),
    addresses: new Uint16Array(T),
    values,
  };
}

/** Runs a number of sequences, `recordings` in turn. */
interface Measured {
  readonly name: string;
  readonly run: (events: EventSequence) => unknown;
  readonly runs: number;
}

/** Steps a second of processor time of each, the best of its pieces. */
function stepsPerSecond(all: readonly Measured[], recordings: readonly EventSequence[]) {
  const best = new Map(all.map(({ name }) => [name, 0]));
  // In turn and in short pieces, so that what else the machine does meets all alike; the first rounds warm up.
  for (let round = 0; round < 60; round++)
    for (const { name, run, runs } of all) {
      const start = process.cpuUsage();
      for (let r = 0; r < runs; r++) run(recordings[r % recordings.length]);
      const { user, system } = process.cpuUsage(start);
      const speed = (runs * recordings[0].steps) / ((user + system) / 1e6);
      if (round >= 10) best.set(name, Math.max(best.get(name)!, speed));
    }
  return best;
}

/** Prints steps a second, and how many times those of `reference` they are. */
function report(
  network: string,
  record: GoldenRecord,
  T: number,
  best: Map<string, number>,
  reference: string,
) {
  const of = (figure: (speed: number) => number) =>
    Object.fromEntries(Array.from(best, ([name, speed]) => [name, figure(speed)]));
  const spikesPerStep = record.layers.map(({ spikes }) => Number((spikes.addresses.length / T).toFixed(1)));
  const against = of((speed) => Number((speed / best.get(reference)!).toFixed(1)));
  console.log({ network, spikesPerStep, stepsPerSecond: of(Math.round), [`against ${reference}`]: against });
}

function mustAgree(runs: readonly ArrayLike<number>[]): void {
  for (const logits of runs)
    for (let c = 0; c < logits.length; c++)
      if (logits[c] !== runs[0][c]) throw new Error("they compute different logits");
}

const words = network([350, 340]);
const spoken = Array.from({ length: 50 }, () => sequence(100, 140));
const models = (["int32", "double", "bigint"] as const).map((arithmetic) => createGolden(words, arithmetic));
mustAgree([...models.map(({ run }) => run(spoken[0]).logits), naiveRun(words, spoken[0])]);
const measured = models.flatMap(({ arithmetic, run, record }): Measured[] => {
  const runs = { int32: 100, double: 20, bigint: 1 }[arithmetic];
  return [
    { name: arithmetic, run, runs },
    { name: `${arithmetic}, recorded`, run: record, runs },
  ];
});
const loops = { name: "loops", run: (events: EventSequence) => naiveRun(words, events), runs: 1 };
report(
  "140-128-128-20, d = 5, one sequence at a time",
  models[0].record(spoken[0]),
  100,
  stepsPerSecond([loops, ...measured], spoken),
  "loops",
);

const images = loadNetwork(readFileSync("models/ps-mnist/integer.json", "utf8"), "models/ps-mnist");
const drawn = Array.from({ length: 10 }, () => pixels(784));
const both = (["int32", "double"] as const).map((arithmetic) => createGolden(images, arithmetic));
mustAgree(both.map(({ run }) => run(drawn[0]).logits));
const runs = { int32: 4, double: 1, bigint: 0 };
report(
  "models/ps-mnist: 1-200-200-10, d = 100",
  both[0].record(drawn[0]),
  784,
  stepsPerSecond(
    both.map(({ arithmetic, run }) => ({ name: arithmetic, run, runs: runs[arithmetic] })),
    drawn,
  ),
  "double",
);
