// The activity of recordings, summed up: what costs are counted over, and what a timeline goes through.
import { type StepActivity, type Work, workOf } from "../core/index.ts";
import type { IntegerNetwork } from "../network/index.ts";

/** Steps in which the same layers have events and refresh: their mean work, and how many they are. */
interface AlikeSteps {
  readonly work: readonly Work[];
  readonly steps: number;
}

export interface Recorded {
  /** What happens in each step of each sequence. */
  readonly sequences: readonly (readonly StepActivity[])[];
  readonly steps: number;
  readonly alike: readonly AlikeSteps[];
}

const meanOf = (all: readonly (readonly Work[])[]): Work[] =>
  all[0]!.map(({ refresh }, part) => ({
    events: all.reduce((sum, work) => sum + work[part]!.events, 0) / all.length,
    counted: all.reduce((sum, work) => sum + work[part]!.counted, 0) / all.length,
    refresh,
  }));

/** Sums up sequences of a network; those without steps are none. At least one step must be there. */
export function recordedOf(network: IntegerNetwork, sequences: Recorded["sequences"]): Recorded {
  const groups = new Map<string, Work[][]>();
  for (const sequence of sequences)
    for (const [step, activity] of sequence.entries()) {
      const work = workOf(network, activity, step);
      const key = work.map((w) => `${w.events > 0}${w.counted > 0}${w.refresh}`).join();
      const group = groups.get(key);
      if (group === undefined) groups.set(key, [work]);
      else group.push(work);
    }
  return {
    sequences: sequences.filter(({ length }) => length > 0),
    steps: sequences.reduce((sum, sequence) => sum + sequence.length, 0),
    alike: [...groups.values()].map((all) => ({ work: meanOf(all), steps: all.length })),
  };
}
