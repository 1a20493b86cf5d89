// From words of spike lanes to the lanes at work: each word of currents is read once and leaves in parts.
import { all, type Body, mux, type Signal, vector } from "../../hdl/index.ts";

/**
 * The currents of `lanes` neurons: the first part of a word comes straight from memory, the others wait in a row
 * behind it. `first`: a word's first part is read; one cycle later, in which it is `valid`, it is there.
 */
export function partsOf(
  c: Body,
  currents: readonly Signal[],
  lanes: number,
  { first, valid }: Record<"first" | "valid", Signal>,
): readonly Signal[] {
  const fresh = c.delay("fresh", first, 1);
  const rest = currents.length - lanes;
  const waiting = c.register("waiting", vector(rest, currents[0]!.type), { reset: null });
  waiting.forEach((w, l) => {
    c.when(all(valid, fresh), () => w.next(currents[l + lanes]!)).elsewhen(valid, () =>
      w.next(waiting[l + lanes] ?? w),
    );
  });
  return Array.from({ length: lanes }, (_, l) => mux(fresh, currents[l]!, waiting[l] ?? currents[l]!));
}
