// Saturation as Verilog text.
import type { Expr } from "../ir.ts";
import { rangeOf, widthOf } from "../range.ts";
import { compare, fixed, type Of, type Printer } from "./printer.ts";
import * as text from "./text.ts";
import { level, type Text } from "./text.ts";

/** To a whole range of two's complement by the bits above it, to any other range by comparisons. */
export function saturated(p: Printer, expr: Of<"saturate" | "wrap">, width: number, signed: boolean): Text {
  const { lo, hi } = rangeOf(expr.type);
  const from = p.scope.constants.range(expr.args[0]);
  const arg = p.reusable(expr.args[0]);
  const inside = p.bits(arg, 0, width, signed);
  if (from.lo >= lo && from.hi <= hi) return inside;
  if (from.lo < 0n && lo === -hi - 1n && (hi & (hi + 1n)) === 0n) {
    return saturatedByBits(p, arg, widthOf(from) - 1, widthOf({ lo, hi }) - 1, inside, width);
  }
  let result = inside;
  const clamp = (op: "lt" | "gt", bound: bigint) => {
    result = text.choice(
      p.bits(compare(op, arg, fixed(`${bound}`)), 0, 1, false),
      text.literal(bound, width, signed),
      result,
    );
  };
  if (from.lo < lo) clamp("lt", lo);
  if (from.hi > hi) clamp("gt", hi);
  return result;
}

/**
 * A value whose sign is bit `sign`, saturated to `magnitude` bits and a sign: it fits where all bits from `magnitude`
 * up are alike; where it does not, its sign says which end is nearest. A few equal bits are found sooner than the
 * carry of two comparisons of the whole width.
 */
function saturatedByBits(
  p: Printer,
  arg: Expr,
  sign: number,
  magnitude: number,
  inside: Text,
  width: number,
): Text {
  const copies = (count: number, bit: string) => (count === 1 ? bit : `{${count}{${bit}}}`);
  const negative = p.bits(arg, sign, 1, false);
  const above = sign - magnitude;
  const alike = text.binary(
    p.bits(arg, magnitude, above, false),
    "==",
    text.primary(copies(above, negative.code)),
    level.equal,
  );
  const ones = copies(Math.min(magnitude, width), `!${text.operand(negative, level.primary)}`);
  const end =
    width > magnitude
      ? text.concatenation([copies(width - magnitude, negative.code), ones])
      : text.primary(ones);
  return text.choice(alike, inside, end);
}
