// The area of hardware against synthesis: figures of Yosys that lie beside the bench which made them.
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { crossed, families, fitModels, modelText } from "../../bench/area/fit.ts";
import { readSamples, type Sample } from "../../bench/area/samples.ts";
import { ramCells } from "../../src/explore/block-ram.ts";
import { modelledFamily } from "../../src/explore/modelled.ts";
import { dspsOf } from "../../src/explore/multipliers.ts";
import { deviceOf } from "../../src/flow/index.ts";

const samples = readSamples();
const models = fitModels(samples);

const cellsOf = ({ device, memories }: Sample, of: "blockRam" | "spram") =>
  memories.reduce((sum, m) => sum + m.copies * ramCells(modelledFamily(deviceOf(device)), m)[of], 0);

describe("block RAMs and multipliers", () => {
  it("of every sample are as many as synthesis made", () => {
    expect(samples.length).toBeGreaterThanOrEqual(50);
    for (const sample of samples) expect(cellsOf(sample, "spram"), `seed ${sample.seed}`).toBe(sample.spram);
    const more = samples.map((s) => [s.seed, cellsOf(s, "blockRam") - s.blockRam]);
    // Two of these are baked, and have bits that are the same in every word.
    expect(more.filter(([, cells]) => cells !== 0)).toEqual([
      [56, 1],
      [397, -1],
      [570, 3],
    ]);
    const dsps = (s: Sample) =>
      dspsOf(
        deviceOf(s.device),
        s.products.map((p) => ({ part: "", ...p })),
      );
    const wrong = samples.filter((s) => dsps(s) !== s.dsp);
    // Of these it made two for a leak.
    expect(wrong.map((s) => s.seed)).toEqual([94, 273]);
  });

  // What Yosys 0.23 made of memories that stand alone: [words, bits of a lane, lanes written on their own, cells].
  const alone: Readonly<Record<string, readonly (readonly [number, number, number, number])[]>> = {
    up5k: [
      [525, 7, 1, 2],
      [623, 28, 1, 6],
      [518, 40, 1, 8],
      [491, 60, 1, 8],
      [1423, 6, 1, 3],
      [114, 10, 16, 10],
    ],
    "ecp5-25k": [
      [525, 7, 1, 1],
      [623, 28, 1, 2],
      [1400, 192, 1, 16],
      [2300, 20, 1, 3],
      [114, 10, 16, 8],
      [166, 2, 10, 3],
    ],
    xc7: [
      [525, 7, 1, 0.5],
      [623, 28, 1, 1],
      [518, 40, 1, 1.5],
      [446, 240, 1, 3.5],
      [114, 10, 16, 4],
      [166, 2, 10, 1.5],
    ],
  };
  it.each(Object.keys(alone))("of memories that stand alone are as many as synthesis made, %s", (device) => {
    for (const [words, bits, lanes, cells] of alone[device]!) {
      const shape = { words, bits: bits * lanes, lanes, written: lanes > 1, style: "block" as const };
      expect(
        ramCells(modelledFamily(deviceOf(device)), shape).blockRam,
        `${words} x ${bits} x ${lanes}`,
      ).toBe(cells);
    }
  });

  it("are none for one word, for registers and for look-up tables", () => {
    for (const style of ["registers", "distributed"] as const)
      expect(ramCells("ecp5", { words: 64, bits: 8, lanes: 1, written: true, style })).toEqual({
        blockRam: 0,
        spram: 0,
      });
    expect(ramCells("ice40", { words: 1, bits: 800, lanes: 1, written: true, style: "block" }).blockRam).toBe(
      0,
    );
    expect(
      ramCells("ice40", { words: 17_920, bits: 64, lanes: 16, written: true, style: "spram" }).spram,
    ).toBe(8);
  });
});

describe("the area model", () => {
  it("is the one that is fitted to the samples", () => {
    for (const model of models) {
      const file = resolve(import.meta.dirname, `../../data/area/${model.family}.json`);
      expect(modelText(model), `npm run bench:area-fit writes ${model.family}.json again`).toBe(
        readFileSync(file, "utf8"),
      );
    }
  });

  it("is within 10 % of synthesis on most designs that it was not fitted to", () => {
    const errors = crossed(samples).map(({ logic, ff }) => ({ logic: Math.abs(logic), ff: Math.abs(ff) }));
    expect(errors.length).toBe(samples.length);
    for (const [figure, share, mean] of [
      ["logic", 0.8, 0.075],
      ["ff", 0.85, 0.055],
    ] as const) {
      expect(errors.filter((e) => e[figure] <= 0.1).length / errors.length).toBeGreaterThan(share);
      expect(errors.reduce((sum, e) => sum + e[figure], 0) / errors.length).toBeLessThan(mean);
    }
    expect(families).toEqual(models.map((m) => m.family));
  });
});
