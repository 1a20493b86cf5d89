// How many of something are under way: begun, and not at their end.
import { all, type Body, index, type Register, type Signal } from "../hdl/index.ts";
import { decrement, increment } from "./counting.ts";

/** A register that counts them, up to `most`: whoever begins one must see that there is room. */
export function underWay(
  c: Body,
  name: string,
  most: number,
  { begins, ends }: Record<"begins" | "ends", Signal>,
): Register {
  const count = c.register(name, index(most + 1));
  c.when(all(begins, ends.not()), () => increment(count)).elsewhen(all(ends, begins.not()), () =>
    decrement(count),
  );
  return count;
}
