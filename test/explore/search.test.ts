import { join } from "node:path";
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { hypervolume } from "../../bench/hypervolume.ts";
import { steadyEvents } from "../../bench/steady.ts";
import { createGolden } from "../../golden/index.ts";
import { packageFolder } from "../../src/base/package-folder.ts";
import { atOnce } from "../../src/base/slices.ts";
import { activityOf } from "../../src/core/index.ts";
import { recordedOf } from "../../src/explore/activity.ts";
import {
  areaModelOf,
  frontOf,
  lessIsBetter,
  limitsOf,
  missesOf,
  type Point,
} from "../../src/explore/index.ts";
import type { Setting } from "../../src/explore/point.ts";
import { type Places, type Score, search } from "../../src/explore/search.ts";
import { searchSpace } from "../../src/explore/search-space.ts";
import { type Space, spaceOf } from "../../src/explore/space.ts";
import { choicesOf } from "../../src/explore/space-choices.ts";
import { sweep } from "../../src/explore/sweep.ts";
import { deviceOf } from "../../src/flow/index.ts";
import { smallNetwork } from "./small.ts";

describe("the hypervolume", () => {
  it("is the number of cells of a grid that points beat", () => {
    const point = fc.tuple(...[0, 1, 2].map(() => fc.integer({ min: 0, max: 5 })));
    fc.assert(
      fc.property(fc.array(point, { maxLength: 8 }), (points) => {
        let cells = 0;
        for (let x = 0; x < 5; x++)
          for (let y = 0; y < 5; y++)
            for (let z = 0; z < 5; z++)
              cells += Number(points.some(([a, b, c]) => a! <= x && b! <= y && c! <= z));
        expect(hypervolume(points, [5, 5, 5])).toBe(cells);
      }),
      { seed: 1, numRuns: 200 },
    );
  });
});

describe("a search", () => {
  const sizes = [7, 5, 4, 3];
  /** What does not go together, and what turns out to be no point. */
  const isPoint = ([a, b]: Places) => a !== 3 || b !== 1;
  const isNone = ([, b, c, d]: Places) => b === 4 && c === 1 && d === 2;
  /** Two figures that pull apart. */
  const scoreOf = ([a, b, c, d]: Places): Score => ({
    figures: [a! + 2 * b! + (c === 2 ? 0 : 3), 6 - a! + (4 - b!) + d!],
    misses: Math.max(0, 2 - a!),
  });
  const all = 7 * 5 * 4 * 3 - 4 * 3 - 7;
  const scoresOf = (points: readonly Places[]) => points.map((p) => (isNone(p) ? null : scoreOf(p)));
  const found = (points: number, seed: number) => atOnce(search({ sizes, isPoint, scoresOf }, points, seed));

  it("looks at no point twice, at none that is not there, and at as many as asked for that are points", () => {
    for (const points of [1, 50, 300]) {
      const looked: Places[] = [];
      const watched = (some: readonly Places[]) => {
        looked.push(...some);
        return scoresOf(some);
      };
      const all = atOnce(search({ sizes, isPoint, scoresOf: watched }, points, 3));
      expect(all).toHaveLength(points);
      expect(new Set(looked.map((p) => p.join())).size).toBe(looked.length);
      for (const places of looked) {
        expect(places.every((place, i) => place >= 0 && place < sizes[i]!)).toBe(true);
        expect(isPoint(places)).toBe(true);
      }
      expect(all.some(isNone)).toBe(false);
    }
  });

  it("ends where nothing is left, is the same for a seed, and another for another", () => {
    // The last points are drawn from all there are: that few are left out.
    const found10 = found(10_000, 1).length;
    expect(found10).toBeGreaterThan(0.95 * all);
    expect(found10).toBeLessThanOrEqual(all);
    expect(found(300, 1)).toEqual(found(300, 1));
    expect(found(300, 1)).not.toEqual(found(300, 2));
  });

  it("ends where there is no point, however large the space, and tells how far it is after each generation", () => {
    const wide = [1000, 1000, 1000, 1000];
    const none = { sizes: wide, isPoint: () => true, scoresOf: (p: readonly Places[]) => p.map(() => null) };
    expect(atOnce(search(none, 1e9, 1))).toEqual([]);
    expect(atOnce(search({ ...none, isPoint: () => false }, 1e9, 1))).toEqual([]);
    const told = [...search({ sizes: wide, isPoint: () => true, scoresOf }, 1000, 1)];
    expect(told).toEqual([200, 400, 600, 800, 1000]);
  });

  it("finds what keeps a constraint that hardly any point keeps", () => {
    const wide = [40, 40, 40, 40];
    const target = [31, 7, 22, 13];
    const far = (places: Places) => places.reduce((sum, place, i) => sum + Math.abs(place - target[i]!), 0);
    const scoresOf = (points: readonly Places[]) =>
      points.map((places) => ({ figures: [places[0]!], misses: far(places) }));
    const searched = { sizes: wide, isPoint: () => true, scoresOf };
    expect(atOnce(search(searched, 20_000, 1)).some((places) => far(places) === 0)).toBe(true);
  });
});

describe("the search of a space", () => {
  const values = (all: readonly number[]) => all.flatMap((a) => all.map((b) => [a, b]));
  const space: Space = spaceOf(
    {
      networks: ["a"],
      devices: ["ecp5-25k"],
      hardware: {
        lanes: { spike: values([1, 2, 3, 4, 6, 8]), memory: [1, 2, 4], update: [1, 2], readout: [1, 2, 5] },
        overlap: [true, false],
        pipeline: [true, false],
        memories: { small: ["block", "distributed", "registers"] },
      },
      constraints: { cyclesPerStep: { max: 150 } },
      objectives: ["cyclesPerStep", "logic", "bitsPerStep"],
    },
    "space.json",
  );
  const swept = { network: "a", bits: 8, accuracy: null };
  let setting: Setting;

  beforeAll(() => {
    const network = smallNetwork();
    const events = steadyEvents(network, 6, 30);
    setting = {
      network,
      recorded: recordedOf(network, [activityOf(events, createGolden(network).record(events))]),
      device: deviceOf("ecp5-25k"),
      area: areaModelOf(join(packageFolder(), "data/area"), "ecp5"),
      tables: [],
    };
  });

  it("comes within 2 % of the full sweep's front, from a fifth of its points", () => {
    const { choices, refused } = choicesOf(space, "space.json");
    const limits = limitsOf(space);
    const figures = (points: readonly Point[]) =>
      points
        .filter((p) => missesOf(limits, p) === 0)
        .map((p) => space.objectives.map((name) => lessIsBetter(name, p)));
    const slices = [...sweep(setting, choices, swept, space.clock)];
    const all = figures(slices.flatMap(({ points }) => points));
    const corner = space.objectives.map((_, i) => Math.max(...all.map((f) => f[i]!)));
    const volume = (of: readonly number[][]) =>
      hypervolume(
        frontOf(of).map((i) => of[i]!),
        corner,
      );
    for (const seed of [1, 2]) {
      const few = Math.floor(choices.length / 5);
      const found = atOnce(searchSpace(space, [{ setting, swept }], few, seed, "space.json"));
      expect(found.of).toBe(choices.length + refused);
      expect(found.points).toHaveLength(few);
      const share = volume(figures(found.points)) / volume(all);
      expect(share).toBeGreaterThan(0.98);
      expect(share).toBeLessThanOrEqual(1);
    }
  });
});
