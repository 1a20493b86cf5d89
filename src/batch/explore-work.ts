// An exploration in units: each answers a share of all recordings, and counts a share of all points.
import {
  choicesOf,
  type EnergyTable,
  type Point,
  type Recorded,
  recordedOf,
  type Space,
  settingOf,
  sweep,
} from "../explore/index.ts";
import { deviceOf } from "../flow/index.ts";
import { infer, type LabelledEvents } from "../inference/index.ts";
import type { IntegerNetwork } from "../network/index.ts";
import { type Piece, piecesOf, type Range, shareOf, sliceOf } from "./share.ts";
import type { Work } from "./work.ts";

/** A network in one format. */
export interface ExploreTask {
  /** As the space names it. */
  readonly network: string;
  /** Null: it was given in integers. */
  readonly bits: number | null;
  readonly integer: IntegerNetwork;
  /** What its costs are counted over. */
  readonly sequences: Recorded["sequences"];
  /** What its accuracy is found by; none: it has none. */
  readonly recordings: readonly LabelledEvents[];
}

export interface ExploreJob {
  readonly space: Space;
  readonly tables: readonly EnergyTable[];
  readonly tasks: readonly ExploreTask[];
  /** Threads that answer the recordings of a unit. */
  readonly jobs: number;
}

/** A network that a unit needs; it is named by its place among the tasks. */
interface UnitNetwork extends Pick<ExploreTask, "integer" | "sequences"> {
  readonly task: number;
}

interface ExploreUnit extends Pick<ExploreJob, "tables" | "jobs"> {
  readonly space: Pick<Space, "hardware" | "devices" | "clock">;
  readonly networks: readonly UnitNetwork[];
  readonly answers: readonly { readonly task: number; readonly recordings: readonly LabelledEvents[] }[];
  /** Ranges of the choices of the space, for a task on a device. */
  readonly points: readonly (Range & { readonly task: number; readonly device: number })[];
}

/** A point with the number of its choice for its hardware, and without what its task is and reaches. */
type Row = Omit<Point, "hardware"> & { readonly hardware: number };

interface ExploreResult {
  /** Recordings with a label, and those answered rightly. */
  readonly answers: readonly { readonly task: number; readonly judged: number; readonly right: number }[];
  /** `why`: what was said of the first choice that did not go with its network; null: all of them did. */
  readonly points: readonly {
    readonly task: number;
    readonly rows: readonly Row[];
    readonly why: string | null;
  }[];
}

/** What it takes to put the results together. */
export interface ExploreHead {
  /** The space's file, as it was named. */
  readonly name: string;
  readonly space: Space;
  readonly tasks: readonly Pick<ExploreTask, "network" | "bits">[];
  /** Points of the front that the table shows. */
  readonly show: number;
}

const headless = "the space";

/** The work in so many units, or fewer where there is less to do. */
export function exploreUnits(job: ExploreJob, wanted: number): ExploreUnit[] {
  const { space, tables, tasks, jobs } = job;
  const { hardware, devices, clock } = space;
  const choices = choicesOf(space, headless).choices.length;
  const recordings = tasks.map((task) => task.recordings.length);
  const points = tasks.flatMap(() => devices.map(() => choices));
  const sum = (sizes: readonly number[]) => sizes.reduce((a, b) => a + b, 0);
  const of = Math.min(wanted, Math.max(sum(recordings), sum(points)));
  return Array.from({ length: of }, (_, number) => {
    const share = (sizes: readonly number[]): Piece[] => piecesOf(sizes, shareOf(sum(sizes), number, of));
    const answers = share(recordings).map(({ group, ...range }) => ({
      task: group,
      recordings: sliceOf(tasks[group]!.recordings, range),
    }));
    const counted = share(points).map(({ group, ...range }) => ({
      task: Math.floor(group / devices.length),
      device: group % devices.length,
      ...range,
    }));
    const needed = new Set([...answers, ...counted].map(({ task }) => task));
    const networks = [...needed].map((task) => ({
      task,
      integer: tasks[task]!.integer,
      sequences: counted.some((piece) => piece.task === task) ? tasks[task]!.sequences : [],
    }));
    return {
      space: { hardware, devices, clock },
      ...{ tables, jobs, networks, answers, points: counted },
    };
  });
}

export const exploreWork: Work<ExploreUnit, ExploreResult> = {
  async run({ space, tables, jobs, networks, answers, points }, { at }) {
    const ofTask = new Map(networks.map((network) => [network.task, network]));
    const total = answers.length + points.length;
    let done = 0;
    const found: ExploreResult["answers"][number][] = [];
    for (const { task, recordings } of answers) {
      at(done++, total, "recordings");
      const { integer } = ofTask.get(task)!;
      const { results } = await infer({
        ...{ engine: "golden", float: null, integer, hardware: null, recordings, jobs },
      });
      const judged = results.filter((r) => r.label !== null && r.golden !== null);
      const right = judged.filter((r) => r.label === r.golden);
      found.push({ task, judged: judged.length, right: right.length });
    }
    const { choices } = choicesOf(space, headless);
    const places = new Map(choices.map((hardware, place) => [hardware, place]));
    const recorded = new Map<number, Recorded>();
    const counted: ExploreResult["points"][number][] = [];
    for (const { task, device, ...range } of points) {
      at(done++, total, "points");
      const { integer, sequences } = ofTask.get(task)!;
      const activity = recorded.get(task) ?? recordedOf(integer, sequences);
      recorded.set(task, activity);
      const setting = settingOf(integer, activity, deviceOf(space.devices[device]!), tables);
      const slices = [...sweep(setting, sliceOf(choices, range), unnamed, space.clock)];
      counted.push({
        task,
        rows: slices.flatMap(({ points }) =>
          points.map((point) => ({ ...point, hardware: places.get(point.hardware)! })),
        ),
        why: slices.find(({ why }) => why !== null)?.why ?? null,
      });
    }
    return { answers: found, points: counted };
  },
};

/** Stands in for what a unit does not know of its points. */
const unnamed = { network: "", bits: null, accuracy: null };

/** All points, in the order in which they are counted on one machine, and how many choices did not go with a network. */
export function exploredPoints(
  { space, tasks }: ExploreHead,
  results: readonly ExploreResult[],
): { points: Point[]; leftOut: number; whyLeftOut: string | null } {
  const { choices } = choicesOf(space, headless);
  const sum = (task: number, of: "judged" | "right") =>
    results
      .flatMap(({ answers }) => answers)
      .filter((answer) => answer.task === task)
      .reduce((all, answer) => all + answer[of], 0);
  const accuracies = tasks.map((_, task) => {
    const judged = sum(task, "judged");
    return judged === 0 ? null : sum(task, "right") / judged;
  });
  const pieces = results.flatMap((result) => result.points);
  const points = pieces.flatMap(({ task, rows }) =>
    // Fields stay in their order, so that files are the same to the byte.
    rows.map((row) => ({
      ...row,
      ...tasks[task]!,
      accuracy: accuracies[task]!,
      hardware: choices[row.hardware]!,
    })),
  );
  const leftOut = tasks.length * space.devices.length * choices.length - points.length;
  return { points, leftOut, whyLeftOut: pieces.find(({ why }) => why !== null)?.why ?? null };
}
