// Pipelines: stages, delays, counters and running sums, each one word for registers that would be written by hand.

import type { Builder } from "./builder.ts";
import { mux } from "./combine.ts";
import { oneBit } from "./condition.ts";
import { HdlError, type Place } from "./errors.ts";
import { constantOf } from "./formulas.ts";
import type { Type } from "./ir.ts";
import { lanesOf } from "./lanes.ts";
import { clamp, contains, range, rangeOf, typeOf } from "./range.ts";
import { declareRegister, type RegisterOptions } from "./register.ts";
import { constant, held, type Operand, Signal, toSignal } from "./signal.ts";
import { type Driver, Register } from "./target.ts";
import { bit, index, isType, isVector, type Shape, vector } from "./types.ts";
import type { Given, SignalsOf, ValueOf } from "./values.ts";

/** What pipelines are said with. */
export interface Words {
  register<const S extends Shape>(name: string, shape: S, options?: RegisterOptions<S>): ValueOf<S, Register>;
  when(condition: Operand, body: () => void): unknown;
  next(target: unknown, value: Given): void;
}

const isOperand = (value: Given): value is Operand =>
  value instanceof Signal || typeof value === "number" || typeof value === "bigint";

/** The shape that holds every value of what is given. */
function shapeOf(value: Given): Shape {
  if (isOperand(value)) return typeOf(toSignal(value).range);
  if (!Array.isArray(value))
    return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, shapeOf(v as Given)]));
  const lanes = (value as readonly Given[]).map(shapeOf);
  return vector(lanes.length, lanes.length === 0 ? bit : lanes.reduce(common));
}

/** The shape that holds the values of both: lanes of a vector are of one shape. */
function common(a: Shape, b: Shape): Shape {
  if (isType(a) && isType(b)) {
    const [x, y] = [rangeOf(a), rangeOf(b)];
    return typeOf({ lo: x.lo < y.lo ? x.lo : y.lo, hi: x.hi > y.hi ? x.hi : y.hi });
  }
  if (isType(a) || isType(b)) throw unlike();
  if (isVector(a) && isVector(b) && a.lanes === b.lanes) return vector(a.lanes, common(a.of, b.of));
  const keys = Object.keys(a);
  if (isVector(a) || isVector(b) || keys.join() !== Object.keys(b).join()) throw unlike();
  return Object.fromEntries(keys.map((k) => [k, common(a[k]!, b[k]!)]));
}

/** Of each leaf the value nearest to 0. */
function resting(shape: Shape): unknown {
  if (isType(shape)) return clamp(0n, rangeOf(shape));
  if (isVector(shape)) return lanesOf(shape.lanes, () => resting(shape.of));
  return Object.fromEntries(Object.entries(shape).map(([field, inner]) => [field, resting(inner)]));
}

const unlike = () => new HdlError("connection", "Different shapes: the lanes of a vector are not alike.");

/** What a stage carries: `valid`, and with it anything else. */
export type Stage = { readonly valid: Operand } & { readonly [field: string]: Given };

/** When a stage loads. */
export interface PipeOptions {
  /** Where it is 1 the stage keeps what it has. */
  readonly hold?: Operand;
  /** Loads what goes with `valid` only where that is 1, so that a stage that rests holds still. Default true. */
  readonly gate?: boolean;
}

export function pipe<T extends Stage>(c: Words, name: string, given: T, options: PipeOptions): SignalsOf<T> {
  const { valid, ...payload } = given;
  const comes = oneBit(valid);
  // A stage that nothing ever enters is none; one that something always enters is empty after reset.
  const flagType = constantOf(comes) === 0n ? typeOf(range(0n, 0n)) : bit;
  const flag = c.register(`${name}_valid`, flagType);
  const values = Object.entries(payload).map(([field, value]) => {
    const shape = shapeOf(value as Given);
    return [field, c.register(`${name}_${field}`, shape, { reset: null as never, stage: name })] as const;
  });
  c.when(oneBit(options.hold ?? 0).not(), () => {
    flag.next(comes);
    const load = () => {
      for (const [field, register] of values) c.next(register, payload[field] as Given);
    };
    if (options.gate === false) load();
    else c.when(comes, load);
  });
  return Object.fromEntries([["valid", flag], ...values]) as SignalsOf<T>;
}

export function delay<T extends Given>(
  c: Words,
  name: string,
  given: T,
  cycles: number,
  reset: 0 | null,
): SignalsOf<T> {
  if (!Number.isInteger(cycles) || cycles < 0)
    throw new HdlError(
      "bounds",
      `Delay out of bounds: ${name} by ${cycles} cycles. Allowed: a whole number from 0.`,
    );
  let value: Given = isOperand(given) ? toSignal(given) : given;
  const shape = shapeOf(value);
  for (let n = 1; n <= cycles; n++) {
    const register = c.register(n === cycles ? name : `${name}_${n}`, shape, {
      reset: (reset === null ? null : resting(shape)) as never,
    });
    c.next(register, value);
    value = register as Given;
  }
  return value as SignalsOf<T>;
}

/** A register that counts from 0 up to its last value, and begins again. */
export class Counter extends Register {
  /** 1 while it has its last value. */
  readonly last: Signal;
  private readonly end: Signal;

  constructor(driver: Driver, name: string, type: Type, end: Signal) {
    super(driver, name, type, null);
    this.end = end;
    this.last = this.eq(end);
  }

  /** One on at the next clock edge, from the last value to 0, on the present path. */
  advance(): void {
    const { type, range: own } = this;
    if (own.lo === own.hi) return;
    const fixed = constantOf(this.end);
    const following = mux(this.last, 0, this.add(1));
    if (fixed === undefined) this.next(following.narrow(type));
    // What counts through all its bits begins again by itself.
    else if ((own.hi & (own.hi + 1n)) === 0n) this.next(this.add(1).wrap(type));
    else this.next(held(following, own));
  }

  /** Up at the next clock edge, on the present path; that it is not beyond its end then is proved there, or asserted. */
  increment(by: Operand = 1): void {
    if (this.range.lo < this.range.hi) this.next(this.add(by).narrow(this.type));
  }

  /** Down at the next clock edge, on the present path; that it is not below 0 then is proved there, or asserted. */
  decrement(by: Operand = 1): void {
    if (this.range.lo < this.range.hi) this.next(this.sub(by).narrow(this.type));
  }

  /** To 0 at the next clock edge, on the present path. */
  clear(): void {
    this.next(0);
  }
}

/** The type and the last value of a counter of so many values, or up to a signal. */
function counting(name: string, count: number | { readonly last: Operand }): { type: Type; end: Signal } {
  if (typeof count === "number") {
    if (!Number.isSafeInteger(count) || count < 1)
      throw new HdlError(
        "bounds",
        `Count out of bounds: ${name} of ${count}. Allowed: a whole number from 1.`,
      );
    return { type: index(count), end: constant(count - 1) };
  }
  const end = toSignal(count.last);
  if (end.range.lo < 0n)
    throw new HdlError(
      "bounds",
      `Count out of bounds: the last value of ${name} is ${end}, which may be below 0.`,
    );
  return { type: typeOf(range(0n, end.range.hi)), end };
}

/** Declares counters, each by its key. */
export const declareCounters = (
  builder: Builder,
  counts: Readonly<Record<string, number | { readonly last: Operand }>>,
  place: Place,
): Record<string, Counter> =>
  Object.fromEntries(
    Object.entries(counts).map(([name, count]) => {
      const { type, end } = counting(name, count);
      declareRegister(builder, { name, type }, {}, place);
      return [name, new Counter(builder, name, type, end)];
    }),
  );

/** The terms of a sum: where `valid`, `term` is added to what was, or begins a new sum where `first`. */
export interface Terms<T extends Given> {
  readonly valid: Operand;
  readonly first: Operand;
  readonly term: T;
}

export function sumOf<T extends Given>(
  c: Words,
  name: string,
  type: Type,
  { valid, first, term }: Terms<T>,
): SignalsOf<T> {
  const make = (n: string, given: Given): unknown => {
    if (isOperand(given)) {
      const total = c.register(n, type, { reset: null });
      // One adder with the choice behind it: a bit of both is one look-up table beside its carry.
      const next = mux(first, given, total.add(given));
      c.when(valid, () => total.next(contains(rangeOf(type), next.range) ? next : next.narrow(type)));
      return total;
    }
    if (Array.isArray(given)) return lanesOf(given.length, (i) => make(`${n}_${i}`, given[i] as Given));
    return Object.fromEntries(Object.entries(given).map(([k, v]) => [k, make(`${n}_${k}`, v as Given)]));
  };
  return make(name, term) as SignalsOf<T>;
}
