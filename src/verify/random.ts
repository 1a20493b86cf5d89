// Seeded random numbers that split: each part of a run draws from a stream of its own, so that no part disturbs another.

/** A stream of random numbers, the same for the same seed everywhere. */
export interface Random {
  /** What this stream began with: 32 bits. */
  readonly seed: number;
  /** In [0, 1). */
  next(): number;
  /** A whole number from `low` to `high`, both included. */
  int(low: number, high: number): number;
  /** True with the given probability. */
  chance(probability: number): boolean;
  /** One of the choices; all are equally likely. */
  pick<T>(choices: readonly T[]): T;
  /** An independent stream for part `part`. Does not depend on what was drawn here. */
  split(part: number): Random;
}

/** Finalizer of MurmurHash3: neighbouring inputs give unrelated outputs. */
function scramble(value: number): number {
  let h = value;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

const GOLDEN = 0x9e3779b9;

/** The stream that belongs to a seed (its low 32 bits). */
export function random(seed: number): Random {
  const start = seed >>> 0;
  let state = scramble(start + GOLDEN);
  const next = () => {
    state = (state + GOLDEN) >>> 0;
    return scramble(state) / 2 ** 32;
  };
  return {
    seed: start,
    next,
    int: (low, high) => low + Math.floor(next() * (high - low + 1)),
    chance: (probability) => next() < probability,
    pick: (choices) => choices[Math.floor(next() * choices.length)]!,
    split: (part) => random(scramble(start ^ Math.imul(part + 1, GOLDEN))),
  };
}
