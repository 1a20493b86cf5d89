// Damaged checkpoint files: a parse or a CheckpointError, soon, and never much memory.
import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  CheckpointError,
  networkFromTensors,
  parseDescription,
  readNpy,
  readSafetensors,
  readTensors,
  type Tensors,
} from "../../src/network/index.ts";
import { caught, fixed, fixture } from "./networks.ts";

const load = (name: string) => new Uint8Array(readFileSync(fixture(name)));
const { shape } = JSON.parse(readFileSync(fixture("published.json"), "utf8"));
const description = parseDescription({
  name: "published",
  inputs: { channels: shape.channels, timestep: 1 },
  layers: [0, 1].map(() => ({
    ...{ neurons: shape.neurons, memory: { dim: shape.dim, window: shape.window } },
    ...{ tau: 2, threshold: 1, reset: "zero" },
  })),
  readout: { classes: shape.classes, mode: "mean-logits" },
});
const asNetwork = (bytes: Uint8Array) => networkFromTensors(description, readTensors(bytes));

/** An .npy array on its own: the first member of a stored archive. */
const npy = (() => {
  const bytes = Buffer.from(load("formats-f4.npz"));
  return new Uint8Array(
    bytes.subarray(bytes.indexOf("\x93NUMPY", 0, "latin1"), bytes.indexOf("PK\x03\x04", 4, "latin1")),
  );
})();

const formats: [string, Uint8Array, (bytes: Uint8Array) => unknown][] = [
  ["safetensors", load("formats-f32.safetensors"), readTensors],
  ["safetensors of a network", load("published.safetensors"), asNetwork],
  ["stored .npz", load("formats-f4.npz"), readTensors],
  ["deflated .npz", load("formats-deflated.npz"), readTensors],
  ["deflated .npz of a network", load("published.npz"), asNetwork],
  [".npy", npy, (bytes) => readNpy(bytes, "array")],
];

type Damage = (bytes: Uint8Array) => Uint8Array;

const place = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
const overwrite =
  (at: number, values: readonly number[]): Damage =>
  (bytes) => {
    const damaged = bytes.slice();
    const start = Math.floor(at * bytes.length);
    values.forEach((v, i) => {
      if (start + i < damaged.length) damaged[start + i] = v;
    });
    return damaged;
  };
const flip = fc.tuple(place, fc.nat(7)).map(
  ([at, bit]): Damage =>
    (bytes) => {
      const damaged = bytes.slice();
      damaged[Math.floor(at * bytes.length)] ^= 1 << bit;
      return damaged;
    },
);
const truncate = place.map(
  (at): Damage =>
    (bytes) =>
      bytes.slice(0, Math.floor(at * bytes.length)),
);
const lie = fc
  .tuple(
    place,
    fc.constantFrom([0xff, 0xff, 0xff, 0xff], [0xff, 0xff, 0xff, 0x7f], [0, 0, 0, 0x80], [0, 0, 0, 0]),
  )
  .map(([at, values]) => overwrite(at, values));
const digits = fc.tuple(place, fc.constantFrom("9", "99999", "-1", "1e9", "0")).map(
  ([at, text]): Damage =>
    (bytes) => {
      // Overwrites the first digits after a place in the header: its sizes, shapes and offsets.
      const found = bytes.findIndex((b, i) => i > at * Math.min(bytes.length, 400) && b >= 0x30 && b <= 0x39);
      return found < 0 ? bytes : overwrite(found / bytes.length + 1e-12, [...Buffer.from(text)])(bytes);
    },
);
const cut = fc.tuple(place, place).map(
  ([from, length]): Damage =>
    (bytes) => {
      const start = Math.floor(from * bytes.length);
      const end = start + Math.floor(length * 16);
      return Uint8Array.from([...bytes.subarray(0, start), ...bytes.subarray(end)]);
    },
);
const damages = fc.array(fc.oneof(flip, truncate, lie, digits, cut), { minLength: 1, maxLength: 3 });

describe.each(formats)("a damaged %s", (_, whole, read) => {
  it("is read or refused", () => {
    let refused = 0;
    const runs = 1500;
    fc.assert(
      fc.property(damages, (all) => {
        const bytes = all.reduce((damaged, damage) => damage(damaged), whole);
        const error = caught(() => checkMemory(read(bytes), bytes));
        if (error === undefined) return;
        if (!(error instanceof CheckpointError)) throw error;
        refused++;
      }),
      { ...fixed, numRuns: runs },
    );
    expect(() => read(whole)).not.toThrow();
    expect(refused).toBeGreaterThan(runs / 3);
  });

  it("is refused wherever it is cut", () => {
    const step = Math.max(1, Math.floor(whole.length / 300));
    for (let length = 0; length < whole.length; length += step)
      expect(caught(() => read(whole.slice(0, length)))).toBeInstanceOf(CheckpointError);
  });
});

/** What was read holds no more than the file can. */
function checkMemory(result: unknown, bytes: Uint8Array): void {
  if (!(result instanceof Map)) return;
  const held = [...(result as Tensors).values()].reduce((sum, { data }) => sum + data.length, 0);
  if (held > bytes.length * 1100) throw new Error(`${held} bytes of tensors from a file of ${bytes.length}`);
}

describe("a lying header", () => {
  const header = (json: string, length = json.length, data = 8) => {
    const bytes = new Uint8Array(8 + json.length + data);
    new DataView(bytes.buffer).setBigUint64(0, BigInt(length), true);
    bytes.set(Buffer.from(json), 8);
    return bytes;
  };
  const entry = (dtype: unknown, shape: unknown, offsets: unknown) =>
    header(JSON.stringify({ w: { dtype, shape, data_offsets: offsets } }));

  it.each<[string, Uint8Array, string]>([
    [
      "longer than the file",
      header("{}", 2 ** 52),
      "safetensors header: expected at most 10 bytes, found a length of 4503599627370496",
    ],
    ["no JSON", header("{,}"), "safetensors header: expected a JSON object, found "],
    ["an array", header("[]"), "safetensors header: expected a JSON object, found another JSON value"],
    ["deeply nested", header("[".repeat(200_000)), "safetensors header: expected a JSON object"],
    ["a type of its own", entry("F31", [2], [0, 8]), "w: expected a dtype of BOOL, U8"],
    [
      "a negative size",
      entry("F32", [-2], [0, 8]),
      "w: expected a shape of non-negative integers, found [-2]",
    ],
    [
      "a huge shape",
      entry("F32", [2 ** 40, 2 ** 40], [0, 8]),
      "w: expected 4.835703278458517e+24 bytes for F32 [1099511627776, 1099511627776], found 8",
    ],
    [
      "an offset behind the end",
      entry("F32", [2], [8, 16]),
      "w: expected data_offsets [begin, end] within 8 bytes, found [8,16]",
    ],
    [
      "a hole",
      entry("F32", [1], [4, 8]),
      "w: expected data that begins at byte 0, where the last tensor ends, found 4",
    ],
    [
      "bytes of no tensor",
      entry("F32", [1], [0, 4]),
      "safetensors data: expected 4 bytes, as the header says, found 8",
    ],
    [
      "no offsets",
      entry("F32", [2], undefined),
      "w: expected data_offsets [begin, end] within 8 bytes, found nothing",
    ],
    [
      "two tensors in one place",
      header(
        JSON.stringify({
          a: { dtype: "F64", shape: [1], data_offsets: [0, 8] },
          b: { dtype: "F32", shape: [1], data_offsets: [4, 8] },
        }),
      ),
      "b: expected data that begins at byte 8, where the last tensor ends, found 4",
    ],
  ])("of safetensors: %s", (_, bytes, message) => {
    const error = caught(() => readSafetensors(bytes));
    expect(error).toBeInstanceOf(CheckpointError);
    expect((error as Error).message).toContain(message);
  });

  /** The archive with the 32-bit field `offset` bytes into its first directory entry changed. */
  const directory = (name: string, offset: number, value: number) => {
    const bytes = load(name);
    new DataView(bytes.buffer).setUint32(
      Buffer.from(bytes).indexOf("PK\x01\x02", 0, "latin1") + offset,
      value,
      true,
    );
    return bytes;
  };
  it.each<[string, Uint8Array, string]>([
    [
      "a size of 4 GB",
      directory("formats-deflated.npz", 24, 0xfffffffe),
      "zip member matrix.npy: expected at most ",
    ],
    [
      "a size a little larger",
      directory("formats-deflated.npz", 24, 177),
      "zip member matrix.npy: expected 177 bytes, as the directory says, found 176",
    ],
    [
      "a size a little smaller",
      directory("formats-deflated.npz", 24, 175),
      "zip member matrix.npy: expected deflated data, found ",
    ],
    [
      "more packed bytes than the file",
      directory("formats-deflated.npz", 20, 0xffffffff),
      "zip member matrix.npy: expected members that do not overlap",
    ],
    [
      "another checksum",
      directory("formats-f4.npz", 16, 1),
      "zip member matrix.npy: expected checksum 1, found ",
    ],
    [
      "a local header elsewhere",
      directory("formats-f4.npz", 42, 1),
      "zip member matrix.npy: expected a local header, found none at byte 1",
    ],
  ])("of a zip archive: %s", (_, bytes, message) => {
    const error = caught(() => readTensors(bytes));
    expect(error).toBeInstanceOf(CheckpointError);
    expect((error as Error).message).toContain(message);
  });

  it("of an .npy array: every wrong field is refused", () => {
    const change = (from: string, to: string) =>
      Buffer.from(npy.map((b) => b))
        .toString("latin1")
        .replace(from, to);
    for (const [from, to, message] of [
      ["'<f4'", "'|O' ", "array: expected elements of one type of numbers, found Python objects (a pickle)"],
      ["'<f4'", "array: expected elements of one type of numbers, found a structured array"],
      ["(2, 3)", "(9, 9)", "array: expected 324 bytes for F32 [9, 9], found 24"],
      ["False", "Maybe", "array: expected an .npy header with descr, fortran_order, shape"],
      ["NUMPY\x01", "NUMPY\x09", "array: expected .npy format version 1, 2 or 3, found 9"],
    ])
      expect(() => readNpy(Buffer.from(change(from, to), "latin1"), "array")).toThrow(message);
    const digits = change("(2, 3)", `(${"1".repeat(60)}`);
    expect(() => readNpy(Buffer.from(digits, "latin1"), "array")).toThrow(CheckpointError);
  });
});
