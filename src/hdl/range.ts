// Integer ranges: the interval arithmetic behind every type, and the bits a range is stored in.
import type { Type } from "./ir.ts";

/** A closed interval of integers. */
export interface Range {
  readonly lo: bigint;
  readonly hi: bigint;
}

/** The smaller one (`Math.min` takes no bigint). */
export function least(a: bigint, b: bigint): bigint {
  if (a < b) return a;
  return b;
}

/** The larger one. */
export function greatest(a: bigint, b: bigint): bigint {
  if (a > b) return a;
  return b;
}

export const range = (lo: bigint, hi: bigint): Range => ({ lo, hi });

export const rangeOf = (type: Type): Range => ({ lo: BigInt(type.lo), hi: BigInt(type.hi) });

export const typeOf = ({ lo, hi }: Range, states?: string): Type =>
  states === undefined ? { lo: `${lo}`, hi: `${hi}` } : { lo: `${lo}`, hi: `${hi}`, states };

/** Bits of the natural number `n` (0 has none). */
export const bitLength = (n: bigint): number => (n === 0n ? 0 : n.toString(2).length);

/** Stored as two's complement where a negative value is possible, as a plain binary number otherwise. */
export const isSigned = ({ lo }: Range): boolean => lo < 0n;

/** The fewest bits (at least 1) that hold every value of the range. */
export function widthOf({ lo, hi }: Range): number {
  if (lo >= 0n) return Math.max(1, bitLength(hi));
  return Math.max(bitLength(-lo - 1n), hi < 0n ? 0 : bitLength(hi)) + 1;
}

/** Everything that `width` bits can hold. */
export const fullRange = (width: number, signed: boolean): Range =>
  signed
    ? { lo: -(1n << BigInt(width - 1)), hi: (1n << BigInt(width - 1)) - 1n }
    : { lo: 0n, hi: (1n << BigInt(width)) - 1n };

export const contains = (outer: Range, inner: Range): boolean => outer.lo <= inner.lo && inner.hi <= outer.hi;

/** What lies in both; undefined where nothing does. */
export const overlap = (a: Range, b: Range): Range | undefined => {
  const lo = a.lo > b.lo ? a.lo : b.lo;
  const hi = a.hi < b.hi ? a.hi : b.hi;
  return lo > hi ? undefined : { lo, hi };
};

export const hull = (a: Range, b: Range): Range => ({
  lo: least(a.lo, b.lo),
  hi: greatest(a.hi, b.hi),
});

export const addRange = (a: Range, b: Range): Range => ({ lo: a.lo + b.lo, hi: a.hi + b.hi });

export const subRange = (a: Range, b: Range): Range => ({ lo: a.lo - b.hi, hi: a.hi - b.lo });

export function mulRange(a: Range, b: Range): Range {
  const products = [a.lo * b.lo, a.lo * b.hi, a.hi * b.lo, a.hi * b.hi];
  return {
    lo: products.reduce(least),
    hi: products.reduce(greatest),
  };
}

export const negRange = ({ lo, hi }: Range): Range => ({ lo: -hi, hi: -lo });

/** Shifts are monotone: the ends give the range. */
export function shiftRange(op: "shl" | "shr" | "roundShift", { lo, hi }: Range, by: number): Range {
  const n = BigInt(by);
  if (op === "shl") return { lo: lo << n, hi: hi << n };
  if (op === "shr") return { lo: lo >> n, hi: hi >> n };
  return { lo: roundShift(lo, by), hi: roundShift(hi, by) };
}

export const minRange = (a: Range, b: Range): Range => ({
  lo: least(a.lo, b.lo),
  hi: least(a.hi, b.hi),
});

export const maxRange = (a: Range, b: Range): Range => ({
  lo: greatest(a.lo, b.lo),
  hi: greatest(a.hi, b.hi),
});

/** Bitwise operators: the whole range of the wider operand's width (one more bit where signs differ). */
export function bitwiseRange(a: Range, b: Range): Range {
  const signed = isSigned(a) || isSigned(b);
  const width = (r: Range) => widthOf(r) + (signed && !isSigned(r) ? 1 : 0);
  return fullRange(Math.max(width(a), width(b)), signed);
}

const areBits = (a: Range, b: Range): boolean => a.lo >= 0n && a.hi <= 1n && b.lo >= 0n && b.hi <= 1n;

/** Of single bits exact, so that a bit that is known stays known. */
export const andRange = (a: Range, b: Range): Range =>
  areBits(a, b) ? { lo: a.lo & b.lo, hi: a.hi & b.hi } : bitwiseRange(a, b);

/** Of single bits exact. */
export const orRange = (a: Range, b: Range): Range =>
  areBits(a, b) ? { lo: a.lo | b.lo, hi: a.hi | b.hi } : bitwiseRange(a, b);

/** floor((a + 2^(by-1)) / 2^by): round to nearest, halves up. */
export const roundShift = (a: bigint, by: number): bigint =>
  by === 0 ? a : (a + (1n << BigInt(by - 1))) >> BigInt(by);

export const clamp = (a: bigint, { lo, hi }: Range): bigint => (a < lo ? lo : a > hi ? hi : a);

/** What every value of `a` is clamped to. */
export const clampRange = (a: Range, target: Range): Range => ({
  lo: clamp(a.lo, target),
  hi: clamp(a.hi, target),
});

export const showRange = ({ lo, hi }: Range): string => `${lo} to ${hi}`;
