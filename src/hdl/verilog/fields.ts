// Bits of names, of values side by side, of values cut off or shifted, as Verilog text.
import type { Expr } from "../ir.ts";
import { rangeOf, widthOf } from "../range.ts";
import { isBitsOfName, type Of, type Printer } from "./printer.ts";
import { bitsOfName, isSignedType, widthOfType } from "./scope.ts";
import * as text from "./text.ts";
import { level, type Text } from "./text.ts";

export function bitsOfRef(p: Printer, expr: Of<"ref">, low: number, width: number): Text {
  const name = expr.name.replace(".", "_");
  const own = p.scope.lookup(name);
  const available = own.width - low;
  const sign = () => {
    p.scope.use(name, own.width - 1, 1);
    return bitsOfName(name, own.width, own.width - 1, 1);
  };
  if (available <= 0 || (available === 1 && own.signed && width > 1)) {
    if (!own.signed) return text.literal(0n, width, false);
    return width === 1 ? text.primary(sign()) : text.primary(`{${width}{${sign()}}}`);
  }
  const count = Math.min(width, available);
  p.scope.use(name, low, count);
  const part = bitsOfName(name, own.width, low, count);
  if (count === width) return text.primary(part, own.signed && part === name);
  return own.signed ? text.signExtended(part, sign(), width - count) : text.zeroExtended(part, width - count);
}

/** Bits of an unsigned field of `size` bits at bit `at` of an expression. */
export function field(p: Printer, expr: Expr, low: number, width: number, at: number, size: number): Text {
  if (low >= size) return text.literal(0n, width, false);
  const count = Math.min(width, size - low);
  const part = p.bits(expr, at + low, count, false);
  return count === width ? part : text.zeroExtended(part.code, width - count);
}

export function bitsOfConcat(p: Printer, expr: Of<"concat">, low: number, width: number): Text {
  const parts: string[] = [];
  let at = 0;
  for (const arg of [...expr.args].reverse()) {
    const size = widthOfType(arg.type);
    const from = Math.max(low, at);
    const to = Math.min(low + width, at + size);
    if (from < to) parts.unshift(p.bits(arg, from - at, to - from, false).code);
    at += size;
  }
  if (parts.length === 0) return text.literal(0n, width, false);
  const missing = low + width - Math.max(at, low);
  if (missing > 0) parts.unshift(text.literal(0n, missing, false).code);
  return text.concatenation(parts);
}

export function bitsOfWrap(
  p: Printer,
  expr: Of<"saturate" | "wrap">,
  low: number,
  width: number,
  signed: boolean,
): Text {
  const arg = expr.args[0];
  const own = widthOf(rangeOf(expr.type));
  if (!isSignedType(expr.type)) return field(p, arg, low, width, 0, own);
  if (low + width <= own) return p.bits(arg, low, width, signed);
  if (!isBitsOfName(p.scope, arg) || low >= own) return p.bits(p.hoist(expr), low, width, signed);
  const sign = p.bits(arg, own - 1, 1, false).code;
  return text.signExtended(p.bits(arg, low, own - low, signed).code, sign, low + width - own);
}

/** A shift right is a choice of bits; of an unnamed value it is a shift where nothing has to be cut off. */
export function bitsOfShift(
  p: Printer,
  expr: Of<"shl" | "shr" | "roundShift">,
  low: number,
  width: number,
  signed: boolean,
): Text {
  const arg = expr.args[0];
  if (isBitsOfName(p.scope, arg) || low > 0 || width < widthOfType(arg.type)) {
    return p.bits(arg, low + expr.by, width, signed);
  }
  const value = p.bits(arg, 0, width, signed);
  if (!isSignedType(arg.type)) {
    return text.binary(value, ">>", text.primary(`${expr.by}`), level.shift);
  }
  // Kept apart by $signed: in an unsigned context Verilog would shift in zeros.
  return text.asSigned({
    ...text.binary(text.asSigned(value), ">>>", text.primary(`${expr.by}`), level.shift),
    signed: false,
  });
}
