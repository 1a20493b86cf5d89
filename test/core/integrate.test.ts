// Spike integration: the currents, scalar drive and flags of every step, under pauses on both sides.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { eventCycles, type IntegratorSpec, integrator } from "../../src/core/integrate.ts";
import type { ParameterMemory } from "../../src/core/parameters.ts";
import { int, sint, uint } from "../../src/hdl/index.ts";
import { clamp, rshift } from "./arithmetic.ts";
import { type Beat, pauses, runs, Streams, started } from "./drive.ts";

interface Event {
  readonly address: number;
  readonly value: number;
  /** A beat that carries nothing, as one that the intake has left out. */
  readonly empty: boolean;
}
interface Step {
  readonly events: readonly Event[];
  readonly end: boolean;
}

const parameters = (name: string, words: readonly (readonly number[])[], bits: number): ParameterMemory => ({
  id: 0,
  name,
  what: "",
  depth: words.length,
  lanes: words[0]!.length,
  type: sint(bits),
  style: "block",
  words,
});

const weight = fc.integer({ min: -128, max: 127 });
const wordsOf = (depth: number, lanes: number) =>
  fc.array(fc.array(weight, { minLength: lanes, maxLength: lanes }), { minLength: depth, maxLength: depth });

const MOST_EVENTS = 6;

const spec = fc
  .record({
    lanes: fc.integer({ min: 1, max: 4 }),
    valueBits: fc.constantFrom(0, 0, 1, 5),
    overlap: fc.boolean(),
    joint: fc.boolean(),
    layers: fc.array(
      fc.record({
        groups: fc.integer({ min: 1, max: 5 }),
        inputs: fc.integer({ min: 1, max: 6 }),
        drive: fc.option(
          fc.record({ shift: fc.integer({ min: -1, max: 5 }), bits: fc.constantFrom(1, 6, 12) }),
        ),
      }),
      { minLength: 1, maxLength: 3 },
    ),
  })
  .chain((shape) => {
    const depth = shape.layers.reduce((n, l) => n + l.groups * l.inputs, 0);
    const driveDepth = shape.layers.reduce((n, l) => n + (l.drive === null ? 0 : l.inputs + 1), 0);
    return fc.record({
      shape: fc.constant(shape),
      weights: wordsOf(depth, shape.lanes),
      drives: wordsOf(Math.max(1, driveDepth), 1),
    });
  })
  .map(({ shape, weights, drives }): IntegratorSpec => {
    const { lanes, valueBits, overlap, joint } = shape;
    const [at, driveAt] = [{ n: 0 }, { n: 0 }];
    const next = (counter: { n: number }, size: number) => {
      counter.n += size;
      return counter.n - size;
    };
    const layers = shape.layers.map(({ groups, inputs, drive }) => ({
      groups,
      inputs,
      weightBase: next(at, groups * inputs),
      drive: drive === null ? null : { ...drive, base: next(driveAt, inputs + 1) },
    }));
    const most = 128 * (MOST_EVENTS + 1) * Math.max(1, 2 ** valueBits - 1);
    return {
      name: "collector",
      layers,
      inputs: Math.max(...layers.map((l) => l.inputs)),
      valueBits,
      lanes,
      depth: Math.max(...layers.map((l) => l.groups)),
      overlap,
      joint,
      weights: parameters("weights", weights, 8),
      driveWeights: driveAt.n > 0 ? parameters("drive", drives, 8) : null,
      loaded: false,
      types: { current: int(-most, most), driveSum: int(-most, most), drive: uint(12) },
      currentsStyle: "block",
    };
  });

const stepsOf = ({ layers, valueBits }: IntegratorSpec) =>
  fc
    .array(fc.record({ raw: fc.array(fc.nat(), { maxLength: MOST_EVENTS }), end: fc.boolean() }), {
      minLength: 1,
      maxLength: 8,
    })
    .map((steps) =>
      steps.map(
        ({ raw, end }, k): Step => ({
          end,
          events: raw.map((n) => ({
            address: n % layers[k % layers.length]!.inputs,
            value: valueBits === 0 ? 1 : (n >> 8) % 2 ** valueBits,
            empty: (n >> 16) % 5 === 0,
          })),
        }),
      ),
    );

/** The beats of the steps: an event each, or one that carries none. */
function beatsOf({ valueBits }: IntegratorSpec, steps: readonly Step[]): Beat[] {
  const beat = ({ address, value, empty }: Event, last: boolean, end: boolean): Beat => ({
    address,
    ...(valueBits > 0 ? { value } : {}),
    empty,
    last,
    end: last && end,
  });
  return steps.flatMap(({ events, end }) =>
    events.length === 0
      ? [beat({ address: 0, value: 0, empty: true }, true, end)]
      : events.map((e, i) => beat(e, i === events.length - 1, end)),
  );
}

/** What the formulas give for step k. */
function expected(s: IntegratorSpec, { events, end }: Step, k: number) {
  const layer = s.layers[k % s.layers.length]!;
  const carried = events.filter((e) => !e.empty);
  const sum = (of: (address: number) => number) =>
    carried.reduce((total, { address, value }) => total + of(address) * value, 0);
  const currents = Array.from({ length: layer.groups }, (_, g) =>
    Array.from({ length: s.lanes }, (_, l) =>
      sum((address) => s.weights.words[layer.weightBase + address * layer.groups + g]![l]!),
    ),
  );
  const { drive } = layer;
  const x =
    drive === null
      ? 0
      : Number(
          clamp(
            rshift(
              BigInt(
                sum((address) => s.driveWeights!.words[drive.base + address]![0]!) +
                  s.driveWeights!.words[drive.base + layer.inputs]![0]!,
              ),
              drive.shift,
            ),
            0n,
            2n ** BigInt(drive.bits) - 1n,
          ),
        );
  const touched = Number(carried.length > 0);
  return { touched, end: Number(end), x, currents: touched === 1 ? currents : null };
}

/**
 * The neuron pass as the integrator sees it: takes a job, reads all words of its currents with pauses, takes the next.
 * `early`: takes it while the last two words are still to be read, which two banks allow.
 */
function pass(streams: Streams, s: IntegratorSpec, rests: readonly boolean[], early: boolean) {
  const { sim } = streams;
  const jobs: { touched: number; end: number; x: number; currents: number[][] | null }[] = [];
  let toRead: { job: number; word: number; bank: number }[] = [];
  let arriving: { job: number } | null = null;
  streams.also({
    before(cycle) {
      const rest = rests[cycle % rests.length]!;
      const left = toRead.length;
      const late = left > 0 && toRead[0]!.job < jobs.length - 1;
      const ready = !rest && (left === 0 || (early && !late && left <= 2));
      sim.poke("job_ready", Number(ready));
      if (!s.overlap) sim.poke("released", Number(left === 0));
      const reads = left > 0 && (!rest || late);
      sim.poke("read_enable", Number(reads));
      if (!reads) return;
      sim.poke("read_address", toRead[0]!.word);
      if (s.overlap) sim.poke("read_bank", toRead[0]!.bank);
    },
    after() {
      if (arriving !== null) {
        const word = Array.from({ length: s.lanes }, (_, l) => Number(sim.peek(`currents_${l}`)));
        jobs[arriving.job]!.currents?.push(word);
      }
      arriving = null;
      if (sim.peek("read_enable") === 1) {
        arriving = { job: toRead[0]!.job };
        toRead = toRead.slice(1);
      }
      if (sim.peek("job_valid") === 1 && sim.peek("job_ready") === 1) {
        const layer = s.layers[jobs.length % s.layers.length]!;
        const touched = Number(sim.peek("job_touched"));
        jobs.push({
          touched,
          end: Number(sim.peek("job_end")),
          x: s.driveWeights === null ? 0 : Number(sim.peek("job_drive")),
          currents: touched === 1 ? [] : null,
        });
        const bank = s.overlap ? Number(sim.peek("job_bank")) : 0;
        for (let word = 0; word < layer.groups; word++) toRead.push({ job: jobs.length - 1, word, bank });
      }
    },
  });
  return { jobs, idle: () => toRead.length === 0 && arriving === null };
}

describe("integrator", () => {
  it("collects the currents and the scalar drive of every step", () => {
    fc.assert(
      fc.property(
        spec.chain((s) => fc.tuple(fc.constant(s), stepsOf(s))),
        pauses,
        pauses,
        fc.boolean(),
        ([s, steps], eventRests, jobRests, hurry) => {
          const streams = new Streams(started(integrator(s)));
          streams.source("events", beatsOf(s, steps), eventRests);
          const { jobs, idle } = pass(streams, s, jobRests, hurry && s.overlap);
          streams.run(() => jobs.length === steps.length && idle());
          expect(jobs).toEqual(steps.map((step, k) => expected(s, step, k)));
        },
      ),
      runs(120),
    );
  });

  it("takes an event every max(2, groups) cycles, and a step in 3 cycles more, 4 with values", () => {
    fc.assert(
      fc.property(spec, fc.integer({ min: 1, max: MOST_EVENTS }), (s, count) => {
        const layer = s.layers[0]!;
        const driveWeights = layer.drive === null ? null : s.driveWeights;
        const one = { ...s, layers: [layer], driveWeights, overlap: true, joint: false };
        const event = { address: 0, value: 1, empty: false };
        const step = { events: Array.from({ length: count }, () => event), end: false };
        const streams = new Streams(started(integrator(one)));
        const source = streams.source("events", beatsOf(one, [step, step, step, step]));
        streams.sink("job", []);
        streams.run(() => source.taken() === 4 * count);
        const slot = eventCycles(layer.groups);
        const within = source.cycles.slice(2 * count, 3 * count).map((c) => c - source.cycles[2 * count]!);
        expect(within).toEqual(Array.from({ length: count }, (_, e) => e * slot));
        const overhead = s.valueBits > 0 ? 4 : 3;
        expect(source.cycles[3 * count]! - source.cycles[2 * count]!).toBe(count * slot + overhead);
      }),
      runs(30),
    );
  });
});
