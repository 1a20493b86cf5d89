// Conditions: values of one bit.
import { HdlError } from "./errors.ts";
import { showRange } from "./range.ts";
import { type Operand, type Signal, toSignal } from "./signal.ts";

/** A signal used as a condition: exactly one bit. */
export function oneBit(operand: Operand): Signal {
  const s = toSignal(operand);
  if (s.range.lo < 0n || s.range.hi > 1n)
    throw new HdlError(
      "operand",
      `Condition is not one bit: ${s} is ${showRange(s.range)}. Compare it, for example with .ne(0).`,
    );
  return s;
}
