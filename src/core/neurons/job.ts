// The job that the neurons are at: they follow the sequencer by the cycles a term takes to become a slow current.
import type { Body, Register, Signal } from "../../hdl/index.ts";
import type { CorePlan } from "../plan/plan.ts";
import { jobFlags } from "../sequencer/job.ts";
import { memoryStages, termLatency } from "../timing/facts.ts";

export interface NeuronJob {
  /** A group's slow currents are there; in the cycle before the first group of a job. */
  readonly start: Signal;
  readonly opens: Signal;
  readonly flags: Record<keyof ReturnType<typeof jobFlags>, Signal>;
}

export function neuronJob(
  c: Body,
  core: CorePlan,
  given: Record<"group_end" | "group_opens", Signal> & { readonly flags: NeuronJob["flags"] },
): NeuronJob {
  const latency = termLatency(memoryStages(core.hardware));
  c.note("The end of a group reaches the neurons when its sums are complete.");
  const start = c.delay("start", given.group_end, latency);
  const opens = c.delay("opens", given.group_opens, latency - 1);
  c.note("The job at work here; the sequencer may be at the next one already.");
  const job = c.register("job", jobFlags(core)) as Record<keyof NeuronJob["flags"], Register>;
  c.when(opens, () => {
    for (const flag of Object.keys(job) as (keyof NeuronJob["flags"])[]) job[flag].next(given.flags[flag]);
  });
  return { start, opens, flags: job };
}
