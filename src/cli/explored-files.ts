// The files of an exploration: points, front and what was measured, as CSV, JSON, picture and page.
import { dirname, isAbsolute, join } from "node:path";
import { grouped } from "../base/counted.ts";
import { figureOf, type ObjectiveName, objectiveNames, objectives, type Point } from "../explore/index.ts";
import { resources, resourceTitles } from "../flow/index.ts";
import type { Folder } from "../generate/index.ts";
import {
  ablationSvg,
  type ExplorationData,
  explorationPage,
  explorationSvg,
  type MeasuredBeside,
  measuredSvg,
} from "../report/index.ts";
import { ablationCsv, ablationData } from "./ablation-text.ts";
import type { Beyond, Explored, Frontier } from "./frontier.ts";
import { type Beside, besideCsv } from "./measured.ts";
import { choiceText, pointNames } from "./point-text.ts";
import { csv, shellWord } from "./text.ts";

/** Points that the page holds at most beside the front: more are slow to draw and show no more. */
const DRAWN = 5000;

/** What is modelled of these need not be equal to what is measured. */
const inexact = ["logic", "ff"];

const besideOf = ({ point, measured }: Beside, place: number, name: string): MeasuredBeside => ({
  point: place,
  name: `${name}, ${choiceText(point)}`,
  figures: resources.map((r) => ({
    ...{ title: resourceTitles[r], modelled: point.area[r], measured: measured.area[r] },
    exact: !inexact.includes(r),
  })),
  fmaxMHz: measured.fmaxMHz,
  stepsPerSecond: measured.stepsPerSecond,
  problems: measured.problems,
});

export function exploredFiles(
  { name, space }: Explored,
  { kept, front }: Frontier,
  { measured, ablation }: Beyond,
): Folder {
  const all = new Set(front);
  const pointName = pointNames(space);
  const step = Math.max(1, Math.ceil(kept.length / DRAWN));
  const drawn = kept.filter((p, i) => all.has(p) || i % step === 0);
  const [first, second] = space.objectives;
  const place = (objective: ObjectiveName) => objectiveNames.indexOf(objective);
  const bars = ablation === null ? null : ablationData(ablation);
  const data: ExplorationData = {
    title: `${name}: ${grouped(kept.length)} points`,
    figures: objectiveNames.map((n) => ({
      name: n,
      title: objectives[n].title,
      most: "most" in objectives[n],
    })),
    axes: [place(second ?? "cyclesPerStep"), place(first!)],
    points: drawn.map((p) => ({
      figures: objectiveNames.map((n) => figureOf(n, p)),
      front: all.has(p),
      of: pointName(p),
      choice: choiceText(p),
      hardware: p.hardware,
      command: commandOf(p, dirname(name)),
    })),
    total: kept.length,
    measured: measured.map((m) => besideOf(m, drawn.indexOf(m.point), pointName(m.point))),
    ablation: bars,
  };
  const files: Record<string, string> = {
    "points.csv": pointsCsv(kept, all),
    "front.json": `${JSON.stringify(front, null, 2)}\n`,
    "front.svg": explorationSvg(data),
    "index.html": explorationPage(data),
  };
  if (measured.length > 0) {
    files["measured.csv"] = besideCsv(measured);
    files["measured.svg"] = measuredSvg(`${name}: modelled above measured`, data.measured);
  }
  if (ablation !== null && bars !== null) {
    files["ablation.csv"] = ablationCsv(ablation);
    files["ablation.svg"] = ablationSvg(bars);
  }
  return files;
}

/** As it is typed where the space's file was named. */
const commandOf = ({ network, bits, device }: Point, folder: string) =>
  `dmp synth ${shellWord(isAbsolute(network) ? network : join(folder, network))}${bits === null ? "" : ` --bits ${bits}`} --device ${device} --hardware hardware.json`;

/** A line a point: what it is of, its figures, whether it is on the front, its hardware as JSON. */
const pointsCsv = (points: readonly Point[], front: ReadonlySet<Point>): string =>
  csv(
    ["network", "bits", "device", ...objectiveNames, "front", "hardware"],
    points.map((p) => [
      ...[p.network, p.bits, p.device, ...objectiveNames.map((n) => figureOf(n, p))],
      ...[Number(front.has(p)), JSON.stringify(p.hardware)],
    ]),
  );
