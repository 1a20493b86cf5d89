// What the forms of an expression are printed with: the text of their operands, and names for what is needed twice.
import type { BinaryOperator, Expr, Type } from "../ir.ts";
import type { Scope } from "./scope.ts";
import type { Text } from "./text.ts";
import * as text from "./text.ts";

export type Binary = Extract<Expr, { op: BinaryOperator }>;
export type Of<Op extends Expr["op"]> = Extract<Expr, { op: Op }>;

export interface Printer {
  readonly scope: Scope;
  /** Bits `low` to `low + width - 1` of the two's complement of an expression, sign- or zero-extended as far as asked. */
  bits(expr: Expr, low: number, width: number, signed: boolean): Text;
  /** The same of an expression of any depth, which is about to be printed. */
  print(expr: Expr, low: number, width: number, signed: boolean): Text;
  /** An expression of any depth as the right side of an assignment. */
  assignable(expr: Expr, type: Type): string;
  /** An expression whose text may be written more than once: itself if it is a name or bits of one, else a helper. */
  reusable(expr: Expr): Expr;
  /** A helper that holds an expression, because its text is needed twice or in part. */
  hoist(expr: Expr): Expr;
}

export const compare = (op: BinaryOperator, a: Expr, b: Expr): Expr => ({
  op: op as "lt",
  args: [a, b],
  type: { lo: "0", hi: "1" },
});

export const fixed = (value: string): Expr => ({ op: "const", value, type: { lo: value, hi: value } });

export function isBitsOfName(scope: Scope, expr: Expr): boolean {
  if (expr.op === "ref" || scope.cuts.has(expr) || scope.constants.decided(expr) !== undefined) return true;
  return (
    (expr.op === "cast" || expr.op === "slice" || expr.op === "shr") && isBitsOfName(scope, expr.args[0])
  );
}

/** Bits of a known value of a type: the name of a state where it is one. */
export function constant(
  scope: Scope,
  type: Type,
  value: bigint,
  low: number,
  width: number,
  signed: boolean,
): Text {
  const state = low === 0 ? scope.state(type, `${value}`, width) : undefined;
  return state === undefined ? text.literal(value >> BigInt(low), width, signed) : text.primary(state);
}
