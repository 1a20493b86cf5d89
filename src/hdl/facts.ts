// What a condition says about the ranges of the names in it, and what that makes of the range of a formula.

import { constantOf } from "./formulas.ts";
import type { Operation, Owner } from "./operation.ts";
import {
  addRange,
  clampRange,
  contains,
  hull,
  maxRange,
  minRange,
  mulRange,
  negRange,
  overlap,
  type Range,
  rangeOf,
  shiftRange,
  subRange,
} from "./range.ts";
import type { Signal } from "./signal.ts";

/** Ranges of named things, narrower than their types. Absent: the type's. */
export class Facts {
  private readonly owner: Owner;
  private readonly ranges: ReadonlyMap<string, Range>;
  /** The formula of a named signal; undefined of anything else. */
  private readonly definition: (name: string) => Signal | undefined;

  constructor(
    owner: Owner,
    definition: (name: string) => Signal | undefined,
    ranges: ReadonlyMap<string, Range> = new Map(),
  ) {
    this.owner = owner;
    this.definition = definition;
    this.ranges = ranges;
  }

  /** What is known where all the conditions hold (or, with `truth` false, where none does). */
  where(conditions: readonly Signal[], truth = true): Facts {
    let known: Facts = this;
    // A range may follow only from another one: once more is enough for what people write.
    for (let round = 0; round < 2; round++) for (const c of conditions) known = known.and(c, truth, 0);
    return known;
  }

  private and(condition: Signal, truth: boolean, depth: number): Facts {
    if (depth > deepest) return this;
    const { operation: o, args } = condition;
    const [a, b] = args as [Signal, Signal];
    switch (o.op) {
      case "ref": {
        const known = this.meet(condition, { lo: truth ? 1n : 0n, hi: truth ? 1n : 0n });
        const formula = this.formulaOf(condition);
        return formula === undefined ? known : known.and(formula, truth, depth + 1);
      }
      case "cast":
        return isExact(condition) ? this.and(a, truth, depth + 1) : this;
      case "not":
        return this.and(a, !truth, depth + 1);
      case "and":
      case "or":
        if (!isBit(a) || !isBit(b)) return this;
        if ((o.op === "and") === truth) return this.and(a, truth, depth + 1).and(b, truth, depth + 1);
        return this.and(a, truth, depth + 1).either(this.and(b, truth, depth + 1));
      case "eq":
      case "ne":
      case "lt":
      case "le":
      case "gt":
      case "ge": {
        const op = truth ? o.op : opposite[o.op];
        const [x, y] = [this.range(a, depth), this.range(b, depth)];
        return this.meet(a, within(op, x, y)).meet(b, within(mirrored[op], y, x));
      }
      default:
        return this;
    }
  }

  /** These facts and that a signal, where it is a named one, lies in a range. */
  private meet(signal: Signal, range: Range): Facts {
    const name = this.nameOf(signal);
    if (name === undefined) return this;
    const known = this.ranges.get(name) ?? signal.range;
    // Where no value is left the condition never holds, and nothing need be known.
    const both = overlap(known, range) ?? known;
    if (both.lo === known.lo && both.hi === known.hi) return this;
    return new Facts(this.owner, this.definition, new Map(this.ranges).set(name, both));
  }

  /** What holds where these or the others do. */
  private either(other: Facts): Facts {
    const both = new Map<string, Range>();
    for (const [name, range] of this.ranges) {
      const theirs = other.ranges.get(name);
      if (theirs !== undefined) both.set(name, hull(range, theirs));
    }
    return new Facts(this.owner, this.definition, both);
  }

  private nameOf(signal: Signal): string | undefined {
    const { operation: o } = signal;
    if (o.op === "ref") return o.of === this.owner ? o.name : undefined;
    return o.op === "cast" && isExact(signal) ? this.nameOf(signal.args[0]!) : undefined;
  }

  private formulaOf(signal: Signal): Signal | undefined {
    const name = this.nameOf(signal);
    return name === undefined ? undefined : this.definition(name);
  }

  /** The range of a formula under these facts: within its own. */
  range(signal: Signal, depth = 0): Range {
    const own = signal.range;
    if (depth > deepest || constantOf(signal) !== undefined) return own;
    const known = this.computed(signal, depth + 1);
    return known === undefined ? own : (overlap(known, own) ?? own);
  }

  private computed(signal: Signal, depth: number): Range | undefined {
    const { operation: o, args } = signal;
    const of = (at: number) => this.range(args[at]!, depth);
    switch (o.op) {
      case "ref": {
        const name = this.nameOf(signal);
        const told = name === undefined ? undefined : this.ranges.get(name);
        const formula = this.formulaOf(signal);
        if (formula === undefined) return told;
        const computed = this.range(formula, depth);
        return told === undefined ? computed : (overlap(told, computed) ?? told);
      }
      case "add":
        return addRange(of(0), of(1));
      case "sub":
        return subRange(of(0), of(1));
      case "mul":
        return mulRange(of(0), of(1));
      case "min":
        return minRange(of(0), of(1));
      case "max":
        return maxRange(of(0), of(1));
      case "neg":
        return negRange(of(0));
      case "shl":
      case "shr":
      case "roundShift":
        return shiftRange(o.op, of(0), o.by);
      case "saturate":
        return clampRange(of(0), rangeOf(signal.type));
      case "cast":
        return isExact(signal) ? of(0) : undefined;
      case "wrap": {
        const inner = of(0);
        return contains(rangeOf(signal.type), inner) ? inner : undefined;
      }
      case "mux": {
        const [c, a, b] = args as [Signal, Signal, Signal];
        return hull(this.and(c, true, depth).range(a, depth), this.and(c, false, depth).range(b, depth));
      }
      case "select": {
        const [index, ...values] = args as [Signal, ...Signal[]];
        const at = this.range(index, depth);
        return values
          .map((value, i) => ({ value, i: BigInt(i) }))
          .filter(({ i }) => i >= at.lo && i <= at.hi)
          .map(({ value, i }) => this.meet(index, { lo: i, hi: i }).range(value, depth))
          .reduce(hull);
      }
      default:
        return undefined;
    }
  }
}

/** How far into a formula it is looked. */
const deepest = 10;

const isBit = ({ range: { lo, hi } }: Signal): boolean => lo >= 0n && hi <= 1n;

/** A cast that loses nothing: one of a value that fits, not of the low bits of one that is said to. */
const isExact = ({ args, range }: Signal): boolean => contains(range, args[0]!.range);

type Comparing = Extract<Operation["op"], "eq" | "ne" | "lt" | "le" | "gt" | "ge">;

const opposite: Record<Comparing, Comparing> = { eq: "ne", ne: "eq", lt: "ge", ge: "lt", gt: "le", le: "gt" };
const mirrored: Record<Comparing, Comparing> = { eq: "eq", ne: "ne", lt: "gt", gt: "lt", le: "ge", ge: "le" };

/** The range of x where `x op y` holds, x and y being within these ranges. */
function within(op: Comparing, x: Range, y: Range): Range {
  switch (op) {
    case "eq":
      return y;
    case "ne":
      if (y.lo !== y.hi) return x;
      return { lo: x.lo === y.lo ? x.lo + 1n : x.lo, hi: x.hi === y.lo ? x.hi - 1n : x.hi };
    case "lt":
      return { lo: x.lo, hi: y.hi - 1n };
    case "le":
      return { lo: x.lo, hi: y.hi };
    case "gt":
      return { lo: y.lo + 1n, hi: x.hi };
    case "ge":
      return { lo: y.lo, hi: x.hi };
  }
}
