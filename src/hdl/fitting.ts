// Values where they are received: in the type that is asked for, in the range that is known to hold them.
import { HdlError, type Place } from "./errors.ts";
import {
  type Argument,
  constantFormula,
  constantOf,
  derivedFormula,
  shifted,
  sliced,
  type Typed,
  wrapped,
} from "./formulas.ts";
import type { Type } from "./ir.ts";
import {
  contains,
  fullRange,
  hull,
  isSigned,
  type Range,
  range,
  rangeOf,
  shiftRange,
  showRange,
  typeOf,
  widthOf,
} from "./range.ts";
import { drop, isDead } from "./scope.ts";
import { maxWidth } from "./types.ts";

/** Makes a signal of a formula. */
type Make<S> = (formula: Typed) => S;

/** A value in a range that is known to hold it: its low bits. */
export function heldIn<S extends Argument>(make: Make<S>, value: S, range: Range, type: Type): S {
  if (contains(range, value.range)) return value;
  const bits = typeOf(fullRange(widthOf(range), isSigned(range)));
  const low = contains(rangeOf(bits), value.range) ? cast(make, value, bits) : make(wrapped(value, bits));
  return make({ type, operation: { op: "cast" }, args: [low] });
}

/** The same value in a type that holds its range. */
function cast<S extends Argument>(make: Make<S>, value: S, type: Type): S {
  const { lo, hi, states } = value.type;
  if (lo === type.lo && hi === type.hi && states === type.states) return value;
  const { operation } = value;
  if (operation.op === "const") return make({ type, operation, args: [] });
  return make({ type, operation: { op: "cast" }, args: [value] });
}

/** How a value is received. */
export interface Fitting<S> {
  /** What receives it. */
  readonly what: string;
  readonly place?: Place;
  readonly circuit?: string;
  /** May know a narrower range than the value's own, where it is received. */
  readonly known?: (value: S) => Range;
}

/** `value` in `type`. @throws HdlError that names both ranges */
export function fitted<S extends Argument>(
  make: Make<S>,
  value: S,
  type: Type,
  { what, place, circuit, known }: Fitting<S>,
): S {
  const target = rangeOf(type);
  // A constant of a wider type is still one value.
  const fixed = constantOf(value);
  const fits = contains(target, fixed === undefined ? value.range : range(fixed, fixed));
  if (fits) return cast(make, value, type);
  if (known !== undefined && contains(target, known(value))) return heldIn(make, value, target, type);
  if (isDead()) {
    drop(value);
    return make(constantFormula(target.lo, type));
  }
  throw new HdlError(
    "range",
    `Range does not fit: ${what} holds ${showRange(target)}, but ${value} is ${showRange(value.range)}. ` +
      "Widen the type, or say what happens on purpose: .saturate(type), .wrap(type) or .roundShift(n).",
    { ...(place && { place }), ...(circuit !== undefined && { circuit }) },
  );
}

/** Shifted by a signal: by one bit of the amount after the other, the highest first. */
export function shiftedBy<S extends Argument>(make: Make<S>, op: "shl" | "shr", a: S, by: S): S {
  const { lo, hi } = by.range;
  if (lo < 0n || hi > BigInt(2 * maxWidth))
    throw new HdlError(
      "bounds",
      `Shift out of bounds: ${a} by ${by}, which is ${showRange(by.range)}. Allowed: 0 to ${2 * maxWidth}.`,
    );
  const known = constantOf(by);
  if (known !== undefined) return make(shifted(op, a, Number(known)));
  let value = a;
  for (let k = by.width - 1; k >= 0; k--) {
    const further = make(shifted(op, value, 2 ** k));
    const either = typeOf(hull(value.range, further.range));
    const chosen = make(derivedFormula(either, { op: "mux" }, [make(sliced(by, k, k)), further, value]));
    // With the amount's lower bits still to come, the amounts so far lie between these.
    const [least, most] = [lo, hi].map((n) => shiftRange(op, a.range, Number((n >> BigInt(k)) << BigInt(k))));
    const amounts = hull(least!, most!);
    value = heldIn(make, chosen, amounts, typeOf(amounts));
  }
  return value;
}
