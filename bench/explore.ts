// How fast points of a space are counted, each of a folding of its own, beside timelines alone. Run with `npm run
// bench:explore`, a minute; prints a table in Markdown. Recordings: those beside the network of the spoken digits.
import { join } from "node:path";
import { activityFor } from "../src/cli/exploration.ts";
import { loadInputs } from "../src/cli/inputs.ts";
import { type Hardware, hardware, plan, timeline } from "../src/core/index.ts";
import {
  areaModelOf,
  frontOf,
  lessIsBetter,
  type Point,
  shippedTables,
  sweep,
} from "../src/explore/index.ts";
import { deviceOf } from "../src/flow/index.ts";

const data = join(import.meta.dirname, "../data");
const folder = join(import.meta.dirname, "../models/spoken-digits");

/** Every choice has lanes or a schedule of its own. */
function choices(sizes: readonly number[]): Hardware[] {
  const found: Hardware[] = [];
  for (const first of sizes)
    for (const second of sizes)
      for (const memory of [1, 2, 4, 8].filter((m) => first % m === 0))
        for (const after of [1, 2, 4, 8].filter((m) => second % m === 0))
          for (const update of [1, 2, 5])
            for (const readout of [1, 2, 4, 5, 10, 20])
              for (const overlap of [true, false])
                found.push(
                  hardware({
                    lanes: { spike: [first, second], memory: [memory, after], update, readout },
                    overlap,
                  }),
                );
  return found;
}

const seconds = (work: () => void): number => {
  const begin = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(begin);
  return (user + system) / 1e6;
};

const quiet = { out: () => {}, err: () => {}, terminal: null, env: {} };
const inputs = await loadInputs(folder, {}, { pool: 1 }, quiet, true);
const recorded = await activityFor(inputs, { pool: 1 }, quiet);
const network = inputs.integer;
const setting = {
  network,
  recorded,
  device: deviceOf("ecp5-25k"),
  area: areaModelOf(join(data, "area"), "ecp5"),
  tables: shippedTables(join(data, "energy")),
};
const planned = plan(network, hardware({ lanes: { spike: 8, memory: 4, update: 1 } }));
const timelines = (count: number) => {
  for (let i = 0; i < count; i++) timeline(planned, recorded.sequences);
};
const rate = (count: number, s: number) => Math.round(count / s).toLocaleString("en-US");

console.log(`${recorded.sequences.length} recordings, ${recorded.steps} steps\n`);
console.log(
  "| points | seconds of one core | points a second and core | timelines alone | front of 3 figures |\n|---|---|---|---|---|",
);
for (const sizes of [
  [2, 4, 8, 16],
  [1, 2, 4, 8, 16, 32],
  [1, 2, 4, 8, 12, 16, 24, 32, 40, 48, 64],
]) {
  const all = choices(sizes);
  timelines(3);
  const before = seconds(() => timelines(20));
  const points: Point[] = [];
  const swept = seconds(() => {
    for (const slice of sweep(setting, all, { network: "digits", bits: 8, accuracy: null }, 60))
      points.push(...slice.points);
  });
  const after = seconds(() => timelines(20));
  const figures = points.map((p) =>
    (["energyPerStep", "cyclesPerStep", "logic"] as const).map((name) => lessIsBetter(name, p)),
  );
  console.log(
    `| ${points.length} | ${swept.toFixed(1)} | ${rate(points.length, swept)} | ${rate(40, before + after)} | ${frontOf(figures).length} |`,
  );
}
