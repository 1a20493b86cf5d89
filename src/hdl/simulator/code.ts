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
