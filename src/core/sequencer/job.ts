// The job at work: a layer at a time step, and what the other circuits must know of it.

import { type Body, bit, index, type Signal, type StreamIn } from "../../hdl/index.ts";
import { byLayer } from "../arithmetic.ts";
import { heldStill } from "../held-still.ts";
import type { CorePlan } from "../plan/plan.ts";
import { present } from "../presence.ts";
import { stepsInFlight } from "../timing/facts.ts";
import { underWay } from "../under-way.ts";

/** The banks of currents: where sums stay in registers there are none. */
export const bankIndex = ({ hardware }: CorePlan) =>
  index(hardware.overlap && heldStill(hardware).banks ? 2 : 1);

/** A finished step of a layer's events. */
export const jobPayload = (core: CorePlan) => ({
  /** The step had an event: the currents are those of the bank, else 0. */
  touched: bit,
  /** Last step of a sequence. */
  end: bit,
  /** The bank that holds the currents. */
  bank: bankIndex(core),
});

/** What the neurons must know of the job at work. */
export const jobFlags = (core: CorePlan) => ({
  layer: index(core.layers.length),
  /** First step of a sequence: all state counts as 0. */
  first: bit,
  /** The slow current is formed anew in this step. */
  refresh: present(core.dilated, bit, 1),
  ...jobPayload(core),
});

export interface JobAtWork {
  readonly flags: Record<keyof ReturnType<typeof jobFlags>, Signal>;
  /** Which half of the slow state's memory is the old one. */
  readonly half: Signal;
  /** Layer of the next job. */
  readonly coming: Signal;
}

/** Keeps what a job is about from its start on. */
export function jobAtWork(c: Body, core: CorePlan, job: StreamIn<ReturnType<typeof jobPayload>>): JobAtWork {
  c.note(
    "The job at work, and the layer of the next one. A sequence begins where the step before ended one.",
  );
  const { layer, first, touched, bank, parity } = c.registers({
    layer: index(core.layers.length),
    first: bit,
    touched: bit,
    bank: bankIndex(core),
    parity: bit,
  });
  const coming = c.counter("coming", core.layers.length);
  const { ended } = c.registers({ ended: { type: bit, reset: 1 } });
  const { opens } = c.signals({ opens: job.fire.and(coming.eq(0)) });
  c.when(job.fire, () => {
    coming.advance();
    layer.next(coming);
    touched.next(job.payload.touched);
    bank.next(job.payload.bank);
    ended.next(job.payload.end);
  });
  c.when(opens, () => {
    first.next(ended);
    parity.next(parity.not());
  });
  const refresh = refreshes(c, core, { layer, opens, ended });
  return { flags: { layer, first, refresh, touched, bank, end: ended }, half: parity, coming };
}

/** 1 at the steps k of a sequence with k mod dilation = 0, for the layer at work. */
function refreshes(c: Body, core: CorePlan, at: Record<"layer" | "opens" | "ended", Signal>): Signal {
  const dilations = core.layers.map((l) => l.layer.memory?.dilation ?? 1);
  const phases = new Map<number, Signal>();
  for (const dilation of new Set(dilations)) {
    c.note(`Steps since the slow currents of dilation ${dilation} were refreshed.`);
    const phase = c.counter(`phase_${dilation}`, dilation);
    c.when(at.opens, () => c.when(at.ended, () => phase.clear()).otherwise(() => phase.advance()));
    phases.set(dilation, phase.eq(0));
  }
  return c.signal(
    "refresh",
    byLayer(
      at.layer,
      dilations.map((d) => phases.get(d)!),
    ),
  );
}

/** 1 while spikes of fewer steps than the queue holds wait to be sent. */
export function hasCredit(c: Body, started: Signal, sent: Signal): Signal {
  c.note("Steps whose spikes wait to be sent.");
  return underWay(c, "in_flight", stepsInFlight, { begins: started, ends: sent }).lt(stepsInFlight);
}
