// Signals of several others: choices, sums, bits side by side.

import { resultType } from "./bounds.ts";
import { oneBit } from "./condition.ts";
import { HdlError } from "./errors.ts";
import { constantOf } from "./formulas.ts";
import { fullRange, hull, showRange, typeOf } from "./range.ts";
import { drop, isDead } from "./scope.ts";
import { constant, derived, type Operand, Signal, toSignal } from "./signal.ts";

/** Bits side by side, the first operand most significant, as an unsigned number. */
export function concat(...parts: readonly Signal[]): Signal {
  if (parts.length === 0) throw new HdlError("operand", "Nothing to concatenate: give at least one signal.");
  const width = parts.reduce((total, s) => total + s.width, 0);
  const type = resultType(fullRange(width, false), "concat", parts);
  const known = parts.map(constantOf);
  if (known.every((v) => v !== undefined))
    return constant(
      parts.reduce((bits, s, i) => (bits << BigInt(s.width)) | BigInt.asUintN(s.width, known[i]!), 0n),
      type,
    );
  return new Signal(type, { op: "concat" }, parts);
}

/** The value of `a` where `condition` (one bit) is 1, of `b` where it is 0. */
export function mux(condition: Operand, a: Operand, b: Operand): Signal {
  const [c, x, y] = [oneBit(condition), toSignal(a), toSignal(b)];
  const value = constantOf(c);
  if (value !== undefined) {
    drop(value === 1n ? y : x);
    return value === 1n ? x : y;
  }
  const states = x.type.states === y.type.states ? x.type.states : undefined;
  return derived(typeOf(hull(x.range, y.range), states), { op: "mux" }, [c, x, y]);
}

/** `values[index]`; the range of `index` must lie within the values. */
export function select(index: Operand, values: readonly Operand[]): Signal {
  const [at, signals] = [toSignal(index), values.map(toSignal)];
  if (at.range.lo < 0n || at.range.hi >= BigInt(signals.length)) {
    if (isDead()) return signals[0] ?? constant(0);
    throw new HdlError(
      "bounds",
      `Index out of bounds: ${at} is ${showRange(at.range)}, and there are ${signals.length} values ` +
        `(0 to ${signals.length - 1}). Narrow the index's type or give more values.`,
    );
  }
  const chosen = constantOf(at);
  if (chosen !== undefined) {
    drop(...signals.filter((_, i) => i !== Number(chosen)));
    return signals[Number(chosen)]!;
  }
  const reachable = signals.slice(0, Number(at.range.hi) + 1);
  drop(...signals.slice(reachable.length));
  const type = typeOf(reachable.map((s) => s.range).reduce(hull));
  return derived(type, { op: "select" }, [at, ...reachable]);
}

/** The sum as a balanced tree: depth log2(n), every node exactly as wide as its range. */
export function sum(values: readonly Operand[]): Signal {
  if (values.length === 0) return constant(0);
  let level = values.map(toSignal);
  while (level.length > 1) {
    const next: Signal[] = [];
    for (let i = 0; i < level.length; i += 2)
      next.push(i + 1 < level.length ? level[i]!.add(level[i + 1]!) : level[i]!);
    level = next;
  }
  return level[0]!;
}

/** Joins bits; `neutral` bits change nothing and are left out, and one opposite constant decides the result. */
function joinBits(bits: readonly Operand[], neutral: 0 | 1, join: (a: Signal, b: Signal) => Signal): Signal {
  const known = bits.map(oneBit).map((s) => [s, constantOf(s)] as const);
  if (known.some(([, v]) => v !== undefined && v !== BigInt(neutral))) {
    drop(...known.map(([s]) => s));
    return constant(1 - neutral);
  }
  const open = known.filter(([, v]) => v === undefined).map(([s]) => s);
  return open.length === 0 ? constant(neutral) : open.reduce(join);
}

/** 1 where every bit is 1. */
export const all = (...bits: readonly Operand[]): Signal => joinBits(bits, 1, (a, b) => a.and(b));

/** 1 where at least one bit is 1. */
export const any = (...bits: readonly Operand[]): Signal => joinBits(bits, 0, (a, b) => a.or(b));
