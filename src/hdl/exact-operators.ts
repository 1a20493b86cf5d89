// Operators whose result is exact over the integers: its range, its value, and what changes nothing.
import {
  addRange,
  andRange,
  bitwiseRange,
  greatest,
  least,
  maxRange,
  minRange,
  mulRange,
  orRange,
  type Range,
  subRange,
} from "./range.ts";

interface Exact {
  readonly ranges: (a: Range, b: Range) => Range;
  readonly fold: (a: bigint, b: bigint) => bigint;
  /** The constant that changes nothing on either side. */
  readonly neutral?: bigint;
}

/** Bitwise ones take two's complement of any width. */
const operators = {
  add: { ranges: addRange, fold: (a, b) => a + b, neutral: 0n },
  sub: { ranges: subRange, fold: (a, b) => a - b },
  mul: { ranges: mulRange, fold: (a, b) => a * b, neutral: 1n },
  min: { ranges: minRange, fold: least },
  max: { ranges: maxRange, fold: greatest },
  and: { ranges: andRange, fold: (a, b) => a & b },
  or: { ranges: orRange, fold: (a, b) => a | b, neutral: 0n },
  xor: { ranges: bitwiseRange, fold: (a, b) => a ^ b, neutral: 0n },
} satisfies Record<string, Exact>;

export type ExactOperator = keyof typeof operators;

export const exactOperators: Record<ExactOperator, Exact> = operators;
