import { join } from "node:path";
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { hypervolume } from "../../bench/hypervolume.ts";
import { steadyEvents } from "../../bench/steady.ts";
import { createGolden } from "../../golden/index.ts";
import { packageFolder } from "../../src/base/package-folder.ts";
import { activityOf } from "../../src/core/index.ts";
import { recordedOf } from "../../src/explore/activity.ts";
import { areaModelOf, figureOf, frontOf, keeps, lessIsBetter, type Point } from "../../src/explore/index.ts";
import type { Setting } from "../../src/explore/point.ts";
import { type Places, search } from "../../src/explore/search.ts";
import { searchSpace } from "../../src/explore/search-space.ts";
import { choicesOf, type Space, spaceOf } from "../../src/explore/space.ts";
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
  /** Two figures that pull apart, and what does not go together. */
  const scoreOf = ([a, b, c, d]: Places) =>
    a === 3 && b === 1
      ? null
      : { figures: [a! + 2 * b! + (c === 2 ? 0 : 3), 6 - a! + (4 - b!) + d!], misses: Math.max(0, 2 - a!) };
  const searched = { sizes, scoresOf: (points: readonly Places[]) => points.map(scoreOf) };

  it("looks at no point twice, at none that is not there, and at so many at most", () => {
    for (const points of [1, 50, 300]) {
      let looked = 0;
      const scoresOf = (all: readonly Places[]) => {
        looked += all.length;
        return all.map(scoreOf);
      };
      const found = search({ sizes, scoresOf }, points, 3);
      expect(looked).toBe(points);
      expect(new Set(found.map((p) => p.join())).size).toBe(found.length);
      for (const places of found) {
        expect(places.every((place, i) => place >= 0 && place < sizes[i]!)).toBe(true);
        expect(scoreOf(places)).not.toBeNull();
      }
    }
  });

  it("ends where nothing is left, is the same for a seed, and another for another", () => {
    // The last points are drawn from all there are: that few are left out.
    expect(search(searched, 10_000, 1).length).toBeGreaterThan(0.95 * (7 * 5 * 4 * 3 - 12));
    expect(search(searched, 300, 1)).toEqual(search(searched, 300, 1));
    expect(search(searched, 300, 1)).not.toEqual(search(searched, 300, 2));
  });

  it("finds what keeps a constraint that hardly any point keeps", () => {
    const wide = [40, 40, 40, 40];
    const target = [31, 7, 22, 13];
    const far = (places: Places) => places.reduce((sum, place, i) => sum + Math.abs(place - target[i]!), 0);
    const scoresOf = (points: readonly Places[]) =>
      points.map((places) => ({ figures: [places[0]!], misses: far(places) }));
    const found = search({ sizes: wide, scoresOf }, 20_000, 1);
    expect(found.some((places) => far(places) === 0)).toBe(true);
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
    const figures = (points: Iterable<Point>) =>
      [...points]
        .filter((p) => keeps(space, p, (name) => figureOf(name, p)))
        .map((p) => space.objectives.map((name) => lessIsBetter(name, p)));
    const all = figures(sweep(setting, choices, swept, space.clock));
    const corner = space.objectives.map((_, i) => Math.max(...all.map((f) => f[i]!)));
    const volume = (of: readonly number[][]) =>
      hypervolume(
        frontOf(of).map((i) => of[i]!),
        corner,
      );
    for (const seed of [1, 2]) {
      const found = searchSpace(space, [{ setting, swept }], Math.floor(choices.length / 5), seed);
      expect(found.of).toBe(choices.length + refused);
      expect(found.points.length + found.refused + found.leftOut).toBe(Math.floor(choices.length / 5));
      const share = volume(figures(found.points)) / volume(all);
      expect(share).toBeGreaterThan(0.98);
      expect(share).toBeLessThanOrEqual(1);
    }
  });
});
