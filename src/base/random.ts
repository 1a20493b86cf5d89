// The random numbers of the whole project: seeded, the same everywhere, in streams that split.

/** 32 well mixed bits of any 32: the output function of mulberry32. */
export function scramble(value: number): number {
  let t = Math.imul(value ^ (value >>> 15), value | 1);
  t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
  return (t ^ (t >>> 14)) >>> 0;
}

/** What each draw adds to the state. */
export const increment = 0x6d2b79f5;

/** 2^32 divided by the golden ratio: spreads small numbers over 32 bits. */
export const golden = 0x9e3779b9;

/** A stream of random numbers. */
export interface Random {
  /** What this stream began with: 32 bits. */
  readonly seed: number;
  /** 32 bits. */
  word(): number;
  /** In [0, 1). */
  next(): number;
  /** A whole number from `low` to `high`, both included. */
  int(low: number, high: number): number;
  /** True with the given probability. */
  chance(probability: number): boolean;
  /** One of the choices; all are equally likely. */
  pick<T>(choices: readonly T[]): T;
  /** An independent stream for part `part`: does not depend on what was drawn here, so no part disturbs another. */
  split(part: number): Random;
}

/** The stream that belongs to a seed (its low 32 bits): mulberry32. */
export function random(seed: number): Random {
  const start = seed >>> 0;
  let state = start;
  const word = () => {
    state = (state + increment) | 0;
    return scramble(state);
  };
  const next = () => word() / 2 ** 32;
  return {
    seed: start,
    word,
    next,
    int: (low, high) => low + Math.floor(next() * (high - low + 1)),
    chance: (probability) => next() < probability,
    pick: (choices) => choices[Math.floor(next() * choices.length)]!,
    split: (part) => random(scramble((start ^ Math.imul(part + 1, golden)) + increment)),
  };
}
