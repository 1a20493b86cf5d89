// How many of something are under way: begun, and not at their end.
import { all, type Body, type Counter, type Signal } from "../hdl/index.ts";

/** A counter of them, up to `most`: whoever begins one must see that there is room. */
export function underWay(
  c: Body,
  name: string,
  most: number,
  { begins, ends }: Record<"begins" | "ends", Signal>,
): Counter {
  const count = c.counter(name, most + 1);
  c.when(all(begins, ends.not()), () => count.increment()).elsewhen(all(ends, begins.not()), () =>
    count.decrement(),
  );
  return count;
}
