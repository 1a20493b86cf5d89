import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { readShd } from "../../../src/recordings/shd.ts";
import { CHANNELS, cochleaSpikes } from "../../../src/recordings/speech/cochlea.ts";
import { readWav, type Sound } from "../../../src/recordings/speech/wav.ts";
import type { Spikes } from "../../../src/recordings/spikes.ts";

const models = new URL("../../../models/", import.meta.url);

/** "millisecond.channel" of every event; an event of millisecond t is stored at (t + 0.5) ms. */
const list = ({ times, units }: Spikes) =>
  Array.from(times, (time, e) => `${Math.floor(time * 1000)}.${units[e]}`).join(" ");

test.each(["spoken-digits", "spoken-pairs"])(
  "the shipped sound of %s gives the shipped events",
  { timeout: 120_000 },
  async (model) => {
    const folder = new URL(`${model}/`, models);
    const { spikes } = await readShd(new URL("test-100.h5", folder).pathname);
    const files = readdirSync(new URL("sound/", folder)).sort();
    expect(files).toHaveLength(100);
    for (const [i, file] of files.entries()) {
      if (i % 3 !== 0) continue;
      const sound = readWav(readFileSync(new URL(`sound/${file}`, folder)), file);
      expect(list(cochleaSpikes(sound, file)), file).toBe(list(spikes[i]));
    }
  },
);

const tone = (frequency: number, rate = 16000, seconds = 0.3): Sound => ({
  rate,
  samples: Float64Array.from({ length: rate * seconds }, (_, n) =>
    Math.sin((2 * Math.PI * frequency * n) / rate),
  ),
});

/** The channel with the most events. */
function loudest({ units }: Spikes): number {
  const counts = new Array<number>(CHANNELS).fill(0);
  for (const unit of units) counts[unit]++;
  return counts.indexOf(Math.max(...counts));
}

test("a higher tone excites a higher channel, whatever the level", () => {
  const heard = [200, 500, 1000, 2000, 4000].map((f) => loudest(cochleaSpikes(tone(f), "tone")));
  expect(heard).toEqual([...heard].sort((p, q) => p - q));
  expect(new Set(heard).size).toBe(5);
  const quiet = { rate: 16000, samples: tone(1000).samples.map((sample) => sample / 1024) };
  expect(list(cochleaSpikes(quiet, "quiet"))).toBe(list(cochleaSpikes(tone(1000), "tone")));
});

test.each([8000, 22_050, 44_100, 48_000])("a tone sampled at %i Hz excites the same channel", (rate) => {
  const at16k = loudest(cochleaSpikes(tone(1000), "tone"));
  expect(Math.abs(loudest(cochleaSpikes(tone(1000, rate), "tone")) - at16k)).toBeLessThanOrEqual(1);
});

test("silence and less than a millisecond of sound give no event", () => {
  expect(cochleaSpikes({ rate: 16000, samples: new Float64Array(8000) }, "silence").times).toHaveLength(0);
  expect(cochleaSpikes({ rate: 16000, samples: Float64Array.of(1, -1) }, "click").times).toHaveLength(0);
});

test("refuses sound longer than ten minutes", () => {
  const long = { rate: 1, samples: new Float64Array(601) };
  expect(() => cochleaSpikes(long, "long.wav")).toThrow(
    "long.wav: sound: expected at most 600 s, found 601.0 s",
  );
});
