// When things happened, against the timeline: where no stream pauses, every beat has its cycle.
import type { NetworkPlan } from "../core/index.ts";
import type { CaseResult } from "../simulate/index.ts";
import { eventBeats } from "../simulate/network.ts";
import { timesOf } from "../stimuli/times.ts";
import type { VerifyCase } from "./case.ts";
import type { Difference } from "./compare.ts";
import type { Expected } from "./expect.ts";

/** Whether the timeline knows all that happens in a case: nothing pauses, nothing is left out, nothing is loaded between. */
export const isTimed = (c: VerifyCase, { legal }: Expected): boolean =>
  (c.stalls === null || (c.stalls.source === 0 && c.stalls.sink === 0)) &&
  c.reload === null &&
  legal.every((s, i) => s === c.sequences[i]);

/** The sequence that a beat of the events is of. */
function sequenceOf(sequences: Expected["legal"], beat: number): number {
  let [sequence, ends] = [0, eventBeats([sequences[0]!]).beats];
  while (ends <= beat) {
    sequence += 1;
    ends += eventBeats([sequences[sequence]!]).beats;
  }
  return sequence;
}

/** The first beat of a stream that did not come in its cycle, or null. The case must be timed, and right in its bits. */
export function compareCycles(
  plan: NetworkPlan,
  c: VerifyCase,
  result: CaseResult,
  { legal, records }: Expected,
): Difference | null {
  const taken = result.sources.events!;
  const loaded = result.sources.params?.at(-1);
  // What a faulty packet takes is not foreseen.
  const loads = loaded === undefined ? 0 : c.stray.length > 0 ? null : loaded + 1;
  const { events, answers, begin } = timesOf(plan, legal, records, true, loads);
  const from = begin ?? taken[0]!;
  const streams = [
    { text: "beat of the events taken", foreseen: events, found: taken },
    ...Object.entries(answers).map(([name, foreseen]) => ({
      text: `beat of ${name} given`,
      foreseen,
      found: result.sinks[name]?.cycles ?? [],
    })),
  ];
  for (const { text, foreseen, found } of streams)
    for (const [index, cycle] of foreseen.entries()) {
      if (cycle === null || found[index] === from + cycle) continue;
      return {
        quantity: "cycle",
        sequence: foreseen === events ? sequenceOf(legal, index) : null,
        step: null,
        layer: null,
        index,
        expected: from + cycle,
        found: found[index]!,
        cycle: found[index]!,
        text,
      };
    }
  return null;
}
