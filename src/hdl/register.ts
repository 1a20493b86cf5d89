// Registers: their type, their reset value, their enable.
import type { Builder } from "./builder.ts";
import type { Place } from "./errors.ts";
import type { Type } from "./ir.ts";
import { contains, range, rangeOf } from "./range.ts";
import { constant, constantOf, only, type Signal } from "./signal.ts";
import { Register } from "./target.ts";
import type { Leaf } from "./values.ts";

/** A register's type with its reset value or enable, where they are not 0 and none. */
export interface RegisterSpec {
  readonly type: Type;
  /** Value while `rst` is 1 at a clock edge. Null: not reset; its value is unknown until first given. Default 0. */
  readonly reset?: number | bigint | null;
  /** Where it is 0 the register holds. */
  readonly enable?: Signal;
}

/** Declares one register. Throws where the reset value is not in its range. */
export function declareRegister(
  builder: Builder,
  { name, type }: Leaf,
  { reset, enable }: Omit<RegisterSpec, "type">,
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
  if (!builder.vanishes(name, type)) builder.add({ kind: "register", name, type, reset: value }, place);
  return new Register(builder, name, type, enable ?? null);
}

/** 0 unless given; of a type with one value, that value. */
const resetOf = (reset: RegisterSpec["reset"], type: Type): bigint | null => {
  if (reset === null) return null;
  return constantOf(reset === undefined ? (only(type) ?? constant(0)) : constant(reset))!;
};
