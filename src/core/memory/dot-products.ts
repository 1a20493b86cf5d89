// Dot products, one a lane: weights meet the value that streams by, and a row's terms add up.
import { all, type Body, bit, type Signal, type Type } from "../../hdl/index.ts";
import { registered } from "../registered.ts";

/** A term whose weights and value are there. */
export interface Term {
  readonly valid: Signal;
  /** It completes a row's sum. */
  readonly last: Signal;
}

/** A term's products, in a register of their own. */
export function products(
  c: Body,
  { valid, last, terms, value }: Term & { readonly terms: readonly Signal[]; readonly value: Signal },
) {
  return c.pipe("product", {
    valid,
    last,
    terms: c.work(valid, () => terms.map((w) => w.mul(value))),
  });
}

/**
 * The product has a register of its own. `sums` are complete where `finished`, `memoryStages` and three cycles after the
 * weights of a row's last term meet their value.
 */
export function dotProducts(
  c: Body,
  { valid, last }: Term,
  weights: readonly Signal[],
  value: Signal,
  memoryStages: number,
  type: Type,
): { readonly sums: readonly Signal[]; readonly finished: Signal } {
  const operand = registered(c, "operand", { valid, last, terms: weights, value }, memoryStages);
  return rowSums(c, products(c, operand), type);
}

/** Sums of rows of terms, one a lane, one row after the other; complete in the cycle after the row's last term. */
export function rowSums(
  c: Body,
  { valid, last, terms }: Term & { readonly terms: readonly Signal[] },
  type: Type,
): { readonly sums: readonly Signal[]; readonly finished: Signal } {
  const { first } = c.registers({ first: { type: bit, reset: 1 } });
  c.when(valid, () => first.next(last));
  const sums = c.work(valid, () => c.sum("sum", type, { valid, first, term: terms }));
  return { sums, finished: c.delay("finished", all(valid, last), 1) };
}
