// Sums, products and rounded shifts as Verilog text.
import type { Expr } from "../ir.ts";
import type { Binary, Of, Printer } from "./printer.ts";
import { isSignedType, widthOfType } from "./scope.ts";
import * as text from "./text.ts";
import { level, type Text } from "./text.ts";

/** A sum; a negative constant is taken away or added as its positive counterpart. */
export function sum(p: Printer, expr: Binary, width: number, signed: boolean): Text {
  const [a, b] = expr.args;
  const plus = expr.op === "add" ? "+" : "-";
  const known = p.scope.constants.decided(b);
  if (plus === "+" && p.scope.constants.decided(a) === 0n) return p.bits(b, 0, width, signed);
  const left = p.bits(a, 0, width, signed);
  if (known === 0n) return left;
  if (known !== undefined && known < 0n) {
    const right = text.literal(-known, width, signed);
    if (right.level === level.primary) {
      return text.binary(left, plus === "+" ? "-" : "+", right, level.add, true);
    }
  }
  return text.binary(left, plus, p.bits(b, 0, width, signed), level.add, true);
}

/** A product; what is known to be 1 leaves the other as it is. */
export function product({ scope, bits }: Printer, expr: Binary, width: number, signed: boolean): Text {
  const [a, b] = expr.args;
  if (scope.constants.decided(a) === 1n) return bits(b, 0, width, signed);
  if (scope.constants.decided(b) === 1n) return bits(a, 0, width, signed);
  // Read as signed, so that synthesis sees the operands' own widths and not two wide unsigned numbers.
  const asSigned = isSignedType(a.type) || isSignedType(b.type);
  const read = (e: Expr) => (asSigned ? text.asSigned(bits(e, 0, width, true)) : bits(e, 0, width, false));
  return text.binary(read(a), "*", read(b), level.mul);
}

/** floor(a / 2^by) plus the bit just below: rounds to nearest, halves up, and leaves no low bits to cut off. */
export function rounded(
  p: Printer,
  expr: Of<"shl" | "shr" | "roundShift">,
  width: number,
  signed: boolean,
): Text {
  const own = widthOfType(expr.args[0].type);
  if (expr.by > own) return text.literal(0n, width, signed);
  const arg = p.reusable(expr.args[0]);
  const below = p.bits(arg, expr.by - 1, 1, false);
  const half = width === 1 ? below : text.zeroExtended(below.code, width - 1);
  if (expr.by === own && !isSignedType(arg.type)) return half;
  return text.binary(p.bits(arg, expr.by, width, signed), "+", half, level.add, true);
}
