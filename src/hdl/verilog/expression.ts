// Expressions as Verilog text of an exact width.
//
// One invariant carries everything: the text that `bits` returns has, by Verilog's own rules, exactly the width
// asked for, and equals that field of the expression's infinite two's complement. So no operator ever depends on
// how Verilog widens its operands, and a wider or narrower copy of a sum is the sum of wider or narrower operands.
import type { Expr, Type } from "../ir.ts";
import { product, rounded, sum } from "./arithmetic.ts";
import { caseValue, selected } from "./choices.ts";
import { comparison, complement, extreme } from "./comparisons.ts";
import { bitsOfConcat, bitsOfRef, bitsOfShift, bitsOfWrap, field } from "./fields.ts";
import { constant, isBitsOfName, type Printer } from "./printer.ts";
import { saturated } from "./saturation.ts";
import { declaration, isSignedType, type Scope, widthOfType } from "./scope.ts";
import * as text from "./text.ts";
import { level, type Text } from "./text.ts";
import { bottomUp } from "./tree.ts";

/** As many operations may be nested in one text; what lies deeper gets a name. */
const nestedAtMost = 48;

/** A field of an expression that is about to be printed: `low` and `width` as for `bits`. */
export const print = (scope: Scope, expr: Expr, low: number, width: number, signed: boolean): Text =>
  printerOf(scope).print(expr, low, width, signed);

/** An expression at its own width. `signed`: write literals as signed where that is a free choice. */
export const whole = (scope: Scope, expr: Expr, type: Type = expr.type): Text =>
  print(scope, expr, 0, widthOfType(type), isSignedType(type));

/** An expression as the right side of an assignment: a comparison in parentheses, apart from the assignment's sign. */
export function assignable(scope: Scope, expr: Expr, type: Type): string {
  const value = whole(scope, expr, type);
  return value.level === level.compare || value.level === level.equal ? `(${value.code})` : value.code;
}

/** A one-bit condition. */
export const condition = (scope: Scope, expr: Expr): string => print(scope, expr, 0, 1, false).code;

/** An expression whose text may be written more than once: itself if it is a name or bits of one, else a helper. */
export const reusable = (scope: Scope, expr: Expr): Expr => printerOf(scope).reusable(expr);

/** What the forms of expressions are printed with, in one module. */
export function printerOf(scope: Scope): Printer {
  const p: Printer = {
    scope,
    bits: (expr, low, width, signed) => bits(p, expr, low, width, signed),
    print(expr, low, width, signed) {
      cutDeep(p, expr);
      return bits(p, expr, low, width, signed);
    },
    assignable: (expr, type) => assignable(scope, expr, type),
    reusable: (expr) => (isBitsOfName(scope, expr) ? expr : hoist(p, expr)),
    hoist: (expr) => hoist(p, expr),
  };
  return p;
}

/** Names the parts of an expression in which too much is nested. */
function cutDeep(p: Printer, expr: Expr): void {
  const { depths, cuts, constants } = p.scope;
  const visit = (e: Expr & { args: readonly Expr[] }) => {
    const depth = 1 + e.args.reduce((most, arg) => Math.max(most, depths.get(arg) ?? 0), 0);
    const cut = depth > nestedAtMost && constants.decided(e) === undefined;
    depths.set(e, cut ? 0 : depth);
    if (cut) cuts.set(e, hoist(p, e));
  };
  bottomUp(expr, (e) => depths.has(e), visit);
}

/** Bits `low` to `low + width - 1` of the two's complement of an expression, sign- or zero-extended as far as asked. */
function bits(p: Printer, expr: Expr, low: number, width: number, signed: boolean): Text {
  const { scope } = p;
  const known = scope.constants.decided(expr);
  if (known !== undefined) return constant(scope, expr.type, known, low, width, signed);
  const cut = scope.cuts.get(expr);
  if (cut) return bits(p, cut, low, width, signed);
  switch (expr.op) {
    case "ref":
      return bitsOfRef(p, expr, low, width);
    case "const":
      throw new Error("a constant's range has one value");
    case "cast":
      return bits(p, expr.args[0], low, width, signed);
    case "slice":
      return field(p, expr.args[0], low, width, expr.low, expr.high - expr.low + 1);
    case "concat":
      return bitsOfConcat(p, expr, low, width);
    case "wrap":
      return bitsOfWrap(p, expr, low, width, signed);
    case "shr":
      return bitsOfShift(p, expr, low, width, signed);
    case "shl":
      if (low >= expr.by) return bits(p, expr.args[0], low - expr.by, width, signed);
      if (low > 0) break;
      if (expr.by >= width) return text.literal(0n, width, signed);
      return text.shiftedLeft(bits(p, expr.args[0], 0, width - expr.by, signed).code, expr.by);
    default:
      if (low === 0) return computed(p, expr, width, signed);
      if (low >= widthOfType(expr.type) && !isSignedType(expr.type)) return text.literal(0n, width, signed);
  }
  return bits(p, hoist(p, expr), low, width, signed);
}

/** The low bits of an operation. */
function computed(p: Printer, expr: Expr, width: number, signed: boolean): Text {
  const { constants } = p.scope;
  const arg = (e: Expr) => p.bits(e, 0, width, signed);
  switch (expr.op) {
    case "add":
    case "sub":
      return sum(p, expr, width, signed);
    case "mul":
      return product(p, expr, width, signed);
    case "neg": {
      const value = arg(expr.args[0]);
      return { ...value, code: `-${text.operand(value, level.primary)}`, level: level.unary };
    }
    case "not":
      return complement(p, expr, width, signed);
    case "and":
      if (width === 1 && constants.decided(expr.args[0]) === 1n) return arg(expr.args[1]);
      if (width === 1 && constants.decided(expr.args[1]) === 1n) return arg(expr.args[0]);
      return text.binary(arg(expr.args[0]), "&", arg(expr.args[1]), level.and, true);
    case "or":
      if (constants.decided(expr.args[0]) === 0n) return arg(expr.args[1]);
      if (constants.decided(expr.args[1]) === 0n) return arg(expr.args[0]);
      return text.binary(arg(expr.args[0]), "|", arg(expr.args[1]), level.or, true);
    case "xor":
      return text.binary(arg(expr.args[0]), "^", arg(expr.args[1]), level.xor, true);
    case "eq":
    case "ne":
    case "lt":
    case "le":
    case "gt":
    case "ge": {
      const result = comparison(p, expr.op, expr.args[0], expr.args[1]);
      return width === 1 ? result : text.zeroExtended(result.code, width - 1);
    }
    case "min":
    case "max":
      return extreme(p, expr, width, signed);
    case "saturate":
      return saturated(p, expr, width, signed);
    case "roundShift":
      return rounded(p, expr, width, signed);
    case "mux": {
      const [test, yes, no] = expr.args;
      const sure = constants.decided(test);
      if (sure !== undefined) return arg(sure === 1n ? yes : no);
      return text.choice(p.bits(test, 0, 1, false), arg(yes), arg(no));
    }
    case "select":
      return selected(p, expr, width, signed);
    default:
      throw new Error(`no operation: ${expr.op}`);
  }
}

/** Gives an expression a name, because its text is needed twice or in part. */
function hoist(p: Printer, expr: Expr): Expr {
  const { scope } = p;
  const known = scope.helper(expr);
  if (known) return known;
  const ref = scope.nameHelper(expr);
  const declared = scope.lookup(ref.name);
  const choice = caseValue(p, expr, ref.name);
  if (choice) scope.addHelper([`${declaration("reg", declared, ref.name)};`, ...choice], true);
  else
    scope.addHelper([`${declaration("wire", declared, ref.name)} = ${assignable(scope, expr, expr.type)};`]);
  return ref;
}
