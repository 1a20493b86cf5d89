// All points of a space: each network in each format is loaded and tried once, then swept for each device.
import { resolve } from "node:path";
import type { Hardware } from "../core/index.ts";
import { type Point, type Space, settingOf, sweep } from "../explore/index.ts";
import { deviceOf } from "../flow/index.ts";
import { accuracyBeside } from "./accuracy.ts";
import { activityFor, tablesOf } from "./exploration.ts";
import { loadNetworkFile } from "./files/network.ts";
import { type Inputs, loadInputs } from "./inputs.ts";
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

interface Task {
  readonly network: string;
  readonly bits: number | null;
}

/** Every network in every format. `folder`: what the names of networks are seen from. */
export async function tasksOf(space: Space, folder: string): Promise<Task[]> {
  const asked = await Promise.all(
    space.networks.map(async (network) => ({
      network,
      formats: await formatsOf(resolve(folder, network), space),
    })),
  );
  return asked.flatMap(({ network, formats }) => formats.map((bits) => ({ network, bits })));
}

export const nameOfTask = ({ network, bits }: Task) => `${network}${bits === null ? "" : `, ${bits} bits`}`;

/** Loads a network in a format. */
export const loadTask = ({ network, bits }: Task, folder: string, io: Io): Promise<Inputs> =>
  loadInputs(resolve(folder, network), bits === null ? {} : { bits }, { pool: 1 }, io, true);

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
  const tasks = await tasksOf(space, folder);
  const total = tasks.length * devices.length * choices.length;
  await withProgress(io, "exploration", async (at) => {
    let done = 0;
    for (const task of tasks) {
      const what = nameOfTask(task);
      at(done, total, what);
      const inputs = await loadTask(task, folder, io);
      const accuracy = await accuracyBeside(inputs, given.jobs, io);
      const recorded = await activityFor(inputs, {}, io);
      for (const name of devices) {
        const setting = settingOf(inputs.integer, recorded, deviceOf(name), tables);
        const before = done;
        for (const point of sweep(setting, choices, { ...task, accuracy }, clock, (n) =>
          at(before + n, total, what),
        ))
          points.push(point);
        done += choices.length;
      }
    }
  });
  return { points, leftOut: total - points.length };
}
