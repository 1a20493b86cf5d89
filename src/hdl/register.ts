// Registers: their type, their reset value, their enable.
import type { Builder } from "./builder.ts";
import { HdlError, type Place } from "./errors.ts";
import { constantOf } from "./formulas.ts";
import type { Type } from "./ir.ts";
import { contains, range, rangeOf } from "./range.ts";
import { constant, only, type Signal } from "./signal.ts";
import { Register } from "./target.ts";
import { isType, isVector, type RecordShape, type Shape, type VectorShape } from "./types.ts";
import { buildValue, type Leaf, leavesOf, type ValueOf } from "./values.ts";

/** A register's type with its reset value or enable, where they are not 0 and none. */
export interface RegisterSpec {
  readonly type: Type;
  /** Value while `rst` is 1 at a clock edge. Null: not reset; its value is unknown until first given. Default 0. */
  readonly reset?: number | bigint | null;
  /** Value at power-up, for registers without a reset: FPGAs load it with the bitstream. Default: unknown. */
  readonly initial?: number | bigint;
  /** Where it is 0 the register holds. */
  readonly enable?: Signal;
}

/** Of each leaf of a shape its value at reset, or none: fields that are not given are reset to 0. */
export type ResetOf<S extends Shape> = S extends Type
  ? number | bigint | null
  : S extends VectorShape<infer E>
    ? number | null | readonly ResetOf<E>[]
    : S extends RecordShape
      ? number | null | { readonly [K in keyof S]?: ResetOf<S[K]> }
      : never;

/** Of a register of any shape. A single reset value holds for every lane and field. */
export interface RegisterOptions<S extends Shape = Shape> {
  readonly reset?: ResetOf<S>;
  /** Where it is 0 the register holds. */
  readonly enable?: Signal;
  /** It is data of the pipeline stage of this name: what it holds matters only while the stage is valid. */
  readonly stage?: string;
}

/** The reset value of each leaf, in the order of `leavesOf`; undefined: 0. */
export function resetsOf(name: string, shape: Shape, reset: unknown, place: Place): RegisterSpec["reset"][] {
  const leaves = leavesOf(name, shape);
  if (reset === undefined || reset === null || typeof reset !== "object")
    return leaves.map(() => reset as RegisterSpec["reset"]);
  const wrong = (text: string) =>
    new HdlError("connection", `Wrong shape: reset of ${name} ${text}.`, { place });
  if (isType(shape)) throw wrong("has fields, and the register is a single one");
  const given = reset as Readonly<Record<string, unknown>>;
  if (isVector(shape)) {
    if (!Array.isArray(reset) || reset.length !== shape.lanes) throw wrong(`needs a list of ${shape.lanes}`);
    return reset.flatMap((value, i) => resetsOf(`${name}_${i}`, shape.of, value, place));
  }
  const surplus = Object.keys(given).find((key) => !Object.hasOwn(shape, key));
  if (surplus !== undefined) throw wrong(`has no field ${surplus}; fields: ${Object.keys(shape).join(", ")}`);
  return Object.entries(shape).flatMap(([key, inner]) =>
    resetsOf(`${name}_${key}`, inner, Object.hasOwn(given, key) ? given[key] : undefined, place),
  );
}

/** Declares one register. Throws where the reset value is not in its range. */
export function declareRegister(
  builder: Builder,
  { name, type }: Leaf,
  { reset, initial, enable, stage }: Omit<RegisterSpec, "type"> & { readonly stage?: string },
  place: Place,
): Register {
  builder.declare(name, "register", place);
  const value = resetOf(reset, type);
  if (value !== null && !contains(rangeOf(type), range(value, value)))
    throw builder.error(
      "range",
      `Range does not fit: register ${name} holds ${type.lo} to ${type.hi}, but its reset value is ${value}. ` +
        "Write { type, reset } with a value that fits, or reset: null.",
      place,
    );
  const start = initial === undefined ? {} : { initial: `${constantOf(constant(initial, type))}` };
  if (initial !== undefined && value !== null)
    throw builder.error(
      "operand",
      `Register ${name} has a reset, which is also its value at power-up. Leave initial out, or write reset: null.`,
      place,
    );
  if (!builder.vanishes(name, type))
    builder.add(
      { kind: "register", name, type, reset: value, ...start, ...(stage === undefined ? {} : { stage }) },
      place,
    );
  return new Register(builder, name, type, enable ?? null);
}

/** 0 unless given; of a type with one value, that value. */
const resetOf = (reset: RegisterSpec["reset"], type: Type): bigint | null => {
  if (reset === null) return null;
  return constantOf(reset === undefined ? (only(type) ?? constant(0)) : constant(reset))!;
};

/** Declares one register of any shape, leaf by leaf. */
export function declareShaped<S extends Shape>(
  builder: Builder,
  name: string,
  shape: S,
  { reset, enable, stage }: RegisterOptions,
  place: Place,
): ValueOf<S, Register> {
  const resets = resetsOf(name, shape, reset, place);
  const own = { ...(enable && { enable }), ...(stage && { stage }) };
  return buildValue(name, shape, (leaf) => {
    const value = resets.shift();
    return declareRegister(builder, leaf, value === undefined ? own : { ...own, reset: value }, place);
  });
}

const isSpec = (s: Shape | RegisterSpec): s is RegisterSpec =>
  !isType(s as Shape) &&
  "type" in s &&
  isType(s.type as Shape) &&
  Object.keys(s).every((k) => ["type", "reset", "initial", "enable"].includes(k));

/** Declares several, each by its key. */
export const declareRegisters = (
  builder: Builder,
  specs: Readonly<Record<string, Shape | RegisterSpec>>,
  place: Place,
): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(specs).map(([name, s]) => [
      name,
      isSpec(s)
        ? declareRegister(builder, { name, type: s.type }, s, place)
        : declareShaped(builder, name, s, {}, place),
    ]),
  );
