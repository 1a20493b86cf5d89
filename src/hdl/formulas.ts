// What operators make of their operands: a formula with the type of its result, folded where that has one value.
import { checkBits, checkExact, resultType, shiftAmount, wrapTarget } from "./bounds.ts";
import { type Comparison, comparisons } from "./comparison.ts";
import { HdlError } from "./errors.ts";
import { type ExactOperator, exactOperators } from "./exact-operators.ts";
import type { Type } from "./ir.ts";
import type { Formula, Operation } from "./operation.ts";
import {
  contains,
  fullRange,
  isSigned,
  negRange,
  type Range,
  range,
  rangeOf,
  roundShift,
  shiftRange,
  showRange,
  widthOf,
} from "./range.ts";
import { drop, noteOperation } from "./scope.ts";
import { bit } from "./types.ts";

/** A formula with what it can hold. */
export interface Typed extends Formula {
  readonly type: Type;
  readonly args: readonly Typed[];
  /** Of a claim: what is said to fit the type. */
  readonly before?: Typed;
}

/** Whether an operand is a claim: what is said of it is asserted, also where the result does not depend on it. */
const isClaimed = ({ before }: Typed): boolean => before !== undefined;

/** An operand: a formula with its range and width. */
export interface Argument extends Typed {
  readonly range: Range;
  readonly width: number;
  readonly args: readonly Argument[];
}

/** The value of a constant; undefined of anything else. */
export const constantOf = ({ operation }: Formula): bigint | undefined =>
  operation.op === "const" ? operation.value : undefined;

/** A constant of exactly its own value's range, or of the type given. */
export function constantFormula(value: number | bigint, type?: Type): Typed {
  checkExact(value);
  const v = BigInt(value);
  if (type !== undefined && !contains(rangeOf(type), range(v, v)))
    throw new HdlError("range", `Range does not fit: constant ${v} is outside ${showRange(rangeOf(type))}.`);
  const own = type ?? resultType(range(v, v), "constant", []);
  return { type: own, operation: { op: "const", value: v }, args: [] };
}

/** An operation over formulas; a constant where its range has one value. */
export function derivedFormula(type: Type, operation: Operation, args: readonly Typed[]): Typed {
  if (type.lo !== type.hi || args.some(isClaimed)) return { type, operation, args };
  drop(...args);
  return constantFormula(BigInt(type.lo));
}

/** An operation on one operand, whose results lie within `result`. */
export function unary(
  operation: Operation,
  a: Argument,
  result: Range,
  fold: (a: bigint) => bigint,
  type?: Type,
): Typed {
  const resulting = type ?? resultType(result, operation.op, [a]);
  const value = constantOf(a);
  return value !== undefined
    ? constantFormula(fold(value), resulting)
    : derivedFormula(resulting, operation, [a]);
}

/** The exact result of two operands. */
export function binary(op: ExactOperator, a: Argument, b: Argument): Typed {
  const { ranges, fold, neutral } = exactOperators[op];
  noteOperation({ op }, [a, b], a.range, b.range);
  const [x, y] = [constantOf(a), constantOf(b)];
  if (x !== undefined && y !== undefined) return constantFormula(fold(x, y));
  if (neutral !== undefined && x === neutral) return b;
  if (neutral !== undefined && y === neutral) return a;
  return derivedFormula(resultType(ranges(a.range, b.range), op, [a, b]), { op }, [a, b]);
}

/** -a. */
export function negated(a: Argument): Typed {
  noteOperation({ op: "neg" }, [a], a.range, range(0n, 0n));
  return unary({ op: "neg" }, a, negRange(a.range), (v) => -v);
}

/** Every bit inverted within the operand's own width; of a single bit, the logical not. */
export function inverted(a: Argument): Typed {
  const { lo, hi } = a.range;
  if (lo >= 0n && hi <= 1n) return unary({ op: "not" }, a, range(1n - hi, 1n - lo), (v) => 1n - v);
  const full = fullRange(a.width, isSigned(a.range));
  return unary({ op: "not" }, a, full, (v) => (isSigned(full) ? -1n - v : full.hi - v));
}

/** Shifted by a number; by 0 the same. */
export function shifted(op: "shl" | "shr" | "roundShift", a: Argument, by: number): Typed {
  const n = shiftAmount(by, a);
  if (n === 0) return a;
  // The highest bit that is shifted out is added to the others.
  if (op === "roundShift") noteOperation({ op, by: n }, [a], shiftRange("shr", a.range, n), rangeOf(bit));
  const shift = {
    shl: (v: bigint) => v << BigInt(n),
    shr: (v: bigint) => v >> BigInt(n),
    roundShift: (v: bigint) => roundShift(v, n),
  };
  return unary({ op, by: n }, a, shiftRange(op, a.range, n), shift[op]);
}

/** A comparison; a constant where the operands' ranges decide it. */
export function compare(op: Comparison, a: Argument, b: Argument): Typed {
  noteOperation({ op }, [a, b], a.range, b.range);
  const { always, never } = comparisons[op];
  const decided = always(a.range, b.range) ? 1 : never(a.range, b.range) ? 0 : undefined;
  if (decided === undefined || isClaimed(a) || isClaimed(b))
    return { type: bit, operation: { op }, args: [a, b] };
  drop(a, b);
  return constantFormula(decided);
}

/** The low bits, read as the type, which must be a full range and not hold all of the operand's. */
export function wrapped(a: Argument, type: Type): Typed {
  const target = wrapTarget(type);
  const bits = widthOf(target);
  const read = (v: bigint) => (isSigned(target) ? BigInt.asIntN(bits, v) : BigInt.asUintN(bits, v));
  return unary({ op: "wrap" }, a, target, read, type);
}

/** Bits `high` to `low` of the two's complement representation, as an unsigned number. */
export function sliced(a: Argument, high: number, low: number): Typed {
  checkBits(high, low, a);
  const bits = high - low + 1;
  const isWhole = low === 0 && bits === a.width && !isSigned(a.range);
  if (isWhole && a.type.states === undefined) return a;
  // Above the bits of what was widened there are zeros.
  let inner = a;
  while (inner.operation.op === "cast" && contains(inner.range, inner.args[0]!.range)) inner = inner.args[0]!;
  if (inner.range.lo >= 0n && low >= inner.width) {
    drop(a);
    return constantFormula(0);
  }
  const full = fullRange(bits, false);
  return unary({ op: "slice", high, low }, a, full, (v) => BigInt.asUintN(bits, v >> BigInt(low)));
}
