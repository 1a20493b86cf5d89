// When ranges alone decide a comparison.
import type { Range } from "./range.ts";

type Decides = (a: Range, b: Range) => boolean;
const below: Decides = (a, b) => a.hi < b.lo;
const above: Decides = (a, b) => a.lo > b.hi;
const atMost: Decides = (a, b) => a.hi <= b.lo;
const atLeast: Decides = (a, b) => a.lo >= b.hi;
const apart: Decides = (a, b) => below(a, b) || above(a, b);
const equal: Decides = (a, b) => a.lo === b.hi && a.hi === b.lo;

/** `always` 1, `never` 1; open where neither says so. */
export const comparisons = {
  eq: { always: equal, never: apart },
  ne: { always: apart, never: equal },
  lt: { always: below, never: atLeast },
  le: { always: atMost, never: above },
  gt: { always: above, never: atMost },
  ge: { always: atLeast, never: below },
} as const;

export type Comparison = keyof typeof comparisons;
