// How fast points of a space are counted. Run with `npm run bench:explore`, a minute; prints a table in Markdown. Points of a
// space share plans, counts and timelines.
import { join } from "node:path";
import { createGolden } from "../golden/index.ts";
import { random } from "../src/base/random.ts";
import { activityOf, hardware } from "../src/core/index.ts";
import {
  areaModelOf,
  frontOf,
  lessIsBetter,
  recordedOf,
  shippedTables,
  sweep,
} from "../src/explore/index.ts";
import { deviceOf } from "../src/flow/index.ts";
import { steadyEvents, steadyNetwork, words } from "./steady.ts";

const data = join(import.meta.dirname, "../data");
const { network } = steadyNetwork(words);
const golden = createGolden(network);

/** Recordings of 100 steps with some 14 events each. */
const recordings = (count: number) =>
  Array.from({ length: count }, (_, i) => {
    const events = steadyEvents(network, 8 + random(i).int(0, 12), 100);
    return activityOf(events, golden.record(events));
  });

/** Lanes of each layer, and what does not change the time: memories and gating. */
function choices(sizes: readonly number[]) {
  const found = [];
  for (const first of sizes)
    for (const second of sizes)
      for (const memory of sizes.filter((m) => m <= first && m <= second))
        for (const update of [1, 2, 4])
          for (const readout of [1, 2, 4])
            for (const overlap of [true, false])
              for (const clockGating of ["enable", "none"] as const)
                for (const weights of ["block", "distributed"] as const)
                  for (const state of ["block", "distributed", "registers"] as const)
                    for (const small of ["block", "distributed", "registers"] as const)
                      found.push(
                        hardware({
                          lanes: { spike: [first, second], memory, update, readout },
                          overlap,
                          clockGating,
                          memories: { weights, state, small },
                        }),
                      );
  return found;
}

console.log(
  "| recordings | points | seconds of one core | points a second and core | front of 3 figures |\n|---|---|---|---|---|",
);
for (const [count, sizes] of [
  [1, [2, 4, 8, 16]],
  [1, [1, 2, 4, 8, 16, 32]],
  [20, [2, 4, 8, 16]],
] as const) {
  const all = choices(sizes);
  const recorded = recordedOf(network, recordings(count));
  const begin = process.cpuUsage();
  const setting = {
    network,
    recorded,
    device: deviceOf("ecp5-25k"),
    area: areaModelOf(join(data, "area"), "ecp5"),
    tables: shippedTables(join(data, "energy")),
  };
  const points = [...sweep(setting, all, { network: "words", bits: 8, accuracy: null }, 60)];
  const { user, system } = process.cpuUsage(begin);
  const swept = (user + system) / 1e6;
  const figures = points.map((p) =>
    (["energyPerStep", "cyclesPerStep", "logic"] as const).map((name) => lessIsBetter(name, p)),
  );
  const front = frontOf(figures);
  const rate = Math.round(points.length / swept).toLocaleString("en-US");
  console.log(`| ${count} | ${points.length} | ${swept.toFixed(1)} | ${rate} | ${front.length} |`);
}
