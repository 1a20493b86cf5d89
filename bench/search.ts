// How near a search comes to the front of a full sweep, over a space of a million points: the share of the front's hypervolume,
// for some numbers of points and seeds. Run with `npm run bench:search`, some minutes; prints a table in Markdown.
import { join } from "node:path";
import { atOnce } from "../src/base/slices.ts";
import { activityFor } from "../src/cli/exploration.ts";
import { loadInputs } from "../src/cli/inputs.ts";
import { HardwareError, hardware } from "../src/core/index.ts";
import {
  areaModelOf,
  axesOf,
  evaluator,
  frontOf,
  inputAt,
  lessIsBetter,
  type Point,
  pointOf,
  searchSpace,
  shippedTables,
  spaceOf,
} from "../src/explore/index.ts";
import { deviceOf } from "../src/flow/index.ts";
import { hypervolume } from "./hypervolume.ts";

const data = join(import.meta.dirname, "../data");
const folder = join(import.meta.dirname, "../models/spoken-digits");
const pairs = (values: readonly number[]) =>
  values.flatMap((first) => values.map((second) => [first, second]));

const space = spaceOf(
  {
    networks: [folder],
    devices: ["ecp5-25k"],
    clock: 60,
    hardware: {
      lanes: {
        spike: pairs([4, 8, 12, 16, 20, 24, 32, 64]),
        memory: pairs([1, 2, 4]),
        update: [1, 2, 3, 5],
        readout: [1, 2, 4, 5, 10, 20],
      },
      overlap: [true, false],
      dependencyBreaking: [true, false],
      pipeline: [false, true],
      memories: {
        state: ["block", "distributed", "registers"],
        small: ["block", "distributed", "registers"],
      },
    },
    objectives: ["energyPerStep", "cyclesPerStep", "logic"],
  },
  "bench",
);

const quiet = { out: () => {}, err: () => {}, terminal: null, env: {} };
const inputs = await loadInputs(folder, {}, { pool: 1 }, quiet, true);
const setting = {
  network: inputs.integer,
  recorded: await activityFor(inputs, { pool: 1 }, quiet),
  device: deviceOf("ecp5-25k"),
  area: areaModelOf(join(data, "area"), "ecp5"),
  tables: shippedTables(join(data, "energy")),
};
const swept = { network: "spoken-digits", bits: 8, accuracy: null };

const seconds = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
};
const figuresOf = (point: Point) => space.objectives.map((name) => lessIsBetter(name, point));

/** The front of all points, and the worst figures of any that fits. */
function full() {
  const axes = axesOf(space.hardware);
  const total = axes.reduce((product, { values }) => product * values.length, 1);
  const { many } = evaluator(setting);
  let front: number[][] = [];
  const worst = space.objectives.map(() => 0);
  let points = 0;
  for (let from = 0; from < total; from += 2048) {
    const choices = Array.from({ length: Math.min(2048, total - from) }, (_, i) => choiceAt(axes, from + i));
    const some = choices.filter((choice) => choice !== null);
    const figures = many(some).flatMap((costs, i) => {
      if (costs instanceof HardwareError) return [];
      points++;
      const point = pointOf(setting, some[i]!, costs, swept, space.clock);
      return point.fits ? [figuresOf(point)] : [];
    });
    for (const own of figures) for (const [i, v] of own.entries()) worst[i] = Math.max(worst[i]!, v);
    const all = [...front, ...figures];
    front = frontOf(all).map((i) => all[i]!);
  }
  return { points, front, worst };
}

function choiceAt(axes: ReturnType<typeof axesOf>, index: number) {
  let rest = index;
  const places = axes.map(({ values }) => {
    const place = rest % values.length;
    rest = (rest - place) / values.length;
    return place;
  });
  try {
    return hardware(inputAt(axes, places));
  } catch (error) {
    if (error instanceof HardwareError) return null;
    throw error;
  }
}

const begin = seconds();
const { points, front, worst } = full();
const whole = hypervolume(front, worst);
console.log(
  "| points | seed | seconds of one core | front | share of the hypervolume |\n|---|---|---|---|---|",
);
console.log(`| all ${points} | - | ${(seconds() - begin).toFixed(0)} | ${front.length} | 100 % |`);
for (const count of [2000, 5000])
  for (const seed of [1, 2, 3]) {
    const before = seconds();
    const found = atOnce(searchSpace(space, [{ setting, swept }], count, seed, "bench"))
      .points.filter((p) => p.fits)
      .map(figuresOf);
    const own = frontOf(found).map((i) => found[i]!);
    const share = (100 * hypervolume(own, worst)) / whole;
    console.log(
      `| ${count} | ${seed} | ${(seconds() - before).toFixed(1)} | ${own.length} | ${share.toFixed(2)} % |`,
    );
  }
