// Pieces of generated JavaScript with the kind of their value, and the changes of range that several operators share.
import { bitLength } from "../range.ts";
import { BIG, DOUBLE, INT, type Kind, type Representation } from "./representation.ts";

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
