import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { cochleaSpikes } from "../../../src/recordings/speech/cochlea.ts";
import { parseFrontEnd, standardFrontEnd } from "../../../src/recordings/speech/front-end.ts";
import { readWav, type Sound } from "../../../src/recordings/speech/wav.ts";
import type { Spikes } from "../../../src/recordings/spikes.ts";
import made from "./front-end-vectors.json" with { type: "json" };

const format = "dmp-rtl speech front end 1";
const sounds = new URL("../../../models/spoken-digits/sound/", import.meta.url);

/** "millisecond.channel" of every event. */
const list = ({ times, units }: Spikes) =>
  Array.from(times, (time, e) => `${Math.floor(time * 1000)}.${units[e]}`).join(" ");

/** As train/front_end_vectors.py disturbs it: an offset, and a slow triangle. */
const disturbed = ({ rate, samples }: Sound): Sound => ({
  rate,
  samples: samples.map((sample, n) => {
    const triangle = Math.floor((Math.abs((n % 640) - 320) * made.hum) / 320);
    return (sample * 2 ** 15 + made.offset + triangle) / 2 ** 15;
  }),
});

test.each(made.vectors)("$sound with $choices gives the events of the Python front end", ({ ...vector }) => {
  const sound = disturbed(readWav(readFileSync(new URL(vector.sound, sounds)), vector.sound));
  const frontEnd = parseFrontEnd({ format, ...vector.choices }, "front-end.json");
  const spikes = cochleaSpikes(sound, vector.sound, frontEnd);
  expect(spikes.units).toHaveLength(vector.events);
  expect(createHash("sha256").update(list(spikes)).digest("hex")).toBe(vector.sha256);
});

const noise = (count: number, seed: number) => {
  let state = seed;
  return Float64Array.from({ length: count }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32 - 0.5;
  });
};
const of = (samples: Float64Array): Sound => ({ rate: 16000, samples });

test("an offset changes nothing where it is removed, and much where it is not", () => {
  const plain = noise(8000, 1);
  const moved = plain.map((sample) => sample + 1024);
  const chosen = { ...standardFrontEnd, offsetPole: 0.98 };
  const heard = (samples: Float64Array, frontEnd = standardFrontEnd) =>
    list(cochleaSpikes(of(samples), "n", frontEnd));
  expect(heard(moved, chosen)).toBe(heard(plain, chosen));
  expect(heard(moved)).not.toBe(heard(plain));
});

test("steady noise is mostly below its own floor, a tone over it is not", () => {
  const hiss = noise(16_000, 2);
  const tone = hiss.map((x, n) => 0.05 * x + (n > 8000 && n < 12_000 ? Math.sin(0.4 * n) : 0));
  const floor = { ...standardFrontEnd, floorShare: 1.5 };
  const count = (samples: Float64Array, frontEnd = standardFrontEnd) =>
    cochleaSpikes(of(samples), "n", frontEnd).times.filter((t) => t < 0.45).length;
  expect(count(tone, floor)).toBeLessThan(count(tone) / 4);
  const during = cochleaSpikes(of(tone), "n", floor).times.filter((t) => t > 0.5 && t < 0.75);
  expect(during.length).toBeGreaterThan(100);
});

test("a sound shorter than two blocks has no floor", () => {
  const short = of(noise(16 * 100, 3));
  const floor = { ...standardFrontEnd, floorShare: 1, floorBlock: 60 };
  expect(list(cochleaSpikes(short, "n", floor))).toBe(list(cochleaSpikes(short, "n")));
});

test("a file without choices is the standard front end", () => {
  expect(parseFrontEnd({ format }, "f.json")).toEqual(standardFrontEnd);
});

test.each([
  [null, "f.json: front end: expected an object, found null"],
  [[], "f.json: front end: expected an object, found a list of 0"],
  [{}, 'f.json: format: expected "dmp-rtl speech front end 1", found undefined'],
  [{ format, offsetPole: 1 }, "f.json: offsetPole: expected a number in 0..0.9999, found 1"],
  [{ format, floorShare: "1" }, 'f.json: floorShare: expected a number in 0..4, found "1"'],
  [{ format, floorBlock: 1.5 }, "f.json: floorBlock: expected whole milliseconds, found 1.5"],
  [{ format, cellGain: Number.NaN }, "f.json: cellGain: expected a number in 0.001..10, found null"],
  [
    { format, toString: 1 },
    'f.json: front end: expected offsetPole, floorBlock, floorShare, cellGain, found "toString"',
  ],
])("refuses %j", (value, message) => {
  expect(() => parseFrontEnd(value, "f.json")).toThrow(message);
});
