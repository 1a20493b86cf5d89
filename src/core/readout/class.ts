// The class at work: one a cycle, from the step's hand-over on, with the currents that were collected for it.

import { all, type Body, bit, index, type Signal, type StreamIn } from "../../hdl/index.ts";
import { advance, increment } from "../counting.ts";
import type { ReadoutPlan } from "../plan/plan.ts";

const bankIndex = ({ hardware }: ReadoutPlan) => index(hardware.overlap ? 2 : 1);

/** A finished step of the last layer's spikes. */
export const readoutJob = (plan: ReadoutPlan) => ({ touched: bit, end: bit, bank: bankIndex(plan) });

/** How the readout reads collected currents. */
export const currentsRead = (plan: ReadoutPlan) => ({
  valid: bit,
  word: index(plan.groups),
  bank: bankIndex(plan),
});

export interface ClassAtWork {
  /** A class is read in this cycle; its number; it is the last one. */
  readonly valid: Signal;
  readonly class: Signal;
  readonly last: Signal;
  /** The read of its currents: the word that holds them, read with the first class of it. */
  readonly currents: {
    readonly valid: Signal;
    readonly word: Signal;
    readonly first: Signal;
    readonly bank: Signal;
  };
  /** Its step: the first of a sequence, the last, with any spike. */
  readonly step: { readonly first: Signal; readonly end: Signal; readonly touched: Signal };
  /** The step's last class has its value. */
  readonly stepDone: Signal;
  /** No step is at work. */
  readonly idle: Signal;
}

/** Takes a step as a job where none is at work and `mayTake`. */
export function classAtWork(
  c: Body,
  plan: ReadoutPlan,
  job: StreamIn<ReturnType<typeof readoutJob>>,
  mayTake: Signal,
): ClassAtWork {
  c.note("The step at work.");
  const phase = c.states("phase", ["idle", "run", "tail"]);
  const { first, ended, touched, bank } = c.registers({
    first: bit,
    ended: { type: bit, reset: 1 },
    touched: bit,
    bank: bankIndex(plan),
  });
  c.note("The class at work: its number, the word of its currents, and its place there.");
  const { at, word, part } = c.registers({
    at: index(plan.classes),
    word: index(plan.groups),
    part: index(plan.lanes),
  });
  job.ready.is(all(phase.is("idle"), mayTake));
  const running = phase.is("run");
  const { at_last } = c.signals({ at_last: at.eq(plan.classes - 1) });
  const partLast = part.eq(plan.lanes - 1);
  c.switch(phase, {
    idle: () =>
      c.when(job.fire, () => {
        phase.go("run");
        first.next(ended);
        ended.next(job.payload.end);
        touched.next(job.payload.touched);
        bank.next(job.payload.bank);
        at.next(0);
        word.next(0);
        part.next(0);
      }),
    run: () =>
      c
        .when(at_last, () => phase.go("tail"))
        .otherwise(() => {
          increment(at);
          advance(part, partLast);
          c.when(partLast, () => increment(word));
        }),
    tail: () => phase.go("idle"),
  });
  const starts = part.eq(0);
  return {
    valid: running,
    class: at,
    last: at_last,
    currents: { valid: all(running, starts), word, first: starts, bank },
    step: { first, end: ended, touched },
    stepDone: phase.is("tail"),
    idle: phase.is("idle"),
  };
}
