// What an exploration comes to: JSON, the table of its front, and the files of --out.
import { basename, dirname, isAbsolute, join } from "node:path";
import { counted, grouped } from "../base/counted.ts";
import {
  figureOf,
  frontOf,
  keeps,
  lessIsBetter,
  type ObjectiveName,
  objectiveNames,
  objectives,
  type Point,
  type Space,
} from "../explore/index.ts";
import { type Folder, writeFolder } from "../generate/index.ts";
import { type ExplorationData, explorationPage, explorationSvg } from "../report/index.ts";
import type { Result } from "./command.ts";
import { shellWord, table } from "./text.ts";

export interface Explored {
  /** The space's file, as it was named. */
  readonly name: string;
  readonly space: Space;
  readonly points: readonly Point[];
  /** Combinations of hardware fields that do not go together, and what was said of the first. */
  readonly refused: number;
  readonly why: string | null;
  /** Choices that go together, but not with a network. */
  readonly leftOut: number;
  readonly seconds: number;
}

/** The result of the command. `show`: points of the front in the table; `out`: where files go, undefined: nowhere. */
export function exploredResult(explored: Explored, show: number, out: string | undefined): Result {
  const { name, space, points, refused, why, leftOut, seconds } = explored;
  const kept = points.filter((p) => keeps(space, p, (figure) => figureOf(figure, p)));
  const front = frontOf(kept.map((p) => space.objectives.map((figure) => lessIsBetter(figure, p)))).map(
    (i) => kept[i]!,
  );
  return {
    json: {
      space: name,
      points: points.length,
      kept: kept.length,
      refused: { choices: refused, why },
      leftOut,
      objectives: space.objectives,
      front,
      seconds,
    },
    text: exploredText(explored, kept, front, show),
    after: () => {
      if (out !== undefined) writeFolder(out, filesOf(explored, kept, front), { kind: "explore" });
    },
  };
}

const shown = (value: number | null): string =>
  value === null ? "-" : Math.abs(value) >= 100 ? grouped(value) : String(Number(value.toPrecision(4)));

const nameOf = ({ network, bits, device }: Point) =>
  `${basename(network)}${bits === null ? "" : `, ${counted(bits, "bit")}`}, ${device}`;

const choiceText = ({ hardware }: Point) => {
  const { lanes, mapping, dataflow } = hardware;
  return `${[lanes.spike, lanes.memory, lanes.update, lanes.readout ?? "-"].map((l) => `${l}`).join("/")} ${mapping} ${dataflow}`;
};

/** Figures that the table shows: the objectives, and those that say what a point is. */
const columnsOf = ({ objectives: chosen }: Space): ObjectiveName[] => [
  ...new Set([...chosen, "stepsPerSecond", "logic", "blockRam"] as const),
];

function exploredText(
  { space, points, refused, leftOut, seconds }: Explored,
  kept: readonly Point[],
  front: readonly Point[],
  show: number,
): string {
  const columns = columnsOf(space);
  const rows = front
    .slice(0, show)
    .map((p) => [nameOf(p), choiceText(p), ...columns.map((name) => shown(figureOf(name, p)))]);
  const more =
    front.length > show ? `and ${counted(front.length - show, "more point")} of the front (--show)\n` : "";
  return (
    `${counted(points.length, "point")}, ${grouped(kept.length)} within the constraints, ${grouped(front.length)} on the front; ` +
    `${counted(refused, "combination")} of hardware fields did not go together, ${counted(leftOut, "choice")} not with a network; ${seconds.toFixed(1)} s\n\n` +
    `${table(["network", "lanes and schedule", ...columns.map((name) => objectives[name].title)], rows)}${more}`
  );
}

/** Points that the page holds at most beside the front: more are slow to draw and show no more. */
const DRAWN = 20_000;

function filesOf({ name, space }: Explored, kept: readonly Point[], front: readonly Point[]): Folder {
  const all = new Set(front);
  const step = Math.max(1, Math.ceil(kept.length / DRAWN));
  const drawn = kept.filter((p, i) => all.has(p) || i % step === 0);
  const [first, second] = space.objectives;
  const place = (objective: ObjectiveName) => objectiveNames.indexOf(objective);
  const data: ExplorationData = {
    title: `${name}: ${grouped(kept.length)} points${step > 1 ? `, every ${step}th drawn` : ""}`,
    figures: objectiveNames.map((n) => ({
      name: n,
      title: objectives[n].title,
      most: "most" in objectives[n],
    })),
    axes: [place(second ?? "cyclesPerStep"), place(first!)],
    points: drawn.map((p) => ({
      figures: objectiveNames.map((n) => figureOf(n, p)),
      front: all.has(p),
      of: nameOf(p),
      hardware: p.hardware,
      command: commandOf(p, dirname(name)),
    })),
  };
  return {
    "points.csv": csvOf(kept, all),
    "front.json": `${JSON.stringify(front, null, 2)}\n`,
    "front.svg": explorationSvg(data),
    "index.html": explorationPage(data),
  };
}

/** As it is typed where the space's file was named. */
const commandOf = ({ network, bits, device }: Point, folder: string) =>
  `dmp synth ${shellWord(isAbsolute(network) ? network : join(folder, network))}${bits === null ? "" : ` --bits ${bits}`} --device ${device} --hardware hardware.json`;

/** A line a point: what it is of, its figures, whether it is on the front, its hardware as JSON. */
function csvOf(points: readonly Point[], front: ReadonlySet<Point>): string {
  const quoted = (t: string) => `"${t.replaceAll('"', '""')}"`;
  const head = ["network", "bits", "device", ...objectiveNames, "front", "hardware"].join(",");
  const rows = points.map((p) =>
    [
      quoted(p.network),
      p.bits ?? "",
      p.device,
      ...objectiveNames.map((n) => figureOf(n, p) ?? ""),
      front.has(p) ? 1 : 0,
      quoted(JSON.stringify(p.hardware)),
    ].join(","),
  );
  return `${[head, ...rows].join("\n")}\n`;
}
