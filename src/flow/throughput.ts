// Time steps and classes per second of a placed network, from the exact timeline of its hardware.
import { type NetworkPlan, type StepActivity, timeline } from "../core/index.ts";

export interface Throughput {
  readonly clockMHz: number;
  /** Mean over the sequences, one right after the other. */
  readonly cyclesPerStep: number;
  readonly stepsPerSecond: number;
  readonly classesPerSecond: number;
}

/** `sequences`: what happens in each step of each sequence, as measured on recordings. */
export function throughput(
  plan: NetworkPlan,
  sequences: readonly (readonly StepActivity[])[],
  clockMHz: number,
): Throughput {
  const steps = sequences.reduce((n, s) => n + s.length, 0);
  const cycles = timeline(plan, sequences).classes.at(-1)! + 1;
  const cyclesPerStep = cycles / steps;
  return {
    clockMHz,
    cyclesPerStep: Number(cyclesPerStep.toFixed(1)),
    stepsPerSecond: Math.floor((clockMHz * 1e6) / cyclesPerStep),
    classesPerSecond: Math.floor((clockMHz * 1e6 * sequences.length) / cycles),
  };
}
