// Which JavaScript values hold the integers of a range: 32-bit integers, doubles or BigInts.
import type { Type } from "../ir.ts";
import { isSigned, rangeOf, widthOf } from "../range.ts";

/** In order of growing reach, so that the larger of two holds what either does. */
export const INT = 0;
/** Integers of at most 53 bits. */
export const DOUBLE = 1;
export const BIG = 2;
export type Kind = typeof INT | typeof DOUBLE | typeof BIG;

export interface Representation {
  readonly kind: Kind;
  readonly lo: bigint;
  readonly hi: bigint;
  readonly width: number;
  readonly signed: boolean;
}

/** What a caller of the simulator sees: a number up to 53 bits, else a bigint. */
export type Value = number | bigint;

const known = new Map<string, Map<string, Representation>>();

/** How the values of a type are held. */
export function representationOf({ lo, hi }: Pick<Type, "lo" | "hi">): Representation {
  let ofLo = known.get(lo);
  if (ofLo === undefined) {
    ofLo = new Map();
    known.set(lo, ofLo);
  }
  let found = ofLo.get(hi);
  if (found === undefined) {
    const range = rangeOf({ lo, hi });
    const width = widthOf(range);
    const signed = isSigned(range);
    const kind = width <= (signed ? 32 : 31) ? INT : width <= 53 ? DOUBLE : BIG;
    found = { ...range, kind, width, signed };
    ofLo.set(hi, found);
  }
  return found;
}

/** The integer as it is held: a number where the kind has numbers. */
export const toKind = (value: bigint, kind: Kind): Value => (kind === BIG ? value : Number(value));

/** The integer as JavaScript source. */
export function literal(value: bigint, kind: Kind): string {
  const text = kind === BIG ? `${value}n` : `${value}`;
  return value < 0n ? `(${text})` : text;
}

/** What a register holds before anything was written to it: 0, or the value nearest to 0. */
export function restValue({ lo, hi, kind }: Representation): Value {
  return toKind(lo > 0n ? lo : hi < 0n ? hi : 0n, kind);
}
