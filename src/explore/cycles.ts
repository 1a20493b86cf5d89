// Cycles of recorded sequences, exact, once for all hardware that keeps the same time.
import {
  type HardwarePart,
  type NetworkPlan,
  type StepActivity,
  type StepCycles,
  stepEnds,
  stepTimes,
  type TimedPart,
  timeline,
} from "../core/index.ts";

export interface CyclesPerStep {
  /** From the last event of a step to that of the next, over all sequences one right after the other. */
  readonly mean: number;
  readonly max: number;
  /** Half of the steps, and nine in ten, take at most so many. */
  readonly median: number;
  readonly ninth: number;
  /** From the last event of a sequence to its class: mean and most. */
  readonly latency: { readonly mean: number; readonly max: number };
}

type Sequences = readonly (readonly StepActivity[])[];

const meanOf = (sum: number, count: number) => sum / Math.max(1, count);

/** Half of the steps, and nine in ten, are at most as long as those at these places of their order. */
const placesOf = (steps: number) =>
  [0.5, 0.9].map((share) => Math.ceil(share * steps) - 1) as unknown as readonly [number, number];

function summary({ steps, sum, max, inOrder, latencies }: StepCycles): CyclesPerStep {
  const [median, ninth] = steps > 0 ? inOrder : [];
  let [all, most] = [0, 0];
  for (const latency of latencies) {
    all += latency;
    most = Math.max(most, latency);
  }
  return {
    ...{ mean: meanOf(sum, steps), max, median: median ?? 0, ninth: ninth ?? 0 },
    latency: { mean: meanOf(all, latencies.length), max: most },
  };
}

/** Runs the timeline of sequences. */
export function countCycles(plan: NetworkPlan, sequences: Sequences): CyclesPerStep {
  const { taken, classes } = timeline(plan, sequences);
  const ends = stepEnds(sequences.flat(), taken);
  let last = -1;
  const latencies = sequences.map(({ length }, i) => {
    last += length;
    return classes[i]! - ends[last]!;
  });
  const cycles = Float64Array.from(ends.slice(1), (end, k) => end - ends[k]!).sort();
  return summary({
    steps: cycles.length,
    sum: cycles.reduce((a, b) => a + b, 0),
    max: cycles.at(-1) ?? 0,
    inOrder: placesOf(cycles.length).map((place) => cycles[place]!),
    latencies,
  });
}

/** The parts of a choice as times depend on them, and its plan, for what only the timeline tells. */
export interface Timed {
  readonly parts: readonly TimedPart[];
  readonly plan: () => NetworkPlan;
}

export interface CycleCounter {
  /** A part as times depend on it; choices whose parts have the same numbers keep the same time. */
  readonly partOf: (part: HardwarePart) => TimedPart;
  /** Counts the cycles of choices, in their order. */
  readonly count: (choices: readonly Timed[]) => CyclesPerStep[];
}

/** Counts cycles over sequences that have steps. */
export function cycleCounter(sequences: Sequences, layers: number): CycleCounter {
  const times = stepTimes(sequences, layers);
  const places = placesOf(sequences.reduce((sum, { length }) => sum + length, -1));
  const count = (choices: readonly Timed[]) => {
    const found = new Array<CyclesPerStep>(choices.length);
    const alike: number[][] = [];
    for (const [i, { parts }] of choices.entries()) {
      const structure = times.structureOf(parts);
      alike[structure] ??= [];
      alike[structure].push(i);
    }
    for (const some of alike.flatMap((all) => inPieces(all, times.together))) {
      const told = times.of(
        some.map((i) => choices[i]!.parts),
        places,
      );
      for (const [k, i] of some.entries())
        found[i] = told === null ? countCycles(choices[i]!.plan(), sequences) : summary(told[k]!);
    }
    return found;
  };
  return { partOf: times.partOf, count };
}

const inPieces = <T>(all: readonly T[], length: number): T[][] =>
  Array.from({ length: Math.ceil(all.length / length) }, (_, i) => all.slice(i * length, (i + 1) * length));
