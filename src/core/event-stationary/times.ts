// The event-stationary times: events go to a bank of currents, jobs run at their schedule's pace.
import type { CorePlan, LayerPlan, ReadoutPlan } from "../plan/plan.ts";
import { CoreTimes, isJoint, type Job } from "../timing/core-times.ts";
import { eventCycles, memoryStages, readoutTail, valueStages } from "../timing/facts.ts";
import { IntegrationTimes } from "../timing/integration.ts";
import { type Read, ReadoutTimes } from "../timing/readout-times.ts";
import type { Schedule } from "../timing/schedule.ts";

export class EventStationaryTimes extends CoreTimes {
  readonly integration: IntegrationTimes;
  /** Earliest cycle at which the next job can start. */
  private free = 0;

  constructor(plan: CorePlan) {
    super(plan);
    const stages = memoryStages(plan.hardware);
    this.integration = new IntegrationTimes(
      plan.layers.map((l) => eventCycles(l.spikeGroups, stages)),
      valueStages(plan.valueBits),
      stages,
    );
  }

  protected run(job: Job, layer: LayerPlan, times: Schedule, credit: number): readonly number[] {
    const { plan } = this;
    const start = Math.max(job.ready, this.free, credit);
    this.free = start + times.period;
    this.integration.opens = plan.hardware.overlap ? start + 1 : start + times.period + 1;
    const { passes, groupCycles, offset } = times;
    const { workGroups } = passes.at(-1)!;
    if (offset > 0) job.seen("states", start + 1, start + offset + 1);
    const ends: number[] = [];
    let at = start + offset;
    for (let g = 0; g < layer.memoryGroups; g++) {
      const from = at;
      at += g < workGroups ? groupCycles : plan.wordsPerGroup;
      if (g < workGroups) job.seen("slow", from + 1, at + 1);
      ends.push(at);
    }
    if (isJoint(plan.hardware))
      for (let word = 0; word < layer.words; word += plan.wordsPerRead)
        this.integration.waitIn(this.readAt(ends, word));
    return ends;
  }
}

export class EventStationaryReadoutTimes extends ReadoutTimes {
  protected readonly integration: IntegrationTimes;

  constructor(plan: ReadoutPlan) {
    super(plan);
    const stages = memoryStages(plan.hardware);
    this.integration = new IntegrationTimes([eventCycles(plan.groups, stages)], 0, stages);
  }

  protected run(ready: number, free: number, _: number, read: Read) {
    const { classes, lanes, hardware } = this.plan;
    const start = Math.max(ready, free);
    read(start + 1, classes);
    const done = start + classes + readoutTail(memoryStages(hardware));
    this.integration.opens = hardware.overlap ? start + 1 : done + 1;
    if (isJoint(hardware)) for (let c = 0; c < classes; c += lanes) this.integration.waitIn(start + 1 + c);
    return start;
  }
}
