// When an integrator takes each beat of a step, and when the step is ready to be handed over.

import { type Seen, unseen } from "./spans.ts";

/** Takes one beat: the cycle from which it is offered, whether it carries an event; returns the cycle it is taken in. */
export type Take = (offered: number, empty: boolean) => number;

/** The beats of one step: the cycle from which a beat is offered is known only when the beat before has left. */
export interface Beats {
  /** Calls `take` for every beat in order. */
  deliver(take: Take): void;
}

/** An integrator at work, step after step. */
export class IntegrationTimes {
  /** Earliest cycle at which the next step can begin. */
  opens = 0;
  private readonly eventCycles: readonly number[];
  private readonly settleCycles: number;
  private readonly storeCycles: number;
  /** Cycles in which the other bank of a joint memory is read, and the event at work waits; ascending. */
  private readonly waits: number[] = [];
  private at = 0;

  /**
   * `eventCycles`: what an event occupies, by layer of the core; `settleCycles`, which may have to wait, and `storeCycles`, which
   * never do: between the last event and hand-over.
   */
  constructor(eventCycles: readonly number[], settleCycles: number, storeCycles = 0) {
    this.eventCycles = eventCycles;
    this.settleCycles = settleCycles;
    this.storeCycles = storeCycles;
  }

  /** Events wait in this cycle. Cycles must be given in order. */
  waitIn(cycle: number): void {
    this.waits.push(cycle);
  }

  /** The first cycle from `cycle` on that does not wait; must be called with ascending cycles. */
  private work(cycle: number): number {
    while (this.at < this.waits.length && this.waits[this.at]! < cycle) this.at++;
    let free = cycle;
    for (let i = this.at; this.waits[i] === free; i++) free++;
    return free;
  }

  /** Where an event that is taken in `cycle` is held for so many cycles of work: the last of them. */
  private held(cycle: number, words: number): number {
    if (this.waits.length === 0) return cycle + words;
    let free = cycle;
    for (let word = 0; word < words; word++) free = this.work(free + 1);
    return free;
  }

  /** Takes a step's beats for the layer numbered `layer` in its core; returns the first cycle of the hand-over. */
  step(layer: number, beats: Beats, seen: Seen = unseen, taken?: number[]): number {
    let free = -1;
    let ready = 0;
    beats.deliver((offered, empty) => {
      if (free < 0) free = Math.max(this.opens, offered) + 1;
      const cycle = Math.max(offered, free);
      taken?.push(cycle);
      free = cycle;
      if (empty) free++;
      else free = this.held(free, this.eventCycles[layer]!);
      ready = empty ? cycle + 1 : free + 1;
      if (!empty) seen("events", cycle, Math.max(cycle + 1, free));
      return cycle;
    });
    for (let stage = 0; stage < this.settleCycles; stage++) ready = this.work(ready) + 1;
    return ready + this.storeCycles;
  }
}
