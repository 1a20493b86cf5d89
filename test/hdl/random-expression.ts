// Random circuits over every operator of the IR, and what they compute by plain BigInt arithmetic.
import type { CircuitIR, Expr, Item, Type } from "../../src/hdl/ir.ts";
import { contains, fullRange, isSigned, type Range, rangeOf, typeOf, widthOf } from "../../src/hdl/range.ts";
import * as h from "./handmade.ts";

/** Types of the inputs: one bit, lopsided, far from zero, constant, and as wide as there are. */
const inputTypes = [
  h.bit,
  h.int(-1, 0),
  h.uint(2),
  h.sint(2),
  h.int(0, 5),
  h.int(3, 9),
  h.int(-7, -3),
  h.int(5, 5),
  h.int(-100, 5),
  h.uint(8),
  h.sint(8),
  h.int(0, 1000),
  h.sint(16),
  h.uint(32),
  h.sint(32),
  h.uint(64),
  h.sint(64),
];

const sixtyFour = (type: Type): boolean => widthOf(rangeOf(type)) <= 64;

/** Deals numbers from a list, zeros when it is used up: shorter and smaller lists make simpler circuits. */
class Choices {
  readonly #numbers: readonly number[];
  #next = 0;
  constructor(numbers: readonly number[]) {
    this.#numbers = numbers;
  }
  upTo(limit: number): number {
    return (this.#numbers[this.#next++] ?? 0) % limit;
  }
  get done(): boolean {
    return this.#next >= this.#numbers.length;
  }
  of<T>(from: readonly T[]): T {
    return from[this.upTo(from.length)]!;
  }
}

const bitOf = (e: Expr): Expr => (e.type.lo === "0" && e.type.hi === "1" ? e : h.op2("ge", e, h.num(1)));

/** Brings an operand down to few enough bits that the next operation still fits 64. */
const narrow = (e: Expr, width: number): Expr =>
  widthOf(rangeOf(e.type)) <= width
    ? e
    : h.to("wrap", e, isSigned(rangeOf(e.type)) ? h.sint(width) : h.uint(width));

function expression(pick: Choices, leaves: readonly Expr[], depth: number): Expr {
  const sub = () => expression(pick, leaves, depth - 1);
  if (depth === 0 || pick.done) {
    return pick.upTo(5) === 4
      ? h.num(pick.of([0, 1, -1, 3, 100, -128, 255, -40000, 65536]))
      : pick.of(leaves);
  }
  const made = operation(pick, sub);
  return sixtyFour(made.type) ? made : operationAgain(made);
}

/** A result wider than 64 bits is taken of narrower operands instead. */
function operationAgain(e: Expr): Expr {
  if (!("args" in e)) return e;
  const [a, b] = e.args.map((arg) => narrow(arg, 20)) as [Expr, Expr];
  switch (e.op) {
    case "neg":
      return h.neg(a);
    case "shl":
      return h.shift("shl", a, e.by);
    case "concat":
      return h.concat(...e.args.map((arg) => narrow(arg, 20)));
    case "add":
    case "sub":
    case "mul":
    case "and":
    case "or":
    case "xor":
    case "min":
    case "max":
      return h.op2(e.op, a, b);
    case "select":
      return h.select(e.args[0]!, ...e.args.slice(1).map((arg) => narrow(arg, 20)));
    default: {
      const all = e.args.map((arg) => narrow(arg, 20)) as [Expr, Expr, Expr];
      return e.op === "mux" ? h.mux(e.args[0], all[1], all[2]) : all[0];
    }
  }
}

const shapes = [
  h.uint(1),
  h.uint(3),
  h.sint(1),
  h.sint(4),
  h.uint(12),
  h.sint(17),
  h.int(-3, 90),
  h.int(10, 20),
];

function operation(pick: Choices, sub: () => Expr): Expr {
  const kind = pick.upTo(20);
  switch (kind) {
    case 0:
    case 1:
    case 2:
    case 3:
    case 4:
    case 5:
    case 6:
    case 7:
      return h.op2((["add", "sub", "mul", "min", "max", "and", "or", "xor"] as const)[kind]!, sub(), sub());
    case 8:
    case 9:
      return h.op2(pick.of(["eq", "ne", "lt", "le", "gt", "ge"] as const), sub(), sub());
    case 10:
      return h.neg(sub());
    case 11:
      return h.not(sub());
    case 12:
    case 13:
      return h.shift(pick.of(["shl", "shr", "roundShift"] as const), sub(), 1 + pick.upTo(9));
    case 14:
      return h.to("saturate", sub(), pick.of(shapes));
    case 15: {
      const value = sub();
      const type = pick.of(shapes.filter((t) => contains(fullRange(64, true), rangeOf(t)) && isFull(t)));
      return h.to("wrap", value, type);
    }
    case 16:
      return h.mux(bitOf(sub()), sub(), sub());
    case 17: {
      const count = 2 + pick.upTo(7);
      const index = h.to("saturate", sub(), h.int(0, count - 1));
      return h.select(index, ...Array.from({ length: count }, sub));
    }
    case 18: {
      const value = sub();
      const width = widthOf(rangeOf(value.type));
      const low = pick.upTo(width);
      return h.slice(value, low + pick.upTo(width - low), low);
    }
    default: {
      if (pick.upTo(2) === 0) return h.concat(...Array.from({ length: 1 + pick.upTo(3) }, sub));
      // A narrowing that is sure: the distance of two numbers is not negative.
      const [a, b] = [narrow(sub(), 20), narrow(sub(), 20)];
      const distance = h.mux(h.op2("gt", a, b), h.op2("sub", a, b), h.op2("sub", b, a));
      const { hi } = rangeOf(distance.type);
      return h.to("cast", distance, h.int(0n, hi > 0n ? hi : 0n));
    }
  }
}

const isFull = (type: Type): boolean => {
  const range = rangeOf(type);
  const full = fullRange(widthOf(range), isSigned(range));
  return full.lo === range.lo && full.hi === range.hi;
};

/** A circuit without state from a list of numbers: inputs, named signals over them, some conditional wires, outputs. */
export function randomCircuit(name: string, numbers: readonly number[]): CircuitIR {
  const pick = new Choices(numbers);
  const inputs = ["a", "b", "c"].map((n) => h.ref(n, pick.of(inputTypes)));
  const leaves = [...inputs];
  const items: Item[] = [];
  const outputs: Expr[] = [];
  const count = 1 + pick.upTo(3);
  for (let i = 0; i < count; i++) {
    const value = expression(pick, leaves, 1 + pick.upTo(3));
    const named = h.ref(`s${i}`, value.type);
    items.push(h.signal(`s${i}`, value));
    leaves.push(named);
    outputs.push(named);
  }
  if (pick.upTo(2) === 1) {
    const other = expression(pick, leaves, 2);
    const test = bitOf(expression(pick, leaves, 1));
    const last = outputs.at(-1)!;
    const type = h.mux(test, other, last).type;
    if (sixtyFour(type)) {
      items.push({ kind: "wire", name: "w", type, default: last });
      const body = [{ kind: "assign", target: "w", value: other }] as const;
      items.push({
        kind: "process",
        body: [{ kind: "if", branches: [{ when: test, body }], otherwise: null }],
      });
      outputs.push(h.ref("w", type));
    }
  }
  outputs.forEach((out, i) => {
    items.push(h.drive(`out${i}`, out));
  });
  const ports = [
    ...inputs.map((i) => h.input(i.op === "ref" ? i.name : "", i.type)),
    ...outputs.map((o, i) => h.output(`out${i}`, o.type)),
  ];
  return h.circuit(name, ports, items);
}

/** A value within a type: its ends, near them, or anywhere. */
export function valueIn(type: Type, how: number, random: bigint): bigint {
  const { lo, hi } = rangeOf(type);
  if (how === 0) return lo;
  if (how === 1) return hi;
  return lo + (random % (hi - lo + 1n));
}

type Values = ReadonlyMap<string, bigint>;

/** The value of an expression, by the definitions of its operators. */
export function evaluate(expr: Expr, values: Values): bigint {
  if (expr.op === "const") return BigInt(expr.value);
  if (expr.op === "ref") return values.get(expr.name)!;
  const [a = 0n, b = 0n, c = 0n] = expr.args.map((arg) => evaluate(arg, values));
  const [least, greatest] = a < b ? [a, b] : [b, a];
  switch (expr.op) {
    case "add":
      return a + b;
    case "sub":
      return a - b;
    case "mul":
      return a * b;
    case "min":
      return least;
    case "max":
      return greatest;
    case "eq":
      return BigInt(a === b);
    case "ne":
      return BigInt(a !== b);
    case "lt":
      return BigInt(a < b);
    case "le":
      return BigInt(a <= b);
    case "gt":
      return BigInt(a > b);
    case "ge":
      return BigInt(a >= b);
    case "and":
      return a & b;
    case "or":
      return a | b;
    case "xor":
      return a ^ b;
    case "neg":
      return -a;
    case "not": {
      const range = rangeOf(expr.args[0].type);
      return isSigned(range) ? -1n - a : (1n << BigInt(widthOf(range))) - 1n - a;
    }
    case "shl":
      return a * 2n ** BigInt(expr.by);
    case "shr":
      return floorDivide(a, 2n ** BigInt(expr.by));
    case "roundShift":
      return floorDivide(a + 2n ** BigInt(expr.by - 1), 2n ** BigInt(expr.by));
    case "saturate":
      return clamped(a, rangeOf(expr.type));
    case "wrap":
      return read(a, expr.type);
    case "cast":
      return a;
    case "mux":
      return a === 1n ? b : c;
    case "select":
      return evaluate(expr.args[Number(a) + 1]!, values);
    case "slice":
      return (a >> BigInt(expr.low)) & (2n ** BigInt(expr.high - expr.low + 1) - 1n);
    case "concat":
      return expr.args.reduce((bits, arg) => {
        const width = widthOf(rangeOf(arg.type));
        return (bits << BigInt(width)) | BigInt.asUintN(width, evaluate(arg, values));
      }, 0n);
  }
}

const floorDivide = (a: bigint, by: bigint): bigint => (a - (((a % by) + by) % by)) / by;
const clamped = (a: bigint, { lo, hi }: Range): bigint => (a < lo ? lo : a > hi ? hi : a);

/** The low bits of a number, read as a type. */
export function read(a: bigint, type: Type): bigint {
  const range = rangeOf(type);
  return isSigned(range) ? BigInt.asIntN(widthOf(range), a) : BigInt.asUintN(widthOf(range), a);
}

/** The outputs of a circuit without state. */
export function outputsOf(circuit: CircuitIR, inputs: Values): Map<string, bigint> {
  const values = new Map(inputs);
  for (const item of circuit.items) {
    if (item.kind === "signal") values.set(item.name, evaluate(item.value, values));
    if (item.kind === "wire" && item.default) values.set(item.name, evaluate(item.default, values));
    if (item.kind !== "process") continue;
    for (const statement of item.body) {
      if (statement.kind === "assign") values.set(statement.target, evaluate(statement.value, values));
      if (statement.kind !== "if") continue;
      const taken = statement.branches.find((branch) => evaluate(branch.when, values) === 1n);
      for (const inner of taken?.body ?? []) {
        if (inner.kind === "assign") values.set(inner.target, evaluate(inner.value, values));
      }
    }
  }
  return new Map(
    circuit.ports.filter((p) => p.direction === "out").map((p) => [p.name, values.get(p.name)!]),
  );
}

/** The hull of what `typeOf` knows: every value that a circuit computes must lie in the type it declares. */
export const within = (value: bigint, type: Type): boolean => contains(rangeOf(type), typeRange(value));
const typeRange = (value: bigint): Range => rangeOf(typeOf({ lo: value, hi: value }));
