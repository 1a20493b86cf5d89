// Expressions whose value is known without any signal: printed as literals, so that no tool finds a constant comparison.
import type { Expr } from "../ir.ts";
import { clamp, isSigned, maxRange, minRange, range, rangeOf, roundShift, widthOf } from "../range.ts";

/** What was found out before; expressions are never changed, so it stays true. */
const found = new WeakMap<Expr, { readonly value: bigint | undefined }>();

/** The only value an expression can have, if there is one: by its range, by its operands' ranges, or by computing it. */
export function decided(expr: Expr): bigint | undefined {
  if (expr.op === "ref") return undefined;
  if (expr.op === "const") return BigInt(expr.value);
  const before = found.get(expr);
  if (before) return before.value;
  const value = expr.type.lo === expr.type.hi ? BigInt(expr.type.lo) : computed(expr);
  found.set(expr, { value });
  return value;
}

const sameName = (a: Expr, b: Expr): boolean => a.op === "ref" && b.op === "ref" && a.name === b.name;

type Operation = Exclude<Expr, { op: "ref" | "const" }>;

function computed(expr: Operation): bigint | undefined {
  if (expr.op === "mux" || expr.op === "select") {
    const choice = decided(expr.args[0]!);
    if (choice === undefined) return undefined;
    return decided(expr.args[expr.op === "mux" ? (choice === 1n ? 1 : 2) : Number(choice) + 1]!);
  }
  const known: bigint[] = [];
  for (const arg of expr.args) {
    const value = decided(arg);
    if (value !== undefined) known.push(value);
  }
  if (known.length === expr.args.length) return apply(expr, known);
  if (expr.op === "and" && known.includes(0n)) return 0n;
  if (expr.args.length === 2 && sameName(expr.args[0]!, expr.args[1]!)) {
    if (expr.op === "eq" || expr.op === "le" || expr.op === "ge") return 1n;
    if (["ne", "lt", "gt", "sub", "xor"].includes(expr.op)) return 0n;
  }
  return byRanges(expr);
}

/** An operation on known operands. */
function apply(expr: Operation, args: readonly bigint[]): bigint | undefined {
  const [a = 0n, b = 0n] = args;
  switch (expr.op) {
    case "add":
      return a + b;
    case "sub":
      return a - b;
    case "mul":
      return a * b;
    case "min":
      return minRange(range(a, a), range(b, b)).lo;
    case "max":
      return maxRange(range(a, a), range(b, b)).lo;
    case "eq":
      return BigInt(a === b);
    case "ne":
      return BigInt(a !== b);
    case "lt":
      return BigInt(a < b);
    case "le":
      return BigInt(a <= b);
    case "gt":
      return BigInt(a > b);
    case "ge":
      return BigInt(a >= b);
    case "and":
      return a & b;
    case "or":
      return a | b;
    case "xor":
      return a ^ b;
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

/** A comparison's value where the operands' ranges decide it. */
function byRanges(expr: Operation): bigint | undefined {
  const answer = (yes: boolean, no: boolean) => (yes ? 1n : no ? 0n : undefined);
  switch (expr.op) {
    case "eq":
    case "ne":
    case "lt":
    case "le":
    case "gt":
    case "ge":
      break;
    default:
      return undefined;
  }
  const a = operandRange(expr.args[0]);
  const b = operandRange(expr.args[1]);
  const apart = a.hi < b.lo || b.hi < a.lo;
  switch (expr.op) {
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

/** The range of an operand: the one value it is known to have, or its type's. */
function operandRange(expr: Expr): { lo: bigint; hi: bigint } {
  const known = decided(expr);
  return known === undefined ? rangeOf(expr.type) : { lo: known, hi: known };
}
