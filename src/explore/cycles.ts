// Cycles of recorded sequences, exact, once for all hardware that keeps the same time.
import {
  type Hardware,
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

function summary({ steps, sum, max, inOrder, latencies }: StepCycles): CyclesPerStep {
  const place = (share: number) => Math.ceil(share * steps) - 1;
  const [median, ninth] = steps > 0 ? inOrder([place(0.5), place(0.9)]) : [];
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
    inOrder: (places) => places.map((place) => cycles[place]!),
    latencies,
  });
}

/** The parts of a choice as times depend on them, and its plan, for what only the timeline tells. */
export interface Timed {
  readonly parts: readonly TimedPart[];
  readonly plan: () => NetworkPlan;
}

/** Counts the cycles of choices over sequences that have steps, in the order of the choices. */
export function cycleCounter(
  sequences: Sequences,
  layers: number,
): (choices: readonly Timed[]) => CyclesPerStep[] {
  const times = stepTimes(sequences, layers);
  return (choices) => {
    const found = new Array<CyclesPerStep>(choices.length);
    const alike: number[][] = [];
    for (const [i, { parts }] of choices.entries()) {
      const structure = times.structureOf(parts);
      alike[structure] ??= [];
      alike[structure].push(i);
    }
    for (const places of alike.flatMap((all) => inPieces(all, times.together))) {
      const told = times.of(places.map((i) => choices[i]!.parts));
      for (const [k, i] of places.entries())
        found[i] = told === null ? countCycles(choices[i]!.plan(), sequences) : summary(told[k]!);
    }
    return found;
  };
}

const inPieces = <T>(all: readonly T[], length: number): T[][] =>
  Array.from({ length: Math.ceil(all.length / length) }, (_, i) => all.slice(i * length, (i + 1) * length));

/** What times depend on of a choice, beside its lanes. */
export function timingKey({
  dataflow,
  mapping,
  overlap,
  banks,
  dependencyBreaking,
  pipeline,
  outputs,
}: Hardware) {
  const joint = overlap && dataflow === "event-stationary" && banks === "joint";
  return [dataflow, mapping, overlap, joint, dependencyBreaking, pipeline, outputs.classes].join(" ");
}

/** What they depend on of a part: the lanes of a core, or of the readout behind the last. */
export function timingOfPart({ cores, readout }: NetworkPlan, part: number): string {
  const core = cores[part];
  if (core === undefined) return `readout ${readout.lanes}`;
  const { spike, memory, update, neuron } = core.lanes;
  return `${core.name} ${spike} ${memory} ${update} ${neuron}`;
}
