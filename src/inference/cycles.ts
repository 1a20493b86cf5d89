// Cycles per time step: as measured in a simulation, and the bound that they are held against.
import { cycleBound, type NetworkPlan, type StepActivity, stepEnds } from "../core/index.ts";

/** What happens in each step of a sequence. */
export type Activity = readonly StepActivity[];

export interface CycleCount {
  /** Time steps that were counted. */
  readonly steps: number;
  /** Cycles of a step: the mean, and the most. */
  readonly mean: number;
  readonly max: number;
  /** Mean of the bound over the same steps. */
  readonly bound: number;
}

/**
 * Counts the cycles from the last beat of each step to that of the next. `taken`: the cycle in which each beat of the
 * `events` stream was taken, of sequences one after the other with `activities`.
 */
export function countCycles(
  plan: NetworkPlan,
  activities: readonly Activity[],
  taken: Uint32Array,
): CycleCount {
  const steps = activities.flat();
  const ends = stepEnds(steps, taken);
  const lengths = ends.slice(1).map((end, k) => end - ends[k]!);
  const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / Math.max(1, values.length);
  return {
    steps: lengths.length,
    mean: mean(lengths),
    max: lengths.reduce((a, b) => Math.max(a, b), 0),
    bound: mean(steps.slice(1).map((step) => cycleBound(plan, step))),
  };
}

/** Counts of several runs as one. */
export function joinCounts(counts: readonly CycleCount[]): CycleCount | null {
  const steps = counts.reduce((sum, c) => sum + c.steps, 0);
  if (steps === 0) return null;
  const weighted = (value: (c: CycleCount) => number) =>
    counts.reduce((sum, c) => sum + value(c) * c.steps, 0) / steps;
  return {
    steps,
    mean: weighted((c) => c.mean),
    max: Math.max(...counts.map((c) => c.max)),
    bound: weighted((c) => c.bound),
  };
}
