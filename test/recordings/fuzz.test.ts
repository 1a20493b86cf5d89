// Damaged files of every format: bits flipped, cut short, sizes that lie. Whatever happens, the reader returns or throws
// a RecordingError, within its time.

import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { binSpikes } from "../../src/recordings/binning.ts";
import { RecordingError } from "../../src/recordings/error.ts";
import { readIdx } from "../../src/recordings/idx.ts";
import { parseJson } from "../../src/recordings/json.ts";
import { readPermutation } from "../../src/recordings/permutation.ts";
import { readShd } from "../../src/recordings/shd.ts";
import { parseText } from "../../src/recordings/text.ts";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "dmp-fuzz-"));
});
afterAll(() => rm(folder, { recursive: true }));

/** One way to damage a file. */
const damage = fc.oneof(
  fc.record({ kind: fc.constant("flip" as const), at: fc.nat(), bit: fc.nat(7) }),
  fc.record({ kind: fc.constant("cut" as const), at: fc.nat(), bit: fc.constant(0) }),
  fc.record({ kind: fc.constant("grow" as const), at: fc.nat(), bit: fc.constant(0) }),
  fc.record({ kind: fc.constant("repeat" as const), at: fc.nat(), bit: fc.nat(7) }),
);
type Damage = typeof damage extends fc.Arbitrary<infer T> ? T : never;
const damages = fc.array(damage, { minLength: 1, maxLength: 6 });

function spoil(file: Buffer, list: Damage[]): Buffer {
  let bytes = Buffer.from(file);
  for (const { kind, at, bit } of list) {
    const index = at % bytes.length;
    if (kind === "flip") bytes[index] ^= 1 << bit;
    else if (kind === "cut") bytes = bytes.subarray(0, Math.max(1, index));
    else if (kind === "grow") bytes.fill(0xff, index, Math.min(index + 8, bytes.length));
    else bytes = Buffer.concat([bytes.subarray(0, index), bytes.subarray(Math.max(0, index - 9 - bit))]);
  }
  return bytes;
}

/** Whether the file was read; any error but ours fails the test. */
async function survives(read: () => unknown): Promise<boolean> {
  try {
    await read();
    return true;
  } catch (error) {
    if (!(error instanceof RecordingError)) throw error;
    expect(error.message).toMatch(/: expected .+, found /s);
    return false;
  }
}

const text = Buffer.from(
  "dmp-rtl recordings 1\n# c\nrecording steps=9 channels=70 label=3 name=a\n0 1\n3 65\nrecording steps=2 channels=7 label=none name=b\n1 1 9\n",
);
const json = Buffer.from(
  '{"format":"dmp-rtl recordings 1","recordings":[{"name":"a","label":3,"steps":9,"channels":70,"events":[[0,1],[3,65]]}]}',
);
const idx = Buffer.from([0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0, 4, ...Array(24).keys()]);

test.each([
  ["text", text, (path: string) => readFile(path, "utf8").then((t) => parseText(t, path))],
  ["JSON", json, (path: string) => readFile(path, "utf8").then((t) => parseJson(t, path))],
  ["IDX", idx, (path: string) => readIdx(path, 3)],
  ["compressed IDX", gzipSync(idx), (path: string) => readIdx(path, 3)],
  ["permutation", Buffer.from("3 2\n1,0 # four\n"), (path: string) => readPermutation(path, 4)],
])("damaged %s files", async (name, file, read) => {
  const path = join(folder, name);
  let refused = 0;
  await fc.assert(
    fc.asyncProperty(damages, async (list) => {
      await writeFile(path, spoil(file, list));
      if (!(await survives(() => read(path)))) refused++;
    }),
    { seed: 3, numRuns: 500 },
  );
  expect(refused).toBeGreaterThan(200);
});

/** Runs of the HDF5 fuzz for each file; every run starts a worker. More with DMP_FUZZ. */
const runs = Number(process.env.DMP_FUZZ ?? 10);

test.each(["half.h5", "single-latest.h5", "double-chunked.h5"])("damaged %s", async (name) => {
  const file = await readFile(fileURLToPath(new URL(`fixtures/${name}`, import.meta.url)));
  const path = join(folder, name);
  let refused = 0;
  await fc.assert(
    fc.asyncProperty(damages, async (list) => {
      await writeFile(path, spoil(file, list));
      const read = async () => {
        const { spikes } = await readShd(path);
        for (const one of spikes) binSpikes(one, { timestep: 0.01, channels: 700, combine: "sum" });
      };
      if (!(await survives(read))) refused++;
    }),
    { seed: 1, numRuns: runs, endOnFailure: true },
  );
  expect(refused).toBeGreaterThan(0);
});

test("every 8 bytes of an HDF5 file replaced by the largest number, from the start of its metadata", async () => {
  const file = await readFile(fileURLToPath(new URL("fixtures/half.h5", import.meta.url)));
  const path = join(folder, "lying.h5");
  for (let run = 0; run < runs; run++) {
    const bytes = Buffer.from(file);
    const at = Math.floor((run * 2048) / runs) & ~3;
    bytes.fill(0xff, at, at + (run % 2 ? 4 : 8));
    await writeFile(path, bytes);
    await survives(() => readShd(path));
  }
});
