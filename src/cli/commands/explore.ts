// dmp explore: every point of a space, the front of those that keep its constraints, as table, files and page.
import { basename, dirname, resolve } from "node:path";
import { counted, grouped } from "../../base/counted.ts";
import {
  choicesOf,
  figureOf,
  frontOf,
  keeps,
  lessIsBetter,
  type ObjectiveName,
  objectiveNames,
  objectives,
  type Point,
  type Space,
  spaceOf,
} from "../../explore/index.ts";
import { type Folder, writeFolder } from "../../generate/index.ts";
import { type ExplorationData, explorationPage, explorationSvg } from "../../report/index.ts";
import { command } from "../command.ts";
import { pointsOf } from "../exploration-points.ts";
import { loadValue } from "../files/module.ts";
import { needOut } from "../files/write.ts";
import { argument, integer, letter, preset, text } from "../option.ts";
import { shellWord, table } from "../text.ts";

export const explore = command({
  name: "explore",
  about: "every point of a space of networks, formats, devices and hardware: costs, accuracy, Pareto front",
  arguments: {
    space: argument("space file (.json, .ts, .js): networks, devices, hardware, constraints, objectives"),
  },
  options: {
    out: letter("o", text("folder", "write points.csv, front.json, front.svg and a page, index.html")),
    jobs: preset(1, integer("n", "threads that run recordings for accuracy", 1, 64)),
    energy: text("file", "energy table of one's own in place of the package's"),
    show: preset(20, integer("n", "points of the front that the table shows", 1, 1000)),
  },
  json: "space, points, kept, refused {choices, why}, leftOut, objectives, front [{network, bits, device, hardware, accuracy, cyclesPerStep, stepsPerSecond, bitsPerStep, memoryBits, energyPerStep, clockPerStep, leakage, area, fits}], seconds",
  notes: `Accuracy is kept by content: what was run before is not run again. Cycles, memories and multipliers are exact; logic,
flip-flops and energy are modelled.`,
  examples: [
    "dmp explore examples/spaces/spoken-digits.json --out out/explore",
    "dmp explore space.ts --json",
  ],
  async run(given, io) {
    const { out } = given;
    if (out !== undefined) needOut(out, "explore");
    const begin = performance.now();
    const space = spaceOf(await loadValue(given.space), given.space);
    const { choices, refused, why } = choicesOf(space, given.space);
    const folder = dirname(resolve(given.space));
    const { points, leftOut } = await pointsOf(space, choices, folder, given, io);
    const kept = points.filter((p) => keeps(space, p, (name) => figureOf(name, p)));
    const front = frontOf(kept.map((p) => space.objectives.map((name) => lessIsBetter(name, p)))).map(
      (i) => kept[i]!,
    );
    const seconds = (performance.now() - begin) / 1000;
    return {
      json: {
        space: given.space,
        points: points.length,
        kept: kept.length,
        refused: { choices: refused, why },
        leftOut,
        objectives: space.objectives,
        front,
        seconds,
      },
      text: exploredText(space, { points, kept, front, refused, leftOut, seconds, show: given.show }),
      after: () => {
        if (out !== undefined)
          writeFolder(out, filesOf(given.space, space, kept, front, folder), { kind: "explore" });
      },
    };
  },
});

const shown = (value: number | null): string =>
  value === null ? "-" : Math.abs(value) >= 100 ? grouped(value) : String(Number(value.toPrecision(4)));

const nameOf = ({ network, bits, device }: Point) =>
  `${basename(network)}${bits === null ? "" : `, ${counted(bits, "bit")}`}, ${device}`;

const choiceText = ({ hardware }: Point) => {
  const { lanes, mapping, dataflow } = hardware;
  return `${[lanes.spike, lanes.memory, lanes.update, lanes.readout ?? "-"].map((l) => `${l}`).join("/")} ${mapping} ${dataflow}`;
};

interface Explored {
  readonly points: readonly Point[];
  readonly kept: readonly Point[];
  readonly front: readonly Point[];
  readonly refused: number;
  readonly leftOut: number;
  readonly seconds: number;
  readonly show: number;
}

/** Figures that the table shows: the objectives, and those that say what a point is. */
const columnsOf = ({ objectives: chosen }: Space): ObjectiveName[] => [
  ...new Set([...chosen, "stepsPerSecond", "logic", "blockRam"] as const),
];

function exploredText(
  space: Space,
  { points, kept, front, refused, leftOut, seconds, show }: Explored,
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

function filesOf(
  name: string,
  space: Space,
  kept: readonly Point[],
  front: readonly Point[],
  folder: string,
): Folder {
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
      command: commandOf(p, folder),
    })),
  };
  return {
    "points.csv": csvOf(kept, all),
    "front.json": `${JSON.stringify(front, null, 2)}\n`,
    "front.svg": explorationSvg(data),
    "index.html": explorationPage(data),
  };
}

const commandOf = ({ network, bits, device }: Point, folder: string) =>
  `dmp synth ${shellWord(resolve(folder, network))}${bits === null ? "" : ` --bits ${bits}`} --device ${device} --hardware hardware.json`;

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
