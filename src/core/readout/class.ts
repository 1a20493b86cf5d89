// The class at work: one a cycle, with the currents that were collected for it and the step it is of.
import { type Body, bit, type Signal, type StreamIn } from "../../hdl/index.ts";
import type { eventPayload } from "../events/payload.ts";
import type { LoadBus } from "../parameters/memory.ts";
import type { ParameterMemory } from "../parameters/parameters.ts";
import type { ReadoutPlan } from "../plan/plan.ts";

export interface ClassAtWork {
  /** A class is read in this cycle; its number; it is the last one. */
  readonly valid: Signal;
  readonly class: Signal;
  readonly last: Signal;
  /** Its step: the first of a sequence, the last, with any spike. */
  readonly step: { readonly first: Signal; readonly end: Signal; readonly touched: Signal };
}

/** What a dataflow sees of the readout around it. */
export interface AroundClasses {
  /** The last layer's spikes. */
  readonly events: StreamIn<ReturnType<typeof eventPayload>>;
  /** The next step may start. */
  readonly mayTake: Signal;
  readonly load: LoadBus;
}

/**
 * How a dataflow gives the classes of every step. `collected`: the currents of the class that was read one cycle before;
 * `arrives` is 1 then.
 */
export type Classes = (
  c: Body,
  plan: ReadoutPlan,
  weights: ParameterMemory,
  around: AroundClasses,
) => {
  readonly at: ClassAtWork;
  /** A step starts. */
  readonly starts: Signal;
  readonly collected: (arrives: Signal) => Signal;
};

/** The step at work, from its job's start on. */
export function stepOfJob(
  c: Body,
  job: StreamIn<{ readonly touched: typeof bit; readonly end: typeof bit }>,
): ClassAtWork["step"] {
  c.note("The step at work.");
  const { first, ended, touched } = c.registers({ first: bit, ended: { type: bit, reset: 1 }, touched: bit });
  c.when(job.fire, () => {
    first.next(ended);
    ended.next(job.payload.end);
    touched.next(job.payload.touched);
  });
  return { first, end: ended, touched };
}
