// An exploration in units comes to the points of one in a piece, however it is cut.
import * as fc from "fast-check";
import { expect, it } from "vitest";
import { random } from "../../src/base/random.ts";
import { exploredPoints, exploreUnits, exploreWork } from "../../src/batch/explore-work.ts";
import { fromJson, toJson } from "../../src/batch/plain.ts";
import { shippedTables } from "../../src/explore/energy-table.ts";
import { choicesOf, recordedOf, settingOf, spaceOf, sweep } from "../../src/explore/index.ts";
import { deviceOf } from "../../src/flow/index.ts";
import { infer } from "../../src/inference/index.ts";
import { randomNetwork } from "../../src/verify/index.ts";

const space = spaceOf(
  {
    networks: ["a", "b"],
    devices: ["up5k", "ecp5-25k"],
    // Three numbers of lanes are for three layers: with these networks they are left out.
    hardware: { lanes: { spike: [1, 2, [1, 1, 1, 1, 1]], memory: [1, 2], update: 1 } },
    objectives: ["cyclesPerStep"],
  },
  "test",
);
const tables = shippedTables("data/energy").slice(0, 1);

const tasks = ["a", "b"].map((network, i) => {
  const from = random(40 + i);
  const integer = randomNetwork(from.split(0), { channels: 6, maxPerStep: 20 });
  const steps = 4;
  const recordings = Array.from({ length: 5 + i }, (_, n) => {
    const addresses = Uint16Array.from({ length: 2 * steps }, () => from.int(0, integer.inputs.channels - 1));
    return {
      ...{ name: `${n}`, steps, channels: integer.inputs.channels, addresses },
      offsets: Uint32Array.from({ length: steps + 1 }, (_, k) => 2 * k),
      values: integer.inputs.valueBits > 0 ? addresses.map(() => 1) : null,
      label: n === 2 ? null : from.int(0, integer.readout.classes - 1),
    };
  });
  const sequences = [
    Array.from({ length: 6 }, () => ({ inputs: 2, spikes: integer.layers.map(() => [from.int(0, 1)]) })),
  ];
  return { ...{ network, bits: i === 0 ? 8 : null, integer, sequences, recordings } };
});

/** As on one machine. */
async function whole() {
  const { choices } = choicesOf(space, "test");
  const points = [];
  let whyLeftOut: string | null = null;
  for (const { network, bits, integer, sequences, recordings } of tasks) {
    const { accuracy } = await infer({
      ...{ engine: "golden" as const, float: null, integer, hardware: null, recordings },
    });
    for (const device of space.devices) {
      const setting = settingOf(integer, recordedOf(integer, sequences), deviceOf(device), tables);
      for (const slice of sweep(
        setting,
        choices,
        { network, bits, accuracy: accuracy.golden },
        space.clock,
      )) {
        points.push(...slice.points);
        whyLeftOut ??= slice.why;
      }
    }
  }
  const leftOut = tasks.length * space.devices.length * choices.length - points.length;
  return { points, leftOut, whyLeftOut };
}

it("gives the same points, byte for byte", async () => {
  const expected = JSON.stringify(await whole());
  expect(JSON.parse(expected).points.length).toBeGreaterThan(8);
  expect(JSON.parse(expected).leftOut).toBeGreaterThan(0);
  const head = { name: "test", space, tasks: tasks.map(({ network, bits }) => ({ network, bits })), show: 1 };
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 40 }), async (wanted) => {
      const units = exploreUnits({ space, tables, tasks, jobs: 1 }, wanted);
      expect(units.length).toBeLessThanOrEqual(wanted);
      const results = [];
      for (const unit of units) {
        const sent = fromJson(JSON.parse(JSON.stringify(toJson(unit)))) as typeof unit;
        const result = await exploreWork.run(sent, { at: () => {}, folder: "" });
        results.push(fromJson(JSON.parse(JSON.stringify(toJson(result)))) as typeof result);
      }
      expect(JSON.stringify(exploredPoints(head, results))).toBe(expected);
    }),
    { seed: 5, numRuns: 6, examples: [[1], [40]] },
  );
});
