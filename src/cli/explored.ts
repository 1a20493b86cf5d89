// What an exploration comes to: JSON, the table of its front, and the files of --out.
import { counted, grouped } from "../base/counted.ts";
import {
  figureOf,
  hindrances,
  limitsOf,
  type ObjectiveName,
  objectives,
  type Point,
  type Space,
} from "../explore/index.ts";
import { writeFolder } from "../generate/index.ts";
import { ablationText } from "./ablation-text.ts";
import type { Result } from "./command.ts";
import { exploredFiles } from "./explored-files.ts";
import { type Beyond, type Explored, type Frontier, frontierOf } from "./frontier.ts";
import { hindrancesText } from "./hindrances.ts";
import { besideText } from "./measured.ts";
import { choiceText, figureText, pointNames } from "./point-text.ts";
import { table } from "./text.ts";

const nothing: Beyond = { measured: [], ablation: null };

/** The result of the command. `show`: points of the front in the table; `out`: where files go, undefined: nowhere. */
export function exploredResult(
  explored: Explored,
  show: number,
  out: string | undefined,
  beyond: Beyond = nothing,
  frontier: Frontier = frontierOf(explored),
): Result {
  const { name, space, points, refused, why, leftOut, of, seconds } = explored;
  const { kept, front } = frontier;
  const hindered = kept.length > 0 ? [] : hindrances(limitsOf(space), points);
  const { measured, ablation } = beyond;
  const pointName = pointNames(space);
  const measuredOf = (p: Point) => measured.find((m) => m.point === p)?.measured ?? null;
  return {
    json: {
      space: name,
      points: points.length,
      kept: kept.length,
      refused: { choices: refused, why },
      leftOut,
      ...(of === undefined ? {} : { of }),
      ...(hindered.length === 0 ? {} : { hindrances: hindered }),
      objectives: space.objectives,
      front: measured.length === 0 ? front : front.map((p) => ({ ...p, measured: measuredOf(p) })),
      ...(ablation === null ? {} : { ablation }),
      seconds,
    },
    text:
      exploredText(explored, kept, front, show) +
      hindrancesText(hindered) +
      (measured.length === 0 ? "" : besideText(measured, (p) => [pointName(p), choiceText(p)])) +
      (ablation === null ? "" : `\n${ablationText(ablation)}`),
    after: () => {
      if (out !== undefined) writeFolder(out, exploredFiles(explored, frontier, beyond), { kind: "explore" });
    },
  };
}

/** Figures that the table shows: the objectives, and those that say what a point is. */
const columnsOf = ({ objectives: chosen }: Space): ObjectiveName[] => [
  ...new Set([
    ...chosen,
    "energyPerStep",
    "clockPerStep",
    "leakage",
    "stepsPerSecond",
    "logic",
    "blockRam",
    "dsp",
  ] as const),
];

/** How many did not go together, and why the first did not: the last lines of what was said. */
const refusedText = (many: string, why: string | null): string =>
  `${many}${why === null ? "" : `; the first: ${why.slice(why.indexOf("\n") + 1).trim()}`}\n`;

function exploredText(
  { space, points, refused, why, leftOut, whyLeftOut, of, seconds }: Explored,
  kept: readonly Point[],
  front: readonly Point[],
  show: number,
): string {
  const columns = columnsOf(space);
  const pointName = pointNames(space);
  const rows = front
    .slice(0, show)
    .map((p) => [pointName(p), choiceText(p), ...columns.map((name) => figureText(figureOf(name, p)))]);
  const more =
    front.length > show ? `and ${counted(front.length - show, "more point")} of the front (--show)\n` : "";
  const head = ["network", "lanes and schedule", ...columns.map((name) => objectives[name].title)];
  return (
    `${counted(points.length, "point")}, ${grouped(kept.length)} within the constraints, ${grouped(front.length)} on the front; ` +
    `${of === undefined ? "" : `searched ${counted(of, "combination")}; `}${seconds.toFixed(1)} s\n` +
    (refused === 0
      ? ""
      : refusedText(`${counted(refused, "combination")} of hardware fields did not go together`, why)) +
    (leftOut === 0
      ? ""
      : refusedText(`${counted(leftOut, "choice")} did not go with a network`, whyLeftOut)) +
    (front.length === 0 ? "" : `\n${table(head, rows)}${more}`)
  );
}
