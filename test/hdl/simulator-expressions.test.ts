// The simulator's arithmetic against an evaluator that knows only BigInts, over random expressions of every operator.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Design, Expr, Type } from "../../src/hdl/ir.ts";
import { simulate } from "../../src/hdl/simulator/index.ts";

const SEED = 20261;
const BOOLEAN: Type = { lo: "0", hi: "1" };
const make = (lo: bigint, hi: bigint): Type => ({ lo: `${lo}`, hi: `${hi}` });
const ascending = (values: readonly bigint[]) => [...values].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
const lowest = (values: readonly bigint[]) => ascending(values)[0];
const highest = (values: readonly bigint[]) => ascending(values)[values.length - 1];

/** Bits of the two's complement or plain binary representation. */
function width({ lo, hi }: Type): number {
  for (let w = 1; ; w += 1) {
    const n = 1n << BigInt(w);
    if (BigInt(lo) >= 0n ? BigInt(hi) < n : BigInt(lo) >= -n / 2n && BigInt(hi) < n / 2n) return w;
  }
}
const signed = (type: Type) => BigInt(type.lo) < 0n;
const everything = (w: number, negative: boolean): Type =>
  negative ? make(-(1n << BigInt(w - 1)), (1n << BigInt(w - 1)) - 1n) : make(0n, (1n << BigInt(w)) - 1n);

/** The documented meaning of every operator, on unbounded integers. */
function evaluate(e: Expr, inputs: ReadonlyMap<string, bigint>): bigint {
  if (e.op === "const") return BigInt(e.value);
  if (e.op === "ref") return inputs.get(e.name)!;
  const args = e.args.map((a) => evaluate(a, inputs));
  const [a, b, c] = args;
  switch (e.op) {
    case "add":
      return a + b;
    case "sub":
      return a - b;
    case "mul":
      return a * b;
    case "min":
      return lowest(args);
    case "max":
      return highest(args);
    case "eq":
      return a === b ? 1n : 0n;
    case "ne":
      return a !== b ? 1n : 0n;
    case "lt":
      return a < b ? 1n : 0n;
    case "le":
      return a <= b ? 1n : 0n;
    case "gt":
      return a > b ? 1n : 0n;
    case "ge":
      return a >= b ? 1n : 0n;
    case "and":
      return a & b;
    case "or":
      return a | b;
    case "xor":
      return a ^ b;
    case "neg":
      return -a;
    case "not":
      return signed(e.args[0].type) ? ~a : 2n ** BigInt(width(e.args[0].type)) - 1n - a;
    case "shl":
      return a * 2n ** BigInt(e.by);
    case "shr":
      return a >> BigInt(e.by);
    case "roundShift":
      return (a + 2n ** BigInt(e.by - 1)) >> BigInt(e.by);
    case "saturate":
      return lowest([highest([a, BigInt(e.type.lo)]), BigInt(e.type.hi)]);
    case "wrap": {
      const size = BigInt(e.type.hi) - BigInt(e.type.lo) + 1n;
      const low = ((a % size) + size) % size;
      return low > BigInt(e.type.hi) ? low - size : low;
    }
    case "cast":
      return a;
    case "mux":
      return a === 1n ? b : c;
    case "select":
      return args[1 + Number(a)];
    case "slice":
      return BigInt.asUintN(e.high - e.low + 1, a >> BigInt(e.low));
    case "concat":
      return args.reduce((all, v, k) => {
        const w = width(e.args[k].type);
        return (all << BigInt(w)) | BigInt.asUintN(w, v);
      }, 0n);
  }
}

/** A type of up to `bits` bits: all of them or any interval. */
const types = (bits: number): fc.Arbitrary<Type> =>
  fc.tuple(fc.integer({ min: 1, max: bits }), fc.boolean()).chain(([w, negative]) => {
    const { lo, hi } = everything(w, negative);
    const within = fc.bigInt({ min: BigInt(lo), max: BigInt(hi) });
    return fc.oneof(
      fc.constant({ lo, hi }),
      fc.tuple(within, within).map(([a, b]) => make(lowest([a, b]), highest([a, b]))),
    );
  });

/** An input that an expression reads. */
const inputs = (bits: number): fc.Arbitrary<Expr> =>
  fc.tuple(types(bits), fc.nat(1e6)).map(([type, n]) => ({ op: "ref", name: `x${n}`, type }));

const constants: fc.Arbitrary<Expr> = fc.bigInt({ min: -(1n << 40n), max: 1n << 40n }).map((v) => ({
  op: "const",
  value: `${v}`,
  type: make(v, v),
}));

/** The range of an operator by trying the ends of its operands' ranges: right for what is monotone in each. */
function corners(op: "add" | "sub" | "mul" | "min" | "max" | "neg", args: readonly Expr[]): Type {
  const apply = (...values: bigint[]) =>
    evaluate(
      {
        op,
        args: values.map((v): Expr => ({ op: "const", value: `${v}`, type: make(v, v) })),
        type: BOOLEAN,
      } as unknown as Expr,
      new Map(),
    );
  const ends = args.map(({ type }) => [BigInt(type.lo), BigInt(type.hi)]);
  const results =
    ends.length === 1
      ? ends[0].map((a) => apply(a))
      : ends[0].flatMap((a) => ends[1].map((b) => apply(a, b)));
  return make(lowest(results), highest(results));
}

const shifted = (type: Type, by: (v: bigint) => bigint) => make(by(BigInt(type.lo)), by(BigInt(type.hi)));

/** An expression, or its operand where the result would be wider than 64 bits. */
const fit = (e: Expr, otherwise: Expr): Expr => (width(e.type) <= 64 ? e : otherwise);

const binary = (a: Expr, b: Expr, op: "add" | "sub" | "mul" | "min" | "max"): Expr =>
  fit({ op, args: [a, b], type: corners(op, [a, b]) }, a);

function bitwise(a: Expr, b: Expr, op: "and" | "or" | "xor"): Expr {
  const negative = signed(a.type) || signed(b.type);
  const w = Math.max(...[a, b].map(({ type }) => width(type) + (negative && !signed(type) ? 1 : 0)));
  return fit({ op, args: [a, b], type: everything(w, negative) }, a);
}

const condition = (a: Expr, b: Expr, op: "eq" | "ne" | "lt" | "le" | "gt" | "ge"): Expr => ({
  op,
  args: [a, b],
  type: BOOLEAN,
});

const hull = (...all: readonly Expr[]): Type =>
  make(lowest(all.map((e) => BigInt(e.type.lo))), highest(all.map((e) => BigInt(e.type.hi))));

const { expression } = fc.letrec<{ expression: Expr; operand: Expr }>((tie) => {
  const two = fc.tuple(tie("operand"), tie("operand"));
  const unary = (f: (a: Expr) => Expr) => tie("operand").map(f);
  const sized = fc.tuple(tie("operand"), fc.integer({ min: 1, max: 70 }));
  return {
    operand: fc.oneof(
      { maxDepth: 4, depthSize: "small" },
      inputs(64),
      inputs(20),
      constants,
      tie("expression"),
    ),
    expression: fc.oneof(
      fc
        .tuple(two, fc.constantFrom("add", "sub", "mul", "min", "max"))
        .map(([[a, b], op]): Expr => binary(a, b, op as "add")),
      fc
        .tuple(two, fc.constantFrom("and", "or", "xor"))
        .map(([[a, b], op]): Expr => bitwise(a, b, op as "and")),
      fc
        .tuple(two, fc.constantFrom("eq", "ne", "lt", "le", "gt", "ge"))
        .map(([[a, b], op]): Expr => condition(a, b, op as "eq")),
      unary((a): Expr => fit({ op: "neg", args: [a], type: corners("neg", [a]) }, a)),
      unary((a): Expr => ({ op: "not", args: [a], type: everything(width(a.type), signed(a.type)) })),
      sized.map(
        ([a, by]): Expr =>
          fit({ op: "shl", by, args: [a], type: shifted(a.type, (v) => v << BigInt(by)) }, a),
      ),
      sized.map(
        ([a, by]): Expr => ({ op: "shr", by, args: [a], type: shifted(a.type, (v) => v >> BigInt(by)) }),
      ),
      sized.map(
        ([a, by]): Expr => ({
          op: "roundShift",
          by,
          args: [a],
          type: shifted(a.type, (v) => (v + 2n ** BigInt(by - 1)) >> BigInt(by)),
        }),
      ),
      fc.tuple(tie("operand"), types(64)).map(([a, type]): Expr => ({ op: "saturate", args: [a], type })),
      fc
        .tuple(tie("operand"), fc.integer({ min: 1, max: 64 }), fc.boolean())
        .map(([a, w, negative]): Expr => ({ op: "wrap", args: [a], type: everything(w, negative) })),
      unary((a): Expr => ({ op: "cast", args: [a], type: everything(width(a.type), signed(a.type)) })),
      fc
        .tuple(two, two)
        .map(
          ([[a, b], [c, d]]): Expr => ({ op: "mux", args: [condition(a, b, "lt"), c, d], type: hull(c, d) }),
        ),
      fc.array(tie("operand"), { minLength: 3, maxLength: 9 }).map(([at, ...values]): Expr => {
        const index: Expr = { op: "saturate", args: [at], type: make(0n, BigInt(values.length - 1)) };
        return { op: "select", args: [index, ...values], type: hull(...values) };
      }),
      fc
        .tuple(tie("operand"), fc.array(constants, { minLength: 8, maxLength: 20 }))
        .map(([at, values]): Expr => {
          const index: Expr = { op: "saturate", args: [at], type: make(0n, BigInt(values.length - 1)) };
          return { op: "select", args: [index, ...values], type: hull(...values) };
        }),
      fc.tuple(tie("operand"), fc.nat(63), fc.nat(63)).map(([a, i, k]): Expr => {
        const [low, high] = [i % width(a.type), k % width(a.type)].sort((p, q) => p - q);
        return { op: "slice", high, low, args: [a], type: everything(high - low + 1, false) };
      }),
      fc.array(tie("operand"), { minLength: 2, maxLength: 4 }).map((args): Expr => {
        const w = args.reduce((sum, { type }) => sum + width(type), 0);
        return fit({ op: "concat", args, type: everything(w, false) }, args[0]);
      }),
    ),
  };
});

function readsOf(e: Expr, into = new Map<string, Type>()): Map<string, Type> {
  if (e.op === "ref") into.set(e.name, e.type);
  else if (e.op !== "const") for (const a of e.args) readsOf(a, into);
  return into;
}

/** An input may occur twice under one name with different types: the second gets another name. */
function distinct(e: Expr, types = new Map<string, Type>()): Expr {
  if (e.op === "const") return e;
  if (e.op !== "ref") return { ...e, args: e.args.map((a) => distinct(a, types)) } as unknown as Expr;
  let name = e.name;
  while (types.has(name) && types.get(name) !== e.type) name += "_";
  types.set(name, e.type);
  return { ...e, name };
}

function circuitOf(e: Expr): Design {
  const ports = [...readsOf(e)].map(([name, type]) => ({ name, type, direction: "in" as const }));
  return {
    top: "formula",
    circuits: [
      {
        name: "formula",
        clocked: false,
        ports: [...ports, { name: "y", direction: "out", type: e.type }],
        enumerations: [],
        items: [{ kind: "process", body: [{ kind: "assign", target: "y", value: e }] }],
      },
    ],
  };
}

/** Values of a type, its ends above all. */
const valuesOf = ({ lo, hi }: Type): fc.Arbitrary<bigint> =>
  fc.oneof(fc.constantFrom(BigInt(lo), BigInt(hi)), fc.bigInt({ min: BigInt(lo), max: BigInt(hi) }));

describe("expressions", () => {
  it("of random shape give the same integers as an evaluator over BigInts", () => {
    const operators = new Set<string>();
    const count = (e: Expr): void => {
      operators.add(e.op);
      if (e.op !== "const" && e.op !== "ref") e.args.forEach(count);
    };
    fc.assert(
      fc.property(
        expression
          .map((e) => distinct(e))
          .chain((e) => {
            const reads = [...readsOf(e)];
            const stimulus = fc.tuple(...reads.map(([, type]) => valuesOf(type)));
            return fc.tuple(fc.constant(e), fc.array(stimulus, { minLength: 5, maxLength: 10 }));
          }),
        ([e, stimuli]) => {
          count(e);
          const names = [...readsOf(e).keys()];
          const simulator = simulate(circuitOf(e));
          for (const values of stimuli) {
            names.forEach((name, k) => {
              simulator.poke(name, values[k]);
            });
            const given = new Map(names.map((name, k) => [name, values[k]]));
            const expected = evaluate(e, given);
            expect(expected >= BigInt(e.type.lo) && expected <= BigInt(e.type.hi)).toBe(true);
            const seen = simulator.peek("y");
            expect(typeof seen).toBe(width(e.type) <= 53 ? "number" : "bigint");
            expect(Object.is(seen, -0)).toBe(false);
            expect(BigInt(seen)).toBe(expected);
          }
        },
      ),
      { seed: SEED, numRuns: 3000 },
    );
    expect(operators.size).toBe(28);
  });
});
