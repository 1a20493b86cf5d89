// Short ways to write the plain data of circuits by hand, for tests of what reads it.
import type { CircuitIR, Design, Expr, Item, Port, Statement, Type } from "../../src/hdl/ir.ts";
import * as r from "../../src/hdl/range.ts";

export const int = (lo: number | bigint, hi: number | bigint): Type => ({ lo: `${lo}`, hi: `${hi}` });
export const bit = int(0, 1);
export const uint = (width: number): Type => r.typeOf(r.fullRange(width, false));
export const sint = (width: number): Type => r.typeOf(r.fullRange(width, true));

export const ref = (name: string, type: Type): Expr => ({ op: "ref", name, type });
export const num = (value: number | bigint, states?: string): Expr => ({
  op: "const",
  value: `${value}`,
  type: r.typeOf(r.range(BigInt(value), BigInt(value)), states),
});

const rangeOfBinary = {
  add: r.addRange,
  sub: r.subRange,
  mul: r.mulRange,
  min: r.minRange,
  max: r.maxRange,
  and: r.bitwiseRange,
  or: r.bitwiseRange,
  xor: r.bitwiseRange,
};

/** An operation of two operands, with the range that interval arithmetic gives. */
export function op2(
  op: keyof typeof rangeOfBinary | "eq" | "ne" | "lt" | "le" | "gt" | "ge",
  a: Expr,
  b: Expr,
): Expr {
  const bounds =
    op in rangeOfBinary ? rangeOfBinary[op as "add"](r.rangeOf(a.type), r.rangeOf(b.type)) : null;
  return { op, args: [a, b], type: bounds ? r.typeOf(bounds) : bit };
}

export const shift = (op: "shl" | "shr" | "roundShift", a: Expr, by: number): Expr => {
  const { lo, hi } = r.rangeOf(a.type);
  const f = (x: bigint) =>
    op === "shl" ? x << BigInt(by) : op === "shr" ? x >> BigInt(by) : r.roundShift(x, by);
  return { op, by, args: [a], type: r.typeOf({ lo: f(lo), hi: f(hi) }) };
};

export const to = (op: "saturate" | "wrap" | "cast", a: Expr, type: Type): Expr => ({ op, args: [a], type });

export const neg = (a: Expr): Expr => {
  const { lo, hi } = r.rangeOf(a.type);
  return { op: "neg", args: [a], type: r.typeOf({ lo: -hi, hi: -lo }) };
};

export const not = (a: Expr): Expr => {
  const range = r.rangeOf(a.type);
  return { op: "not", args: [a], type: r.typeOf(r.fullRange(r.widthOf(range), r.isSigned(range))) };
};

const hullOf = (exprs: readonly Expr[]): Type => r.typeOf(exprs.map((e) => r.rangeOf(e.type)).reduce(r.hull));

export const mux = (test: Expr, yes: Expr, no: Expr): Expr => ({
  op: "mux",
  args: [test, yes, no],
  type: hullOf([yes, no]),
});

export const select = (index: Expr, ...values: Expr[]): Expr => ({
  op: "select",
  args: [index, ...values],
  type: hullOf(values),
});

export const slice = (a: Expr, high: number, low: number): Expr => ({
  op: "slice",
  high,
  low,
  args: [a],
  type: uint(high - low + 1),
});

export const concat = (...args: Expr[]): Expr => ({
  op: "concat",
  args,
  type: uint(args.reduce((sum, { type }) => sum + r.widthOf(r.rangeOf(type)), 0)),
});

export const input = (name: string, type: Type, note?: string): Port => ({
  name,
  direction: "in",
  type,
  ...(note === undefined ? {} : { note }),
});
export const output = (name: string, type: Type, note?: string): Port => ({
  ...input(name, type, note),
  direction: "out",
});

export const signal = (name: string, value: Expr, note?: string): Item => ({
  kind: "signal",
  name,
  type: value.type,
  value,
  ...(note === undefined ? {} : { note }),
});
export const register = (name: string, type: Type, reset: number | null = 0): Item => ({
  kind: "register",
  name,
  type,
  reset: reset === null ? null : `${reset}`,
});
export const drive = (target: string, value: Expr): Item => ({
  kind: "process",
  body: [{ kind: "assign", target, value }],
});

export const assign = (target: string, value: Expr): Statement => ({ kind: "assign", target, value });
/** A wire that processes drive; `preset` holds where none does. */
export const wire = (name: string, type: Type, preset: Expr | null): Item => ({
  kind: "wire",
  name,
  type,
  default: preset,
});

export const circuit = (
  name: string,
  ports: readonly Port[],
  items: readonly Item[],
  more: Partial<CircuitIR> = {},
): CircuitIR => ({
  name,
  clocked: items.some(({ kind }) => kind === "register" || kind === "memory" || kind === "assert"),
  ports,
  enumerations: [],
  items,
  ...more,
});

export const design = (...circuits: CircuitIR[]): Design => ({ top: circuits.at(-1)!.name, circuits });

/** A circuit that instantiates others side by side, each with ports of its own. */
export function sideBySide(name: string, children: readonly CircuitIR[]): CircuitIR {
  return {
    name,
    clocked: children.some(({ clocked }) => clocked),
    enumerations: [],
    ports: children.flatMap((child) => child.ports.map((p) => ({ ...p, name: `${child.name}_${p.name}` }))),
    items: children.flatMap((child): Item[] => {
      const outputs = child.ports.filter((p) => p.direction === "out");
      const unit = `${child.name}_unit`;
      return [
        {
          kind: "instance",
          name: unit,
          circuit: child.name,
          inputs: child.ports
            .filter((p) => p.direction === "in")
            .map((p) => ({ port: p.name, value: ref(`${child.name}_${p.name}`, p.type) })),
          outputs: outputs.map((p) => ({ port: p.name, type: p.type })),
        },
        ...outputs.map((p) => drive(`${child.name}_${p.name}`, ref(`${unit}.${p.name}`, p.type))),
      ];
    }),
  };
}
