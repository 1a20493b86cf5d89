// Counting: registers that go up or down by one. Those of one value stay what they are.
import { mux, type Register, type Signal } from "../hdl/index.ts";

const isCounter = ({ range }: Register): boolean => range.lo < range.hi;

/** One up; only where it is not at its end. */
export function increment(r: Register): void {
  if (isCounter(r)) r.next(r.add(1).narrow(r.type));
}

/** One down; only where it is not 0. */
export function decrement(r: Register): void {
  if (isCounter(r)) r.next(r.sub(1).narrow(r.type));
}

/** One up, and from the `last` value back to 0. */
export function advance(r: Register, last: Signal = r.eq(r.range.hi)): void {
  if (isCounter(r)) r.next(mux(last, 0, r.add(1)).narrow(r.type));
}
