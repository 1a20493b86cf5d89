// Expressions whose value is known without any signal: printed as literals, so that no tool finds a constant comparison.

import { assignedBy } from "../assigned.ts";
import type { CircuitIR, Design, Expr, Type } from "../ir.ts";
import { greatest, least, type Range, range, rangeOf, widthOf } from "../range.ts";
import { apply, byRanges, isComparison } from "./fold.ts";
import { bottomUp, type Operation } from "./tree.ts";

/** What is known of the values in one circuit. */
export class Constants {
  /** What was found out before. */
  readonly #found = new Map<Expr, bigint | undefined>();
  readonly #names = new Map<string, bigint>();
  /** Names that are another name for something. */
  readonly #others = new Map<string, string>();

  /** The names of one value, and it. */
  get known(): ReadonlyMap<string, bigint> {
    return this.#names;
  }

  /** `below`: what is known of a circuit that has instances here. */
  constructor({ items }: CircuitIR, below: (circuit: string) => Constants | undefined) {
    for (const item of items) {
      if (item.kind !== "instance") continue;
      const outputs = below(item.circuit)?.known ?? new Map<string, bigint>();
      for (const { port } of item.outputs) {
        const value = outputs.get(port);
        if (value !== undefined) this.#names.set(`${item.name}.${port}`, value);
      }
    }
    // What a register is given is its next value: the register itself stays unknown.
    const registers = new Set(items.filter((item) => item.kind === "register").map((item) => item.name));
    const driven = new Set(items.flatMap((i) => (i.kind === "process" ? [...assignedBy(i.body)] : [])));
    // What is known makes more known, wherever it stands.
    let before: number;
    do {
      before = this.#names.size + this.#others.size;
      this.#found.clear();
      for (const item of items) {
        if (item.kind === "signal") this.#name(item.name, item.value);
        else if (item.kind === "wire") {
          if (item.default !== null && !driven.has(item.name)) this.#name(item.name, item.default);
        } else if (item.kind === "process" && item.body.length === 1) {
          const [only] = item.body;
          if (only?.kind === "assign" && !registers.has(only.target)) this.#name(only.target, only.value);
        }
      }
    } while (this.#names.size + this.#others.size > before);
  }

  #name(name: string, expr: Expr): void {
    const value = this.of(expr);
    if (value !== undefined) this.#names.set(name, value);
    const other = this.#nameOf(expr);
    if (other !== undefined) this.#others.set(name, other);
  }

  /**
   * The only value an expression can have, if there is one: by its range, by its operands' ranges, or by computing it.
   * A name stays a name on its own; what is computed from nothing but known names is known.
   */
  decided(expr: Expr): bigint | undefined {
    if (expr.op === "ref") return undefined;
    if (expr.op === "const") return BigInt(expr.value);
    if (this.#found.has(expr)) return this.#found.get(expr);
    bottomUp(
      expr,
      (e) => this.#found.has(e),
      (e) => this.#found.set(e, e.type.lo === e.type.hi ? BigInt(e.type.lo) : this.#computed(e)),
    );
    return this.#found.get(expr);
  }

  /** The same, with names that are known. */
  of(expr: Expr): bigint | undefined {
    if (expr.op !== "ref") return this.decided(expr);
    return expr.type.lo === expr.type.hi ? BigInt(expr.type.lo) : this.#names.get(expr.name);
  }

  #computed(expr: Operation): bigint | undefined {
    if (expr.op === "mux" || expr.op === "select") {
      const choice = this.of(expr.args[0]!);
      if (choice !== undefined)
        return this.of(expr.args[expr.op === "mux" ? (choice === 1n ? 1 : 2) : Number(choice) + 1]!);
      // Whatever is chosen, it is the same.
      const values = expr.args.slice(1).map((arg) => this.of(arg));
      return values.every((value) => value === values[0]) ? values[0] : undefined;
    }
    const known: bigint[] = [];
    for (const arg of expr.args) {
      const value = this.of(arg);
      if (value !== undefined) known.push(value);
    }
    if (known.length === expr.args.length) return apply(expr, known);
    if ((expr.op === "and" || expr.op === "mul") && known.includes(0n)) return 0n;
    if (expr.op === "or") {
      // All ones, in every bit that the result has.
      const { lo, hi } = rangeOf(expr.type);
      const ones = lo < 0n ? -1n : (1n << BigInt(widthOf({ lo, hi }))) - 1n;
      if (known.includes(ones)) return ones;
    }
    if (expr.args.length === 2 && this.#sameName(expr.args[0]!, expr.args[1]!)) {
      if (expr.op === "eq" || expr.op === "le" || expr.op === "ge") return 1n;
      if (["ne", "lt", "gt", "sub", "xor"].includes(expr.op)) return 0n;
    }
    return isComparison(expr)
      ? byRanges(expr.op, this.range(expr.args[0]), this.range(expr.args[1]))
      : undefined;
  }

  /** The name that an expression is another form of: `a & a` is `a`, and a bit `a == 1` too. */
  #nameOf(expr: Expr): string | undefined {
    if (expr.op === "ref") return this.#others.get(expr.name) ?? expr.name;
    if (expr.op === "const") return undefined;
    const [a, b] = expr.args;
    switch (expr.op) {
      case "cast":
        return this.#nameOf(expr.args[0]);
      case "mux": {
        const [test, yes, no] = expr.args;
        if (this.#sameName(yes, no)) return this.#nameOf(yes);
        return this.of(yes) === 1n && this.of(no) === 0n ? this.#nameOf(test) : undefined;
      }
      case "slice":
        return expr.low === 0 && isSame(expr.type, a!.type) ? this.#nameOf(a!) : undefined;
      case "and":
      case "or":
      case "min":
      case "max":
        if (this.#sameName(a!, b!)) return this.#nameOf(a!);
        break;
      case "not":
        return a!.op === "not" ? this.#nameOf(a!.args[0]) : undefined;
    }
    // What leaves a bit as it is.
    const neutral = bitNeutral[expr.op];
    if (neutral === undefined || !expr.args.every(isBit)) return undefined;
    if (this.of(b!) === neutral) return this.#nameOf(a!);
    return this.of(a!) === neutral ? this.#nameOf(b!) : undefined;
  }

  #sameName(a: Expr, b: Expr): boolean {
    const name = this.#nameOf(a);
    return name !== undefined && name === this.#nameOf(b);
  }

  /** The range of an operand: the one value it is known to have, or its type's, or what a wider type was made from. */
  range(expr: Expr): Range {
    const known = this.of(expr);
    if (known !== undefined) return range(known, known);
    if (expr.op !== "cast") return rangeOf(expr.type);
    const [own, inner] = [rangeOf(expr.type), this.range(expr.args[0])];
    return range(greatest(own.lo, inner.lo), least(own.hi, inner.hi));
  }
}

/** What is known in each circuit of a design, found out when it is first asked for. */
export function constantsOf({ circuits }: Design): (circuit: CircuitIR) => Constants {
  const byName = new Map(circuits.map((circuit) => [circuit.name, circuit]));
  const found = new Map<CircuitIR, Constants>();
  const known = (circuit: CircuitIR): Constants => {
    const before = found.get(circuit);
    if (before !== undefined) return before;
    const below = (name: string): Constants | undefined => {
      const child = byName.get(name);
      // A foreign module is what the tools make of it, not its model.
      return child === undefined || child.external !== undefined ? undefined : known(child);
    };
    const constants = new Constants(circuit, below);
    found.set(circuit, constants);
    return constants;
  };
  return known;
}

const isSame = (a: Type, b: Type): boolean => a.lo === b.lo && a.hi === b.hi;

const isBit = ({ type: { lo, hi } }: Expr): boolean =>
  (lo === "0" || lo === "1") && (hi === "0" || hi === "1");

/** Of a bit and this constant the operation gives the bit. */
const bitNeutral: Partial<Record<Expr["op"], bigint>> = {
  eq: 1n,
  ne: 0n,
  and: 1n,
  or: 0n,
  xor: 0n,
  mul: 1n,
  min: 1n,
  max: 0n,
};
