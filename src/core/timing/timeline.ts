// The timeline: when every step of a sequence is taken, computed and answered, exactly as the hardware does it.

import { EventStationaryTimes } from "../event-stationary/times.ts";
import { NeuronStationaryTimes } from "../neuron-stationary/times.ts";
import type { NetworkPlan } from "../plan/plan.ts";
import { isJoint } from "./core-times.ts";
import { eventCycles, readoutTail } from "./facts.ts";
import { type Beats, IntegrationTimes } from "./integration.ts";

/** What happens in one time step: how many events come in, and which neurons of each layer fire (ascending). */
export interface StepActivity {
  readonly inputs: number;
  /** Of the events that come in, those whose value is not 0; default: all. */
  readonly counted?: number;
  readonly spikes: readonly ArrayLike<number>[];
}

/** When things happen, in cycles from the one in which the first beat is offered. */
export interface Timeline {
  /** When each beat of the `events` stream is taken: an event each, or one empty beat for a step without. */
  readonly taken: readonly number[];
  /** When the readout starts each step. */
  readonly steps: readonly number[];
  /** When the class of each sequence is offered. */
  readonly classes: readonly number[];
}

/** Events from outside: always on offer, one a cycle at most. */
const outside = (events: number, taken: readonly number[]): Beats => ({
  deliver(take) {
    for (let e = 0; e < Math.max(1, events); e++) take((taken.at(-1) ?? -1) + 1, events === 0);
  },
});

/** The readout at work. */
class ReadoutTimes {
  readonly steps: number[] = [];
  readonly classes: number[] = [];
  private readonly plan: NetworkPlan;
  private readonly integration: IntegrationTimes;
  private free = 0;

  constructor(plan: NetworkPlan) {
    this.plan = plan;
    this.integration = new IntegrationTimes([eventCycles(plan.readout.groups)], 0);
  }

  step(beats: Beats, end: boolean): void {
    const { classes, lanes, hardware } = this.plan.readout;
    const start = Math.max(this.integration.step(0, beats), this.free);
    const done = start + classes + readoutTail;
    this.steps.push(start);
    // A class is answered in the cycle after its last addition, and taken in the next.
    if (end) this.classes.push(done + 1);
    this.free = end ? done + 2 : done;
    this.integration.opens = hardware.overlap ? start + 1 : done + 1;
    if (isJoint(hardware)) for (let c = 0; c < classes; c += lanes) this.integration.waitIn(start + 1 + c);
  }
}

/** The exact timeline of sequences one after the other, with events always offered and classes taken at once. */
export function timeline(plan: NetworkPlan, sequences: readonly (readonly StepActivity[])[]): Timeline {
  const Times = plan.hardware.dataflow === "neuron-stationary" ? NeuronStationaryTimes : EventStationaryTimes;
  const cores = plan.cores.map((core) => new Times(core));
  const readout = new ReadoutTimes(plan);
  const taken: number[] = [];
  for (const sequence of sequences)
    sequence.forEach((activity, k) => {
      let beats = outside(activity.inputs, taken);
      let events = activity.counted ?? activity.inputs;
      plan.cores.forEach((core, i) => {
        core.layers.forEach(({ index }, at) => {
          const ready = cores[i]!.integration.step(at, beats, index === 0 ? taken : undefined);
          const fired = activity.spikes[index]!;
          beats = cores[i]!.start({ at, step: k, ready, events, fired });
          events = fired.length;
        });
      });
      readout.step(beats, k === sequence.length - 1);
    });
  return { taken, steps: readout.steps, classes: readout.classes };
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
