// Values of shapes: signals, arrays of lanes and records, made leaf by leaf with the names they have in Verilog.

import { HdlError, type Place } from "./errors.ts";
import type { Type } from "./ir.ts";
import { type Lanes, lanesOf } from "./lanes.ts";
import { type Operand, Signal } from "./signal.ts";
import type { Wire } from "./target.ts";
import {
  handshake,
  isStream,
  isType,
  isVector,
  needShape,
  type RecordShape,
  type Shape,
  type StreamShape,
  type VectorShape,
} from "./types.ts";

/** The value of a shape whose leaves are `L`: a leaf, an array of lanes, or an object of fields. */
export type ValueOf<S extends Shape, L> = S extends Type
  ? L
  : S extends VectorShape<infer E>
    ? Lanes<ValueOf<E, L>>
    : S extends RecordShape
      ? { [K in keyof S]: ValueOf<S[K], L> }
      : never;

/** What is given for a shape: signals and constants, arrays of lanes, records of fields. */
export type GivenOf<S extends Shape> = S extends Type
  ? Operand
  : S extends VectorShape<infer E>
    ? readonly GivenOf<E>[]
    : S extends RecordShape
      ? { readonly [K in keyof S]: GivenOf<S[K]> }
      : never;

/** What a signal, or a record or vector of signals, is given as. */
export type Given = Operand | readonly Given[] | { readonly [field: string]: Given };

/** The signals that are made of what is given. */
export type SignalsOf<T> = T extends Operand
  ? Signal
  : T extends readonly (infer E)[]
    ? Lanes<SignalsOf<E>>
    : { [K in keyof T]: SignalsOf<T[K]> };

/** A stream seen by whoever takes its transfers: drive `ready`, read the rest. */
export interface StreamIn<P extends RecordShape = RecordShape> {
  readonly valid: Signal;
  readonly payload: { [K in keyof P]: ValueOf<P[K], Signal> };
  readonly ready: Wire;
  /** A transfer happens at the next clock edge: valid and ready. */
  readonly fire: Signal;
}

/** A stream seen by whoever makes its transfers: drive `valid` and `payload`, read `ready`. */
export interface StreamOut<P extends RecordShape = RecordShape> {
  readonly valid: Wire;
  readonly payload: { [K in keyof P]: ValueOf<P[K], Wire> };
  readonly ready: Signal;
  /** A transfer happens at the next clock edge: valid and ready. */
  readonly fire: Signal;
}

/** A stream inside a circuit: both ends are wires to be driven. */
export interface StreamWires<P extends RecordShape = RecordShape> {
  readonly valid: Wire;
  readonly payload: { [K in keyof P]: ValueOf<P[K], Wire> };
  readonly ready: Wire;
  /** A transfer happens at the next clock edge: valid and ready. */
  readonly fire: Signal;
}

/** The ports of a circuit on one side, by name. */
export interface PortShapes {
  readonly [name: string]: Shape | StreamShape;
}

/** What a circuit's body gets for its inputs. */
export type InputValues<P extends PortShapes> = {
  [K in keyof P]: P[K] extends StreamShape<infer R>
    ? StreamIn<R>
    : P[K] extends Shape
      ? ValueOf<P[K], Signal>
      : never;
};

/** What a circuit's body gets for its outputs. */
export type OutputValues<P extends PortShapes> = {
  [K in keyof P]: P[K] extends StreamShape<infer R>
    ? StreamOut<R>
    : P[K] extends Shape
      ? ValueOf<P[K], Wire>
      : never;
};

/** What an instance is given: a stream for a stream, otherwise signals or constants in the port's shape. */
export type InstanceInputs<I extends PortShapes> = {
  readonly [K in keyof I]: I[K] extends StreamShape<infer P>
    ? StreamIn<P>
    : I[K] extends Shape
      ? GivenOf<I[K]>
      : never;
};

/** A leaf of a shape with its flat name. */
export interface Leaf {
  readonly name: string;
  readonly type: Type;
}

/** The leaves of a shape in order: `name`, `name_0`, `name_field`. */
export function leavesOf(name: string, shape: Shape): Leaf[] {
  needShape(name, shape);
  if (isType(shape)) return [{ name, type: shape }];
  if (isVector(shape))
    return Array.from({ length: shape.lanes }, (_, i) => leavesOf(`${name}_${i}`, shape.of)).flat();
  return Object.entries(shape).flatMap(([field, inner]) => leavesOf(`${name}_${field}`, inner));
}

/** Builds the value of a shape from its leaves, in the order of `leavesOf`. */
export function buildValue<S extends Shape, L>(
  name: string,
  shape: S,
  leaf: (leaf: Leaf) => L,
): ValueOf<S, L> {
  const build = (n: string, s: Shape): unknown => {
    needShape(n, s);
    if (isType(s)) return leaf({ name: n, type: s });
    if (isVector(s)) return lanesOf(s.lanes, (i) => build(`${n}_${i}`, s.of));
    return Object.fromEntries(
      Object.entries(s).map(([field, inner]) => [field, build(`${n}_${field}`, inner)]),
    );
  };
  return build(name, shape) as ValueOf<S, L>;
}

/** The leaf values of `value`, in the order of `leavesOf(name, shape)`; missing or surplus parts are errors. */
export function flattenValue(name: string, shape: Shape, value: unknown, place: Place): unknown[] {
  const wrong = (what: string) => new HdlError("connection", `Wrong shape: ${name} ${what}.`, { place });
  if (isType(shape)) {
    if (value === undefined) throw wrong("is missing");
    return [value];
  }
  if (isVector(shape)) {
    if (!Array.isArray(value)) throw wrong(`needs an array of ${shape.lanes} lanes`);
    if (value.length !== shape.lanes) throw wrong(`has ${value.length} lanes, and ${shape.lanes} are needed`);
    return value.flatMap((v, i) => flattenValue(`${name}_${i}`, shape.of, v, place));
  }
  if (typeof value !== "object" || value === null || value instanceof Signal || Array.isArray(value))
    throw wrong(`needs a record of ${Object.keys(shape).join(", ")}`);
  const surplus = Object.keys(value).find((k) => !Object.hasOwn(shape, k));
  if (surplus !== undefined) throw wrong(`has no field ${surplus}; fields: ${Object.keys(shape).join(", ")}`);
  return Object.entries(shape).flatMap(([field, inner]) =>
    flattenValue(
      `${name}_${field}`,
      inner,
      Object.hasOwn(value, field) ? (value as Record<string, unknown>)[field] : undefined,
      place,
    ),
  );
}

/** The leaves of two values of one shape, side by side: signals, arrays of lanes, records. */
export function pairs(a: unknown, b: unknown, name: string, place: Place): [Signal, Signal][] {
  if (a instanceof Signal && b instanceof Signal) return [[a, b]];
  const apart = (what: string) => new HdlError("connection", `Different shapes: ${what}.`, { place });
  if (a instanceof Signal || b instanceof Signal || typeof a !== "object" || typeof b !== "object")
    throw apart(`${name} is a single signal on one side only`);
  const [x, y] = [a as Record<string, unknown>, b as Record<string, unknown>];
  const alone = [...Object.keys(x), ...Object.keys(y)].find(
    (key) => !Object.hasOwn(x, key) || !Object.hasOwn(y, key),
  );
  if (alone !== undefined) throw apart(`${name}_${alone} is on one side only`);
  return Object.keys(x).flatMap((key) => pairs(x[key], y[key], `${name}_${key}`, place));
}

/** A flat port of a circuit with its direction. */
export interface FlatPort extends Leaf {
  readonly direction: "in" | "out";
}

/** The flat ports of a set of shapes; a stream's ready goes against the rest. */
export function flatPorts(shapes: PortShapes, direction: "in" | "out"): FlatPort[] {
  const against = direction === "in" ? "out" : "in";
  return Object.entries(shapes).flatMap(([name, shape]): FlatPort[] => {
    needShape(name, shape);
    if (!isStream(shape)) return leavesOf(name, shape).map((l) => ({ ...l, direction }));
    const one: Type = { lo: "0", hi: "1" };
    return [
      { name: handshake(name, shape).valid, type: one, direction },
      { name: handshake(name, shape).ready, type: one, direction: against },
      ...leavesOf(name, shape.stream).map((l) => ({ ...l, direction })),
    ];
  });
}
