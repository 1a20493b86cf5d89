// Membranes in front of their leak: 0 in the first step of a sequence.
import type { Body, Signal } from "../hdl/index.ts";
import type { NeuronNumber } from "../network/integer.ts";
import { gate } from "./arithmetic.ts";

/** The leak is no shift that all share, so that a multiplier takes it. */
const multiplies = (factors: readonly NeuronNumber[]): boolean =>
  factors.some((factor) => typeof factor !== "number" || factor !== factors[0] || !isPowerOfTwo(factor));

const isPowerOfTwo = (n: number): boolean => (n & (n - 1)) === 0;

/**
 * The `membranes` where `keep` is 1, else 0. `factors`: of the leaks of all layers. In front of a multiplier they have a
 * name: masked within the product they would be as wide as that, which takes twice the multipliers.
 */
export function beforeLeak(
  c: Body,
  keep: Signal,
  membranes: readonly Signal[],
  factors: readonly NeuronNumber[],
): readonly Signal[] {
  const before = membranes.map((u) => gate(keep, u));
  return multiplies(factors) ? c.signals({ before_leak: before }).before_leak : before;
}
