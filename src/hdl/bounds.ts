// What operators refuse: shifts, bit positions and results beyond the language's bounds.
import { HdlError } from "./errors.ts";
import type { Type } from "./ir.ts";
import { fullRange, isSigned, type Range, rangeOf, showRange, typeOf, widthOf } from "./range.ts";
import { maxWidth } from "./types.ts";

/** What a message shows of a signal: its text, width and range. */
interface Shown {
  readonly width: number;
  readonly range: Range;
  toString(): string;
}

/** A shift by a number. @throws HdlError where it is out of bounds */
export const shiftAmount = (by: number, of: Shown): number => {
  if (!Number.isInteger(by) || by < 0 || by > 2 * maxWidth)
    throw new HdlError("bounds", `Shift out of bounds: ${of} by ${by}. Allowed: 0 to ${2 * maxWidth}.`);
  return by;
};

/** @throws HdlError where the signal has no such bits */
export function checkBits(high: number, low: number, of: Shown): void {
  if (!Number.isInteger(high) || !Number.isInteger(low) || low < 0 || high < low || high >= of.width)
    throw new HdlError(
      "bounds",
      `Index out of bounds: bits ${high} to ${low} of ${of}, which has bits ${of.width - 1} to 0.`,
    );
}

/** A result type no wider than the language allows. @throws HdlError that names the operands */
export function resultType(result: Range, operation: string, operands: readonly Shown[]): Type {
  const width = widthOf(result);
  if (width > maxWidth)
    throw new HdlError(
      "width",
      `Result too wide: ${operation} of ${operands.map((s) => `${s} (${showRange(s.range)})`).join(" and ")} ` +
        `gives ${showRange(result)}, ${width} bits; at most ${maxWidth} are allowed. Narrow an operand with .saturate or .wrap.`,
    );
  return typeOf(result);
}

/** The range of a type that holds every value of its bits. @throws HdlError for any other type */
export function wrapTarget(type: Type): Range {
  const target = rangeOf(type);
  const full = fullRange(widthOf(target), isSigned(target));
  if (full.lo !== target.lo || full.hi !== target.hi)
    throw new HdlError("operand", `Wrap needs a full range: ${showRange(target)}. Write uint(n) or sint(n).`);
  return target;
}

/** @throws HdlError for a number that is no exact integer */
export function checkExact(value: number | bigint): void {
  if (typeof value === "number" && !Number.isSafeInteger(value))
    throw new HdlError(
      "range",
      `Constant is not an exact integer: ${value}. Write a whole number, or a bigint beyond 2^53.`,
    );
}
