// Pieces of the intermediate representation, as passes over it make them.
import type { Expr, ProcessItem, Type } from "./ir.ts";
import { bit } from "./types.ts";

export const ref = (name: string, type: Type): Expr => ({ op: "ref", name, type });

/** A bit that is always 0, or always 1. */
export const constantBit = (value: 0 | 1): Expr => ({ op: "const", value: `${value}`, type: bit });

export const not = (a: Expr): Expr => ({ op: "not", args: [a], type: bit });
export const and = (a: Expr, b: Expr): Expr => ({ op: "and", args: [a, b], type: bit });
export const or = (a: Expr, b: Expr): Expr => ({ op: "or", args: [a, b], type: bit });

/** The target always has this value, or gets it at every clock edge. */
export const assign = (target: string, value: Expr): ProcessItem => ({
  kind: "process",
  body: [{ kind: "assign", target, value }],
});
