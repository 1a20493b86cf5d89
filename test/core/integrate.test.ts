// Spike integration: the currents and flags of every step, under pauses on both sides.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { integrator } from "../../src/core/event-stationary/integrate.ts";
import type { IntegratorSpec } from "../../src/core/event-stationary/spec.ts";
import type { ParameterMemory } from "../../src/core/parameters/parameters.ts";
import { eventCycles, integrateOverhead } from "../../src/core/timing/facts.ts";
import { int, sint } from "../../src/hdl/index.ts";
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
  loaded: false,
  words,
});

const weight = fc.integer({ min: -128, max: 127 });
const wordsOf = (depth: number, lanes: number) =>
  fc.array(fc.array(weight, { minLength: lanes, maxLength: lanes }), { minLength: depth, maxLength: depth });

const MOST_EVENTS = 6;

/** Layers with their inputs, which only the test counts. */
interface SpecCase extends IntegratorSpec {
  readonly layers: readonly { readonly groups: number; readonly inputs: number; readonly base: number }[];
}

const spec = fc
  .record({
    lanes: fc.integer({ min: 1, max: 4 }),
    valueBits: fc.constantFrom(0, 0, 1, 5),
    overlap: fc.boolean(),
    joint: fc.boolean(),
    memoryStages: fc.constantFrom(0, 1),
    layers: fc.array(
      fc.record({
        groups: fc.integer({ min: 1, max: 5 }),
        inputs: fc.integer({ min: 1, max: 6 }),
      }),
      { minLength: 1, maxLength: 3 },
    ),
  })
  .chain((shape) => {
    const depth = shape.layers.reduce((n, l) => n + l.groups * l.inputs, 0);
    return fc.record({
      shape: fc.constant(shape),
      weights: wordsOf(depth, shape.lanes),
    });
  })
  .map(({ shape, weights }): SpecCase => {
    const { lanes, valueBits, overlap, joint, memoryStages } = shape;
    let at = 0;
    const layers = shape.layers.map(({ groups, inputs }) => {
      at += groups * inputs;
      return { groups, inputs, base: at - groups * inputs };
    });
    const most = 128 * (MOST_EVENTS + 1) * Math.max(1, 2 ** valueBits - 1);
    return {
      name: "collector",
      layers,
      inputs: Math.max(...layers.map((l) => l.inputs)),
      valueBits,
      memoryStages,
      lanes,
      depth: Math.max(...layers.map((l) => l.groups)),
      banks: overlap ? 2 : 1,
      joint: overlap && joint,
      weights: parameters("weights", weights, 8),
      current: int(-most, most),
      style: "block",
    };
  });

const stepsOf = ({ layers, valueBits }: SpecCase) =>
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
function expected(s: SpecCase, { events, end }: Step, k: number) {
  const layer = s.layers[k % s.layers.length]!;
  const carried = events.filter((e) => !e.empty);
  const sum = (of: (address: number) => number) =>
    carried.reduce((total, { address, value }) => total + of(address) * value, 0);
  const currents = Array.from({ length: layer.groups }, (_, g) =>
    Array.from({ length: s.lanes }, (_, l) =>
      sum((address) => s.weights.words[layer.base + address * layer.groups + g]![l]!),
    ),
  );
  const touched = Number(carried.length > 0);
  return { touched, end: Number(end), currents: touched === 1 ? currents : null };
}

/**
 * The neuron pass as the integrator sees it: takes a job, reads all words of its currents with pauses, takes the next.
 * `early`: takes it while the last two words are still to be read, which two banks allow.
 */
function pass(streams: Streams, s: IntegratorSpec, rests: readonly boolean[], early: boolean) {
  const { sim } = streams;
  const jobs: { touched: number; end: number; currents: number[][] | null }[] = [];
  let toRead: { job: number; word: number; bank: number }[] = [];
  let arriving: { job: number } | null = null;
  streams.also({
    before(cycle) {
      const rest = rests[cycle % rests.length]!;
      const left = toRead.length;
      const late = left > 0 && toRead[0]!.job < jobs.length - 1;
      const ready = !rest && (left === 0 || (early && !late && left <= 2));
      sim.poke("job_ready", Number(ready));
      if (s.banks === 1) sim.poke("released", Number(left === 0));
      const reads = left > 0 && (!rest || late);
      sim.poke("read_valid", Number(reads));
      if (!reads) return;
      sim.poke("read_word", toRead[0]!.word);
      if (s.banks > 1) sim.poke("read_bank", toRead[0]!.bank);
    },
    after() {
      if (arriving !== null) {
        const word = Array.from({ length: s.lanes }, (_, l) => Number(sim.peek(`currents_${l}`)));
        jobs[arriving.job]!.currents?.push(word);
      }
      arriving = null;
      if (sim.peek("read_valid") === 1) {
        arriving = { job: toRead[0]!.job };
        toRead = toRead.slice(1);
      }
      if (sim.peek("job_valid") === 1 && sim.peek("job_ready") === 1) {
        const layer = s.layers[jobs.length % s.layers.length]!;
        const touched = Number(sim.peek("job_touched"));
        jobs.push({
          touched,
          end: Number(sim.peek("job_end")),
          currents: touched === 1 ? [] : null,
        });
        const bank = s.banks > 1 ? Number(sim.peek("job_bank")) : 0;
        for (let word = 0; word < layer.groups; word++) toRead.push({ job: jobs.length - 1, word, bank });
      }
    },
  });
  return { jobs, idle: () => toRead.length === 0 && arriving === null };
}

describe("integrator", () => {
  it("collects the currents of every step", () => {
    fc.assert(
      fc.property(
        spec.chain((s) => fc.tuple(fc.constant(s), stepsOf(s))),
        pauses,
        pauses,
        fc.boolean(),
        ([s, steps], eventRests, jobRests, hurry) => {
          const streams = new Streams(started(integrator(s)));
          streams.source("events", beatsOf(s, steps), eventRests);
          const { jobs, idle } = pass(streams, s, jobRests, hurry && s.banks > 1);
          streams.run(() => jobs.length === steps.length && idle());
          expect(jobs).toEqual(steps.map((step, k) => expected(s, step, k)));
        },
      ),
      runs(120),
    );
  });

  it("takes an event every max(2, groups) cycles, and a step in 3 cycles more, 4 with values, and a cycle more with registers", () => {
    fc.assert(
      fc.property(spec, fc.integer({ min: 1, max: MOST_EVENTS }), (s, count) => {
        const layer = s.layers[0]!;
        const one = { ...s, layers: [layer], banks: 2, joint: false };
        const event = { address: 0, value: 1, empty: false };
        const step = { events: Array.from({ length: count }, () => event), end: false };
        const streams = new Streams(started(integrator(one)));
        const source = streams.source("events", beatsOf(one, [step, step, step, step]));
        streams.sink("job", []);
        streams.run(() => source.taken() === 4 * count);
        const slot = eventCycles(layer.groups, s.memoryStages);
        const within = source.cycles.slice(2 * count, 3 * count).map((c) => c - source.cycles[2 * count]!);
        expect(within).toEqual(Array.from({ length: count }, (_, e) => e * slot));
        const overhead = integrateOverhead(s.valueBits, s.memoryStages);
        expect(overhead).toBe((s.valueBits > 0 ? 4 : 3) + s.memoryStages);
        expect(source.cycles[3 * count]! - source.cycles[2 * count]!).toBe(count * slot + overhead);
      }),
      runs(30),
    );
  });
});
