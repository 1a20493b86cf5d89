// A core at work: when each of its jobs starts, and when the spikes of each leave.
import type { Hardware } from "../hardware.ts";
import type { CorePlan, LayerPlan } from "../plan/plan.ts";
import { memoryStages, queueLatency, stepsInFlight, termLatency, wordLatency } from "./facts.ts";
import type { Beats, IntegrationTimes, Take } from "./integration.ts";
import { type Schedule, schedule } from "./schedule.ts";
import type { Seen } from "./spans.ts";

/** Both banks of currents in one memory: events wait while the pass reads. */
export const isJoint = ({ overlap, banks }: Hardware): boolean => overlap && banks === "joint";

/** A step that is handed over: the layer of the core, its number in the sequence, the events that count, who fires. */
export interface Job {
  readonly at: number;
  readonly step: number;
  readonly ready: number;
  readonly events: number;
  readonly fired: ArrayLike<number>;
  readonly seen: Seen;
}

/** What is the same in both dataflows: the credit of spikes on their way, and how they leave. */
export abstract class CoreTimes {
  /** When events come in, step after step. */
  abstract readonly integration: IntegrationTimes;
  protected readonly plan: CorePlan;
  /** When the last word of each job's spikes left the queue. */
  private readonly sent: number[] = [];
  private left = -1;

  constructor(plan: CorePlan) {
    this.plan = plan;
  }

  /** Starts a job; returns its spikes. */
  start(job: Job): Beats {
    const layer = this.plan.layers[job.at]!;
    const times = schedule(this.plan, layer, job.step % (layer.layer.memory?.dilation ?? 1) === 0);
    const credit = this.sent[this.sent.length - stepsInFlight];
    const groupEnds = this.run(job, layer, times, credit === undefined ? 0 : credit + 1);
    groupEnds.forEach((_, g) => {
      const from = this.readAt(groupEnds, g * this.plan.wordsPerGroup);
      const words = Math.min(this.plan.wordsPerGroup, layer.words - g * this.plan.wordsPerGroup);
      job.seen("neurons", from, from + words);
    });
    return { deliver: (take) => this.emit(layer, groupEnds, job, take) };
  }

  /** Runs a job that starts in `credit` at the earliest; returns when each group of neurons has its last term. */
  protected abstract run(job: Job, layer: LayerPlan, times: Schedule, credit: number): readonly number[];

  /** When the neurons read a word. */
  protected readAt(groupEnds: readonly number[], word: number): number {
    const { wordsPerGroup, hardware } = this.plan;
    return (
      groupEnds[Math.floor(word / wordsPerGroup)]! +
      termLatency(memoryStages(hardware)) +
      (word % wordsPerGroup)
    );
  }

  private emit(layer: LayerPlan, groupEnds: readonly number[], { fired, seen }: Job, take: Take): void {
    const { neuron } = this.plan.lanes;
    const stages = memoryStages(this.plan.hardware);
    let next = 0;
    for (let word = 0; word < layer.words; word++) {
      const pushed = this.readAt(groupEnds, word) + wordLatency(stages);
      let offered = Math.max(pushed + queueLatency(stages), this.left + 1);
      let spikes = 0;
      for (; next < fired.length && fired[next]! < (word + 1) * neuron; next++) spikes++;
      this.left = offered;
      for (let spike = 0; spike < spikes; spike++) {
        this.left = take(offered, false);
        seen("spikes", this.left, this.left + 1);
        offered = this.left + 1;
      }
      if (spikes === 0 && word === layer.words - 1) this.left = take(offered, true);
    }
    this.sent.push(this.left);
  }
}
