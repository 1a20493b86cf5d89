// What an operation on known values gives, and a comparison of values in known ranges.
import { type Comparison, comparisons } from "../comparison.ts";
import { type ExactOperator, exactOperators } from "../exact-operators.ts";
import type { BinaryOperator, Expr } from "../ir.ts";
import { clamp, isSigned, type Range, range, rangeOf, roundShift, widthOf } from "../range.ts";
import type { Operation } from "./tree.ts";

const isExact = (op: string): op is ExactOperator => Object.hasOwn(exactOperators, op);

/** An operation on known operands; undefined of one that is none. */
export function apply(expr: Operation, args: readonly bigint[]): bigint | undefined {
  const [a = 0n, b = 0n] = args;
  if (isExact(expr.op)) return exactOperators[expr.op].fold(a, b);
  if (isComparison(expr)) return byRanges(expr.op, range(a, a), range(b, b));
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

export const isComparison = (
  expr: Operation,
): expr is Extract<Expr, { op: BinaryOperator }> & { op: Comparison } => Object.hasOwn(comparisons, expr.op);

/** A comparison's value where the operands' ranges decide it. */
export function byRanges(op: Comparison, a: Range, b: Range): bigint | undefined {
  const { always, never } = comparisons[op];
  if (always(a, b)) return 1n;
  return never(a, b) ? 0n : undefined;
}
