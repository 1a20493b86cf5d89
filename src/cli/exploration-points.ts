// All points of a space: each network in each format is loaded and tried once, then swept for each device.
import { resolve } from "node:path";
import { inSlices } from "../base/slices.ts";
import {
  choicesInSlices,
  combinationCount,
  type EnergyTable,
  needFew,
  type Point,
  type Searchable,
  type Space,
  searchSpace,
  settingOf,
  sweep,
} from "../explore/index.ts";
import { deviceOf } from "../flow/index.ts";
import { accuracyBeside } from "./accuracy.ts";
import { activityFor, noteBanks, tablesOf } from "./exploration.ts";
import { loadNetworkFile } from "./files/network.ts";
import type { Explored } from "./frontier.ts";
import { type Inputs, loadInputs } from "./inputs.ts";
import type { Io } from "./io.ts";
import { withProgress } from "./progress.ts";

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

interface Given {
  /** The space's file, as it was named. */
  readonly space: string;
  readonly jobs: number;
  readonly energy?: string;
}

type Found = Pick<Explored, "points" | "refused" | "why" | "leftOut" | "whyLeftOut" | "of">;

/** Loads all networks in all formats, for each device; `at` is told how many of them are there. */
async function* settingsOf(
  space: Space,
  folder: string,
  { jobs }: Given,
  tables: readonly EnergyTable[],
  io: Io,
  at: (task: string) => void,
) {
  for (const task of await tasksOf(space, folder)) {
    at(nameOfTask(task));
    const inputs = await loadTask(task, folder, io);
    const accuracy = await accuracyBeside(inputs, jobs, io);
    const recorded = await activityFor(inputs, { pool: 1 }, io);
    for (const name of space.devices)
      yield {
        setting: settingOf(inputs.integer, recorded, deviceOf(name), tables),
        swept: { ...task, accuracy },
      };
  }
}

/** Every point, network after network. `folder`: what the names of networks are seen from. */
export async function everyPoint(space: Space, folder: string, given: Given, io: Io): Promise<Found> {
  const tables = tablesOf(given.energy);
  const combinations = combinationCount(space.hardware);
  // Before any network is loaded, of which there may be many.
  needFew(combinations, given.space);
  const settings = (await tasksOf(space, folder)).length * space.devices.length;
  needFew(settings * combinations, given.space);
  return withProgress(io, "exploration", async (at) => {
    const told = (done: number) => at(done, combinations, "combinations");
    const { choices, refused, why } = await inSlices(choicesInSlices(space, given.space), told);
    const total = settings * choices.length;
    const points: Point[] = [];
    let [done, what, whyLeftOut]: [number, string, string | null] = [0, "", null];
    const loading = (task: string) => {
      what = task;
      at(done, total, what);
    };
    for await (const { setting, swept } of settingsOf(space, folder, given, tables, io, loading)) {
      await inSlices(sweep(setting, choices, swept, space.clock), (slice) => {
        for (const point of slice.points) points.push(point);
        whyLeftOut ??= slice.why;
        done += slice.choices;
        at(done, total, what);
      });
    }
    noteBanks(tables, io);
    return { points, refused, why, leftOut: total - points.length, whyLeftOut };
  });
}

/** Points that a search finds which looks at so many. */
export const searchedPoints = (
  space: Space,
  folder: string,
  given: Given & { readonly search: number; readonly seed: number },
  io: Io,
): Promise<Found> =>
  withProgress(io, "search", async (at) => {
    const tables = tablesOf(given.energy);
    const all: Searchable[] = [];
    const loading = (task: string) => at(0, given.search, task);
    for await (const one of settingsOf(space, folder, given, tables, io, loading)) all.push(one);
    const slices = searchSpace(space, all, given.search, given.seed, given.space);
    const found = await inSlices(slices, (done) => at(done, given.search));
    noteBanks(tables, io);
    return found;
  });
