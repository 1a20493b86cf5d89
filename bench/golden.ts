// Time steps per second of processor time of the golden model on shipped networks, in each of its arithmetics; beside it
// plain loops over the same formulas. Run with `npm run bench:golden`.
import { readFileSync } from "node:fs";
import { createGolden, type GoldenRecord } from "../golden/index.ts";
import { random } from "../src/base/random.ts";
import { loadInputs } from "../src/cli/inputs.ts";
import { recordingsFor } from "../src/cli/recordings.ts";
import { type EventSequence, type IntegerNetwork, ofNeuron } from "../src/network/integer.ts";
import { loadNetwork } from "../src/quantize/index.ts";

/** The formulas as plain loops over dense inputs, row by row: the yardstick. Only what the network of the spoken digits needs. */
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
        const a: number =
          round(ofNeuron(layer.leak.factor, n) * state.u[n], layer.leak.shift) +
          round(dot(layer.fast.weights.values, n, s), layer.fast.shift) +
          round(dot(current.state.values, n, old) + current.drive.values[n] * x, current.shift) +
          layer.bias.values[n];
        const threshold = ofNeuron(layer.threshold, n);
        fired[n] = a >= threshold ? 1 : 0;
        state.u[n] = clamp(fired[n] ? a - threshold : a, -32768, 32767);
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
      let steps = 0;
      for (let r = 0; r < runs; r++) {
        const events = recordings[r % recordings.length];
        run(events);
        steps += events.steps;
      }
      const { user, system } = process.cpuUsage(start);
      const speed = steps / ((user + system) / 1e6);
      if (round >= 10) best.set(name, Math.max(best.get(name)!, speed));
    }
  return best;
}

/** Prints steps a second, and how many times those of `reference` they are. */
function report(
  network: string,
  records: readonly GoldenRecord[],
  best: Map<string, number>,
  reference: string,
): void {
  const of = (figure: (speed: number) => number) =>
    Object.fromEntries(Array.from(best, ([name, speed]) => [name, figure(speed)]));
  const total = (all: readonly number[]) => all.reduce((sum, count) => sum + count, 0);
  const steps = total(records.map(({ layers }) => layers[0].spikes.offsets.length - 1));
  const spikesPerStep = records[0].layers.map((_, l) => {
    const spikes = total(records.map(({ layers }) => layers[l].spikes.addresses.length));
    return Number((spikes / steps).toFixed(1));
  });
  const against = of((speed) => Number((speed / best.get(reference)!).toFixed(2)));
  console.log({ network, spikesPerStep, stepsPerSecond: of(Math.round), [`against ${reference}`]: against });
}

function mustAgree(runs: readonly ArrayLike<number>[]): void {
  for (const logits of runs)
    for (let c = 0; c < logits.length; c++)
      if (logits[c] !== runs[0][c]) throw new Error("they compute different logits");
}

const quiet = { out: () => {}, err: () => {}, terminal: null, env: {} };
const digits = "models/spoken-digits";
const { file, integer } = await loadInputs(digits, {}, { pool: 1 }, quiet);
const { recordings } = await recordingsFor(file, [`${digits}/test-100.h5`], { pool: 1 }, quiet);
const models = (["int32", "double", "bigint"] as const).map((arithmetic) =>
  createGolden(integer, arithmetic),
);
mustAgree([...models.map(({ run }) => run(recordings[0]).logits), naiveRun(integer, recordings[0])]);
const measured = models.flatMap(({ arithmetic, run, record }): Measured[] => {
  const runs = { int32: 100, double: 20, bigint: 1 }[arithmetic];
  return [
    { name: arithmetic, run, runs },
    { name: `${arithmetic}, recorded`, run: record, runs },
  ];
});
const loops = { name: "loops", run: (events: EventSequence) => naiveRun(integer, events), runs: 1 };
report(
  `${digits}: 140-128-128-20, d = 5`,
  recordings.map((events) => models[0].record(events)),
  stepsPerSecond([loops, ...measured], recordings),
  "loops",
);

const next = random(1).next;
const images = loadNetwork(readFileSync("models/ps-mnist/integer.json", "utf8"), "models/ps-mnist");
const drawn = Array.from({ length: 10 }, () => pixels(784));
const both = (["int32", "double"] as const).map((arithmetic) => createGolden(images, arithmetic));
mustAgree(both.map(({ run }) => run(drawn[0]).logits));
const runs = { int32: 4, double: 1, bigint: 0 };
report(
  "models/ps-mnist: 1-200-200-10, d = 145",
  drawn.map((events) => both[0].record(events)),
  stepsPerSecond(
    both.map(({ arithmetic, run }) => ({ name: arithmetic, run, runs: runs[arithmetic] })),
    drawn,
  ),
  "double",
);
