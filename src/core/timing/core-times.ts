// A core at work: when each of its jobs starts, and when the spikes of each leave.
import type { Hardware } from "../hardware.ts";
import type { CorePlan, LayerPlan } from "../plan/plan.ts";
import { memoryStages, queueLatency, stepsInFlight, termLatency, wordLatency } from "./facts.ts";
import type { Beats, IntegrationTimes, Take } from "./integration.ts";
import { type Schedule, schedule } from "./schedule.ts";
import { type Seen, unseen } from "./spans.ts";

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
  /** Schedules of each layer, with and without refresh. */
  private readonly schedules: readonly Record<"on" | "off", Schedule>[];

  /** Cycles from a group's last term to its first word of neurons, and from a word's read until its spikes may leave. */
  private readonly untilRead: number;
  private readonly untilSent: number;

  constructor(plan: CorePlan) {
    this.plan = plan;
    const stages = memoryStages(plan.hardware);
    this.untilRead = termLatency(stages);
    this.untilSent = wordLatency(stages) + queueLatency(stages);
    this.schedules = plan.layers.map((layer) => ({
      on: schedule(plan, layer, true),
      off: schedule(plan, layer, false),
    }));
  }

  /** Starts a job; returns its spikes. */
  start(job: Job): Beats {
    const layer = this.plan.layers[job.at]!;
    const refreshes = job.step % (layer.layer.memory?.dilation ?? 1) === 0;
    const times = this.schedules[job.at]![refreshes ? "on" : "off"];
    const credit = this.sent[this.sent.length - stepsInFlight];
    const groupEnds = this.run(job, layer, times, credit === undefined ? 0 : credit + 1);
    // Most timelines are not watched, and need none of this.
    if (job.seen !== unseen) this.tellNeurons(layer, groupEnds, job.seen);
    return { deliver: (take) => this.emit(layer, groupEnds, job, take) };
  }

  private tellNeurons(layer: LayerPlan, groupEnds: readonly number[], seen: Seen): void {
    groupEnds.forEach((_, g) => {
      const from = this.readAt(groupEnds, g * this.plan.wordsPerGroup);
      const words = Math.min(this.plan.wordsPerGroup, layer.words - g * this.plan.wordsPerGroup);
      seen("neurons", from, from + words);
    });
  }

  /** Runs a job that starts in `credit` at the earliest; returns when each group of neurons has its last term. */
  protected abstract run(job: Job, layer: LayerPlan, times: Schedule, credit: number): readonly number[];

  /** When the neurons read a word. */
  protected readAt(groupEnds: readonly number[], word: number): number {
    const { wordsPerGroup } = this.plan;
    const group = Math.floor(word / wordsPerGroup);
    return groupEnds[group]! + this.untilRead + word - group * wordsPerGroup;
  }

  /**
   * Spikes leave the queue one a cycle, and a word without any takes a cycle too. Words are pushed a cycle apart at least, so
   * of words without spikes the last one says how long they hold up the queue, or their number does.
   */
  private emit(layer: LayerPlan, groupEnds: readonly number[], { fired, seen }: Job, take: Take): void {
    const { neuron } = this.plan.lanes;
    let { left } = this;
    let word = -1;
    const leave = (to: number) => Math.max(this.readAt(groupEnds, to) + this.untilSent, left + to - word);
    for (let spike = 0; spike < fired.length; spike++) {
      const own = Math.floor(fired[spike]! / neuron);
      // Silent words before this one leave first; they end a cycle before it at the latest.
      left = take(own > word ? leave(own) : left + 1, false);
      word = own;
      seen("spikes", left, left + 1);
    }
    if (word < layer.words - 1) left = take(leave(layer.words - 1), true);
    this.left = left;
    this.sent.push(this.left);
  }
}
