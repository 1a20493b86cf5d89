// When things happened, against the timeline: where no stream pauses, every beat has its cycle.
import { activityOf, type NetworkPlan, sequencesInFlight, timeline } from "../core/index.ts";
import type { CaseResult } from "../simulate/index.ts";
import type { VerifyCase } from "./case.ts";
import type { Difference } from "./compare.ts";
import type { Expected } from "./expect.ts";

/** Whether the timeline knows all that happens in a case: nothing pauses, nothing is left out, nothing is loaded between. */
export const isTimed = (c: VerifyCase, { legal }: Expected): boolean =>
  (c.stalls === null || (c.stalls.source === 0 && c.stalls.sink === 0)) &&
  c.reload === null &&
  legal.every((s, i) => s === c.sequences[i]);

/**
 * The cycle in which the first beat is offered. Parameters come first, and the last one is in its memory a cycle after it
 * was taken; what a faulty packet takes is not foreseen. With one bank of currents, a core is free a cycle after reset.
 */
function beginOf({ hardware }: NetworkPlan, c: VerifyCase, { sources }: CaseResult, first: number): number {
  const loaded = sources.params?.at(-1);
  if (loaded === undefined) return hardware.overlap || hardware.dataflow === "neuron-stationary" ? 0 : 1;
  return c.stray.length > 0 ? sources.events![0]! - first : loaded + 2;
}

/** The first beat of a stream that did not come in its cycle, or null. The case must be timed, and right in its bits. */
export function compareCycles(
  plan: NetworkPlan,
  c: VerifyCase,
  result: CaseResult,
  { legal, records }: Expected,
): Difference | null {
  const activities = legal.map((s, i) => activityOf(s, records[i]!));
  const foreseen = timeline(plan, activities);
  const { taken, classes } = foreseen;
  const events = result.sources.events!;
  const begin = beginOf(plan, c, result, taken[0]!);
  const differs = (
    sequence: number | null,
    index: number | null,
    expected: number,
    found: number,
    text: string,
  ): Difference => ({
    quantity: "cycle",
    sequence,
    step: null,
    layer: null,
    index,
    expected,
    found,
    cycle: found,
    text,
  });
  let beat = 0;
  for (let sequence = 0; sequence < legal.length; sequence += 1) {
    const { steps, offsets } = legal[sequence]!;
    // Where so many are under way that this one waits for a class, the timeline does not say when.
    if (sequence >= sequencesInFlight && classes[sequence - sequencesInFlight]! >= taken[beat]!) return null;
    for (let k = 0; k < steps; k += 1)
      for (let e = Math.max(1, offsets[k + 1]! - offsets[k]!); e > 0; e -= 1, beat += 1)
        if (events[beat] !== begin + taken[beat]!)
          return differs(sequence, beat, begin + taken[beat]!, events[beat]!, "beat of the events taken");
  }
  const { answers, logits, spikes } = foreseen;
  for (const [name, cycles] of [
    ["classes", answers],
    ["logits", logits],
    ["spikes", spikes],
  ] as const)
    for (const [at, cycle] of cycles.entries()) {
      const found = result.sinks[name]!.cycles[at]!;
      if (found !== begin + cycle) return differs(null, at, begin + cycle, found, `beat of ${name} given`);
    }
  return null;
}
