// The mistakes that a hardware engineer makes, as rewrites of expressions.
import type { Expr, Type } from "../../../src/hdl/index.ts";
import type { Rewrite } from "./plant.ts";

const bit: Type = { lo: "0", hi: "1" };

const constant = (value: number, type: Type): Expr => ({ op: "const", value: `${value}`, type });

/** An expression with operands. */
type Operation = Extract<Expr, { args: readonly Expr[] }> & { readonly by: number };

/** Rewrites the first expression with this operator. */
const on =
  (op: Expr["op"], change: (e: Operation) => object): Rewrite =>
  (e) =>
    e.op === op ? (change(e as Operation) as Expr) : null;

/** A shift by one place too many (or too few). */
export const shiftedBy =
  (places: number): Rewrite =>
  (e) =>
    e.op === "roundShift" || e.op === "shr" ? { ...e, by: e.by + places } : null;

/** Rounding left out: the shift floors. */
export const floored: Rewrite = on("roundShift", (e) => ({ ...e, op: "shr" }));

/** Saturation left out: the value wraps around. */
export const wrapped: Rewrite = on("saturate", (e) => ({ ...e, op: "wrap" }));

/** One comparison for another. */
export const compared = (
  from: "ge" | "gt" | "lt" | "le" | "eq",
  to: "ge" | "gt" | "lt" | "le" | "ne",
): Rewrite => on(from, (e) => ({ ...e, op: to }));

/** A choice that always goes one way. */
export const always = (branch: "first" | "second"): Rewrite =>
  on("mux", (e) => ({ op: "cast", type: e.type, args: [branch === "first" ? e.args[1] : e.args[2]] }));

/** One operand of an operator left out. */
export const without = (op: "add" | "sub" | "or" | "and" | "mul", operand: 0 | 1): Rewrite =>
  on(op, (e) => ({ op: "cast", type: e.type, args: [e.args[1 - operand]!] }));

/** One name read instead of another. */
export const reading =
  (name: string, instead: string): Rewrite =>
  (e) =>
    e.op === "ref" && e.name === name ? { ...e, name: instead } : null;

/** A signed name read as if it were unsigned. */
export const unsigned =
  (name: string): Rewrite =>
  (e) => {
    if (e.op !== "ref" || e.name !== name) return null;
    const span = BigInt(e.type.hi) - BigInt(e.type.lo);
    return { op: "wrap", type: { lo: "0", hi: `${2n ** BigInt(span.toString(2).length) - 1n}` }, args: [e] };
  };

/** The whole expression replaced by a number. */
export const stuckAt =
  (value: number): Rewrite =>
  (e) =>
    constant(value, e.type);

/** The whole expression, of one bit, inverted. */
export const inverted: Rewrite = (e) => ({ op: "not", type: bit, args: [e] });

/** The whole expression replaced by a name of the same type. */
export const replacedBy =
  (name: string): Rewrite =>
  (e) => ({ op: "ref", name, type: e.type });

/** The whole expression, of one bit, and not the given one. */
export const andNot =
  (name: string): Rewrite =>
  (e) => ({
    op: "and",
    type: bit,
    args: [e, { op: "not", type: bit, args: [{ op: "ref", name, type: bit }] }],
  });

/** The whole expression off by one. */
export const plus =
  (value: number): Rewrite =>
  (e) => {
    const [lo, hi] = [BigInt(e.type.lo) + BigInt(value), BigInt(e.type.hi) + BigInt(value)];
    return {
      op: "add",
      type: { lo: `${lo}`, hi: `${hi}` },
      args: [e, constant(value, { lo: `${value}`, hi: `${value}` })],
    };
  };

/** A number that is compared with, or added, changed by one. */
export const numberChanged =
  (from: number, to: number): Rewrite =>
  (e) =>
    e.op === "const" && e.value === `${from}` ? { ...e, value: `${to}` } : null;

/** A name replaced by a number. */
export const numbered =
  (name: string, value: number): Rewrite =>
  (e) =>
    e.op === "ref" && e.name === name ? constant(value, { lo: `${value}`, hi: `${value}` }) : null;
