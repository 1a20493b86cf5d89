// A core at work: when each of its jobs starts, and when the spikes of each leave.
import type { Hardware } from "../hardware.ts";
import type { CorePlan, LayerPlan } from "../plan/plan.ts";
import { eventCycles, queueLatency, stepsInFlight, termLatency, valueStages, wordLatency } from "./facts.ts";
import { type Beats, IntegrationTimes, type Take } from "./integration.ts";
import { groupsTime, type Schedule, schedule } from "./schedule.ts";

/** Both banks of currents in one memory: events wait while the pass reads. */
export const isJoint = ({ overlap, banks }: Hardware): boolean => overlap && banks === "joint";

export class CoreTimes {
  readonly integration: IntegrationTimes;
  private readonly plan: CorePlan;
  /** Earliest cycle at which the next job can start. */
  private free = 0;
  /** When the last word of each job's spikes left the queue. */
  private readonly sent: number[] = [];
  private left = -1;

  constructor(plan: CorePlan) {
    this.plan = plan;
    this.integration = new IntegrationTimes(
      plan.layers.map((l) => eventCycles(l.spikeGroups)),
      valueStages(plan.valueBits),
    );
  }

  /** Starts the job of layer `at` that is handed over from cycle `ready` on; returns its spikes. */
  start(at: number, ready: number, step: number, fired: ArrayLike<number>): Beats {
    const { plan } = this;
    const layer = plan.layers[at]!;
    const times = schedule(plan, layer, step % (layer.layer.memory?.dilation ?? 1) === 0);
    const credit = this.sent[this.sent.length - stepsInFlight];
    const start = Math.max(ready, this.free, credit === undefined ? 0 : credit + 1);
    this.free = start + times.period;
    this.integration.opens = plan.hardware.overlap ? start + 1 : start + times.period + 1;
    if (isJoint(plan.hardware)) {
      const wordsPerRead = plan.lanes.spike / plan.lanes.neuron;
      for (let word = 0; word < layer.words; word += wordsPerRead)
        this.integration.waitIn(this.readAt(times, start, word));
    }
    return { deliver: (take) => this.emit(layer, times, start, fired, take) };
  }

  /** When the neurons read a word. */
  private readAt({ passes, groupCycles, offset }: Schedule, start: number, word: number): number {
    const { wordsPerGroup } = this.plan;
    const group = Math.floor(word / wordsPerGroup) + 1;
    const end = offset + groupsTime(this.plan, groupCycles, passes.at(-1)!.workGroups, group);
    return start + end + termLatency + (word % wordsPerGroup);
  }

  private emit(layer: LayerPlan, times: Schedule, start: number, fired: ArrayLike<number>, take: Take): void {
    const { neuron } = this.plan.lanes;
    let next = 0;
    for (let word = 0; word < layer.words; word++) {
      const pushed = this.readAt(times, start, word) + wordLatency;
      let offered = Math.max(pushed + queueLatency, this.left + 1);
      let spikes = 0;
      for (; next < fired.length && fired[next]! < (word + 1) * neuron; next++) spikes++;
      this.left = offered;
      for (let spike = 0; spike < spikes; spike++) {
        this.left = take(offered, false);
        offered = this.left + 1;
      }
      if (spikes === 0 && word === layer.words - 1) this.left = take(offered, true);
    }
    this.sent.push(this.left);
  }
}
