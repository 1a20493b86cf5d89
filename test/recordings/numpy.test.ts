// Events in NumPy files: times and units, dense arrays, labels; every wrong array named with its element.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readNumpyEvents } from "../../src/recordings/numpy.ts";
import { bytes, float64, headerOf, int64, npy, zip } from "../files/archives.ts";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "dmp-numpy-"));
});
afterAll(() => rm(folder, { recursive: true }));

async function read(name: string, contents: Uint8Array) {
  const path = join(folder, name);
  await writeFile(path, contents);
  return readNumpyEvents(path);
}
const times = float64([4], [0.5, 0, 0.25, 1]);
const units = int64([4], [3, 0, 699, 2]);

test("times and units of one recording", async () => {
  const { spikes, dense } = await read("one.npz", zip({ "times.npy": times, "units.npy": units }));
  expect(dense).toBeNull();
  expect(spikes).toEqual([
    {
      times: Float64Array.of(0.5, 0, 0.25, 1),
      units: Uint16Array.of(3, 0, 699, 2),
      ...{ label: null, speaker: null, name: "one.npz" },
    },
  ]);
});

test("of several, with values and labels; integers are times too", async () => {
  const { spikes } = await read(
    "many.npz",
    zip(
      {
        "times.npy": bytes([4], [5, 0, 2, 10]),
        "units.npy": units,
        "values.npy": int64([4], [1, 65_535, 0, 7]),
        "offsets.npy": int64([4], [0, 1, 1, 4]),
        "labels.npy": bytes([3], [4, 0, 19]),
      },
      { deflated: true },
    ),
  );
  expect(spikes.map(({ times, values, label, name }) => [[...times], [...values!], label, name])).toEqual([
    [[5], [1], 4, "many.npz#0"],
    [[], [], 0, "many.npz#1"],
    [[0, 2, 10], [65_535, 0, 7], 19, "many.npz#2"],
  ]);
});

test.each([
  ["bytes", bytes([2, 3], [0, 2, 0, 1, 0, 3])],
  [
    "floats, column after column",
    npy(
      headerOf("<f8", [2, 3]).replace("False", "True"),
      new Uint8Array(Float64Array.of(0, 1, 2, 0, 0, 3).buffer),
    ),
  ],
])("a dense array of %s", async (_, array) => {
  const { spikes, dense } = await read("dense.npy", array);
  expect(dense).toEqual({ steps: 2, channels: 3 });
  expect(spikes[0]).toMatchObject({
    times: Float64Array.of(0, 1, 1),
    units: Uint16Array.of(1, 0, 2),
    values: Uint16Array.of(2, 1, 3),
  });
});

test("a dense array of several recordings with their labels", async () => {
  const members = { "events.npy": bytes([2, 1, 2], [0, 1, 0, 0]), "labels.npy": int64([2], [1, 0]) };
  const { spikes, dense } = await read("dense.npz", zip(members));
  expect(dense).toEqual({ steps: 1, channels: 2 });
  expect(spikes.map(({ units, label, name }) => [[...units], label, name])).toEqual([
    [[1], 1, "dense.npz#0"],
    [[], 0, "dense.npz#1"],
  ]);
});

const archive = (members: Record<string, Uint8Array>) =>
  zip(Object.fromEntries(Object.entries(members).map(([name, array]) => [`${name}.npy`, array])));

test.each<[string, Uint8Array, string]>([
  [
    "no units",
    archive({ times }),
    "arrays: expected times and units (with values, offsets, labels), or events (with labels), found times",
  ],
  ["both kinds", archive({ times, units, events: bytes([1, 1], [1]) }), "arrays: expected times and units"],
  [
    "an array of another name",
    archive({ t: times, units }),
    "t: expected arrays named times, units, values, offsets, events, labels, found one of this name",
  ],
  ["nothing", zip({ "a.npy": times }), "a: expected arrays named"],
  [
    "fewer units than times",
    archive({ times, units: int64([3], [1, 2, 3]) }),
    "units: expected 4 elements, as times has, found 3",
  ],
  [
    "a unit that is none",
    archive({ times, units: float64([4], [0, 1, 2.5, 3]) }),
    "units, element 2: expected an integer in 0..65535, found 2.5",
  ],
  [
    "a negative unit",
    archive({ times, units: int64([4], [0, -1, 2, 3]) }),
    "units, element 1: expected an integer in 0..65535, found -1",
  ],
  [
    "a time that is none",
    archive({ times: float64([4], [0, NaN, 1, 2]), units }),
    "times, element 1: expected a time of 0 or later, found NaN",
  ],
  [
    "two dimensions of times",
    archive({ times: float64([2, 2], [0, 1, 2, 3]), units }),
    "times: expected one dimension, found shape [2, 2]",
  ],
  [
    "offsets that fall",
    archive({ times, units, offsets: int64([4], [0, 3, 2, 4]) }),
    "offsets, element 2: expected 3 or more, found 2",
  ],
  [
    "offsets that end early",
    archive({ times, units, offsets: int64([2], [0, 3]) }),
    "offsets: expected where each recording begins, from 0, and the end, 4, found 0 to 3",
  ],
  [
    "offsets past the end",
    archive({ times, units, offsets: int64([2], [0, 5]) }),
    "offsets, element 1: expected an integer in 0..4, found 5",
  ],
  [
    "a label too many",
    archive({ times, units, labels: int64([2], [1, 2]) }),
    "labels: expected 1 labels, one a recording, found 2",
  ],
  [
    "a label below 0",
    archive({ times, units, labels: int64([1], [-1]) }),
    "labels, element 0: expected an integer in 0..9007199254740991, found -1",
  ],
  [
    "a pickle in it",
    archive({ times: npy(headerOf("|O", [4]), [1, 2, 3, 4]), units }),
    "times: expected elements of one type of numbers, found Python objects (a pickle)",
  ],
  [
    "records",
    npy(headerOf("x", [1]).replace("'x'", "[('t', '<i8')]"), [1]),
    "array: expected elements of one type of numbers, found a structured array",
  ],
  [
    "one dimension",
    bytes([3], [1, 2, 3]),
    "array: expected steps x channels, or recordings x steps x channels, found shape [3]",
  ],
  [
    "no step",
    bytes([0, 3], []),
    "array: expected 1 to 1048576 steps of 1 to 65536 channels, found shape [0, 3]",
  ],
  [
    "a part of an event",
    float64([1, 2], [0, 0.5]),
    "array, recording 0, step 0, channel 1: expected a number of events in 0..65535, found 0.5",
  ],
  [
    "a negative entry",
    int64([2, 1, 2], [0, 1, 0, -1]),
    "array, recording 1, step 0, channel 1: expected a number of events in 0..65535, found -1",
  ],
  [
    "complex numbers",
    npy(headerOf("<c8", [1, 1]), new Uint8Array(8)),
    "array: expected elements of type F64, ",
  ],
  ["text", Buffer.from("hello\n"), "file: expected NumPy .npy or .npz, found text"],
])("refuses %s", async (_, contents, message) => {
  await expect(read("wrong.npz", contents)).rejects.toThrow(`${join(folder, "wrong.npz")}: ${message}`);
});
