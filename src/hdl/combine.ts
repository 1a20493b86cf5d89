// Signals of several others: choices, sums, bits side by side.
import { HdlError, here } from "./errors.ts";
import { fullRange, hull, showRange, typeOf } from "./range.ts";
import { constant, constantOf, fit, type Operand, oneBit, resultType, Signal, toSignal } from "./signal.ts";

/** Bits side by side, the first operand most significant, as an unsigned number. */
export function concat(...parts: readonly Signal[]): Signal {
  if (parts.length === 0) throw new HdlError("operand", "Nothing to concatenate: give at least one signal.");
  const width = parts.reduce((total, s) => total + s.width, 0);
  const type = resultType(fullRange(width, false), "concat", parts);
  return new Signal(type, { op: "concat" }, parts);
}

/** The value of `a` where `condition` (one bit) is 1, of `b` where it is 0. */
export function mux(condition: Operand, a: Operand, b: Operand): Signal {
  const [c, x, y] = [oneBit(condition), toSignal(a), toSignal(b)];
  const value = constantOf(c);
  const states = x.type.states === y.type.states ? x.type.states : undefined;
  const type = typeOf(hull(x.range, y.range), states);
  if (value !== undefined) return fit(value === 1n ? x : y, type, "mux", here());
  return new Signal(type, { op: "mux" }, [c, x, y]);
}

/** `values[index]`; the range of `index` must lie within the values. */
export function select(index: Signal, values: readonly Operand[]): Signal {
  const signals = values.map(toSignal);
  if (index.range.lo < 0n || index.range.hi >= BigInt(signals.length))
    throw new HdlError(
      "bounds",
      `Index out of bounds: ${index} is ${showRange(index.range)}, and there are ${signals.length} values ` +
        `(0 to ${signals.length - 1}). Narrow the index's type or give more values.`,
    );
  const chosen = constantOf(index);
  const reachable = signals.slice(0, Number(index.range.hi) + 1);
  const type = typeOf(reachable.map((s) => s.range).reduce(hull));
  if (chosen !== undefined) return fit(signals[Number(chosen)]!, type, "select", here());
  if (reachable.length === 1) return reachable[0]!;
  return new Signal(type, { op: "select" }, [index, ...reachable]);
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
  if (known.some(([, v]) => v !== undefined && v !== BigInt(neutral))) return constant(1 - neutral);
  const open = known.filter(([, v]) => v === undefined).map(([s]) => s);
  return open.length === 0 ? constant(neutral) : open.reduce(join);
}

/** 1 where every bit is 1. */
export const all = (...bits: readonly Operand[]): Signal => joinBits(bits, 1, (a, b) => a.and(b));

/** 1 where at least one bit is 1. */
export const any = (...bits: readonly Operand[]): Signal => joinBits(bits, 0, (a, b) => a.or(b));
