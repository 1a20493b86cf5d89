// Points of a front as they are synthesized: what is measured of them, beside what is modelled or exact.
import { join, resolve } from "node:path";
import { cacheFolder } from "../base/cache-folder.ts";
import { grouped } from "../base/counted.ts";
import { type MeasuredPoint, measurePoint, openStore, type Point, spreadOver } from "../explore/index.ts";
import { deviceOf, resources, resourceTitles } from "../flow/index.ts";
import { loadInputs } from "./inputs.ts";
import type { Io } from "./io.ts";
import { withProgress } from "./progress.ts";
import { csv, table } from "./text.ts";

export interface Beside {
  readonly point: Point;
  readonly measured: MeasuredPoint;
}

/** Synthesizes so many points of the front, evenly spread over it. `folder`: what their networks are seen from. */
export async function measuredOf(
  front: readonly Point[],
  count: number,
  clock: number,
  folder: string,
  io: Io,
): Promise<Beside[]> {
  const chosen = spreadOver(front, count);
  const store = openStore(join(cacheFolder(io.env), "synthesis"));
  const networks = new Map<string, Awaited<ReturnType<typeof loadInputs>>>();
  return withProgress(io, "synthesis", async (at) => {
    const all: Beside[] = [];
    for (const [i, point] of chosen.entries()) {
      at(i, chosen.length, point.device);
      const { network, bits } = point;
      const key = `${network} ${bits}`;
      const options = bits === null ? {} : { bits };
      const inputs =
        networks.get(key) ?? (await loadInputs(resolve(folder, network), options, { pool: 1 }, io, true));
      networks.set(key, inputs);
      const measured = await measurePoint(inputs.integer, point, deviceOf(point.device), clock, store);
      all.push({ point, measured });
    }
    return all;
  });
}

const percent = (modelled: number, measured: number): string =>
  measured === 0
    ? ""
    : ` (${modelled >= measured ? "+" : ""}${(100 * (modelled / measured - 1)).toFixed(1)} %)`;

/** Modelled and measured, side by side; in brackets how far the model is off. */
export function besideText(all: readonly Beside[], nameOf: (point: Point) => readonly string[]): string {
  const rows = all.map(({ point, measured }) => [
    ...nameOf(point),
    ...resources.map((r) => {
      const [own, real] = [point.area[r], measured.area[r]];
      return own === real ? `${real}` : `${own} / ${real}${percent(own, real)}`;
    }),
    measured.fmaxMHz ?? "-",
    measured.stepsPerSecond === null ? "-" : grouped(measured.stepsPerSecond),
    measured.problems.join("; "),
  ]);
  const head = [
    ...["network", "lanes and schedule", ...resources.map((r) => resourceTitles[r])],
    ...["MHz", "steps a second", ""],
  ];
  const tools = [
    ...new Set(all.flatMap((b) => [b.measured.tool.synthesis, b.measured.tool.place ?? []].flat())),
  ];
  return `\nModelled / measured, one figure where they are equal (${tools.join(", ")}):\n${table(head, rows)}`;
}

export const besideCsv = (all: readonly Beside[]): string =>
  csv(
    [
      ...["network", "bits", "device"],
      ...resources.flatMap((r) => [`${r}Modelled`, `${r}Measured`]),
      ...["fmaxMHz", "stepsPerSecond", "synthesis", "place", "problems", "hardware"],
    ],
    all.map(({ point, measured }) => [
      ...[point.network, point.bits, point.device],
      ...resources.flatMap((r) => [point.area[r], measured.area[r]]),
      ...[measured.fmaxMHz, measured.stepsPerSecond, measured.tool.synthesis, measured.tool.place],
      ...[measured.problems.join("; "), JSON.stringify(point.hardware)],
    ]),
  );
