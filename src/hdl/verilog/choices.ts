// Choices among values as Verilog text: conditions for a few, a case statement for many.
import type { Expr } from "../ir.ts";
import type { Of, Printer } from "./printer.ts";
import { widthOfType } from "./scope.ts";
import type { Text } from "./text.ts";
import * as text from "./text.ts";

/** Up to this many values are chosen by nested conditions, more by a case statement. */
const conditionsAtMost = 4;

export function selected(p: Printer, expr: Of<"select">, width: number, signed: boolean): Text {
  const [index, ...all] = expr.args as [Expr, ...Expr[]];
  const known = p.scope.constants.decided(index);
  if (known !== undefined) return p.bits(all[Number(known)]!, 0, width, signed);
  const values = all.slice(0, Number(index.type.hi) + 1);
  if (values.length > conditionsAtMost) {
    return p.bits(p.hoist(expr), 0, width, signed);
  }
  const by = p.reusable(index);
  const pick = (from: readonly Expr[]): Text => {
    if (from.length === 1) return p.bits(from[0]!, 0, width, signed);
    const bit = 31 - Math.clz32(from.length - 1);
    const upper = pick(from.slice(1 << bit));
    return text.choice(p.bits(by, bit, 1, false), upper, pick(from.slice(0, 1 << bit)));
  };
  return pick(values);
}

/** The case statement that makes a choice among many values; null for every other expression. */
export function caseValue(p: Printer, expr: Expr, name: string): string[] | null {
  if (expr.op !== "select" || p.scope.constants.decided(expr) !== undefined) return null;
  const [index, ...all] = expr.args as [Expr, ...Expr[]];
  const values = all.slice(0, Number(index.type.hi) + 1);
  if (p.scope.constants.decided(index) !== undefined || values.length <= conditionsAtMost) return null;
  const size = widthOfType(index.type);
  const on = p.print(p.reusable(index), 0, size, false).code;
  const lines = values.map((value, i) => {
    const label = i === values.length - 1 ? "default" : text.literal(BigInt(i), size, false).code;
    return `        ${label}: ${name} = ${p.assignable(value, expr.type)};`;
  });
  return [
    `always @* begin : ${p.scope.label(`${name}_case`)}`,
    `    case (${on})`,
    ...lines,
    "    endcase",
    "end",
  ];
}
