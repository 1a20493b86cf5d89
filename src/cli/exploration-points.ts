// All points of a space: each network in each format is loaded and tried once, then swept for each device.
import { resolve } from "node:path";
import type { Hardware } from "../core/index.ts";
import { type Point, type Space, sweep } from "../explore/index.ts";
import { deviceOf } from "../flow/index.ts";
import { accuracyBeside } from "./accuracy.ts";
import { activityFor, settingOf, tablesOf } from "./exploration.ts";
import { loadNetworkFile } from "./files/network.ts";
import { loadInputs } from "./inputs.ts";
import type { Io } from "./io.ts";
import { withProgress } from "./progress.ts";

interface Given {
  readonly jobs: number;
  readonly energy?: string;
}

/** Formats of a network that a space asks for; null: it is in integers already. */
async function formatsOf(path: string, { bits }: Space): Promise<readonly (number | null)[]> {
  return (await loadNetworkFile(path)).kind === "integer" ? [null] : bits;
}

interface Points {
  readonly points: readonly Point[];
  /** Choices that go together, but not with a network. */
  readonly leftOut: number;
}

/** The points, network after network. `folder`: what their names are seen from. */
export async function pointsOf(
  space: Space,
  choices: readonly Hardware[],
  folder: string,
  given: Given,
  io: Io,
): Promise<Points> {
  const points: Point[] = [];
  const { devices, clock } = space;
  const tables = tablesOf(given.energy);
  const asked = await Promise.all(
    space.networks.map(async (network) => ({
      network,
      formats: await formatsOf(resolve(folder, network), space),
    })),
  );
  const tasks = asked.flatMap(({ network, formats }) => formats.map((bits) => ({ network, bits })));
  const total = tasks.length * devices.length * choices.length;
  await withProgress(io, "exploration", async (at) => {
    let done = 0;
    for (const { network, bits } of tasks) {
      const what = `${network}${bits === null ? "" : `, ${bits} bits`}`;
      at(done, total, what);
      const binning = { pool: 1 };
      const options = bits === null ? {} : { bits };
      const inputs = await loadInputs(resolve(folder, network), options, binning, io, true);
      const accuracy = await accuracyBeside(inputs, given.jobs, io);
      const recorded = await activityFor(inputs, {}, io);
      for (const name of devices) {
        const setting = settingOf(inputs.integer, recorded, deviceOf(name), tables);
        const before = done;
        for (const point of sweep(setting, choices, { network, bits, accuracy }, clock, (n) =>
          at(before + n, total, what),
        ))
          points.push(point);
        done += choices.length;
      }
    }
  });
  return { points, leftOut: total - points.length };
}
