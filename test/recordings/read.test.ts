// One reader for every kind of file: units of time, pooling, values, what stands beside images, what is noted.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type ReadOptions, readRecordings, type Spikes, writeShd } from "../../src/recordings/index.ts";
import { bytes, int64, zip } from "../files/archives.ts";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "dmp-read-"));
});
afterAll(() => rm(folder, { recursive: true }));

const options: ReadOptions = {
  ...{ timestep: 0.01, steps: 100, channels: 140, graded: false, pool: 1, combine: "max" },
};
async function read(name: string, contents: Uint8Array | string, more: Partial<ReadOptions> = {}) {
  const path = join(folder, name);
  await writeFile(path, contents);
  return readRecordings(path, { ...options, ...more });
}
const spikesOf = (times: number[], units: number[], label = 0): Spikes => ({
  times: Float64Array.from(times),
  units: Uint16Array.from(units),
  ...{ label, speaker: null, name: "" },
});
async function shd(spikes: Spikes[], more: Partial<ReadOptions> = {}) {
  const path = join(folder, "spikes.h5");
  await writeShd(path, spikes);
  return readRecordings(path, { ...options, ...more });
}
/** Spikes over a second, in seconds. */
const second = Array.from({ length: 300 }, (_, i) => (i * 3.3) / 1000);
const unitsTo = (most: number) => second.map((_, i) => (i * 7919) % (most + 1));
const steps = ({ recordings }: Awaited<ReturnType<typeof read>>) =>
  recordings.map(({ offsets }) => [...offsets].flatMap((at, k) => (at > offsets[k - 1] ? [k - 1] : [])));

describe("times", () => {
  const scaled = (factor: number, round = true) =>
    spikesOf(
      second.map((t) => (round ? Math.round(t * factor) : t * factor)),
      unitsTo(139),
    );
  test.each([
    ["whole milliseconds", 1e3, true, "milliseconds", "ms"],
    ["milliseconds", 1e3, false, "milliseconds", "ms"],
    ["microseconds", 1e6, true, "microseconds", "us"],
    ["nanoseconds", 1e9, true, "nanoseconds", "ns"],
    ["time steps", 100, true, "time steps", "steps"],
  ] as const)(
    "in %s are recognised, and read where they are called so",
    async (_, factor, round, name, unit) => {
      await expect(shd([scaled(factor, round)])).rejects.toThrow(
        new RegExp(
          `spikes\\.h5: times: expected seconds from 0 to 1 \\(100 steps of 0\\.01 s\\), found 0 to \\d.* after the last step; ` +
            `in ${name}( or milliseconds)? they would fit: --time-unit ${unit}( or --time-unit ms)?$`,
        ),
      );
      const inSeconds = await shd([spikesOf(second, unitsTo(139))]);
      const { recordings } = await shd([scaled(factor, round)], { timeUnit: unit });
      const differ = recordings[0].addresses.length - inSeconds.recordings[0].addresses.length;
      expect(Math.abs(differ)).toBeLessThan(20);
    },
  );

  test("of one unit on a network of many more steps are recognised too", async () => {
    await expect(shd([scaled(1e3)], { steps: 1024 })).rejects.toThrow(
      "in time steps or milliseconds they would fit: --time-unit steps or --time-unit ms",
    );
  });

  test("that are called milliseconds and are seconds are recognised", async () => {
    await expect(shd([spikesOf(second, unitsTo(139))], { timeUnit: "ms" })).rejects.toThrow(
      "times: expected milliseconds from 0 to 1000 (100 steps of 0.01 s), found 0 to 0.98",
    );
  });

  test("that go on after the last step are left out and counted: no other unit is meant", async () => {
    for (const [length, late] of [
      [50, 150],
      [10, 270],
      [1, 296],
    ]) {
      const loaded = await shd([spikesOf(second, unitsTo(139))], { steps: length });
      expect(Math.abs(loaded.late - late)).toBeLessThan(3);
      expect(loaded.recordings[0].steps).toBe(length);
    }
  });

  test("that all come too late are refused, whether another unit would fit or not", async () => {
    await expect(shd([spikesOf([1e12, 3e12], [0, 1])])).rejects.toThrow(
      "found 1000000000000 to 3000000000000, all of them after the last step",
    );
  });

  test("of silent recordings are no reason to refuse", async () => {
    const { recordings, late } = await shd([spikesOf([], []), spikesOf([], [])]);
    expect([recordings.length, late]).toEqual([2, 0]);
  });

  test("said of another file are used only where they are needed", async () => {
    const loaded = await shd([spikesOf(second, unitsTo(139))], { timeUnit: "ms", pool: 5, ifNeeded: true });
    expect(new Set(loaded.recordings[0].addresses).size).toBeGreaterThan(100);
    expect(loaded.late).toBe(0);
    const pooled = await shd([scaled(1e3)], { timeUnit: "ms", ifNeeded: true });
    expect(pooled.late).toBe(0);
    const both = await shd(
      [
        spikesOf(
          second.map((t) => t * 1000),
          unitsTo(699),
        ),
      ],
      { timeUnit: "ms", pool: 5, ifNeeded: true },
    );
    expect(Math.max(...both.recordings[0].addresses)).toBeLessThan(140);
  });
});

describe("channels", () => {
  test("of 700 on a network of 140 are answered with the pooling that fits", async () => {
    await expect(shd([spikesOf(second, unitsTo(699))])).rejects.toThrow(
      "spikes.h5#0: expected a channel below 140, as the network has 140, found channel 697; --pool 5 makes one channel of 5 neighbours",
    );
    await expect(shd([spikesOf(second, unitsTo(699))], { pool: 3 })).rejects.toThrow(
      "expected a channel below 420, as the network has 140 of 3 neighbours each, found channel 697; --pool 5",
    );
    const { recordings } = await shd([spikesOf(second, unitsTo(690))], { pool: 5 });
    expect(recordings[0].channels).toBe(140);
  });

  test("that a pooling would leave out are a reason to refuse it", async () => {
    await expect(shd([spikesOf(second, unitsTo(139))], { pool: 5 })).rejects.toThrow(
      "channels: expected a pooling that leaves no channels out, found channels up to 139 and --pool 5, which leave those of the network from 28 to 139 out; --pool 1",
    );
    await expect(shd([spikesOf(second, unitsTo(699))], { pool: 10 })).rejects.toThrow(
      "--pool 5 makes one channel",
    );
  });

  test("of a few spikes say nothing about the pooling", async () => {
    expect((await shd([spikesOf([0.1], [3])], { pool: 5 })).recordings).toHaveLength(1);
  });
});

describe("tables", () => {
  test("in the unit that their column says, or that the user says", async () => {
    const table = "time_ms,channel\n5,1\n25,3\n990,139\n";
    expect(steps(await read("a.csv", table))).toEqual([[0, 2, 99]]);
    expect(
      steps(await read("a.tsv", table.replaceAll(",", "\t").replace("_ms", ""), { timeUnit: "ms" })),
    ).toEqual([[0, 2, 99]]);
    await expect(read("b.csv", table.replace("_ms", ""))).rejects.toThrow("--time-unit ms");
  });

  test("with values for a network without are refused; for one with values they are kept", async () => {
    await expect(read("a.csv", "0,1,5\n")).rejects.toThrow(
      "a.csv: a.csv: expected events without values, as the network's inputs are binary, found values",
    );
    const text = "0.001,1,5\n0.002,1,9\n0.5,2,3\n";
    const graded = { graded: true } as const;
    const values = async (combine: ReadOptions["combine"]) => [
      ...(await read("a.csv", text, { ...graded, combine })).recordings[0].values!,
    ];
    expect(await values("sum")).toEqual([14, 3]);
    expect(await values("max")).toEqual([9, 3]);
    expect(await values("repeat")).toEqual([5, 9, 3]);
  });
});

describe("dense arrays", () => {
  const array = bytes([3, 2], [0, 2, 1, 0, 0, 3]);
  const two = { channels: 2 };
  test("are in time steps; an entry is so many events, or a value", async () => {
    const binary = await read("a.npy", array, two);
    expect(binary.recordings[0]).toMatchObject({ steps: 3, channels: 2, values: null });
    expect([...binary.recordings[0].addresses]).toEqual([1, 0, 1]);
    const repeated = await read("a.npy", array, { ...two, combine: "repeat" });
    expect([...repeated.recordings[0].addresses]).toEqual([1, 1, 0, 1, 1, 1]);
    const graded = await read("a.npy", array, { ...two, graded: true, combine: "sum" });
    expect([...graded.recordings[0].values!]).toEqual([2, 1, 3]);
  });

  test("of other channels are answered with the pooling that fits, and pooled", async () => {
    const wide = bytes([1, 4], [1, 2, 0, 0]);
    await expect(read("a.npy", wide, two)).rejects.toThrow(
      "channels: expected 2, as the network has, found 4; --pool 2 fits",
    );
    const { recordings } = await read("a.npy", wide, { ...two, pool: 2, graded: true, combine: "sum" });
    expect([[...recordings[0].addresses], [...recordings[0].values!]]).toEqual([[0], [3]]);
    await expect(read("a.npy", bytes([1, 3], [1, 1, 1]), two)).rejects.toThrow(
      "expected 2, as the network has, found 3",
    );
  });

  test("are in steps and in their own channels, whatever was said of other recordings", async () => {
    const ten = bytes([10, 2], new Array(20).fill(1));
    const said = { ...two, timestep: 2, pool: 5, timeUnit: "ms", ifNeeded: true } as const;
    const { recordings, late } = await read("a.npy", ten, said);
    expect([...recordings[0].offsets]).toEqual([0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20]);
    expect(late).toBe(0);
    const wide = await read("a.npy", bytes([1, 10], new Array(10).fill(1)), said);
    expect([...wide.recordings[0].addresses]).toEqual([0, 1]);
    await expect(read("a.npy", bytes([1, 3], [1, 1, 1]), said)).rejects.toThrow(
      "expected 2, as the network has, found 1 of 3 with --pool 5",
    );
  });

  test("that are silent for long, or in half of their channels, are no reason to doubt them", async () => {
    const early = await read("a.npy", bytes([1000, 1], [1, 1, ...new Array(998).fill(0)]), { channels: 1 });
    expect(early.recordings[0]).toMatchObject({ steps: 1000, addresses: Uint16Array.of(0, 0) });
    const row = [1, 1, 0, 0, 0, 0, 0, 0];
    const low = await read("a.npy", bytes([60, 8], new Array(60).fill(row).flat()), { channels: 4, pool: 2 });
    expect(low.recordings[0].addresses).toHaveLength(60);
  });

  test("a range of their recordings", async () => {
    const archive = zip({
      "events.npy": bytes([3, 1, 2], [1, 0, 0, 1, 1, 1]),
      "labels.npy": int64([3], [5, 6, 7]),
    });
    const { recordings } = await read("a.npz", archive, { ...two, from: 1, to: 2 });
    expect(recordings.map(({ label, name }) => [label, name])).toEqual([[6, "a.npz#1"]]);
  });
});

describe("images", () => {
  const idx = (shape: number[], data: number[]) => {
    const header = Buffer.alloc(4 + 4 * shape.length);
    header.writeUInt32BE(0x0800 | shape.length);
    for (const [i, length] of shape.entries()) header.writeUInt32BE(length, 4 + 4 * i);
    return Buffer.concat([header, Buffer.from(data)]);
  };
  const one = { channels: 1, graded: true };
  test("are pixels; their labels may be packed or not, and a file gives their order", async () => {
    await writeFile(join(folder, "t-labels-idx1-ubyte.gz"), gzipSync(idx([1], [7])));
    await writeFile(join(folder, "t-labels.idx1-ubyte"), idx([1], [8]));
    const image = idx([1, 2, 2], [0, 10, 20, 30]);
    const plain = await read("t-images-idx3-ubyte", image, one);
    expect(plain).toMatchObject({ pixels: true, recordings: [{ label: 7, steps: 4 }] });
    expect((await read("t-images.idx3-ubyte", image, one)).recordings[0].label).toBe(8);
    for (const [name, contents] of [
      ["p.txt", "\ufeff3 2\r\n1,0 # the end first\r\n"],
      ["p.json", "[3, 2, 1, 0]\n"],
      ["p.npy", int64([4], [3, 2, 1, 0])],
    ] as const) {
      await writeFile(join(folder, name), contents);
      const { recordings } = await read("t-images-idx3-ubyte", image, {
        ...one,
        permutation: join(folder, name),
      });
      expect([...recordings[0].values!]).toEqual([30, 20, 10]);
    }
    await writeFile(join(folder, "p.txt"), "3 2 1 1");
    await expect(
      read("t-images-idx3-ubyte", image, { ...one, permutation: join(folder, "p.txt") }),
    ).rejects.toThrow("p.txt: line 1: expected every index once, found 1 again");
  });
});

test("sound below 16 kHz is taken with a note of what its channels cannot hear", async () => {
  const wav = (rate: number) => {
    const data = Buffer.alloc(rate * 2);
    for (let i = 0; i < rate; i++)
      data.writeInt16LE(Math.round(9000 * Math.sin((i * 2 * Math.PI * 440) / rate)), 2 * i);
    const head = Buffer.alloc(44);
    head.write("RIFF", 0);
    head.write("WAVEfmt ", 8);
    for (const [at, value] of [
      [4, 36 + data.length],
      [16, 16],
      [24, rate],
      [28, 2 * rate],
      [40, data.length],
    ])
      head.writeUInt32LE(value, at);
    for (const [at, value] of [
      [20, 1],
      [22, 1],
      [32, 2],
      [34, 16],
    ])
      head.writeUInt16LE(value, at);
    head.write("data", 36);
    return Buffer.concat([head, data]);
  };
  const low = await read("low.wav", wav(8000));
  expect(low.notes).toHaveLength(1);
  expect(low.notes[0]).toMatch(
    /low\.wav: 8000 samples a second hold nothing above 4 kHz: \d\d of 140 channels have nothing to hear/,
  );
  expect((await read("full.wav", wav(16_000))).notes).toEqual([]);
  await expect(read("full.wav", wav(16_000), { channels: 700 })).rejects.toThrow(
    "sound: expected a network of 140 channels, which sound becomes, found one of 700 channels",
  );
});

test("a filter that the HDF5 library lacks is named, with how to store without it", async () => {
  const path = fileURLToPath(new URL("fixtures/lzf.h5", import.meta.url));
  await expect(readRecordings(path, options)).rejects.toThrow(
    /lzf\.h5: spikes\/times: expected data stored plainly or with gzip, found the filter lzf \(32000\), which .*h5repack -f GZIP=4 IN OUT/,
  );
});

test("a file of no known kind is refused with the kinds there are", async () => {
  await expect(read("a.mat", "")).rejects.toThrow(
    "a.mat: name: expected one that says the kind of recordings: .h5, .hdf5, .npz, .npy, .csv, .tsv, .wav, .json, .txt, *-images-idx3-ubyte, found a.mat",
  );
});
