// safetensors and NumPy files as their own libraries write them.
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { readNpy, readSafetensors, readTensors, writeSafetensors } from "../../src/network/index.ts";
import { floats } from "../../src/network/tensor.ts";
import { caught, fixture } from "./networks.ts";

const expected = { matrix: [1, -2.5, 0.125, 3, 0, -96], vector: [0.5, -0.25], scalar: [7] };
const shapes = { matrix: [2, 3], vector: [2], scalar: [] };

describe("reading", () => {
  it.each(["f64", "f32", "f16", "bf16"].map((type) => `formats-${type}.safetensors`))("%s", check);
  it.each(["f8", "f4", "f2", "deflated", "fortran"].map((type) => `formats-${type}.npz`))("%s", check);

  function check(file: string) {
    const tensors = readTensors(readFileSync(fixture(file)));
    expect(new Set(tensors.keys())).toEqual(new Set(Object.keys(expected)));
    for (const [name, tensor] of tensors) {
      expect(tensor.shape).toEqual(shapes[name as keyof typeof shapes]);
      expect([...floats(name, tensor)]).toEqual(expected[name as keyof typeof expected]);
    }
  }

  it("keeps the smallest, largest and odd numbers of the half formats", () => {
    const half = (dtype: string, ...words: number[]) =>
      [...words].map((word) => {
        const tensor = { dtype, shape: [1], data: Uint8Array.of(word & 255, word >> 8), columnMajor: false };
        const result = caught(() => expect(floats("t", tensor)[0]).toBeTypeOf("number"));
        return result instanceof Error ? result.message : floats("t", tensor)[0];
      });
    expect(half("F16", 0x0001, 0x03ff, 0x0400, 0x7bff, 0x3c01)).toEqual([
      2 ** -24,
      1023 * 2 ** -24,
      2 ** -14,
      65504,
      1 + 2 ** -10,
    ]);
    expect(half("BF16", 0x3f80, 0xc2c0, 0x0080)).toEqual([1, -96, 2 ** -126]);
    for (const message of [...half("F16", 0x7c00, 0x7e00), ...half("BF16", 0x7f80, 0xffc0)])
      expect(message).toMatch(
        /^wrong checkpoint\n {2}t, element 0 of 1: expected a finite number, found (-?Infinity|NaN)$/,
      );
  });

  it("an .npy array in format version 2", () => {
    const header = "{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }\n";
    const bytes = Buffer.concat([
      Buffer.from([0x93, ...Buffer.from("NUMPY"), 2, 0, header.length, 0, 0, 0]),
      Buffer.from(header),
      Buffer.from(Float32Array.of(1.5, -2).buffer),
    ]);
    expect([...floats("a", readNpy(bytes, "a"))]).toEqual([1.5, -2]);
  });
});

describe("writing safetensors", () => {
  const tensors = new Map([
    ["b", { shape: [2, 1], values: Float64Array.of(0.1, -3e-5) }],
    ["a", { shape: [], values: Float64Array.of(7) }],
  ]);
  it.each(["F32", "F64"] as const)("as %s reads back", (dtype) => {
    const bytes = writeSafetensors(tensors, dtype);
    const read = readSafetensors(bytes);
    for (const [name, { shape, values }] of tensors) {
      expect(read.get(name)!.dtype).toBe(dtype);
      expect(read.get(name)!.shape).toEqual(shape);
      expect([...floats(name, read.get(name)!)]).toEqual(
        [...values].map(dtype === "F32" ? Math.fround : Number),
      );
    }
  });

  it("begins the data on a multiple of 8 bytes, as the format asks", () => {
    expect(Number(new DataView(writeSafetensors(tensors).buffer).getBigUint64(0, true)) % 8).toBe(0);
  });

  it("refuses what the type cannot hold", () => {
    const huge = new Map([["w", { shape: [1], values: Float64Array.of(1e39) }]]);
    expect(() => writeSafetensors(huge)).toThrow(
      "w, element 0: expected a finite number that F32 can hold, found 1e+39",
    );
    expect(() => writeSafetensors(huge, "F64")).not.toThrow();
  });
});
