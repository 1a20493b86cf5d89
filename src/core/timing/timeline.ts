// The timeline: when every step of a sequence is taken, computed and answered, exactly as the hardware does it.

import { EventStationaryReadoutTimes, EventStationaryTimes } from "../event-stationary/times.ts";
import { NeuronStationaryReadoutTimes, NeuronStationaryTimes } from "../neuron-stationary/times.ts";
import type { NetworkPlan } from "../plan/plan.ts";
import type { StepActivity } from "./activity.ts";
import type { Beats } from "./integration.ts";
import { type Seen, type Span, unseen } from "./spans.ts";

/** When things happen, in cycles from the one in which the first beat is offered. */
export interface Timeline {
  /** When each beat of the `events` stream is taken: an event each, or one empty beat for a step without. */
  readonly taken: readonly number[];
  /** When the readout starts each step. */
  readonly steps: readonly number[];
  /** When each class is offered: of every sequence, or of every step where the hardware answers each. */
  readonly answers: readonly number[];
  /** When the class of each sequence, that of its last step, is offered. */
  readonly classes: readonly number[];
  /** When each logit, and each beat of the last layer's spikes, is offered; empty where the hardware has no such stream. */
  readonly logits: readonly number[];
  readonly spikes: readonly number[];
}

/** Events from outside: always on offer, one a cycle at most. */
const outside = (events: number, taken: readonly number[]): Beats => ({
  deliver(take) {
    for (let e = 0; e < Math.max(1, events); e++) take((taken.at(-1) ?? -1) + 1, events === 0);
  },
});

const times = {
  "event-stationary": { OfCore: EventStationaryTimes, OfReadout: EventStationaryReadoutTimes },
  "neuron-stationary": { OfCore: NeuronStationaryTimes, OfReadout: NeuronStationaryReadoutTimes },
};

/**
 * The exact timeline of sequences one after the other, with events always offered and classes taken at once. `seen` is told what
 * every part is at.
 */
export function timeline(
  plan: NetworkPlan,
  sequences: readonly (readonly StepActivity[])[],
  seen?: (span: Span) => void,
): Timeline {
  const { OfCore, OfReadout } = times[plan.hardware.dataflow];
  const cores = plan.cores.map((core) => new OfCore(core));
  const readout = new OfReadout(plan.readout);
  const taken: number[] = [];
  let steps = 0;
  for (const sequence of sequences)
    sequence.forEach((activity, k) => {
      const step = steps++;
      const of = (part: string, layer: number): Seen =>
        seen ? (kind, from, to) => seen({ part, layer, step, kind, from, to }) : unseen;
      let beats = outside(activity.inputs, taken);
      let events = activity.counted ?? activity.inputs;
      plan.cores.forEach((core, i) => {
        core.layers.forEach(({ index }, at) => {
          const told = of(core.name, index);
          const ready = cores[i]!.integration.step(at, beats, told, index === 0 ? taken : undefined);
          const fired = activity.spikes[index]!;
          beats = cores[i]!.start({ at, step: k, ready, events, fired, seen: told });
          events = fired.length;
        });
      });
      readout.step(beats, events, k === sequence.length - 1, of("readout", activity.spikes.length));
    });
  const { answers, classes, logits, spikes } = readout;
  return { taken, steps: readout.steps, answers, classes, logits, spikes };
}

/**
 * Cycles per time step in the steady state, where every step is like `activity`: exact (a mean over the refreshes of
 * dilated layers).
 */
export function cyclesPerStep(plan: NetworkPlan, activity: StepActivity): number {
  const period = plan.network.layers.reduce((l, { memory }) => leastMultiple(l, memory?.dilation ?? 1), 2);
  const settle = Math.ceil((16 + 4 * plan.cores.length) / period) * period;
  const { steps } = timeline(plan, [Array.from({ length: settle + 4 * period + 1 }, () => activity)]);
  return (steps[settle + 4 * period]! - steps[settle]!) / (4 * period);
}

const leastMultiple = (a: number, b: number): number => {
  let m = a;
  while (m % b !== 0) m += a;
  return m;
};
