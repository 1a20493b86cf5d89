// What was drawn, in numbers: lengths, trains, resets, loads, silence, and how much was compared in its cycles.
import type { NetworkPlan } from "../core/index.ts";
import { stepsOf, type VerifyCase } from "./case.ts";
import type { Expected } from "./expect.ts";

/** Counts of cases, if nothing else is said. */
export interface Drawn {
  readonly sequences: number;
  /** Steps of the longest sequence. */
  readonly longest: number;
  /** Sequences of just as many steps as the network allows, and longer ones. */
  readonly full: number;
  readonly tooLong: number;
  /** Cases of 20 sequences or more without a pause. */
  readonly trains: number;
  /** Resets in mid-operation, each followed by a normal case. */
  readonly resets: number;
  /** Starts from noise in every register and memory. */
  readonly noise: number;
  /** Loads of other parameters between two sequences. */
  readonly reloads: number;
  /** Packets with a fault. */
  readonly strayPackets: number;
  /** Events left out because they are not legal. */
  readonly illegalEvents: number;
  /** Most steps in a row without an event. */
  readonly silence: number;
  readonly withStalls: number;
  /** The design's assertions were checked. */
  readonly asserted: number;
  /** The hardware answers after every step; it gives logits; it gives the last layer's spikes. */
  readonly everyStep: number;
  readonly logits: number;
  readonly spikes: number;
  /** Steps whose cycles were compared with the timeline. */
  readonly timedSteps: number;
}

export const noneDrawn: Drawn = {
  sequences: 0,
  longest: 0,
  full: 0,
  tooLong: 0,
  trains: 0,
  resets: 0,
  noise: 0,
  reloads: 0,
  strayPackets: 0,
  illegalEvents: 0,
  silence: 0,
  withStalls: 0,
  asserted: 0,
  everyStep: 0,
  logits: 0,
  spikes: 0,
  timedSteps: 0,
};

const mosts: readonly (keyof Drawn)[] = ["longest", "silence"];

export const addDrawn = (a: Drawn, b: Drawn): Drawn =>
  Object.fromEntries(
    (Object.keys(a) as (keyof Drawn)[]).map((key) => [
      key,
      mosts.includes(key) ? Math.max(a[key], b[key]) : a[key] + b[key],
    ]),
  ) as unknown as Drawn;

/** Most steps in a row without an event. */
function silenceOf({ sequences }: VerifyCase): number {
  let most = 0;
  for (const { steps, offsets } of sequences)
    for (let k = 0, row = 0; k < steps; k += 1) {
      row = offsets[k] === offsets[k + 1] ? row + 1 : 0;
      most = Math.max(most, row);
    }
  return most;
}

/** Sequences of a train at least. */
const TRAIN = 20;

/** Counts the cases of one shape. */
export function drawnOf({ network: { maxSteps }, hardware: { outputs } }: NetworkPlan) {
  let sum = noneDrawn;
  return {
    add(c: VerifyCase, { legal }: Expected): void {
      const count = (test: (steps: number) => boolean) => c.sequences.filter((s) => test(s.steps)).length;
      const events = (all: typeof c.sequences) => all.reduce((n, s) => n + s.addresses.length, 0);
      sum = addDrawn(sum, {
        sequences: c.sequences.length,
        longest: Math.max(...c.sequences.map((s) => s.steps)),
        full: count((steps) => steps === maxSteps),
        tooLong: count((steps) => maxSteps !== null && steps > maxSteps),
        trains: c.sequences.length >= TRAIN ? 1 : 0,
        resets: c.interrupted === null ? 0 : 1,
        noise: c.stateSeed === 0 ? 0 : 1,
        reloads: c.reload === null ? 0 : 1,
        strayPackets: c.stray.length,
        illegalEvents: events(c.sequences) - events(legal),
        silence: silenceOf(c),
        withStalls: c.stalls === null ? 0 : 1,
        asserted: c.assertions ? 1 : 0,
        everyStep: outputs.classes === "step" ? 1 : 0,
        logits: outputs.logits ? 1 : 0,
        spikes: outputs.spikes ? 1 : 0,
        timedSteps: 0,
      });
    },
    timed(c: VerifyCase): void {
      sum = { ...sum, timedSteps: sum.timedSteps + stepsOf(c) };
    },
    result: () => sum,
  };
}
