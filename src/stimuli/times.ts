// In which cycle every beat comes at full speed, where the timeline foresees it.
import type { GoldenRecord } from "../../golden/index.ts";
import { activityOf, type NetworkPlan, sequencesInFlight, timeline } from "../core/index.ts";
import type { EventSequence } from "../network/integer.ts";

/** Cycles by beat, from the one in which the first event is taken; null: not foreseen. */
export type Cycles = readonly (number | null)[];

export interface Times {
  readonly events: Cycles;
  /** Of each stream out of the network, by its name. */
  readonly answers: Readonly<Record<string, Cycles>>;
  /** Cycle after the reset in which the first event is taken; null: not foreseen. */
  readonly begin: number | null;
  /** Cycles that all of it takes. */
  readonly all: number;
}

/** How many of the first sequences are foreseen: the next waits for a class to be taken. */
function foreseen(starts: readonly number[], classes: readonly number[]): number {
  const waits = starts.findIndex(
    (start, i) => i >= sequencesInFlight && classes[i - sequencesInFlight]! >= start,
  );
  return waits < 0 ? starts.length : waits;
}

/** With one bank of currents, a core is free a cycle after reset. */
const freeAt = ({ hardware }: NetworkPlan): number =>
  hardware.overlap || hardware.dataflow === "neuron-stationary" ? 0 : 1;

/**
 * The times of sequences one after the other, all of them legal; `exact` false: none is foreseen. `loads`: beats of the
 * parameters that are loaded before, the last of which is in its memory a cycle after it was taken; null: how long
 * packets take is not foreseen.
 */
export function timesOf(
  plan: NetworkPlan,
  sequences: readonly EventSequence[],
  records: readonly GoldenRecord[],
  exact: boolean,
  loads: number | null,
): Times {
  const activities = sequences.map((s, i) => activityOf(s, records[i]!));
  const { taken, answers, classes, logits, spikes } = timeline(plan, activities);
  const [first] = taken;
  const starts: number[] = [];
  let beats = 0;
  for (const steps of activities) {
    starts.push(taken[beats]!);
    beats += steps.reduce((sum, { inputs }) => sum + Math.max(1, inputs), 0);
  }
  const known = exact ? foreseen(starts, classes) : 0;
  // What comes after the start of a sequence that waits may wait too.
  const limit = known === starts.length ? Infinity : (starts[known] ?? 0);
  const cycles = (of: readonly number[]) => of.map((at) => (at < limit ? at - first! : null));
  return {
    events: cycles(taken),
    answers: { classes: cycles(answers), logits: cycles(logits), spikes: cycles(spikes) },
    begin: loads === null || !exact ? null : first! + (loads === 0 ? freeAt(plan) : loads + 1),
    all: classes.at(-1)!,
  };
}
