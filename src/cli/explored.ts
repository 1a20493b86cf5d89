// What an exploration comes to: JSON, the table of its front, and the files of --out.
import { counted, grouped } from "../base/counted.ts";
import { figureOf, type ObjectiveName, objectives, type Point, type Space } from "../explore/index.ts";
import { writeFolder } from "../generate/index.ts";
import { ablationText } from "./ablation-text.ts";
import type { Result } from "./command.ts";
import { exploredFiles } from "./explored-files.ts";
import { type Beyond, type Explored, type Frontier, frontierOf } from "./frontier.ts";
import { besideText } from "./measured.ts";
import { choiceText, pointName } from "./point-text.ts";
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
  const { measured, ablation } = beyond;
  const measuredOf = (p: Point) => measured.find((m) => m.point === p)?.measured ?? null;
  return {
    json: {
      space: name,
      points: points.length,
      kept: kept.length,
      refused: { choices: refused, why },
      leftOut,
      ...(of === undefined ? {} : { of }),
      objectives: space.objectives,
      front: measured.length === 0 ? front : front.map((p) => ({ ...p, measured: measuredOf(p) })),
      ...(ablation === null ? {} : { ablation }),
      seconds,
    },
    text:
      exploredText(explored, kept, front, show) +
      (measured.length === 0 ? "" : besideText(measured, (p) => [pointName(p), choiceText(p)])) +
      (ablation === null ? "" : `\n${ablationText(ablation)}`),
    after: () => {
      if (out !== undefined) writeFolder(out, exploredFiles(explored, frontier, beyond), { kind: "explore" });
    },
  };
}

const shown = (value: number | null): string =>
  value === null ? "-" : Math.abs(value) >= 100 ? grouped(value) : String(Number(value.toPrecision(4)));

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

function exploredText(
  { space, points, refused, leftOut, of, seconds }: Explored,
  kept: readonly Point[],
  front: readonly Point[],
  show: number,
): string {
  const columns = columnsOf(space);
  const rows = front
    .slice(0, show)
    .map((p) => [pointName(p), choiceText(p), ...columns.map((name) => shown(figureOf(name, p)))]);
  const more =
    front.length > show ? `and ${counted(front.length - show, "more point")} of the front (--show)\n` : "";
  return (
    `${counted(points.length, "point")}, ${grouped(kept.length)} within the constraints, ${grouped(front.length)} on the front; ` +
    (of === undefined ? "" : `searched ${counted(of, "combination")}; `) +
    `${counted(refused, "combination")} of hardware fields did not go together, ${counted(leftOut, "choice")} not with a network; ${seconds.toFixed(1)} s\n\n` +
    `${table(["network", "lanes and schedule", ...columns.map((name) => objectives[name].title)], rows)}${more}`
  );
}
