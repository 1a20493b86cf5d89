// The neuron-stationary times: events go to a list, and the pass over them meets the job at work group by group.
import type { CorePlan, LayerPlan } from "../plan/plan.ts";
import { CoreTimes, type Job } from "../timing/core-times.ts";
import { driveLatency, memoryStages, termLatency } from "../timing/facts.ts";
import { IntegrationTimes } from "../timing/integration.ts";
import { type Read, ReadoutTimes } from "../timing/readout-times.ts";
import type { Schedule } from "../timing/schedule.ts";

export class NeuronStationaryTimes extends CoreTimes {
  readonly integration: IntegrationTimes;
  /** Earliest cycle at which the next step's events can begin to stream by, and the next job can start. */
  private passFree = 0;
  private free = 0;

  constructor(plan: CorePlan) {
    super(plan);
    // An event is in the list in the cycle in which it is taken.
    this.integration = new IntegrationTimes(
      plan.layers.map(() => 0),
      driveLatency(plan, memoryStages(plan.hardware)),
    );
  }

  protected run(job: Job, layer: LayerPlan, times: Schedule, credit: number): readonly number[] {
    const { plan } = this;
    const taken = Math.max(job.ready, this.passFree);
    const start = Math.max(taken + 1, this.free, credit);
    const { groups, workGroups, rest } = times.passes.at(-1)!;
    const ends: number[] = [];
    let met = taken;
    let at = start + times.offset;
    if (times.offset > 0) job.seen("states", start + 1, at + 1);
    for (let group = 0; group < groups; group++) {
      const from = at;
      at += group < workGroups ? times.groupCycles : plan.wordsPerGroup;
      if (group < workGroups) job.seen("slow", from + 1, at + 1);
      if (group >= layer.memoryGroups) continue;
      if (group % plan.groupsPerMeeting === 0) {
        const from = met;
        met = Math.max(at, met + Math.max(1, job.events));
        if (job.events > 0) job.seen("sums", from + 1, met + 1);
        at = met;
      }
      ends.push(at);
    }
    this.free = at + rest + 1;
    this.passFree = met + 1;
    this.integration.opens = plan.hardware.overlap ? taken + 1 : met + 1;
    return ends;
  }
}

export class NeuronStationaryReadoutTimes extends ReadoutTimes {
  // A spike is in the list in the cycle in which it is taken.
  protected readonly integration = new IntegrationTimes([0], 0);
  /** Earliest cycle at which the next step's spikes can begin to stream by. */
  private passFree = 0;

  protected run(ready: number, free: number, spikes: number, read: Read) {
    const { classes, lanes, groups, hardware } = this.plan;
    const taken = Math.max(ready, this.passFree);
    const start = Math.max(taken + 1, free);
    let met = taken;
    let at = start;
    for (let group = 0; group < groups; group++) {
      met = Math.max(at + lanes, met + Math.max(1, spikes));
      at = met;
      read(met + termLatency(memoryStages(hardware)), Math.min(lanes, classes - group * lanes));
    }
    this.passFree = met + 1;
    this.integration.opens = hardware.overlap ? taken + 1 : met + 1;
    return start;
  }
}
