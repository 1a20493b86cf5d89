// Cycles of recorded sequences, exact: from the timeline, once for all hardware that keeps the same time.
import { type Hardware, type NetworkPlan, type StepActivity, timeline } from "../core/index.ts";

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

const meanOf = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / Math.max(1, values.length);
const mostOf = (values: readonly number[]) => values.reduce((a, b) => Math.max(a, b), 0);

/** Runs the timeline of sequences. */
export function countCycles(
  plan: NetworkPlan,
  sequences: readonly (readonly StepActivity[])[],
): CyclesPerStep {
  const { taken, classes } = timeline(plan, sequences);
  const ends: number[] = [];
  const latencies: number[] = [];
  let beats = 0;
  for (const [i, sequence] of sequences.entries()) {
    for (const { inputs } of sequence) {
      beats += Math.max(1, inputs);
      ends.push(taken[beats - 1]!);
    }
    latencies.push(classes[i]! - ends.at(-1)!);
  }
  const lengths = ends.slice(1).map((end, k) => end - ends[k]!);
  const sorted = Float64Array.from(lengths).sort();
  const upTo = (share: number) => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;
  return {
    mean: meanOf(lengths),
    max: mostOf(lengths),
    median: upTo(0.5),
    ninth: upTo(0.9),
    latency: { mean: meanOf(latencies), max: mostOf(latencies) },
  };
}

/** What a timeline depends on of one part: the lanes of a core, or of the readout behind the last. */
export function timingOfPart({ cores, readout }: NetworkPlan, part: number): string {
  const core = cores[part];
  if (core === undefined) return `${readout.lanes}`;
  const { spike, memory, update, neuron } = core.lanes;
  return `${spike},${memory},${update},${neuron}`;
}

/** All that a timeline depends on, beside the network: choices with the same key take the same cycles. */
export function timingKey(hardware: Hardware, parts: readonly { readonly timing: string }[]): string {
  const { dataflow, mapping, overlap, banks, dependencyBreaking, pipeline, outputs } = hardware;
  const joint = overlap && dataflow === "event-stationary" && banks === "joint";
  const common = [dataflow, mapping, overlap, joint, dependencyBreaking, pipeline, outputs.classes];
  return [...common, ...parts.map((part) => part.timing)].join(" ");
}
