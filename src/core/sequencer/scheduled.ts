// The schedules of a core's layers as its sequencer sees them: how far counters go, and the numbers for the pass at work.
import { type Body, mux, type Signal, select } from "../../hdl/index.ts";
import { byLayer } from "../arithmetic.ts";
import type { CorePlan } from "../plan/plan.ts";
import { type Pass, type Schedule, schedule } from "../timing/schedule.ts";
import type { JobAtWork } from "./job.ts";

/** The schedules of a core's layers, at steps without and with refresh. */
export const schedulesOf = (core: CorePlan) =>
  core.layers.map((layer) => [schedule(core, layer, false), schedule(core, layer, true)] as const);

/** Passes of the job of each layer. */
const passesOf = (core: CorePlan): number[] => schedulesOf(core).map(([off]) => off.passes.length);

/** The most of everything that a job counts. */
export function mostOf(core: CorePlan) {
  const schedules = schedulesOf(core).flat();
  const most = (pick: (pass: Pass) => number) =>
    Math.max(...schedules.flatMap((s) => s.passes).map((pass) => pick(pass)));
  return {
    passes: Math.max(...passesOf(core)),
    groups: most((p) => p.groups),
    cycles: Math.max(...schedules.map((s) => s.groupCycles)),
    rest: most((p) => p.rest),
  };
}

/** The first pass of a job of the layer: a job of fewer passes has the last ones only. */
export function firstPass(core: CorePlan, layer: Signal): Signal {
  const passes = passesOf(core);
  const most = Math.max(...passes);
  return byLayer(
    layer,
    passes.map((n) => most - n),
  );
}

/** Names a number of the schedule for the pass, the layer and the step at work. */
export type Scheduled = (name: string, pick: (pass: Pass, schedule: Schedule) => number) => Signal;

export function scheduledFor(c: Body, core: CorePlan, { flags }: JobAtWork, pass: Signal): Scheduled {
  const schedules = schedulesOf(core);
  const most = Math.max(...passesOf(core));
  return (name, pick) => {
    const ofPass = (s: Schedule, n: number) => s.passes[Math.max(0, n - most + s.passes.length)]!;
    const ofStep = (refresh: 0 | 1, n: number) =>
      byLayer(
        flags.layer,
        schedules.map((s) => pick(ofPass(s[refresh], n), s[refresh])),
      );
    const choices = Array.from({ length: most }, (_, n) => mux(flags.refresh, ofStep(1, n), ofStep(0, n)));
    return c.signal(name, select(pass, choices));
  };
}
