// How a signal is made from others, and how that reads in a message.
import type { Place } from "./errors.ts";
import type { BinaryOperator } from "./ir.ts";

/** The circuit a name belongs to. */
export interface Owner {
  readonly circuit: string;
  /** Where each of its names was given. */
  readonly places: { get(name: string): Place | undefined };
}

/** How a signal is made from others. `ref`: a named thing of the circuit `of`. */
export type Operation =
  | { readonly op: "const"; readonly value: bigint }
  | { readonly op: "ref"; readonly name: string; readonly of: Owner }
  | {
      readonly op:
        | BinaryOperator
        | "neg"
        | "not"
        | "saturate"
        | "wrap"
        | "cast"
        | "mux"
        | "select"
        | "concat";
    }
  | { readonly op: "shl" | "shr" | "roundShift"; readonly by: number }
  | { readonly op: "slice"; readonly high: number; readonly low: number };

/** A formula: an operation over formulas. */
export interface Formula {
  readonly operation: Operation;
  readonly args: readonly Formula[];
}

const symbols: Record<string, string> = {
  add: "+",
  sub: "-",
  mul: "*",
  eq: "==",
  ne: "!=",
  lt: "<",
  le: "<=",
  gt: ">",
  ge: ">=",
  and: "&",
  or: "|",
  xor: "^",
};

/** A formula to the given depth and at most three operands wide: a message shows where, not everything. */
export function describe({ operation: o, args }: Formula, depth: number): string {
  if (o.op === "const") return `${o.value}`;
  if (o.op === "ref") return o.name;
  if (depth === 0) return "...";
  const shown = args.slice(0, 3).map((a) => describe(a, depth - 1));
  if (args.length > shown.length) shown.push("...");
  const symbol = symbols[o.op];
  return symbol === undefined ? `${o.op}(${shown.join(", ")})` : `(${shown.join(` ${symbol} `)})`;
}

/** Everything named that the formulas read, each once, without recursion. */
export function* refsOf(
  roots: Iterable<Formula>,
  seen = new Set<Formula>(),
): Generator<Operation & { op: "ref" }> {
  const stack = [...roots];
  for (let f = stack.pop(); f !== undefined; f = stack.pop()) {
    if (seen.has(f)) continue;
    seen.add(f);
    if (f.operation.op === "ref") yield f.operation;
    else stack.push(...f.args);
  }
}
