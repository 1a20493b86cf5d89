// A stream of sound, cut into windows that overlap: what a listener answers to, one after the other.

import { checkInteger } from "../error.ts";
import type { Sound } from "./wav.ts";

export interface SoundWindow {
  /** Number of its first sample in the stream. */
  readonly first: number;
  readonly sound: Sound;
}

/** Samples go in as they come, windows of `length` samples come out, one every `every` samples. */
export class SoundWindows {
  readonly rate: number;
  private readonly length: number;
  private readonly every: number;
  /** The samples from `start` on; those before are forgotten. */
  private samples = new Float64Array(0);
  private start = 0;
  /** Where the next window begins; it may lie before what is held, never behind what has come by more than `every`. */
  private next = 0;

  constructor(rate: number, length: number, every: number) {
    checkInteger("length", length, 1, 2 ** 31);
    checkInteger("every", every, 1, length);
    this.rate = rate;
    this.length = length;
    this.every = every;
  }

  /** Takes the samples that come next. */
  push(more: ArrayLike<number>): void {
    const kept = this.samples.subarray(Math.max(0, this.next - this.start));
    this.start = Math.max(this.start, this.next);
    this.samples = new Float64Array(kept.length + more.length);
    this.samples.set(kept);
    this.samples.set(more, kept.length);
  }

  /** The next whole window, or null until more has come. */
  take(): SoundWindow | null {
    return this.next + this.length <= this.end ? this.cut() : null;
  }

  /** After the end: a last, shorter window with the samples that no window held, or null where there are none. */
  rest(): SoundWindow | null {
    const heard = this.next === 0 ? 0 : this.next - this.every + this.length;
    return heard < this.end ? this.cut() : null;
  }

  /** Leaves out all whole windows but the newest, and gives their number. */
  skip(): number {
    const whole = Math.floor((this.end - this.length - this.next) / this.every);
    if (whole <= 0) return 0;
    this.next += whole * this.every;
    return whole;
  }

  private get end(): number {
    return this.start + this.samples.length;
  }

  private cut(): SoundWindow {
    const first = this.next;
    const from = first - this.start;
    this.next += this.every;
    return { first, sound: { rate: this.rate, samples: this.samples.slice(from, from + this.length) } };
  }
}
