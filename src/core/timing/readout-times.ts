// The readout at work: when it starts each step, and when it answers each sequence.
import type { ReadoutPlan } from "../plan/plan.ts";
import { logitLatency, memoryStages, readoutTail } from "./facts.ts";
import type { Beats, IntegrationTimes } from "./integration.ts";
import type { Seen } from "./spans.ts";

/** Told that so many classes are read, one a cycle from `from` on. */
export type Read = (from: number, classes: number) => void;

/** What is the same in both dataflows: how classes that are read leave as logits, and the answer after a step's last one. */
export abstract class ReadoutTimes {
  readonly steps: number[] = [];
  readonly answers: number[] = [];
  readonly classes: number[] = [];
  /** When each logit and each beat of spikes is offered; empty where the hardware has no such stream. */
  readonly logits: number[] = [];
  readonly spikes: number[] = [];
  protected readonly plan: ReadoutPlan;
  /** When spikes come in, step after step. */
  protected abstract readonly integration: IntegrationTimes;
  /** Earliest cycle at which the next step can start. */
  private free = 0;

  constructor(plan: ReadoutPlan) {
    this.plan = plan;
  }

  /** Takes a step of so many spikes. */
  step(beats: Beats, spikes: number, end: boolean, seen: Seen): void {
    const { hardware, classes } = this.plan;
    const { outputs } = hardware;
    const taken: number[] = [];
    const ready = this.integration.step(0, beats, seen, outputs.spikes ? taken : undefined);
    // A spike leaves in the cycle after the readout has taken it.
    for (const cycle of taken) this.spikes.push(cycle + 1);
    const stages = memoryStages(hardware);
    const latency = logitLatency(classes, stages);
    let last = 0;
    const start = this.run(ready, this.free, spikes, (from, count) => {
      last = from + count - 1;
      if (outputs.logits) for (let c = 0; c < count; c++) this.logits.push(from + c + latency);
    });
    const done = last + readoutTail(stages);
    this.steps.push(start);
    seen("classes", start + 1, done + 1);
    const answers = end || outputs.classes === "step";
    // A class is answered in the cycle after its last addition, and taken in the next.
    if (answers) this.answers.push(done + 1);
    if (end) this.classes.push(done + 1);
    this.free = answers ? done + 2 : done;
  }

  /** Runs a step whose spikes are there; returns when it starts, from `free` on. `read` is told of all classes in order. */
  protected abstract run(ready: number, free: number, spikes: number, read: Read): number;
}
