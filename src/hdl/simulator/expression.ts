// Writes an expression as JavaScript that computes exactly the same integer.
import type { Expr } from "../ir.ts";
import {
  arithmetic,
  BITWISE,
  beside,
  COMPARISONS,
  type Code,
  convert,
  isAtom,
  isBit,
  isComparison,
  negated,
  roundShift,
  shiftLeft,
  shiftRight,
  slice,
  widest,
  wrap,
} from "./code.ts";
import { partsOf } from "./deep.ts";
import {
  BIG,
  DOUBLE,
  INT,
  type Kind,
  literal,
  type Representation,
  representationOf,
} from "./representation.ts";

/** A longer text is given a name, so that neither the nesting nor the text of an expression grows without bound. */
const LONGEST = 300;
/** Operators nested deeper than this are computed from the inside out, so that no depth exhausts the stack. */
const DEEPEST = 100;
/** From this many values on, a selection among constants is a table. */
const SMALLEST_TABLE = 8;

/** Translates expressions of one scope; values that are used twice go through a local constant of `lines`. */
export class ExpressionWriter {
  lines: string[] = [];
  private temporaries = 0;
  private depth = 0;
  /** What was computed ahead of the expression around it. */
  private readonly ahead = new Map<Expr, Code>();
  private readonly refer: (name: string) => Code;
  /** Gives a table of constants a name that the generated code can use. */
  private readonly table: (values: readonly bigint[], kind: Kind) => string;

  constructor(refer: (name: string) => Code, table: (values: readonly bigint[], kind: Kind) => string) {
    this.refer = refer;
    this.table = table;
  }

  /** The expression in the kind that its type is held in. */
  value(e: Expr): Code {
    const { kind } = representationOf(e.type);
    if (this.depth === DEEPEST) this.computeAhead(e);
    const known = this.ahead.get(e);
    if (known !== undefined) return known;
    this.depth += 1;
    const text = convert(this.translate(e), kind);
    this.leave();
    return text.length > LONGEST ? this.named({ text, kind }) : { text, kind };
  }

  /** Names that a finished expression computed ahead may be out of scope in the next one. */
  private leave(): void {
    this.depth -= 1;
    if (this.depth === 0 && this.ahead.size > 0) this.ahead.clear();
  }

  /** Names the parts of a deep expression, each not much deeper than the ones inside it. */
  private computeAhead(root: Expr): void {
    const { depth } = this;
    this.depth = 1;
    for (const part of partsOf(root, DEEPEST / 2)) this.ahead.set(part, this.named(this.value(part)));
    this.depth = depth;
  }

  valueAs(e: Expr, kind: Kind): string {
    return e.op === "const" ? literal(BigInt(e.value), kind) : convert(this.value(e), kind);
  }

  /** A one-bit expression as the condition of a branch. */
  condition(e: Expr): string {
    if (this.depth === DEEPEST) return this.value(e).text;
    this.depth += 1;
    const text = this.ahead.get(e)?.text ?? this.test(e);
    this.leave();
    return text.length > LONGEST ? this.named({ text, kind: INT }).text : text;
  }

  private test(e: Expr): string {
    if (e.op === "not" && isBit(e.args[0].type)) return `!${this.condition(e.args[0])}`;
    if ((e.op === "and" || e.op === "or") && isBit(e.args[0].type) && isBit(e.args[1].type)) {
      return `(${this.condition(e.args[0])} ${e.op === "and" ? "&&" : "||"} ${this.condition(e.args[1])})`;
    }
    if (!isComparison(e)) return this.value(e).text;
    const [a, b] = e.args;
    const kind = widest(representationOf(a.type).kind, representationOf(b.type).kind);
    return `(${this.valueAs(a, kind)} ${COMPARISONS[e.op]} ${this.valueAs(b, kind)})`;
  }

  private named(code: Code): Code {
    if (isAtom(code.text)) return code;
    const name = `t${this.temporaries++}`;
    this.lines.push(`const ${name} = ${code.text};`);
    return { text: name, kind: code.kind };
  }

  /** The exact value, in whatever kind the operator gives. */
  private translate(e: Expr): Code {
    const own = representationOf(e.type);
    switch (e.op) {
      case "const":
        return { text: literal(BigInt(e.value), own.kind), kind: own.kind };
      case "ref":
        return this.refer(e.name);
      case "add":
      case "sub":
      case "mul":
        return this.arithmetic(e.op, e.args, own.kind);
      case "and":
      case "or":
      case "xor":
        return this.bitwise(e.op, e.args, own);
      case "min":
      case "max":
        return this.extreme(e.op, e.args);
      case "neg":
        return negated(this.widened(e.args[0], own.kind));
      case "not":
        return this.complement(e.args[0], own.kind);
      case "shl":
        return shiftLeft(this.widened(e.args[0], own.kind), e.by, own.kind);
      case "shr":
        return shiftRight(this.value(e.args[0]), e.by);
      case "roundShift":
        return this.roundShift(e.args[0], e.by);
      case "saturate":
        return this.saturate(e.args[0], own);
      case "wrap":
        return wrap(this.value(e.args[0]), representationOf(e.args[0].type), own);
      case "cast":
        return this.value(e.args[0]);
      case "mux":
        return {
          text: `(${this.condition(e.args[0])} ? ${this.valueAs(e.args[1], own.kind)} : ${this.valueAs(e.args[2], own.kind)})`,
          kind: own.kind,
        };
      case "select":
        return this.select(e.args, own.kind);
      case "slice":
        return slice(this.value(e.args[0]), representationOf(e.args[0].type), e.high, e.low);
      case "concat":
        return this.concat(e.args, own.kind);
      default:
        return { text: `(${this.test(e)} ? 1 : 0)`, kind: INT };
    }
  }

  /** The value in a kind that holds it and what is made of it. */
  private widened(e: Expr, result: Kind): Code {
    const kind = widest(representationOf(e.type).kind, result);
    return { text: this.valueAs(e, kind), kind };
  }

  private arithmetic(op: "add" | "sub" | "mul", [a, b]: readonly [Expr, Expr], result: Kind): Code {
    const kind = widest(widest(representationOf(a.type).kind, representationOf(b.type).kind), result);
    return arithmetic(op, this.valueAs(a, kind), this.valueAs(b, kind), kind);
  }

  private bitwise(op: "and" | "or" | "xor", [a, b]: readonly [Expr, Expr], result: Representation): Code {
    const operands = widest(representationOf(a.type).kind, representationOf(b.type).kind);
    const kind =
      operands !== BIG && (result.kind === INT || (result.width === 32 && !result.signed)) ? INT : BIG;
    const text = `(${this.valueAs(a, kind)} ${BITWISE[op]} ${this.valueAs(b, kind)})`;
    if (kind === INT && result.kind === DOUBLE) return { text: `(${text} >>> 0)`, kind: DOUBLE };
    return { text, kind };
  }

  private extreme(op: "min" | "max", [a, b]: readonly [Expr, Expr]): Code {
    const kind = widest(representationOf(a.type).kind, representationOf(b.type).kind);
    const left = this.named({ text: this.valueAs(a, kind), kind }).text;
    const right = this.named({ text: this.valueAs(b, kind), kind }).text;
    return { text: `(${left} ${op === "min" ? "<" : ">"} ${right} ? ${left} : ${right})`, kind };
  }

  private complement(a: Expr, result: Kind): Code {
    const from = representationOf(a.type);
    const kind = widest(from.kind, result);
    const all = from.signed ? -1n : (1n << BigInt(from.width)) - 1n;
    return { text: `(${literal(all, kind)} - ${this.valueAs(a, kind)})`, kind };
  }

  private roundShift(a: Expr, by: number): Code {
    const from = representationOf(a.type);
    // The very end of a kind has no room for one more.
    const kind = widest(from.kind, by === 1 && from.hi === 2n ** 31n - 1n ? DOUBLE : INT);
    return roundShift({ text: this.valueAs(a, kind), kind }, by);
  }

  private saturate(a: Expr, to: Representation): Code {
    const from = representationOf(a.type);
    const kind = widest(from.kind, to.kind);
    const { text } = this.named({ text: this.valueAs(a, kind), kind });
    const low = from.lo < to.lo ? `${text} < ${literal(to.lo, kind)} ? ${literal(to.lo, kind)} : ` : "";
    const high = from.hi > to.hi ? `${text} > ${literal(to.hi, kind)} ? ${literal(to.hi, kind)} : ` : "";
    return { text: low || high ? `(${low}${high}${text})` : text, kind };
  }

  private select([index, ...values]: readonly Expr[], kind: Kind): Code {
    const at = this.named({ text: this.valueAs(index, INT), kind: INT }).text;
    const constants = values.flatMap((v) => (v.op === "const" ? [BigInt(v.value)] : []));
    if (values.length >= SMALLEST_TABLE && constants.length === values.length) {
      return { text: `${this.table(constants, kind)}[${at}]`, kind };
    }
    const choose = (from: number, to: number): string => {
      if (to - from === 1) return this.valueAs(values[from], kind);
      const middle = (from + to) >> 1;
      const text = `(${at} < ${middle} ? ${choose(from, middle)} : ${choose(middle, to)})`;
      return text.length > LONGEST ? this.named({ text, kind }).text : text;
    };
    return { text: choose(0, values.length), kind };
  }

  private concat(parts: readonly Expr[], kind: Kind): Code {
    let text = "";
    for (const part of parts) {
      const from = representationOf(part.type);
      const to = representationOf({ lo: "0", hi: `${(1n << BigInt(from.width)) - 1n}` });
      const bits = convert(from.signed ? wrap(this.value(part), from, to) : this.value(part), kind);
      text = text === "" ? bits : beside(text, bits, from.width, kind);
      if (text.length > LONGEST) text = this.named({ text, kind }).text;
    }
    return { text, kind };
  }
}
