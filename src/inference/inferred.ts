// What recordings came to: group by group, as it can be put together from several runs, and in sum.
import type { Difference } from "../verify/index.ts";
import { addCosts, type CostSums, type CostsPerStep, costsPerStep } from "./costs.ts";
import { type CycleCount, joinCounts } from "./cycles.ts";
import type { Part, RtlSteps } from "./group.ts";
import { type LabelledEvents, shareRight } from "./labels.ts";
import type { Answer } from "./models.ts";

/** Plain data, recording after recording and group after group. */
export interface Inferred {
  readonly recordings: readonly Pick<LabelledEvents, "name" | "label" | "steps">[];
  readonly answers: readonly Answer[];
  /** What was compared; null where no hardware ran. */
  readonly compared: "every value" | "classes" | null;
  /** Recordings that went through the hardware together; none where none ran. */
  readonly groups: readonly Part[];
  /** Null where no hardware ran. */
  readonly costs: CostSums | null;
  readonly seconds: { readonly models: number; readonly build: number; readonly hardware: number };
}

/** Classes of one recording; null where that model did not run. */
export interface RecordingResult {
  readonly name: string;
  readonly label: number | null;
  readonly float: number | null;
  readonly golden: number | null;
  readonly rtl: number | null;
  /** What the hardware said after every step; null where it does not. */
  readonly rtlSteps: RtlSteps | null;
}

export interface InferenceResult {
  readonly results: readonly RecordingResult[];
  /** Recordings for which hardware and golden model differ. */
  readonly mismatches: number;
  /** The first difference of each group of recordings that has one. */
  readonly differences: readonly Difference[];
  /** What was compared; null where no hardware ran. */
  readonly compared: "every value" | "classes" | null;
  /** Values that were compared: probe records times their fields, and classes. */
  readonly values: number;
  readonly accuracy: {
    readonly float: number | null;
    readonly golden: number | null;
    readonly rtl: number | null;
  };
  /** Null where no hardware ran. */
  readonly cyclesPerStep: CycleCount | null;
  /** Bits of memory that a step moves, and operations that it does; null where no hardware ran. */
  readonly bitsPerStep: CostsPerStep["bitsPerStep"] | null;
  readonly operationsPerStep: CostsPerStep["operationsPerStep"] | null;
  /** All cycles of the simulation. */
  readonly cycles: number;
  /** Time steps of all recordings. */
  readonly steps: number;
  readonly seconds: { readonly models: number; readonly build: number; readonly hardware: number };
}

/** Recordings in several runs as those of one. At least one run. */
export function joinInferred(runs: readonly Inferred[]): Inferred {
  const seconds = (of: keyof Inferred["seconds"]) => runs.reduce((sum, run) => sum + run.seconds[of], 0);
  const costs = runs.flatMap((run) => run.costs ?? []);
  return {
    recordings: runs.flatMap((run) => run.recordings),
    answers: runs.flatMap((run) => run.answers),
    compared: runs[0]!.compared,
    groups: runs.flatMap((run) => run.groups),
    costs: costs.length === 0 ? null : addCosts(costs),
    seconds: { models: seconds("models"), build: seconds("build"), hardware: seconds("hardware") },
  };
}

export function resultOf({
  recordings,
  answers,
  compared,
  groups,
  costs,
  seconds,
}: Inferred): InferenceResult {
  const sum = (of: (group: Part) => number) => groups.reduce((all, group) => all + of(group), 0);
  const classes = groups.flatMap((group) => group.classes);
  const steps = groups.flatMap((group) => group.steps);
  const right = (model: keyof Answer) =>
    shareRight(
      recordings,
      answers.map((answer) => answer[model]),
    );
  return {
    results: recordings.map(({ name, label }, i) => ({
      name,
      label,
      ...answers[i]!,
      rtl: classes[i] ?? null,
      rtlSteps: steps[i] ?? null,
    })),
    mismatches: sum((group) => group.mismatches),
    differences: groups.flatMap((group) => group.difference ?? []),
    compared,
    values: sum((group) => group.values),
    accuracy: {
      float: right("float"),
      golden: right("golden"),
      rtl: compared === null ? null : shareRight(recordings, classes),
    },
    cyclesPerStep: joinCounts(groups.flatMap((group) => group.count ?? [])),
    ...(costs === null ? { bitsPerStep: null, operationsPerStep: null } : costsPerStep(costs)),
    cycles: sum((group) => group.cycles),
    steps: recordings.reduce((all, recording) => all + recording.steps, 0),
    seconds,
  };
}
