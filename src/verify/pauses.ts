// When the streams of a case pause, and what its registers hold at power-up: half of the cases are disturbed so.
import type { Random } from "../base/random.ts";
import type { Stalls } from "../simulate/index.ts";
import type { Pass } from "./shrinking.ts";

/** Shares of the cycles in which a stream pauses. */
const shares = [0, 0.1, 0.1, 0.5, 0.5, 0.9];

const seedOf = (random: Random): number => random.int(1, 2 ** 31 - 1);

/** Null: every stream goes as fast as it can. */
export const drawStalls = (random: Random): Stalls | null =>
  random.chance(0.5)
    ? { seed: seedOf(random), source: random.pick(shares), sink: random.pick(shares) }
    : null;

/** 0: all is cleared; another number: noise made from it. */
export const drawStateSeed = (random: Random): number => (random.chance(0.1) ? seedOf(random) : 0);

/** Long pauses of one side only: what fills up or runs dry does so soon, and less is needed to show it. */
const plainer: readonly Stalls[] = [1, 2, 3, 4].flatMap((seed) => [
  { seed, source: 0, sink: 0.9 },
  { seed, source: 0.9, sink: 0 },
]);

/** No pauses, else pauses of one side only, else those that were drawn. */
export const fewerPauses =
  <C extends { readonly stalls: Stalls | null }, D>(): Pass<C, D> =>
  async ({ best, attempt }) => {
    const { stalls } = best().case;
    if (stalls === null || (await attempt({ ...best().case, stalls: null }))) return;
    if (plainer.includes(stalls)) return;
    for (const other of plainer) if (await attempt({ ...best().case, stalls: other })) return;
  };
