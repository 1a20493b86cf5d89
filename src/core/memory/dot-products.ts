// Dot products, one a lane: weights meet the value that streams by, and a row's terms add up.
import { all, type Body, bit, type Signal, type Type } from "../../hdl/index.ts";

/** A term whose weights and value are there. */
export interface Term {
  readonly valid: Signal;
  /** It completes a row's sum. */
  readonly last: Signal;
}

/**
 * The product has a register of its own. `sums` are complete where `finished`, three cycles after the weights of a row's
 * last term meet their value.
 */
export function dotProducts(
  c: Body,
  { valid, last }: Term,
  weights: readonly Signal[],
  value: Signal,
  type: Type,
): { readonly sums: readonly Signal[]; readonly finished: Signal } {
  const product = c.pipe("product", { valid, last, of: weights.map((w) => w.mul(value)) });
  return rowSums(c, { ...product, terms: product.of }, type);
}

/** Sums of rows of terms, one a lane, one row after the other; complete in the cycle after the row's last term. */
export function rowSums(
  c: Body,
  { valid, last, terms }: Term & { readonly terms: readonly Signal[] },
  type: Type,
): { readonly sums: readonly Signal[]; readonly finished: Signal } {
  const { first } = c.registers({ first: { type: bit, reset: 1 } });
  c.when(valid, () => first.next(last));
  const sums = c.sum("sum", type, { valid, first, term: terms });
  return { sums, finished: c.delay("finished", all(valid, last), 1) };
}
