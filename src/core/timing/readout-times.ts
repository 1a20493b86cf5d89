// The readout at work: when it starts each step, and when it answers each sequence.
import type { ReadoutPlan } from "../plan/plan.ts";
import type { Beats, IntegrationTimes } from "./integration.ts";
import type { Seen } from "./spans.ts";

/** What is the same in both dataflows: a step's last class, and the answer that follows it. */
export abstract class ReadoutTimes {
  readonly steps: number[] = [];
  readonly answers: number[] = [];
  readonly classes: number[] = [];
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
    const ready = this.integration.step(0, beats, seen);
    const { start, done } = this.run(ready, this.free, spikes);
    this.steps.push(start);
    seen("classes", start + 1, done + 1);
    const answers = end || this.plan.hardware.outputs.classes === "step";
    // A class is answered in the cycle after its last addition, and taken in the next.
    if (answers) this.answers.push(done + 1);
    if (end) this.classes.push(done + 1);
    this.free = answers ? done + 2 : done;
  }

  /** Runs a step whose spikes are there; returns when it starts, from `free` on, and when its last class has its value. */
  protected abstract run(ready: number, free: number, spikes: number): { start: number; done: number };
}
