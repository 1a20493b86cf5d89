// Dot products, one a lane: weights meet the value that streams by, and a row's terms add up.
import { all, type Body, mux, type Signal, type Type, vector } from "../../hdl/index.ts";

/** A term whose weights and value are there. */
export interface Term {
  readonly valid: Signal;
  /** It begins a row's sum, it completes it. */
  readonly first: Signal;
  readonly last: Signal;
}

/**
 * The product has a register of its own. `total`: the sum with the product at work, complete where `finished`, two
 * cycles after weights and value meet.
 */
export function dotProducts(
  c: Body,
  { valid, first, last }: Term,
  weights: readonly Signal[],
  value: Signal,
  type: Type,
): { readonly total: readonly Signal[]; readonly finished: Signal } {
  const product = c.pipe("product", { valid, first, last, of: weights.map((w) => w.mul(value)) });
  const sum = c.register("sum", vector(weights.length, type), { reset: null });
  const { total } = c.signals({
    total: product.of.map((p, l) => mux(product.first, 0, sum[l]!).add(p)),
  });
  const fitting = total.map((t) => t.narrow(type));
  c.when(product.valid, () => {
    sum.forEach((s, l) => {
      s.next(fitting[l]!);
    });
  });
  return { total: fitting, finished: c.signal("finished", all(product.valid, product.last)) };
}
