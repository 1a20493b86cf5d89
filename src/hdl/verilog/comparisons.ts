// Comparisons as Verilog text, and their opposites.
import type { Expr } from "../ir.ts";
import { type Binary, compare, constant, type Of, type Printer } from "./printer.ts";
import { isSignedType, widthOfType } from "./scope.ts";
import * as text from "./text.ts";
import { level, type Text } from "./text.ts";

const symbols = { eq: "==", ne: "!=", lt: "<", le: "<=", gt: ">", ge: ">=" } as const;

/** A comparison that the ranges leave open, at the narrowest width that holds both operands. */
export function comparison(p: Printer, op: keyof typeof symbols, a: Expr, b: Expr): Text {
  const signed = isSignedType(a.type) || isSignedType(b.type);
  const need = (e: Expr) => widthOfType(e.type) + (signed && !isSignedType(e.type) ? 1 : 0);
  const width = Math.max(need(a), need(b));
  const known = p.scope.constants.decided(b);
  if (width === 1 && known !== undefined && (op === "eq" || op === "ne")) {
    return (op === "eq") === (known !== 0n) ? p.bits(a, 0, 1, signed) : text.negated(p.bits(a, 0, 1, signed));
  }
  const left = p.bits(a, 0, width, signed);
  // A number that a state register is compared with is one of its states.
  const right =
    known === undefined ? p.bits(b, 0, width, signed) : constant(p.scope, a.type, known, 0, width, signed);
  if (op === "eq" || op === "ne") return text.binary(left, symbols[op], right, level.equal);
  const read = signed ? text.asSigned : (t: Text) => t;
  return text.binary(read(left), symbols[op], read(right), level.compare);
}

/** What holds where a comparison does not. */
const opposite = { eq: "ne", ne: "eq", lt: "ge", le: "gt", gt: "le", ge: "lt" } as const;

export function complement(p: Printer, expr: Of<"neg" | "not">, width: number, signed: boolean): Text {
  const arg = expr.args[0];
  if (arg.op in opposite && width === 1 && !p.scope.cuts.has(arg)) {
    const { op, args } = arg as Binary;
    return comparison(p, opposite[op as keyof typeof opposite], args[0], args[1]);
  }
  const own = isSignedType(arg.type) ? width : Math.min(width, widthOfType(arg.type));
  const value = p.bits(arg, 0, own, signed);
  const code = `~${text.operand(value, level.primary)}`;
  const result = own === 1 && !value.signed ? text.negated(value) : { ...value, code, level: level.unary };
  return own === width ? result : text.zeroExtended(result.code, width - own);
}

/** The smaller or the larger of two. */
export function extreme(p: Printer, expr: Binary, width: number, signed: boolean): Text {
  const [a, b] = [p.reusable(expr.args[0]), p.reusable(expr.args[1])];
  const test = compare(expr.op === "min" ? "lt" : "gt", a, b);
  const sure = p.scope.constants.decided(test);
  const print = (e: Expr) => p.bits(e, 0, width, signed);
  if (sure !== undefined) return print(sure === 1n ? a : b);
  return text.choice(p.bits(test, 0, 1, false), print(a), print(b));
}
