// What is left of a value after its shift: arithmetic whose result can only be 0 is not made, nor the memory behind it read.
import type { Type } from "../../hdl/index.ts";
import { mulRange, type Range, rangeOf, shiftRange } from "../../hdl/range.ts";

/** What a value can be after its shift. */
function shifted(range: Range, shift: number): Range {
  if (shift === 0) return range;
  return shift > 0 ? shiftRange("roundShift", range, shift) : shiftRange("shl", range, -shift);
}

/**
 * What a shift always rounds to 0 is not computed, and the memories behind it are not read; a sum that can only be one
 * number is, since that is asserted.
 */
export const leaves = (range: Range, shift: number): boolean => {
  const { lo, hi } = shifted(range, shift);
  return lo !== 0n || hi !== 0n || range.lo === range.hi;
};

/** Something of a membrane is left in the next step, whose leak is one of these `factors`. */
export function remembers(membrane: Type, factors: Range, shift: number) {
  return (factors.lo !== 0n || factors.hi !== 0n) && leaves(mulRange(rangeOf(membrane), factors), shift);
}
