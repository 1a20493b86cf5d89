// Signals: values in a circuit, with the operators of the language. Every result's range follows from its operands'.
import { wrapTarget } from "./bounds.ts";
import { HdlError, here, type Place } from "./errors.ts";
import { type Fitting, fitted, heldIn, shiftedBy } from "./fitting.ts";
import {
  binary,
  compare,
  constantFormula,
  constantOf,
  derivedFormula,
  inverted,
  negated,
  shifted,
  sliced,
  type Typed,
  unary,
  wrapped,
} from "./formulas.ts";
import type { Type } from "./ir.ts";
import { describe, type Operation, type Owner } from "./operation.ts";
import { clamp, contains, type Range, rangeOf, typeOf, widthOf } from "./range.ts";
import { isConditional } from "./scope.ts";
import { needType } from "./types.ts";

/** What an operator takes beside a signal: a constant. */
export type Operand = Signal | number | bigint;

/** A value of a circuit. Signals are immutable; every operator gives a new one. */
export class Signal {
  /** What it can hold, as a type. */
  readonly type: Type;
  /** The least and the greatest value that it can have. */
  readonly range: Range;
  /** How it is made from `args`. */
  readonly operation: Operation;
  /** What it is made from. */
  readonly args: readonly Signal[];

  constructor(type: Type, operation: Operation, args: readonly Signal[] = []) {
    this.type = type;
    this.range = rangeOf(type);
    this.operation = operation;
    this.args = args;
  }

  /** Bits it is stored in. */
  get width(): number {
    return widthOf(this.range);
  }

  /** The name it has in the circuit, or its formula: for messages. */
  toString(): string {
    return describe(this, 3);
  }

  /** Text in a message it may be; a value of JavaScript it has none. */
  [Symbol.toPrimitive](hint: string): string {
    if (hint === "string") return this.toString();
    throw new HdlError(
      "operand",
      `Signal in an expression of JavaScript: ${this}. A signal has no value while the circuit is built: write a.lt(b) ` +
        "for a < b, a.add(b) for a + b, c.when(a, ...) for if (a).",
    );
  }

  /** The exact sum. */
  add(other: Operand): Signal {
    return made(binary("add", this, toSignal(other)));
  }
  /** The exact difference. */
  sub(other: Operand): Signal {
    return made(binary("sub", this, toSignal(other)));
  }
  /** The exact product. */
  mul(other: Operand): Signal {
    return made(binary("mul", this, toSignal(other)));
  }
  /** The smaller one. */
  min(other: Operand): Signal {
    return made(binary("min", this, toSignal(other)));
  }
  /** The larger one. */
  max(other: Operand): Signal {
    return made(binary("max", this, toSignal(other)));
  }

  /** 1 where both are equal. */
  eq(other: Operand): Signal {
    return made(compare("eq", this, toSignal(other)));
  }
  /** 1 where they are not equal. */
  ne(other: Operand): Signal {
    return made(compare("ne", this, toSignal(other)));
  }
  /** 1 where it is less than the other. */
  lt(other: Operand): Signal {
    return made(compare("lt", this, toSignal(other)));
  }
  /** 1 where it is at most the other. */
  le(other: Operand): Signal {
    return made(compare("le", this, toSignal(other)));
  }
  /** 1 where it is greater than the other. */
  gt(other: Operand): Signal {
    return made(compare("gt", this, toSignal(other)));
  }
  /** 1 where it is at least the other. */
  ge(other: Operand): Signal {
    return made(compare("ge", this, toSignal(other)));
  }

  /** Bitwise on two's complement; on single bits, logical. */
  and(other: Operand): Signal {
    return made(binary("and", this, toSignal(other)));
  }
  /** Bitwise or; on single bits, logical. */
  or(other: Operand): Signal {
    return made(binary("or", this, toSignal(other)));
  }
  /** Bitwise exclusive or. */
  xor(other: Operand): Signal {
    return made(binary("xor", this, toSignal(other)));
  }

  /** -a. */
  neg(): Signal {
    return made(negated(this));
  }

  /** Every bit inverted within the signal's own width; of a single bit, the logical not. */
  not(): Signal {
    return made(inverted(this));
  }

  /** a * 2^by. */
  shiftLeft(by: number | Signal): Signal {
    return by instanceof Signal ? shiftedBy(made, "shl", this, by) : made(shifted("shl", this, by));
  }

  /** floor(a / 2^by): rounds towards minus infinity. */
  shiftRight(by: number | Signal): Signal {
    return by instanceof Signal ? shiftedBy(made, "shr", this, by) : made(shifted("shr", this, by));
  }

  /** floor((a + 2^(by-1)) / 2^by): rounds to nearest, halves up. */
  roundShift(by: number): Signal {
    return made(shifted("roundShift", this, by));
  }

  /** Clamps to the type: the nearest value that it holds. */
  saturate(type: Type): Signal {
    needType("saturate", type);
    const target = rangeOf(type);
    if (contains(target, this.range)) return this.as(type);
    return made(unary({ op: "saturate" }, this, target, (a) => clamp(a, target), type));
  }

  /** The low bits, read as the type, which must be a full range such as `uint(8)` or `sint(8)`. */
  wrap(type: Type): Signal {
    needType("wrap", type);
    if (contains(wrapTarget(type), this.range)) return this.as(type);
    return made(wrapped(this, type));
  }

  /** The same value in a type that holds all of this signal's range. */
  as(type: Type): Signal {
    needType("as", type);
    return fit(this, type, { what: "The type asked for" });
  }

  /**
   * The same value in a narrower type, on the author's word that it fits. Wherever the result stands, the conditions
   * around it either prove the claim or it is asserted under them; a value that does not fit would lose its high bits.
   * What conditions prove needs no claim where it is assigned: after `x.ne(0)`, `x.sub(1)` fits where `x` does.
   */
  narrow(type: Type): Signal {
    needType("narrow", type);
    const target = rangeOf(type);
    // A constant that does not fit can only mean that its path is never taken.
    const isFixed = constantOf(this) !== undefined && !isConditional();
    if (contains(target, this.range) || isFixed) return this.as(type);
    return new Narrowed(this, held(this, target, type), here());
  }

  /** Bits `high` to `low` of the two's complement representation, as an unsigned number. */
  bits(high: number, low: number): Signal {
    return slice(this, high, low);
  }
  /** Bit `position` of the two's complement representation. */
  bit(position: number): Signal {
    return slice(this, position, position);
  }
}

/** A value that is said to fit its type: proved or asserted wherever it stands. */
export class Narrowed extends Signal {
  /** What is said to fit. */
  readonly before: Signal;
  /** The line that says so. */
  readonly place: Place;

  constructor(before: Signal, { type, operation, args }: Signal, place: Place) {
    super(type, operation, args);
    this.before = before;
    this.place = place;
  }
}

/** The signal of a formula. */
const made = (f: Typed): Signal =>
  f instanceof Signal ? f : new Signal(f.type, f.operation, f.args as readonly Signal[]);

/** A value in a range that is known to hold it: its low bits. */
export const held = (value: Signal, range: Range, type: Type = typeOf(range)): Signal =>
  heldIn(made, value, range, type);

/** `value` in `type`, or an error that names both ranges: `Fitting` says the rest. */
export const fit = (value: Signal, type: Type, fitting: Fitting<Signal>): Signal =>
  fitted(made, value, type, fitting);

/** A constant of exactly its own value's range, or of the type given. */
export const constant = (value: number | bigint, type?: Type): Signal => made(constantFormula(value, type));

export const toSignal = (operand: Operand): Signal => {
  if (operand instanceof Signal) return operand;
  if (typeof operand === "number" || typeof operand === "bigint") return constant(operand);
  throw new HdlError("operand", `Not a signal: ${String(operand)}. Write a signal or a whole number.`);
};

/** A named thing of a circuit; where its type has one value, that value. */
export function named(of: Owner, name: string, type: Type): Signal {
  return only(type) ?? new Signal(type, { op: "ref", name, of });
}

/** The constant that every value of the type is, where it has one value: such a thing needs no hardware. */
export function only(type: Type): Signal | undefined {
  return type.lo === type.hi ? constant(BigInt(type.lo)) : undefined;
}

/** An operation over signals; a constant where its range has one value. */
export const derived = (type: Type, operation: Operation, args: readonly Signal[]): Signal =>
  made(derivedFormula(type, operation, args));

/** Bits `high` to `low` of the two's complement representation, as an unsigned number. */
export const slice = (a: Signal, high: number, low: number): Signal => made(sliced(a, high, low));
