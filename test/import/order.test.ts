// Which module comes after which: files that keep no order, and modules that do not take turns.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { matricesInChain } from "../../src/import/chain.ts";
import { proposeMap } from "../../src/import/index.ts";
import { byNumbers } from "../../src/import/order.ts";
import { readTensors, type Tensor, type Tensors } from "../../src/network/index.ts";

const tensor = (shape: readonly number[], value: number): Tensor => {
  const values = new Float64Array(shape.reduce((n, m) => n * m, 1)).fill(value);
  return { dtype: "F64", shape, columnMajor: false, data: new Uint8Array(values.buffer) };
};

/** What snnTorch stores of neurons with this leak. */
const leaky = (name: string, beta: number): [string, Tensor][] => [
  [`${name}.threshold`, tensor([], 1)],
  [`${name}.graded_spikes_factor`, tensor([], 1)],
  [`${name}.reset_mechanism_val`, tensor([], 1)],
  [`${name}.beta`, tensor([], beta)],
];
const linear = (name: string, outputs: number, inputs: number): [string, Tensor][] => [
  [`${name}.weight`, tensor([outputs, inputs], 0.5)],
];
const sorted = (tensors: [string, Tensor][]): Tensors =>
  new Map(tensors.sort(([a], [b]) => (a < b ? -1 : 1)));

describe("the order of layers", () => {
  it("is that of the numbers in names, in a file that is sorted as text", () => {
    const betas = [0.3, 0.4, 0.5, 0.6, 0.7, 0.8];
    const tensors = sorted(
      betas.flatMap((beta, i) => [...linear(`l.${2 * i}`, 5, 5), ...leaky(`l.${2 * i + 1}`, beta)]),
    );
    expect([...tensors.keys()][0]).toBe("l.0.weight");
    expect([...tensors.keys()][1]).toBe("l.1.beta");
    expect([...tensors.keys()][5]).toBe("l.10.weight");
    expect(proposeMap(tensors).layers.map((l) => l.beta)).toEqual(betas);
  });

  it("is the same for names with numbers in any order, and that of the file for others", () => {
    const names = ["fc1.weight", "fc2.weight", "fc3.weight", "fc10.weight"];
    fc.assert(
      fc.property(fc.shuffledSubarray(names, { minLength: 4 }), (given) => {
        expect(byNumbers(given)).toEqual(names);
      }),
      { seed: 1 },
    );
    expect(byNumbers(["in.weight", "fc2.w", "out.weight", "fc1.w"])).toEqual([
      ...["in.weight", "fc1.w", "out.weight", "fc2.w"],
    ]);
  });
});

describe("the order of matrices by their shapes", () => {
  interface Shape {
    readonly name: string;
    readonly rows: number;
    readonly columns: number;
  }
  /** Every order is tried, the earliest matrices first. */
  function tried(left: readonly Shape[], chain: readonly Shape[] = []): readonly Shape[] | null {
    if (left.length === 0) return chain;
    for (const one of left) {
      if (chain.length > 0 && chain.at(-1)!.rows !== one.columns) continue;
      const found = tried(
        left.filter((other) => other !== one),
        [...chain, one],
      );
      if (found !== null) return found;
    }
    return null;
  }
  const size = fc.integer({ min: 1, max: 3 });

  it("is the one that trying every order finds", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(size, size), { minLength: 1, maxLength: 7 }), (sizes) => {
        const shapes = sizes.map(([rows, columns], i) => ({ name: `m${i}`, rows, columns }));
        expect(matricesInChain(shapes)).toEqual(tried(shapes));
      }),
      { seed: 2, numRuns: 500 },
    );
  });

  it("is known to be none, and found, however many matrices have one size", () => {
    const square = Array.from({ length: 300 }, (_, i) => linear(`l.${i}`, 5, 5)).flat();
    expect(() => proposeMap(new Map([...square, ...linear("other", 7, 8)]))).toThrow(
      /other\.weight 7 x 8: do not follow one another in any order/,
    );
    const { layers, readout } = proposeMap(new Map([...linear("last", 2, 5), ...square]));
    expect(layers.map(({ fast }) => fast)).toEqual(square.map(([name]) => name));
    expect(readout).toMatchObject({ weights: "last.weight" });
  });
});

describe("modules that do not take turns are refused", () => {
  it.each<[string, [string, Tensor][]]>([
    [
      "two matrices in a row",
      [...linear("0", 9, 7), ...linear("1", 11, 9), ...leaky("2", 0.9), ...linear("3", 6, 11)],
    ],
    [
      "two at the end",
      [...linear("0", 9, 7), ...leaky("1", 0.9), ...linear("2", 9, 9), ...linear("3", 6, 9)],
    ],
    ["as many as there are neurons", [...linear("0", 9, 7), ...linear("1", 9, 9), ...leaky("2", 0.9)]],
    [
      "neurons in a row",
      [...linear("0", 9, 7), ...leaky("1", 0.9), ...leaky("2", 0.9), ...linear("3", 6, 9)],
    ],
  ])("%s", (_, tensors) => {
    expect(() => proposeMap(new Map(tensors))).toThrow(/do not take turns/);
  });
});

it("a safetensors file is one whatever the length of its header looks like", () => {
  const values = new Uint8Array(Float32Array.of(1, 2).buffer);
  const plain = JSON.stringify({ a: { dtype: "F32", shape: [2], data_offsets: [0, 8] } });
  // Two bytes that a pickle, a zip archive, or compressed data begin with.
  for (const length of [0x0280, 0x0380, 0x0480, 0x4b50, 0x8b1f, 0x5a42]) {
    const header = Buffer.from(plain.padEnd(length));
    const bytes = Buffer.alloc(8 + length + 8);
    bytes.writeBigUInt64LE(BigInt(length));
    bytes.set(header, 8);
    bytes.set(values, 8 + length);
    expect([...readTensors(bytes).keys()]).toEqual(["a"]);
  }
});
