// Records and vectors as wholes: chosen, and given to what has their shape, leaf by leaf.
import { mux as muxOf, select as selectOf } from "./combine.ts";
import { HdlError, here, type Place } from "./errors.ts";
import { lanesOf } from "./lanes.ts";
import { type Operand, Signal, toSignal } from "./signal.ts";
import { Register, Wire } from "./target.ts";
import type { Given, SignalsOf } from "./values.ts";

/** What a choice between the two gives: a number on one side stands for every leaf of the other. */
export type Either<A, B> = A extends Operand ? SignalsOf<B> : SignalsOf<A>;

/** The value of `a` where `condition` (one bit) is 1, of `b` where it is 0: signals, records or vectors of one shape. */
export function mux<const A extends Given, const B extends Given>(
  condition: Operand,
  a: A,
  b: B,
): Either<A, B> {
  const made =
    isLeaf(a) && isLeaf(b)
      ? muxOf(condition, a, b)
      : zip([a, b], "mux", here(), ([x, y]) => muxOf(condition, x!, y!));
  return made as Either<A, B>;
}

/** `values[index]`, signals, records or vectors of one shape; the range of `index` must lie within the values. */
export function select<T extends Given>(index: Operand, values: readonly T[]): SignalsOf<T> {
  const made = values.every(isLeaf)
    ? selectOf(index, values as readonly Operand[])
    : zip(values, "select", here(), (leaves) => selectOf(index, leaves));
  return made as SignalsOf<T>;
}

const isLeaf = (value: unknown): value is Operand =>
  value instanceof Signal || typeof value === "number" || typeof value === "bigint";

const isConstant = (value: unknown): value is number | bigint =>
  typeof value === "number" || typeof value === "bigint";

/** Joins structures of one shape leaf by leaf; a number stands for every leaf. */
function zip(
  values: readonly unknown[],
  what: string,
  place: Place,
  join: (leaves: readonly Operand[]) => Signal,
): unknown {
  if (values.every(isLeaf)) return join(values);
  const shaped = values.filter((v) => !isConstant(v)) as object[];
  const [first] = shaped;
  const apart = (text: string) => new HdlError("connection", `Different shapes: ${what} ${text}.`, { place });
  const odd = shaped.find((v) => isLeaf(v) || typeof v !== "object" || v === null);
  if (odd !== undefined) throw apart(`has ${describe(odd)} beside a record or vector`);
  const keys = Object.keys(first!);
  for (const value of shaped) {
    const alone = [...keys, ...Object.keys(value)].find(
      (key) => !Object.hasOwn(value, key) || !keys.includes(key),
    );
    if (alone !== undefined || Array.isArray(value) !== Array.isArray(first))
      throw apart(`has ${alone === undefined ? "a vector beside a record" : `${alone} on one side only`}`);
  }
  const part = (key: string) =>
    zip(
      values.map((v) => (isConstant(v) ? v : (v as Record<string, unknown>)[key])),
      `${what} of ${key}`,
      place,
      join,
    );
  if (Array.isArray(first)) return lanesOf(first.length, (i) => part(`${i}`));
  return Object.fromEntries(keys.map((key) => [key, part(key)]));
}

const describe = (value: unknown): string =>
  value instanceof Signal ? `the single signal ${value}` : value === undefined ? "nothing" : `${value}`;

/** Gives every leaf of `target` its part of `value`: wires by `is`, registers by `next`. */
export function give(target: unknown, value: unknown, by: "is" | "next", place: Place, name = ""): void {
  const wrong = (text: string) =>
    new HdlError("connection", `Different shapes: ${name || "the target"} ${text}.`, { place });
  if (target instanceof Signal) {
    if (!isLeaf(value)) throw wrong("is a single signal, and a record or vector is given");
    if (target instanceof (by === "is" ? Wire : Register)) target.take(toSignal(value), place);
    else
      throw new HdlError(
        "operand",
        by === "is"
          ? `Not a wire: ${target}. A register takes c.next(register, value).`
          : `Not a register: ${target}. A wire takes c.drive(wire, value).`,
        { place },
      );
    return;
  }
  if (typeof target !== "object" || target === null)
    throw wrong("is nothing that can be driven: give wires, registers, or records and vectors of them");
  const targets = target as Record<string, unknown>;
  if (!isConstant(value)) {
    if (isLeaf(value) || typeof value !== "object" || value === null)
      throw wrong(`is a record or vector, and ${describe(value)} is given`);
    const alone = [...Object.keys(targets), ...Object.keys(value)].find(
      (key) => !Object.hasOwn(targets, key) || !Object.hasOwn(value, key),
    );
    if (alone !== undefined) throw wrong(`has ${alone} on one side only`);
  }
  for (const key of Object.keys(targets)) {
    const part = isConstant(value) ? value : (value as Record<string, unknown>)[key];
    give(targets[key], part, by, place, name === "" ? key : `${name}_${key}`);
  }
}
