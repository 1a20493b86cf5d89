import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readColumns } from "../../src/recordings/hdf5.ts";
import { encodeHdf5 } from "../../src/recordings/hdf5-writer.ts";
import { readShd, readShdRecordings, writeShd } from "../../src/recordings/shd.ts";
import type { Spikes } from "../../src/recordings/spikes.ts";

const fixture = (name: string) => fileURLToPath(new URL(`fixtures/${name}`, import.meta.url));
let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "dmp-shd-"));
});
afterAll(() => rm(folder, { recursive: true }));

/** What fixtures/make_shd.py wrote. */
const timesOf = (r: number) => Array.from({ length: r }, (_, i) => (i + r / 8) / 64);
const unitsOf = (r: number) => Array.from({ length: r }, (_, i) => 100 * r + i);

test.each([
  ["half.h5", true],
  ["single-latest.h5", false],
  ["double-chunked.h5", true],
])("reads %s as h5py wrote it", async (name, extra) => {
  const { spikes, classes, count } = await readShd(fixture(name));
  expect(count).toBe(6);
  expect(spikes.map((one) => [...one.times])).toEqual([0, 1, 2, 3, 4, 5].map(timesOf));
  expect(spikes.map((one) => [...one.units])).toEqual([0, 1, 2, 3, 4, 5].map(unitsOf));
  expect(spikes.map((one) => one.label)).toEqual(extra ? [0, 3, 6, 9, 12, 15] : Array(6).fill(null));
  expect(spikes[4]).toMatchObject({ speaker: extra ? 4 : null, name: `${name}#4` });
  expect(classes).toEqual(extra ? ["zero", "one", "fünf"] : null);
});

test("16-bit times are decoded exactly, subnormal numbers too; strings may be of varying length", async () => {
  const { spikes, classes } = await readShd(fixture("half-values.h5"));
  expect([...spikes[0].times]).toEqual([2 ** -24, 3 * 2 ** -20, 2 ** -14, 1365 / 4096, 65504, 0]);
  expect(classes).toEqual(["zero", "fünf"]);
});

test("reads a range of recordings and bins it", async () => {
  const binning = { timestep: 1 / 64, steps: 3, channels: 700, pool: 5, combine: "max" } as const;
  const { recordings, late } = await readShdRecordings(fixture("half.h5"), binning, { from: 3, to: 5 });
  expect(recordings.map((one) => one.name)).toEqual(["half.h5#3", "half.h5#4"]);
  expect(recordings[1]).toMatchObject({ steps: 3, channels: 140, label: 12, values: null });
  expect([...recordings[1].offsets]).toEqual([0, 1, 2, 3]);
  expect([...recordings[1].addresses]).toEqual([80, 80, 80]);
  expect(late).toBe(1);
});

test("writes what it reads, over several heap collections", async () => {
  const path = join(folder, "written.h5");
  const spikes: Spikes[] = Array.from({ length: 700 }, (_, r) => ({
    times: Float64Array.from({ length: r }, (_, i) => (i * i) / (r + 1)),
    units: Uint16Array.from({ length: r }, (_, i) => (i * 977) % 65_536),
    label: r % 20,
    speaker: r % 12,
    name: `written.h5#${r}`,
  }));
  await writeShd(path, spikes, ["null", "eins", "fünf"]);
  const read = await readShd(path);
  expect(read).toEqual({ spikes, classes: ["null", "eins", "fünf"], count: 700 });
  const part = await readShd(path, { from: 510, to: 515 });
  expect(part.spikes).toEqual(spikes.slice(510, 515));
});

test("writes no labels where one is not known, and an empty file", async () => {
  const path = join(folder, "bare.h5");
  await writeShd(path, [
    { times: Float32Array.of(0.5), units: Uint16Array.of(3), label: null, speaker: null, name: "" },
  ]);
  expect((await readShd(path)).spikes[0]).toMatchObject({ label: null, speaker: null });
  await writeShd(path, []);
  expect(await readShd(path)).toEqual({ spikes: [], classes: null, count: 0 });
});

const times = { kind: "ragged", type: "float32", rows: [[0.1], [0.2, 0.3]] } as const;
const units = { kind: "ragged", type: "uint16", rows: [[1], [2, 3]] } as const;
const numbers = (...values: number[]) => ({ kind: "numbers", type: "uint16", values }) as const;

test.each([
  ["nothing in it", {}, "spikes/times: expected a dataset, found nothing of that name"],
  ["no units", { spikes: { times } }, "spikes/units: expected a dataset, found nothing of that name"],
  [
    "a group for times",
    { spikes: { times: {}, units } },
    "spikes/times: expected a dataset, found something else",
  ],
  [
    "plain numbers for times",
    { spikes: { times: numbers(1, 2), units } },
    "spikes/times: expected rows of varying length, found class 0",
  ],
  [
    "fewer units than times",
    { spikes: { times, units: { ...units, rows: [[1], [2]] } } },
    "recording 1: expected as many times as units, found 2 and 1",
  ],
  ["a label too few", { spikes: { times, units }, labels: numbers(1) }, "labels: expected 2 rows, found 1"],
  [
    "a time that is not a number",
    { spikes: { times: { ...times, rows: [[0.1], [0.2, NaN]] }, units } },
    "spikes/times, recording 1, spike 1: expected a time of 0 s or later, found NaN",
  ],
  [
    "a unit that is no integer",
    { spikes: { times, units: { ...times, rows: [[1], [2, 3.5]] } } },
    "spikes/units, recording 1, spike 1: expected an integer in 0..65535, found 3.5",
  ],
])("refuses a file with %s", async (_, tree, message) => {
  const path = join(folder, "wrong.h5");
  await writeFile(path, encodeHdf5(tree));
  await expect(readShd(path)).rejects.toThrow(`${path}: ${message}`);
});

test("refuses ranges outside the file, other files and none", async () => {
  const path = join(folder, "text.h5");
  await writeFile(path, "not HDF5\n");
  await expect(readShd(fixture("half.h5"), { from: 2, to: 7 })).rejects.toThrow(
    "expected rows 2 to 7, found 6 rows",
  );
  for (const [from, to, rows] of [
    [2, 7, 4],
    [6, 7, 0],
    [9, 20, 0],
  ] as const)
    expect((await readShd(fixture("half.h5"), { from, to, short: true })).spikes).toHaveLength(rows);
  await expect(readShd(path)).rejects.toThrow(`${path}: file: expected readable HDF5, found text`);
  await expect(readShd(join(folder, "none.h5"))).rejects.toThrow(
    "file: expected a file that can be read, found none",
  );
});

test("a damaged file on which libhdf5 runs for ever ends with an error, and the next read works", async () => {
  const all = { from: 0, to: null };
  const endless = readColumns(fixture("endless.h5"), [{ name: "spikes/times", kind: "ragged" }], all, 4_000);
  await expect(endless).rejects.toThrow("found a file that libhdf5 did not finish in 4000 ms");
  const { labels } = await readColumns(fixture("half.h5"), [{ name: "labels", kind: "numbers" }], all);
  expect(labels?.values).toHaveLength(6);
});
