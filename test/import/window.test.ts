// Windows of published cells whose numbers are coarse: what the file tells, and what it does not.
import fc from "fast-check";
import { expect, it } from "vitest";
import { importTensors } from "../../src/import/index.ts";
import { legendreDiscrete, type Tensor, type Tensors } from "../../src/network/index.ts";

/** The nearest number of bfloat16, the even one of two. */
function brain(value: number): number {
  const bits = new Uint32Array(Float32Array.of(value).buffer)[0]!;
  return (bits + 0x7fff + ((bits >>> 16) & 1)) >>> 16;
}
const tensor = (shape: number[], values: ArrayLike<number>): Tensor => ({
  ...{ dtype: "BF16", shape, columnMajor: false },
  data: new Uint8Array(Uint16Array.from(values, brain).buffer),
});
const filled = (...shape: number[]) =>
  tensor(shape, new Float64Array(shape.reduce((n, m) => n * m, 1)).fill(0.5));

/** Two cells of one channel and one neuron. */
function cells(dim: number, window: number): Tensors {
  const { a, b } = legendreDiscrete(dim, window);
  const of = (cell: string): [string, Tensor][] => [
    ...["W_u", "W_x"].flatMap((name): [string, Tensor][] => [
      [`${cell}.${name}.weight`, filled(1, 1)],
      [`${cell}.${name}.bias`, filled(1)],
    ]),
    [`${cell}.weight.weight`, filled(1, dim)],
    [`${cell}.weight.bias`, filled(1)],
    [`${cell}.A`, tensor([dim, dim], a.values)],
    [`${cell}.B`, tensor([dim, 1], b)],
  ];
  return new Map([
    ...[...of("LMU1"), ...of("LMU2")],
    ["dense.weight", filled(2, 1)],
    ["dense.bias", filled(2)],
  ]);
}

function imported(dim: number, window: number, said: number | null = null) {
  const { network, notes } = importTensors(cells(dim, window), {
    ...{ name: "coarse", timestep: 1, maxSteps: 10, window: said, memory: true, resetDelay: true, map: null },
  });
  const found = network.description.layers.map(({ memory }) => memory!.window);
  return { found, notes: notes.filter((note) => /window/.test(note)) };
}

it.each([
  [5, 500],
  [5, 784],
  [4, 20],
  [3, 7],
  [8, 3000],
  [32, 16],
])("bfloat16, d %i: the window %i is told by A and B together", (dim, window) => {
  expect(imported(dim, window)).toEqual({ found: [window, window], notes: [] });
});

it("is the one of the file, or among those that the import says are stored alike", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 5, max: 5000 }), (dim, window) => {
      const { found, notes } = imported(dim, window);
      if (notes.length === 0) {
        expect(found).toEqual([window, window]);
        return;
      }
      const [, cell, taken, first, last] =
        /^(LMU1): window (\d+); in bfloat16 those of (\d+) to (\d+) are stored alike: --window N says/.exec(
          notes[0]!,
        )!;
      expect([cell, Number(taken)]).toEqual(["LMU1", found[0]]);
      expect(window).toBeGreaterThanOrEqual(Number(first));
      expect(window).toBeLessThanOrEqual(Number(last));
    }),
    { seed: 3, numRuns: 150 },
  );
  expect(imported(1, 500, 500)).toEqual({ found: [500, 500], notes: [] });
});
