// Reproducible random values of a range.
import { INT, type Representation, toKind, type Value } from "./representation.ts";

/** Values drawn evenly from a range. */
export type RandomSource = (range: Representation) => Value;

/** A source of random values; the same seed gives the same sequence (mulberry32). */
export function randomSource(seed: number): RandomSource {
  let state = seed | 0;
  const word = () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return (t ^ (t >>> 14)) >>> 0;
  };
  return ({ lo, hi, kind }) => {
    if (kind === INT) {
      const span = Number(hi) - Number(lo) + 1;
      return Number(lo) + Math.floor((word() / 2 ** 32) * span);
    }
    const bits = (BigInt(word()) << 64n) | (BigInt(word()) << 32n) | BigInt(word());
    return toKind(lo + (bits % (hi - lo + 1n)), kind);
  };
}
