// All points of a space: each network in each format is loaded and tried once, then swept for each device.
import { join, resolve } from "node:path";
import { cacheFolder } from "../base/cache-folder.ts";
import type { Hardware } from "../core/index.ts";
import { openStore, type Point, type Space, sweep } from "../explore/index.ts";
import { deviceOf } from "../flow/index.ts";
import { infer } from "../inference/index.ts";
import { saveNetwork } from "../quantize/index.ts";
import { activityFor, settingOf, tablesOf } from "./exploration.ts";
import { loadNetworkFile } from "./files/network.ts";
import { recordingsBeside } from "./files/recordings.ts";
import { type Inputs, loadInputs } from "./inputs.ts";
import type { Io } from "./io.ts";
import { withProgress } from "./progress.ts";
import { recordingsFor } from "./recordings.ts";

interface Given {
  readonly jobs: number;
  readonly energy?: string;
}

/** Results that are kept lie beside the finished builds. */
const storeFolder = ({ env }: Io) => join(cacheFolder(env), "accuracy");

/** Share of the recordings beside the network that it answers rightly; null where none is labelled. */
async function accuracyOf({ file, integer }: Inputs, jobs: number, io: Io): Promise<number | null> {
  const path = recordingsBeside(file.folder, "test");
  if (path === null) return null;
  const { recordings } = await recordingsFor(file, [path], { pool: 1 }, io);
  const store = openStore(storeFolder(io));
  const content = JSON.stringify([
    saveNetwork(integer),
    recordings.map(({ label, steps, offsets, addresses, values }) => [
      label,
      steps,
      ...[offsets, addresses, values ?? []].map((list) => Array.from(list).join()),
    ]),
  ]);
  const known = store.get(content);
  if (typeof known === "number") return known;
  const { accuracy } = await infer({
    engine: "golden",
    float: null,
    integer,
    hardware: null,
    recordings,
    jobs,
  });
  if (accuracy.golden !== null) store.set(content, accuracy.golden);
  return accuracy.golden;
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
      const accuracy = await accuracyOf(inputs, given.jobs, io);
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
