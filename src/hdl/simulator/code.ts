// Pieces of generated JavaScript with the kind of their value, and the changes of range that several operators share.
import type { BinaryOperator, Expr, Type } from "../ir.ts";
import { bitLength } from "../range.ts";
import { BIG, DOUBLE, INT, type Kind, type Representation, representationOf } from "./representation.ts";

/** A piece of JavaScript and the kind of its value. */
export interface Code {
  readonly text: string;
  readonly kind: Kind;
}

/** The same value held in another kind; the value is known to fit. */
export function convert(code: Code, kind: Kind): string {
  if (code.kind === kind || (code.kind !== BIG && kind !== BIG)) return code.text;
  if (kind !== BIG) return `Number(${code.text})`;
  return /^\d+$/.test(code.text) ? `${code.text}n` : `BigInt(${code.text})`;
}

export const COMPARISONS = {
  eq: "===",
  ne: "!==",
  lt: "<",
  le: "<=",
  gt: ">",
  ge: ">=",
};
type Comparison = Extract<Expr, { op: BinaryOperator }> & { readonly op: keyof typeof COMPARISONS };

export const isComparison = (e: Expr): e is Comparison => Object.hasOwn(COMPARISONS, e.op);

export const BITWISE = { and: "&", or: "|", xor: "^" };

export const widest = (a: Kind, b: Kind): Kind => (a > b ? a : b);
export const isAtom = (text: string): boolean => /^\w*$/.test(text);
export const isBit = (type: Type): boolean => type.lo === "0" && (type.hi === "1" || type.hi === "0");

const ARITHMETIC = { add: "+", sub: "-", mul: "*" };

/** A sum, difference or product of two values of one kind, which holds the result. */
export function arithmetic(op: keyof typeof ARITHMETIC, left: string, right: string, kind: Kind): Code {
  if (op === "mul" && kind === INT) return { text: `imul(${left}, ${right})`, kind };
  const text = `${left} ${ARITHMETIC[op]} ${right}`;
  if (kind === INT) return { text: `(${text} | 0)`, kind };
  // Zero is added because a product of doubles can be -0.
  return { text: op === "mul" && kind === DOUBLE ? `(${text} + 0)` : `(${text})`, kind };
}

/** The opposite, which the kind holds. */
export function negated({ text, kind }: Code): Code {
  if (kind === BIG) return { text: `(-${text})`, kind };
  return { text: kind === INT ? `(0 - ${text} | 0)` : `(0 - ${text})`, kind };
}

/** Shift left by `by` bits, which `result` holds. */
export function shiftLeft({ text }: Code, by: number, result: Kind): Code {
  if (result === BIG) return { text: `(${text} << ${by}n)`, kind: BIG };
  if (result === DOUBLE || by > 31) return { text: `(${text} * ${2 ** by})`, kind: result };
  return { text: `(${text} << ${by})`, kind: INT };
}

/** Shift right by `by` bits, rounding down. */
export function shiftRight({ text, kind }: Code, by: number): Code {
  if (by === 0) return { text, kind };
  if (kind === INT) return { text: `(${text} >> ${Math.min(by, 31)})`, kind };
  if (kind === DOUBLE) return { text: `floor(${text} * ${2 ** -by})`, kind };
  return { text: `(${text} >> ${by}n)`, kind };
}

/** The low bits of a value, read as a type that is all of its bits. */
export function wrap(code: Code, from: Representation, to: Representation): Code {
  if (to.lo <= from.lo && from.hi <= to.hi) return code;
  const bits = to.signed ? to.width : bitLength(to.hi);
  if (code.kind !== BIG && bits <= 32) {
    if (!to.signed && bits === 32) return { text: `(${code.text} >>> 0)`, kind: DOUBLE };
    if (!to.signed) return { text: `(${code.text} & ${to.hi})`, kind: INT };
    if (bits === 32) return { text: `(${code.text} | 0)`, kind: INT };
    return { text: `(${code.text} << ${32 - bits} >> ${32 - bits})`, kind: INT };
  }
  const cut = to.signed ? "asIntN" : "asUintN";
  return { text: `BigInt.${cut}(${bits}, ${convert(code, BIG)})`, kind: BIG };
}

/** Shift right by `by` bits, at least 1, rounding to nearest, halves up. */
export function roundShift(code: Code, by: number): Code {
  // floor((floor(a / 2^(by-1)) + 1) / 2) is the same and needs no wider sum.
  const half = shiftRight(code, by - 1).text;
  return shiftRight({ text: `(${half} + ${code.kind === BIG ? "1n" : "1"})`, kind: code.kind }, 1);
}

/** Bits `high` to `low`, as an unsigned number. */
export function slice(code: Code, from: Representation, high: number, low: number): Code {
  const shifted = { ...from, lo: from.lo >> BigInt(low), hi: from.hi >> BigInt(low) };
  const to = representationOf({ lo: "0", hi: `${(1n << BigInt(high - low + 1)) - 1n}` });
  return wrap(shiftRight(code, low), shifted, to);
}

/** Bits with so many others below them. */
export function beside(high: string, low: string, width: number, kind: Kind): string {
  if (kind === INT) return `(${high} << ${width} | ${low})`;
  return kind === DOUBLE ? `(${high} * ${2 ** width} + ${low})` : `(${high} << ${width}n | ${low})`;
}
