// What an operation on known values gives, and a comparison of values in known ranges.
import type { BinaryOperator, Expr } from "../ir.ts";
import { clamp, greatest, isSigned, least, type Range, rangeOf, roundShift, widthOf } from "../range.ts";
import type { Operation } from "./tree.ts";

/** Operators of two operands. */
const ofTwo: Record<BinaryOperator, (a: bigint, b: bigint) => bigint> = {
  add: (a, b) => a + b,
  sub: (a, b) => a - b,
  mul: (a, b) => a * b,
  min: least,
  max: greatest,
  eq: (a, b) => BigInt(a === b),
  ne: (a, b) => BigInt(a !== b),
  lt: (a, b) => BigInt(a < b),
  le: (a, b) => BigInt(a <= b),
  gt: (a, b) => BigInt(a > b),
  ge: (a, b) => BigInt(a >= b),
  and: (a, b) => a & b,
  or: (a, b) => a | b,
  xor: (a, b) => a ^ b,
};

const isOfTwo = (expr: Operation): expr is Extract<Operation, { op: BinaryOperator }> =>
  Object.hasOwn(ofTwo, expr.op);

/** An operation on known operands; undefined of one that is none. */
export function apply(expr: Operation, args: readonly bigint[]): bigint | undefined {
  const [a = 0n, b = 0n] = args;
  if (isOfTwo(expr)) return ofTwo[expr.op](a, b);
  switch (expr.op) {
    case "neg":
      return -a;
    case "not": {
      const from = rangeOf(expr.args[0].type);
      return isSigned(from) ? ~a : BigInt.asUintN(widthOf(from), ~a);
    }
    case "shl":
      return a << BigInt(expr.by);
    case "shr":
      return a >> BigInt(expr.by);
    case "roundShift":
      return roundShift(a, expr.by);
    case "saturate":
      return clamp(a, rangeOf(expr.type));
    case "wrap": {
      const to = rangeOf(expr.type);
      return isSigned(to) ? BigInt.asIntN(widthOf(to), a) : BigInt.asUintN(widthOf(to), a);
    }
    case "cast":
      return a;
    case "slice":
      return BigInt.asUintN(expr.high - expr.low + 1, a >> BigInt(expr.low));
    case "concat":
      return expr.args.reduce((bits, arg, i) => {
        const width = widthOf(rangeOf(arg.type));
        return (bits << BigInt(width)) | BigInt.asUintN(width, args[i]!);
      }, 0n);
    default:
      return undefined;
  }
}

type Comparison = "eq" | "ne" | "lt" | "le" | "gt" | "ge";

export const isComparison = (
  expr: Operation,
): expr is Extract<Expr, { op: BinaryOperator }> & { op: Comparison } =>
  ["eq", "ne", "lt", "le", "gt", "ge"].includes(expr.op);

/** A comparison's value where the operands' ranges decide it. */
export function byRanges(op: Comparison, a: Range, b: Range): bigint | undefined {
  const answer = (yes: boolean, no: boolean) => (yes ? 1n : no ? 0n : undefined);
  const apart = a.hi < b.lo || b.hi < a.lo;
  switch (op) {
    case "eq":
      return answer(false, apart);
    case "ne":
      return answer(apart, false);
    case "lt":
      return answer(a.hi < b.lo, a.lo >= b.hi);
    case "le":
      return answer(a.hi <= b.lo, a.lo > b.hi);
    case "gt":
      return answer(a.lo > b.hi, a.hi <= b.lo);
    case "ge":
      return answer(a.lo >= b.hi, a.hi < b.lo);
  }
}
