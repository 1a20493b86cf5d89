import fc from "fast-check";
import { expect, test } from "vitest";
import type { EventSequence } from "../../src/network/integer.ts";
import { type Binning, binSpikes } from "../../src/recordings/binning.ts";
import { RecordingError } from "../../src/recordings/error.ts";
import type { Recording } from "../../src/recordings/recording.ts";
import type { Spikes } from "../../src/recordings/spikes.ts";
import { stepAt, timestepIn, timeUnits } from "../../src/recordings/times.ts";

const spikes = (times: number[], units: number[]): Spikes => ({
  times: Float64Array.from(times),
  units: Uint16Array.from(units),
  label: 7,
  speaker: null,
  name: "r",
});

/** [step, channel, value] of every event, in their order. */
function list({ steps, offsets, addresses, values }: Recording): number[][] {
  const events: number[][] = [];
  for (let k = 0; k < steps; k++) {
    for (let e = offsets[k]; e < offsets[k + 1]; e++) events.push([k, addresses[e], values?.[e] ?? 1]);
  }
  return events;
}

const base: Binning = { timestep: 0.5, steps: 4, channels: 12, pool: 5, combine: "max" };
const source = spikes([1.6, 0, 0.49, 0.5, 0.2, 2, 99], [11, 4, 0, 5, 9, 0, 0]);

test("a spike at t falls into step floor(t / timestep) and channel floor(unit / pool)", () => {
  const { recording, late } = binSpikes(source, base);
  expect(list(recording)).toEqual([
    [0, 0, 1],
    [0, 1, 1],
    [1, 1, 1],
    [3, 2, 1],
  ]);
  expect(late).toBe(2);
  expect(recording).toMatchObject({ steps: 4, channels: 3, values: null, label: 7, name: "r" });
});

test("a spike on the boundary of two steps falls into the later one, in any unit and of any decimals", () => {
  const boundary = fc.tuple(
    fc.constantFrom(1e-4, 5e-4, 1e-3, 0.0011, 0.002, 0.007, 0.01, 0.03, 0.1),
    fc.constantFrom(...timeUnits),
    fc.nat({ max: 5000 }),
  );
  const decimals = (value: number) => Number(value.toFixed(9));
  fc.assert(
    fc.property(boundary, ([timestep, unit, k]) => {
      const length = timestepIn(unit, timestep);
      if (unit !== "steps")
        expect(length).toBe(decimals(timestep * { s: 1, ms: 1e3, us: 1e6, ns: 1e9 }[unit]));
      expect(stepAt(decimals(k * length), length)).toBe(k);
      expect(stepAt(k * length, length)).toBe(k);
      expect(stepAt((k + 0.999_999_9) * length, length)).toBe(k);
    }),
    { seed: 5, numRuns: 2000 },
  );
  const { recording } = binSpikes(spikes([0, 0.29, 0.57], [0, 0, 0]), { ...base, timestep: 0.01, steps: 60 });
  expect(list(recording).map(([step]) => step)).toEqual([0, 29, 57]);
});

test("sum gives the number of spikes as the value, repeat one event a spike", () => {
  expect(list(binSpikes(source, { ...base, combine: "sum" }).recording)[0]).toEqual([0, 0, 2]);
  expect(list(binSpikes(source, { ...base, combine: "repeat" }).recording).slice(0, 3)).toEqual([
    [0, 0, 1],
    [0, 0, 1],
    [0, 1, 1],
  ]);
});

test("without steps a recording is as long as its last spike needs, at least one step", () => {
  const { steps: _, ...open } = base;
  expect(binSpikes(spikes([2.1], [0]), open).recording.steps).toBe(5);
  expect(binSpikes(spikes([], []), open).recording.steps).toBe(1);
});

test("a recording is a sequence for the network", () => {
  const sequence: EventSequence = binSpikes(source, base).recording;
  expect(sequence.steps).toBe(4);
});

test.each([
  [{ timestep: 0 }, "option: timestep: expected seconds above 0, found 0"],
  [{ steps: 0 }, "option: steps: expected an integer in 1..1048576, found 0"],
  [{ channels: 11 }, "r: spike 0: expected a channel below 11, found 11"],
  [{ pool: 13 }, "option: pool: expected an integer in 1..12, found 13"],
])("refuses %o", (change, message) => {
  expect(() => binSpikes(source, { ...base, ...change })).toThrow(new RecordingError(...parts(message)));
});

test.each([
  [[0.1, -1], [0, 0], "r: spike 1: expected a time of 0 s or later, found -1"],
  [[NaN], [0], "r: spike 0: expected a time of 0 s or later, found NaN"],
  [[1], [], "r: spike 0: expected as many times as units, found 1 times, 0 units"],
  [[0, 1e30], [0, 0], "r: spike 1: expected a step below 1048576, found a later one"],
])("refuses times %o with units %o", (times, units, message) => {
  const { steps: _, ...open } = base;
  expect(() => binSpikes(spikes(times, units), open)).toThrow(new RecordingError(...parts(message)));
});

function parts(message: string): [string, string, string, string] {
  const [, file, where, expected, found] = /^(.*?): (.*?): expected (.*), found (.*)$/.exec(message)!;
  return [file, where, expected, found];
}

test("the three ways to combine tell the same story, and none loses a spike", () => {
  const spike = fc.tuple(fc.double({ min: 0, max: 3, noNaN: true }), fc.integer({ min: 0, max: 11 }));
  fc.assert(
    fc.property(fc.array(spike, { maxLength: 60 }), fc.integer({ min: 1, max: 12 }), (all, pool) => {
      const one = spikes(
        all.map((s) => s[0]),
        all.map((s) => s[1]),
      );
      const as = (combine: Binning["combine"]) => binSpikes(one, { ...base, pool, combine });
      const [max, sum, repeat] = [as("max"), as("sum"), as("repeat")];
      expect(repeat.recording.addresses.length + repeat.late).toBe(all.length);
      expect(list(sum.recording).flatMap(([k, c, value]) => Array(value).fill([k, c, 1]))).toEqual(
        list(repeat.recording),
      );
      expect(list(sum.recording).map(([k, c]) => [k, c, 1])).toEqual(list(max.recording));
      const counted = new Map<string, number>();
      for (const [time, unit] of all) {
        const key = `${Math.floor(time / 0.5)} ${Math.floor(unit / pool)}`;
        if (time < 2) counted.set(key, (counted.get(key) ?? 0) + 1);
      }
      expect(new Map(list(sum.recording).map(([k, c, value]) => [`${k} ${c}`, value]))).toEqual(counted);
    }),
    { seed: 11 },
  );
});
