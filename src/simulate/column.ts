// Values of one field, beat after beat, in the typed array that fits its width and sign.
import type { Field } from "./bench.ts";

/** Up to 32 bits: 32-bit integers; wider: 64-bit ones. */
export type Column = Int32Array | Uint32Array | BigInt64Array | BigUint64Array;

/** Anything that holds a field's values in order. */
export type Values = ArrayLike<number> | ArrayLike<bigint>;

export const isWide = ({ width }: Field): boolean => width > 32;

/** 32-bit words that a value of the field takes in a message. */
export const wordsOf = (field: Field): number => (isWide(field) ? 2 : 1);

/** The column that the bits in `words` are (for a wide field two words a value, low word first). */
export function columnOf(field: Field, words: Uint32Array): Column {
  if (!isWide(field)) {
    return field.signed ? new Int32Array(words.buffer, words.byteOffset, words.length) : words;
  }
  const aligned = words.byteOffset % 8 === 0 ? words : words.slice();
  const length = words.length / 2;
  return field.signed
    ? new BigInt64Array(aligned.buffer, aligned.byteOffset, length)
    : new BigUint64Array(aligned.buffer, aligned.byteOffset, length);
}

/** A single value as results give it: a bigint where the field is wider than 32 bits. */
export function integerOf(field: Field, low: number, high: number): number | bigint {
  if (!isWide(field)) return field.signed ? low | 0 : low >>> 0;
  const bits = (BigInt(high >>> 0) << 32n) | BigInt(low >>> 0);
  return field.signed ? BigInt.asIntN(64, bits) : bits;
}

/** Index of the first value that the field cannot hold, or -1. */
export function firstMisfit(field: Field, values: Values): number {
  const { width, signed } = field;
  if (width <= 52 || typeof values[0] === "number") {
    // Doubles hold both ends exactly up to 53 bits; beyond, no safe integer is a misfit except by its sign.
    const lo = signed ? -(2 ** (width - 1)) : 0;
    const hi = signed ? 2 ** (width - 1) - 1 : 2 ** width - 1;
    for (let i = 0; i < values.length; i += 1) {
      const value = values[i];
      if (!(value >= lo && value <= hi) || (typeof value === "number" && !Number.isSafeInteger(value)))
        return i;
    }
    return -1;
  }
  const bits = signed ? BigInt.asIntN : BigInt.asUintN;
  for (let i = 0; i < values.length; i += 1) {
    const value = values[i];
    if (typeof value !== "bigint" || bits(width, value) !== value) return i;
  }
  return -1;
}

/** Collects the values of a field. */
export class ColumnBuilder {
  private readonly field: Field;
  private readonly values: (number | bigint)[] = [];

  constructor(field: Field) {
    this.field = field;
  }

  add(value: number | bigint): void {
    this.values.push(isWide(this.field) ? BigInt(value) : Number(value));
  }

  column(): Column {
    const { signed } = this.field;
    if (isWide(this.field)) {
      const wide = this.values as bigint[];
      return signed ? BigInt64Array.from(wide) : BigUint64Array.from(wide);
    }
    const narrow = this.values as number[];
    return signed ? Int32Array.from(narrow) : Uint32Array.from(narrow);
  }
}
