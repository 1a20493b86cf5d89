// Expressions as Verilog text of an exact width.
//
// One invariant carries everything: the text that `bits` returns has, by Verilog's own rules, exactly the width
// asked for, and equals that field of the expression's infinite two's complement. So no operator ever depends on
// how Verilog widens its operands, and a wider or narrower copy of a sum is the sum of wider or narrower operands.
import type { BinaryOperator, Expr, Type } from "../ir.ts";
import { rangeOf, widthOf } from "../range.ts";
import { bitsOfName, declaration, isSignedType, type Scope, widthOfType } from "./scope.ts";
import * as text from "./text.ts";
import { level, type Text } from "./text.ts";
import { bottomUp } from "./tree.ts";

type Binary = Extract<Expr, { op: BinaryOperator }>;
type Of<Op extends Expr["op"]> = Extract<Expr, { op: Op }>;

/** As many operations may be nested in one text; what lies deeper gets a name. */
const nestedAtMost = 48;

/** A field of an expression that is about to be printed: `low` and `width` as for `bits`. */
export function print(scope: Scope, expr: Expr, low: number, width: number, signed: boolean): Text {
  const { depths, cuts } = scope;
  const visit = (e: Expr & { args: readonly Expr[] }) => {
    const depth = 1 + e.args.reduce((most, arg) => Math.max(most, depths.get(arg) ?? 0), 0);
    const cut = depth > nestedAtMost && scope.constants.decided(e) === undefined;
    depths.set(e, cut ? 0 : depth);
    if (cut) cuts.set(e, hoist(scope, e));
  };
  bottomUp(expr, (e) => depths.has(e), visit);
  return bits(scope, expr, low, width, signed);
}

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

/** Bits `low` to `low + width - 1` of the two's complement of an expression, sign- or zero-extended as far as asked. */
function bits(scope: Scope, expr: Expr, low: number, width: number, signed: boolean): Text {
  const known = scope.constants.decided(expr);
  if (known !== undefined) return constant(scope, expr.type, known, low, width, signed);
  const cut = scope.cuts.get(expr);
  if (cut) return bits(scope, cut, low, width, signed);
  switch (expr.op) {
    case "ref":
      return bitsOfRef(scope, expr, low, width);
    case "const":
      throw new Error("a constant's range has one value");
    case "cast":
      return bits(scope, expr.args[0], low, width, signed);
    case "slice":
      return field(scope, expr.args[0], low, width, expr.low, expr.high - expr.low + 1);
    case "concat":
      return bitsOfConcat(scope, expr, low, width);
    case "wrap":
      return bitsOfWrap(scope, expr, low, width, signed);
    case "shr":
      return bitsOfShift(scope, expr, low, width, signed);
    case "shl":
      if (low >= expr.by) return bits(scope, expr.args[0], low - expr.by, width, signed);
      if (low > 0) break;
      if (expr.by >= width) return text.literal(0n, width, signed);
      return text.shiftedLeft(bits(scope, expr.args[0], 0, width - expr.by, signed).code, expr.by);
    default:
      if (low === 0) return computed(scope, expr, width, signed);
      if (low >= widthOfType(expr.type) && !isSignedType(expr.type)) return text.literal(0n, width, signed);
  }
  return bits(scope, hoist(scope, expr), low, width, signed);
}

/** The low bits of an operation. */
function computed(scope: Scope, expr: Expr, width: number, signed: boolean): Text {
  const arg = (e: Expr, asSigned = signed) => bits(scope, e, 0, width, asSigned);
  switch (expr.op) {
    case "add":
    case "sub":
      return sum(scope, expr, width, signed);
    case "mul": {
      const [a, b] = expr.args;
      if (scope.constants.decided(a) === 1n) return arg(b);
      if (scope.constants.decided(b) === 1n) return arg(a);
      // Read as signed, so that synthesis sees the operands' own widths and not two wide unsigned numbers.
      if (isSignedType(a.type) || isSignedType(b.type)) {
        return text.binary(text.asSigned(arg(a, true)), "*", text.asSigned(arg(b, true)), level.mul);
      }
      return text.binary(arg(a, false), "*", arg(b, false), level.mul);
    }
    case "neg": {
      const value = arg(expr.args[0]);
      return { ...value, code: `-${text.operand(value, level.primary)}`, level: level.unary };
    }
    case "not":
      return complement(scope, expr, width, signed);
    case "and":
      if (width === 1 && scope.constants.decided(expr.args[0]) === 1n) return arg(expr.args[1]);
      if (width === 1 && scope.constants.decided(expr.args[1]) === 1n) return arg(expr.args[0]);
      return text.binary(arg(expr.args[0]), "&", arg(expr.args[1]), level.and, true);
    case "or":
      if (scope.constants.decided(expr.args[0]) === 0n) return arg(expr.args[1]);
      if (scope.constants.decided(expr.args[1]) === 0n) return arg(expr.args[0]);
      return text.binary(arg(expr.args[0]), "|", arg(expr.args[1]), level.or, true);
    case "xor":
      return text.binary(arg(expr.args[0]), "^", arg(expr.args[1]), level.xor, true);
    case "eq":
    case "ne":
    case "lt":
    case "le":
    case "gt":
    case "ge": {
      const result = comparison(scope, expr.op, expr.args[0], expr.args[1]);
      return width === 1 ? result : text.zeroExtended(result.code, width - 1);
    }
    case "min":
    case "max": {
      const a = reusable(scope, expr.args[0]);
      const b = reusable(scope, expr.args[1]);
      const test = compare(expr.op === "min" ? "lt" : "gt", a, b);
      const sure = scope.constants.decided(test);
      if (sure !== undefined) return arg(sure === 1n ? a : b);
      return text.choice(bits(scope, test, 0, 1, false), arg(a), arg(b));
    }
    case "saturate":
      return saturated(scope, expr, width, signed);
    case "roundShift":
      return rounded(scope, expr, width, signed);
    case "mux": {
      const [test, yes, no] = expr.args;
      const sure = scope.constants.decided(test);
      if (sure !== undefined) return arg(sure === 1n ? yes : no);
      return text.choice(bits(scope, test, 0, 1, false), arg(yes), arg(no));
    }
    case "select":
      return selected(scope, expr, width, signed);
    default:
      throw new Error(`no operation: ${expr.op}`);
  }
}

const compare = (op: BinaryOperator, a: Expr, b: Expr): Expr => ({
  op: op as "lt",
  args: [a, b],
  type: { lo: "0", hi: "1" },
});

const fixed = (value: string): Expr => ({ op: "const", value, type: { lo: value, hi: value } });

/** A sum; a negative constant is taken away or added as its positive counterpart. */
function sum(scope: Scope, expr: Binary, width: number, signed: boolean): Text {
  const [a, b] = expr.args;
  const plus = expr.op === "add" ? "+" : "-";
  const known = scope.constants.decided(b);
  if (plus === "+" && scope.constants.decided(a) === 0n) return bits(scope, b, 0, width, signed);
  const left = bits(scope, a, 0, width, signed);
  if (known === 0n) return left;
  if (known !== undefined && known < 0n) {
    const right = text.literal(-known, width, signed);
    if (right.level === level.primary) {
      return text.binary(left, plus === "+" ? "-" : "+", right, level.add, true);
    }
  }
  return text.binary(left, plus, bits(scope, b, 0, width, signed), level.add, true);
}

const symbols = { eq: "==", ne: "!=", lt: "<", le: "<=", gt: ">", ge: ">=" } as const;

/** A comparison that the ranges leave open, at the narrowest width that holds both operands. */
function comparison(scope: Scope, op: keyof typeof symbols, a: Expr, b: Expr): Text {
  const signed = isSignedType(a.type) || isSignedType(b.type);
  const need = (e: Expr) => widthOfType(e.type) + (signed && !isSignedType(e.type) ? 1 : 0);
  const width = Math.max(need(a), need(b));
  const known = scope.constants.decided(b);
  if (width === 1 && known !== undefined && (op === "eq" || op === "ne")) {
    return (op === "eq") === (known !== 0n)
      ? bits(scope, a, 0, 1, signed)
      : text.negated(bits(scope, a, 0, 1, signed));
  }
  const left = bits(scope, a, 0, width, signed);
  // A number that a state register is compared with is one of its states.
  const right =
    known === undefined ? bits(scope, b, 0, width, signed) : constant(scope, a.type, known, 0, width, signed);
  if (op === "eq" || op === "ne") return text.binary(left, symbols[op], right, level.equal);
  const read = signed ? text.asSigned : (t: Text) => t;
  return text.binary(read(left), symbols[op], read(right), level.compare);
}

/** What holds where a comparison does not. */
const opposite = { eq: "ne", ne: "eq", lt: "ge", le: "gt", gt: "le", ge: "lt" } as const;

function complement(scope: Scope, expr: Of<"neg" | "not">, width: number, signed: boolean): Text {
  const arg = expr.args[0];
  if (arg.op in opposite && width === 1 && !scope.cuts.has(arg)) {
    const { op, args } = arg as Binary;
    return comparison(scope, opposite[op as keyof typeof opposite], args[0], args[1]);
  }
  const own = isSignedType(arg.type) ? width : Math.min(width, widthOfType(arg.type));
  const value = bits(scope, arg, 0, own, signed);
  const code = `~${text.operand(value, level.primary)}`;
  const result = own === 1 && !value.signed ? text.negated(value) : { ...value, code, level: level.unary };
  return own === width ? result : text.zeroExtended(result.code, width - own);
}

/** To a whole range of two's complement by the bits above it, to any other range by comparisons. */
function saturated(scope: Scope, expr: Of<"saturate" | "wrap">, width: number, signed: boolean): Text {
  const { lo, hi } = rangeOf(expr.type);
  const from = scope.constants.range(expr.args[0]);
  const arg = reusable(scope, expr.args[0]);
  const inside = bits(scope, arg, 0, width, signed);
  if (from.lo >= lo && from.hi <= hi) return inside;
  if (from.lo < 0n && lo === -hi - 1n && (hi & (hi + 1n)) === 0n) {
    return saturatedByBits(scope, arg, widthOf(from) - 1, widthOf({ lo, hi }) - 1, inside, width);
  }
  let result = inside;
  const clamp = (op: "lt" | "gt", bound: bigint) => {
    result = text.choice(
      bits(scope, compare(op, arg, fixed(`${bound}`)), 0, 1, false),
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
  scope: Scope,
  arg: Expr,
  sign: number,
  magnitude: number,
  inside: Text,
  width: number,
): Text {
  const copies = (count: number, bit: string) => (count === 1 ? bit : `{${count}{${bit}}}`);
  const negative = bits(scope, arg, sign, 1, false);
  const above = sign - magnitude;
  const alike = text.binary(
    bits(scope, arg, magnitude, above, false),
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

/** floor(a / 2^by) plus the bit just below: rounds to nearest, halves up, and leaves no low bits to cut off. */
function rounded(scope: Scope, expr: Of<"shl" | "shr" | "roundShift">, width: number, signed: boolean): Text {
  const own = widthOfType(expr.args[0].type);
  if (expr.by > own) return text.literal(0n, width, signed);
  const arg = reusable(scope, expr.args[0]);
  const below = bits(scope, arg, expr.by - 1, 1, false);
  const half = width === 1 ? below : text.zeroExtended(below.code, width - 1);
  if (expr.by === own && !isSignedType(arg.type)) return half;
  return text.binary(bits(scope, arg, expr.by, width, signed), "+", half, level.add, true);
}

/** Up to this many values are chosen by nested conditions, more by a case statement. */
const conditionsAtMost = 4;

function selected(scope: Scope, expr: Of<"select">, width: number, signed: boolean): Text {
  const [index, ...all] = expr.args as [Expr, ...Expr[]];
  const known = scope.constants.decided(index);
  if (known !== undefined) return bits(scope, all[Number(known)]!, 0, width, signed);
  const values = all.slice(0, Number(index.type.hi) + 1);
  if (values.length > conditionsAtMost) {
    return bits(scope, hoist(scope, expr), 0, width, signed);
  }
  const by = reusable(scope, index);
  const pick = (from: readonly Expr[]): Text => {
    if (from.length === 1) return bits(scope, from[0]!, 0, width, signed);
    const bit = 31 - Math.clz32(from.length - 1);
    const upper = pick(from.slice(1 << bit));
    return text.choice(bits(scope, by, bit, 1, false), upper, pick(from.slice(0, 1 << bit)));
  };
  return pick(values);
}

/** The case statement that makes a choice among many values; null for every other expression. */
export function caseValue(scope: Scope, expr: Expr, name: string): string[] | null {
  if (expr.op !== "select" || scope.constants.decided(expr) !== undefined) return null;
  const [index, ...all] = expr.args as [Expr, ...Expr[]];
  const values = all.slice(0, Number(index.type.hi) + 1);
  if (scope.constants.decided(index) !== undefined || values.length <= conditionsAtMost) return null;
  const size = widthOfType(index.type);
  const on = print(scope, reusable(scope, index), 0, size, false).code;
  const lines = values.map((value, i) => {
    const label = i === values.length - 1 ? "default" : text.literal(BigInt(i), size, false).code;
    return `        ${label}: ${name} = ${assignable(scope, value, expr.type)};`;
  });
  return [
    `always @* begin : ${scope.label(`${name}_case`)}`,
    `    case (${on})`,
    ...lines,
    "    endcase",
    "end",
  ];
}

/** An expression whose text may be written more than once: itself if it is a name or bits of one, else a helper. */
export function reusable(scope: Scope, expr: Expr): Expr {
  return isBitsOfName(scope, expr) ? expr : hoist(scope, expr);
}

function isBitsOfName(scope: Scope, expr: Expr): boolean {
  if (expr.op === "ref" || scope.cuts.has(expr) || scope.constants.decided(expr) !== undefined) return true;
  return (
    (expr.op === "cast" || expr.op === "slice" || expr.op === "shr") && isBitsOfName(scope, expr.args[0])
  );
}

/** Gives an expression a name, because its text is needed twice or in part. */
function hoist(scope: Scope, expr: Expr): Expr {
  const known = scope.helper(expr);
  if (known) return known;
  const ref = scope.nameHelper(expr);
  const declared = scope.lookup(ref.name);
  const choice = caseValue(scope, expr, ref.name);
  if (choice) scope.addHelper([`${declaration("reg", declared, ref.name)};`, ...choice], true);
  else
    scope.addHelper([`${declaration("wire", declared, ref.name)} = ${assignable(scope, expr, expr.type)};`]);
  return ref;
}

function constant(
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

function bitsOfRef(scope: Scope, expr: Of<"ref">, low: number, width: number): Text {
  const name = expr.name.replace(".", "_");
  const own = scope.lookup(name);
  const available = own.width - low;
  const sign = () => {
    scope.use(name, own.width - 1, 1);
    return bitsOfName(name, own.width, own.width - 1, 1);
  };
  if (available <= 0 || (available === 1 && own.signed && width > 1)) {
    if (!own.signed) return text.literal(0n, width, false);
    return width === 1 ? text.primary(sign()) : text.primary(`{${width}{${sign()}}}`);
  }
  const count = Math.min(width, available);
  scope.use(name, low, count);
  const part = bitsOfName(name, own.width, low, count);
  if (count === width) return text.primary(part, own.signed && part === name);
  return own.signed ? text.signExtended(part, sign(), width - count) : text.zeroExtended(part, width - count);
}

/** Bits of an unsigned field of `size` bits at bit `at` of an expression. */
function field(scope: Scope, expr: Expr, low: number, width: number, at: number, size: number): Text {
  if (low >= size) return text.literal(0n, width, false);
  const count = Math.min(width, size - low);
  const part = bits(scope, expr, at + low, count, false);
  return count === width ? part : text.zeroExtended(part.code, width - count);
}

function bitsOfConcat(scope: Scope, expr: Of<"concat">, low: number, width: number): Text {
  const parts: string[] = [];
  let at = 0;
  for (const arg of [...expr.args].reverse()) {
    const size = widthOfType(arg.type);
    const from = Math.max(low, at);
    const to = Math.min(low + width, at + size);
    if (from < to) parts.unshift(bits(scope, arg, from - at, to - from, false).code);
    at += size;
  }
  if (parts.length === 0) return text.literal(0n, width, false);
  const missing = low + width - Math.max(at, low);
  if (missing > 0) parts.unshift(text.literal(0n, missing, false).code);
  return text.concatenation(parts);
}

function bitsOfWrap(
  scope: Scope,
  expr: Of<"saturate" | "wrap">,
  low: number,
  width: number,
  signed: boolean,
): Text {
  const arg = expr.args[0];
  const own = widthOf(rangeOf(expr.type));
  if (!isSignedType(expr.type)) return field(scope, arg, low, width, 0, own);
  if (low + width <= own) return bits(scope, arg, low, width, signed);
  if (!isBitsOfName(scope, arg) || low >= own) return bits(scope, hoist(scope, expr), low, width, signed);
  const sign = bits(scope, arg, own - 1, 1, false).code;
  return text.signExtended(bits(scope, arg, low, own - low, signed).code, sign, low + width - own);
}

/** A shift right is a choice of bits; of an unnamed value it is a shift where nothing has to be cut off. */
function bitsOfShift(
  scope: Scope,
  expr: Of<"shl" | "shr" | "roundShift">,
  low: number,
  width: number,
  signed: boolean,
): Text {
  const arg = expr.args[0];
  if (isBitsOfName(scope, arg) || low > 0 || width < widthOfType(arg.type)) {
    return bits(scope, arg, low + expr.by, width, signed);
  }
  const value = bits(scope, arg, 0, width, signed);
  if (!isSignedType(arg.type)) {
    return text.binary(value, ">>", text.primary(`${expr.by}`), level.shift);
  }
  // Kept apart by $signed: in an unsigned context Verilog would shift in zeros.
  return text.asSigned({
    ...text.binary(text.asSigned(value), ">>>", text.primary(`${expr.by}`), level.shift),
    signed: false,
  });
}
