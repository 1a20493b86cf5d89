// Reproducible random values of a range.
import { random } from "../../base/random.ts";
import { INT, type Representation, toKind, type Value } from "./representation.ts";

/** Values drawn evenly from a range. */
export type RandomSource = (range: Representation) => Value;

/** A source of random values; the same seed gives the same sequence. */
export function randomSource(seed: number): RandomSource {
  const { word, int } = random(seed);
  return ({ lo, hi, kind }) => {
    if (kind === INT) return int(Number(lo), Number(hi));
    const bits = (BigInt(word()) << 64n) | (BigInt(word()) << 32n) | BigInt(word());
    return toKind(lo + (bits % (hi - lo + 1n)), kind);
  };
}
