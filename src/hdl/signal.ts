// Signals: values in a circuit, with the operators of the language. Every result's range follows from its operands'.
import { checkBits, checkExact, resultType, shiftAmount, wrapTarget } from "./bounds.ts";
import { type Comparison, comparisons } from "./comparison.ts";
import { HdlError, here, type Place } from "./errors.ts";
import type { BinaryOperator, Type } from "./ir.ts";
import { describe, type Operation, type Owner } from "./operation.ts";
import {
  addRange,
  andRange,
  bitwiseRange,
  clamp,
  contains,
  fullRange,
  greatest,
  hull,
  isSigned,
  least,
  maxRange,
  minRange,
  mulRange,
  negRange,
  orRange,
  type Range,
  range,
  rangeOf,
  roundShift,
  shiftRange,
  showRange,
  subRange,
  typeOf,
  widthOf,
} from "./range.ts";
import { drop, isConditional, isDead, noteOperation } from "./scope.ts";
import { bit, maxWidth } from "./types.ts";

/** What an operator takes beside a signal: a constant. */
export type Operand = Signal | number | bigint;

/** A value of a circuit. Signals are immutable; every operator gives a new one. */
export class Signal {
  /** What it can hold, as a type. */
  readonly type: Type;
  /** The least and the greatest value that it can have. */
  readonly range: Range;
  /** How it is made from `args`. */
  readonly operation: Operation;
  /** What it is made from. */
  readonly args: readonly Signal[];

  constructor(type: Type, operation: Operation, args: readonly Signal[] = []) {
    this.type = type;
    this.range = rangeOf(type);
    this.operation = operation;
    this.args = args;
  }

  /** Bits it is stored in. */
  get width(): number {
    return widthOf(this.range);
  }

  /** The name it has in the circuit, or its formula: for messages. */
  toString(): string {
    return describe(this, 3);
  }

  /** Text in a message it may be; a value of JavaScript it has none. */
  [Symbol.toPrimitive](hint: string): string {
    if (hint === "string") return this.toString();
    throw new HdlError(
      "operand",
      `Signal in an expression of JavaScript: ${this}. A signal has no value while the circuit is built: write a.lt(b) ` +
        "for a < b, a.add(b) for a + b, c.when(a, ...) for if (a).",
    );
  }

  /** The exact sum. */
  add(other: Operand): Signal {
    return binary("add", this, other, addRange, (a, b) => a + b, 0n);
  }
  /** The exact difference. */
  sub(other: Operand): Signal {
    return binary("sub", this, other, subRange, (a, b) => a - b);
  }
  /** The exact product. */
  mul(other: Operand): Signal {
    return binary("mul", this, other, mulRange, (a, b) => a * b, 1n);
  }
  /** The smaller one. */
  min(other: Operand): Signal {
    return binary("min", this, other, minRange, least);
  }
  /** The larger one. */
  max(other: Operand): Signal {
    return binary("max", this, other, maxRange, greatest);
  }

  /** 1 where both are equal. */
  eq(other: Operand): Signal {
    return compare("eq", this, other);
  }
  /** 1 where they are not equal. */
  ne(other: Operand): Signal {
    return compare("ne", this, other);
  }
  /** 1 where it is less than the other. */
  lt(other: Operand): Signal {
    return compare("lt", this, other);
  }
  /** 1 where it is at most the other. */
  le(other: Operand): Signal {
    return compare("le", this, other);
  }
  /** 1 where it is greater than the other. */
  gt(other: Operand): Signal {
    return compare("gt", this, other);
  }
  /** 1 where it is at least the other. */
  ge(other: Operand): Signal {
    return compare("ge", this, other);
  }

  /** Bitwise on two's complement; on single bits, logical. */
  and(other: Operand): Signal {
    return binary("and", this, other, andRange, (a, b) => a & b);
  }
  /** Bitwise or; on single bits, logical. */
  or(other: Operand): Signal {
    return binary("or", this, other, orRange, (a, b) => a | b, 0n);
  }
  /** Bitwise exclusive or. */
  xor(other: Operand): Signal {
    return binary("xor", this, other, bitwiseRange, (a, b) => a ^ b, 0n);
  }

  /** -a. */
  neg(): Signal {
    noteOperation({ op: "neg" }, [this], this.range, range(0n, 0n));
    return unary({ op: "neg" }, this, negRange(this.range), (a) => -a);
  }

  /** Every bit inverted within the signal's own width; of a single bit, the logical not. */
  not(): Signal {
    const { lo, hi } = this.range;
    if (lo >= 0n && hi <= 1n) return unary({ op: "not" }, this, range(1n - hi, 1n - lo), (a) => 1n - a);
    const full = fullRange(this.width, isSigned(this.range));
    return unary({ op: "not" }, this, full, (a) => (isSigned(full) ? -1n - a : full.hi - a));
  }

  /** a * 2^by. */
  shiftLeft(by: number | Signal): Signal {
    if (by instanceof Signal) return shiftBy("shl", this, by);
    const n = shiftAmount(by, this);
    const shift = (a: bigint) => a << BigInt(n);
    return n === 0 ? this : unary({ op: "shl", by: n }, this, shiftRange("shl", this.range, n), shift);
  }

  /** floor(a / 2^by): rounds towards minus infinity. */
  shiftRight(by: number | Signal): Signal {
    if (by instanceof Signal) return shiftBy("shr", this, by);
    const n = shiftAmount(by, this);
    const shift = (a: bigint) => a >> BigInt(n);
    return n === 0 ? this : unary({ op: "shr", by: n }, this, shiftRange("shr", this.range, n), shift);
  }

  /** floor((a + 2^(by-1)) / 2^by): rounds to nearest, halves up. */
  roundShift(by: number): Signal {
    const n = shiftAmount(by, this);
    const shift = (a: bigint) => roundShift(a, n);
    if (n === 0) return this;
    // The highest bit that is shifted out is added to the others.
    noteOperation({ op: "roundShift", by: n }, [this], shiftRange("shr", this.range, n), rangeOf(bit));
    return unary({ op: "roundShift", by: n }, this, shiftRange("roundShift", this.range, n), shift);
  }

  /** Clamps to the type: the nearest value that it holds. */
  saturate(type: Type): Signal {
    const target = rangeOf(type);
    if (contains(target, this.range)) return this.as(type);
    return unary({ op: "saturate" }, this, target, (a) => clamp(a, target), type);
  }

  /** The low bits, read as the type, which must be a full range such as `uint(8)` or `sint(8)`. */
  wrap(type: Type): Signal {
    const target = wrapTarget(type);
    if (contains(target, this.range)) return this.as(type);
    const bits = widthOf(target);
    const read = (a: bigint) => (isSigned(target) ? BigInt.asIntN(bits, a) : BigInt.asUintN(bits, a));
    return unary({ op: "wrap" }, this, target, read, type);
  }

  /** The same value in a type that holds all of this signal's range. */
  as(type: Type): Signal {
    return fit(this, type, "The type asked for");
  }

  /**
   * The same value in a narrower type, on the author's word that it fits. Wherever the result stands, the conditions
   * around it either prove the claim or it is asserted under them; a value that does not fit would lose its high bits.
   * What conditions prove needs no claim where it is assigned: after `x.ne(0)`, `x.sub(1)` fits where `x` does.
   */
  narrow(type: Type): Signal {
    const target = rangeOf(type);
    // A constant that does not fit can only mean that its path is never taken.
    const isFixed = constantOf(this) !== undefined && !isConditional();
    if (contains(target, this.range) || isFixed) return this.as(type);
    return new Narrowed(this, held(this, target, type), here());
  }

  /** Bits `high` to `low` of the two's complement representation, as an unsigned number. */
  bits(high: number, low: number): Signal {
    return slice(this, high, low);
  }
  /** Bit `position` of the two's complement representation. */
  bit(position: number): Signal {
    return slice(this, position, position);
  }
}

/** A value that is said to fit its type: proved or asserted wherever it stands. */
export class Narrowed extends Signal {
  /** What is said to fit. */
  readonly before: Signal;
  /** The line that says so. */
  readonly place: Place;

  constructor(before: Signal, { type, operation, args }: Signal, place: Place) {
    super(type, operation, args);
    this.before = before;
    this.place = place;
  }
}

/** Shifted by a signal: by one bit of the amount after the other, the highest first. */
function shiftBy(op: "shl" | "shr", a: Signal, by: Signal): Signal {
  const { lo, hi } = by.range;
  if (lo < 0n || hi > BigInt(2 * maxWidth))
    throw new HdlError(
      "bounds",
      `Shift out of bounds: ${a} by ${by}, which is ${showRange(by.range)}. Allowed: 0 to ${2 * maxWidth}.`,
    );
  const shift = (value: Signal, n: number) => (op === "shl" ? value.shiftLeft(n) : value.shiftRight(n));
  const known = constantOf(by);
  if (known !== undefined) return shift(a, Number(known));
  let value = a;
  for (let k = by.width - 1; k >= 0; k--) {
    const shifted = shift(value, 2 ** k);
    const either = derived(typeOf(hull(value.range, shifted.range)), { op: "mux" }, [
      by.bit(k),
      shifted,
      value,
    ]);
    // With the amount's lower bits still to come, the amounts so far lie between these.
    const [least, most] = [lo, hi].map((n) => shiftRange(op, a.range, Number((n >> BigInt(k)) << BigInt(k))));
    value = held(either, hull(least!, most!));
  }
  return value;
}

/** A value in a range that is known to hold it: its low bits. */
export function held(value: Signal, range: Range, type: Type = typeOf(range)): Signal {
  if (contains(range, value.range)) return value;
  const low = value.wrap(typeOf(fullRange(widthOf(range), isSigned(range))));
  return new Signal(type, { op: "cast" }, [low]);
}

/** A constant of exactly its own value's range, or of the type given. */
export function constant(value: number | bigint, type?: Type): Signal {
  checkExact(value);
  const v = BigInt(value);
  if (type !== undefined && !contains(rangeOf(type), range(v, v)))
    throw new HdlError("range", `Range does not fit: constant ${v} is outside ${showRange(rangeOf(type))}.`);
  return new Signal(type ?? resultType(range(v, v), "constant", []), { op: "const", value: v });
}

export const toSignal = (operand: Operand): Signal => {
  if (operand instanceof Signal) return operand;
  if (typeof operand === "number" || typeof operand === "bigint") return constant(operand);
  throw new HdlError("operand", `Not a signal: ${String(operand)}. Write a signal or a whole number.`);
};

/** The value of a constant; undefined of anything else. */
export const constantOf = (s: Signal): bigint | undefined =>
  s.operation.op === "const" ? s.operation.value : undefined;

/** A named thing of a circuit; where its type has one value, that value. */
export function named(of: Owner, name: string, type: Type): Signal {
  return only(type) ?? new Signal(type, { op: "ref", name, of });
}

/** The constant that every value of the type is, where it has one value: such a thing needs no hardware. */
export function only(type: Type): Signal | undefined {
  return type.lo === type.hi ? constant(BigInt(type.lo)) : undefined;
}

/** An operation over signals; a constant where its range has one value. */
export function derived(type: Type, operation: Operation, args: readonly Signal[]): Signal {
  const known = only(type);
  if (known === undefined) return new Signal(type, operation, args);
  drop(...args);
  return known;
}

function unary(
  operation: Operation,
  a: Signal,
  result: Range,
  fold: (a: bigint) => bigint,
  type?: Type,
): Signal {
  const resulting = type ?? resultType(result, operation.op, [a]);
  const value = constantOf(a);
  return value !== undefined ? constant(fold(value), resulting) : derived(resulting, operation, [a]);
}

/** `neutral` is the constant that changes nothing on either side. */
function binary(
  op: BinaryOperator,
  a: Signal,
  other: Operand,
  ranges: (a: Range, b: Range) => Range,
  fold: (a: bigint, b: bigint) => bigint,
  neutral?: bigint,
): Signal {
  const b = toSignal(other);
  noteOperation({ op }, [a, b], a.range, b.range);
  const [x, y] = [constantOf(a), constantOf(b)];
  if (x !== undefined && y !== undefined) return constant(fold(x, y));
  if (neutral !== undefined && x === neutral) return b;
  if (neutral !== undefined && y === neutral) return a;
  return derived(resultType(ranges(a.range, b.range), op, [a, b]), { op }, [a, b]);
}

/** A comparison; a constant where the operands' ranges decide it. */
function compare(op: Comparison, a: Signal, other: Operand): Signal {
  const b = toSignal(other);
  noteOperation({ op }, [a, b], a.range, b.range);
  const { always, never } = comparisons[op];
  const decided = always(a.range, b.range) ? 1 : never(a.range, b.range) ? 0 : undefined;
  if (decided === undefined) return new Signal(bit, { op }, [a, b]);
  drop(a, b);
  return constant(decided);
}

/** Bits `high` to `low` of the two's complement representation, as an unsigned number. */
export function slice(a: Signal, high: number, low: number): Signal {
  checkBits(high, low, a);
  const bits = high - low + 1;
  if (
    low === 0 &&
    bits === a.width &&
    !isSigned(a.range) &&
    bits === widthOf(a.range) &&
    a.type.states === undefined
  )
    return a;
  // Above the bits of what was widened there are zeros.
  let inner = a;
  while (inner.operation.op === "cast" && contains(inner.range, inner.args[0]!.range)) inner = inner.args[0]!;
  if (inner.range.lo >= 0n && low >= inner.width) {
    drop(a);
    return constant(0);
  }
  const full = fullRange(bits, false);
  return unary({ op: "slice", high, low }, a, full, (v) => BigInt.asUintN(bits, v >> BigInt(low)));
}

/**
 * `value` in `type`, or an error that names both ranges. `what` says what receives it; `known` may know a narrower range
 * than the value's own, where it is received.
 */
export function fit(
  value: Signal,
  type: Type,
  what: string,
  place?: Place,
  circuit?: string,
  known?: (value: Signal) => Range,
): Signal {
  const target = rangeOf(type);
  // A constant of a wider type is still one value.
  const fixed = constantOf(value);
  const fits = contains(target, fixed === undefined ? value.range : range(fixed, fixed));
  if (!fits && known !== undefined && contains(target, known(value))) return held(value, target, type);
  if (!fits && isDead()) {
    drop(value);
    return constant(target.lo, type);
  }
  if (!fits)
    throw new HdlError(
      "range",
      `Range does not fit: ${what} holds ${showRange(target)}, but ${value} is ${showRange(value.range)}. ` +
        "Widen the type, or say what happens on purpose: .saturate(type), .wrap(type) or .roundShift(n).",
      { ...(place === undefined ? {} : { place }), ...(circuit === undefined ? {} : { circuit }) },
    );
  if (value.type.lo === type.lo && value.type.hi === type.hi && value.type.states === type.states)
    return value;
  if (value.operation.op === "const") return new Signal(type, value.operation);
  return new Signal(type, { op: "cast" }, [value]);
}
