// From an event's row of weights to the terms that are added to the currents, with and without values.
import { all, type Body, type Signal } from "../../hdl/index.ts";
import { registered } from "../registered.ts";
import type { BankPorts } from "./banks.ts";

/** A word of the row whose weights come from memory one cycle later. */
export type RowWord = {
  readonly valid: Signal;
  /** The event is the first of its step. */
  readonly first: Signal;
  readonly word: Signal;
  /** The event's value. */
  readonly value: Signal;
};

export type Terms = Pick<BankPorts, "fetch" | "add">;

/** Every event counts 1: the weights are the terms, and the currents are fetched beside them. */
export function plainTerms(
  c: Body,
  { valid, first, word }: RowWord,
  weights: readonly Signal[],
  memoryStages: number,
): Terms {
  const term = { ...c.pipe("term", { valid, first, word }), terms: weights };
  return {
    fetch: { valid: all(valid, first.not()), word },
    add: registered(c, "operand", term, memoryStages),
  };
}

/**
 * Weights times the event's value: the products take a register of their own, beside which the currents are fetched.
 * A term waits with its weights until `free`.
 */
export function gradedTerms(
  c: Body,
  row: RowWord,
  weights: readonly Signal[],
  memoryStages: number,
  free: Signal,
): Terms {
  const { valid, first, word, value } = c.pipe("term", row, { hold: free.not() });
  const moves = all(valid, free);
  const operand = registered(c, "operand", { valid: moves, first, word, value, weights }, memoryStages);
  const terms = c.work(operand.valid, () => operand.weights.map((w) => w.mul(operand.value)));
  const add = c.pipe("product", { valid: operand.valid, first: operand.first, word: operand.word, terms });
  return { fetch: { valid: all(moves, first.not()), word }, add };
}
