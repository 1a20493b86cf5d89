// Leaks and thresholds: formats in which they keep their meaning, and how close they came.
//
// A leak has two ways to lose it. Its factor may round to another time constant, in the end to 1: no decay at all. And a
// membrane stands still where a step's decay is less than half a unit of its format: below 1 / (2 (1 - beta)) units.
import { QuantizeError } from "./error.ts";
import { largestFraction } from "./scale.ts";

/**
 * A constant of the neurons or of the readout, as it was asked for and as it was reached. Where neurons have their own it is
 * that of the neuron which is furthest off.
 */
export interface ConstantReport {
  /** Where, as in `layers[0].leak`, or `layers[0].leak[3]` where each neuron has its own. */
  readonly name: string;
  readonly asked: number;
  readonly reached: number;
  readonly fraction: number;
  /**
   * Of a threshold: its relative error. Of a leak: that of its time constant; where resets take an amount of their own, that
   * of the factor, if it is larger.
   */
  readonly error: number;
  /** Of a leak, in time steps: 1 / (1 - beta); null where it is infinite. */
  readonly timeConstant?: { readonly asked: number | null; readonly reached: number | null };
  /** Of a leak: membranes of less stand still, in real units; of whichever neuron stands still first. */
  readonly standstill?: number;
}

/** Fraction bits of a leak's factor. More than the least number are taken only where the time constant needs them. */
const LEAK_BITS = { least: 8, most: 24 } as const;
/** Widths of membranes, likewise. */
const MEMBRANE_BITS = { least: 16, most: 32 } as const;

const between = ({ least, most }: { least: number; most: number }) =>
  Array.from({ length: most - least + 1 }, (_, i) => least + i);

/** Where neurons have their own constants, a name has the neuron's number. */
const isShared = (values: Float64Array): boolean => values.every((v) => v === values[0]);
const neuronName = (name: string, values: Float64Array, n: number): string =>
  isShared(values) ? name : `${name}[${n}]`;

/** The number of the neuron whose constant is furthest off. */
const furthest = (values: Float64Array, error: (value: number) => number): number => {
  const errors = values.map(error);
  return errors.reduce((most, e, n) => (e > errors[most] ? n : most), 0);
};

/** The integer nearest to beta 2^fraction, as a real number again. */
export const reachedLeak = (beta: number, fraction: number) =>
  Math.floor(beta * 2 ** fraction + 0.5) / 2 ** fraction;

/** Relative error of the time constant 1 / (1 - beta); infinite where a leak has become none. */
function decayError(beta: number, fraction: number): number {
  const lost = 1 - reachedLeak(beta, fraction);
  return beta === 1 ? 0 : lost === 0 ? Number.POSITIVE_INFINITY : Math.abs((1 - beta) / lost - 1);
}

/** Relative error of the factor itself: of that share what a reset took is wrong in the next step. */
const factorError = (beta: number, fraction: number): number =>
  beta === 0 ? 0 : Math.abs(reachedLeak(beta, fraction) / beta - 1);

/** How far a leak is off. `resets`: an amount of its own is subtracted at a reset, and the factor tells what of it lasts. */
const leakError = (beta: number, fraction: number, resets: boolean): number =>
  Math.max(decayError(beta, fraction), resets ? factorError(beta, fraction) : 0);

const timeConstant = (beta: number) => (beta === 1 ? null : 1 / (1 - beta));
const shown = (value: number) => `${Number(value.toPrecision(6))}`;
const percent = (share: number) => `${shown(100 * share)} %`;

/**
 * Fraction bits of the leaks of all neurons: `bits`, or with "auto" the fewest from 8 on with which every time constant is
 * within `tolerance`; with `resets`, where an amount of its own is subtracted at a reset, every factor too.
 * @throws QuantizeError where they do not hold it; it says how many would
 */
export function chooseLeak(
  where: string,
  betas: Float64Array,
  bits: number | "auto",
  tolerance: number,
  resets = false,
): number {
  const off = (fraction: number) => (beta: number) => leakError(beta, fraction, resets);
  const holds = (fraction: number) => betas.every((beta) => off(fraction)(beta) <= tolerance);
  const enough = between({ least: 1, most: LEAK_BITS.most }).find(holds);
  const chosen = bits === "auto" ? between(LEAK_BITS).find(holds) : bits;
  if (chosen !== undefined && holds(chosen)) return chosen;
  const fraction = chosen ?? LEAK_BITS.most;
  const n = furthest(betas, off(fraction));
  const beta = betas[n];
  const factor = reachedLeak(beta, fraction);
  const reached = timeConstant(factor);
  const found =
    decayError(beta, fraction) <= tolerance
      ? `is ${shown(factor)}, and the next step sees ${percent(factor / beta)} of what resetBy takes`
      : reached === null
        ? "never decays"
        : `has a time constant of ${shown(reached)}`;
  throw new QuantizeError(
    `${neuronName(where, betas, n)}: beta ${beta} (a time constant of ${shown(1 / (1 - beta))} steps) with ${fraction} fraction bits ` +
      `${found}; ` +
      (enough === undefined
        ? `no number of bits up to ${LEAK_BITS.most} holds it within ${percent(tolerance)}`
        : `within ${percent(tolerance)} (constantTolerance) it needs ${enough} (bits.leak)`),
  );
}

/** What a membrane must hold. */
export interface MembraneNeeds {
  /** Where, as in `layers[0]`. */
  readonly where: string;
  /** Largest magnitude, headroom included. */
  readonly largest: number;
  /** The leaks' factors, as they were reached; as many as there are thresholds. */
  readonly betas: Float64Array;
  /** Null for a readout. */
  readonly thresholds: Float64Array | null;
  /** The most fraction bits that the biases allow. */
  readonly mostFraction: number;
  readonly tolerance: number;
}

export interface MembraneFormat {
  readonly bits: number;
  readonly fraction: number;
}

/**
 * Format of a membrane: with "auto" bits the fewest from 16 on that hold the threshold within `tolerance` and let no
 * more than that share of it (of the largest magnitude, in a readout) stand still. `fixed`: a fraction that was given.
 * @throws QuantizeError where the width does not hold it; it says which would
 */
export function chooseMembrane(
  needs: MembraneNeeds,
  bits: number | "auto",
  fixed: number | undefined,
): MembraneFormat {
  const formatOf = (width: number): MembraneFormat => ({
    bits: width,
    fraction: fixed ?? Math.min(largestFraction(needs.largest, 2 ** (width - 1) - 1), needs.mostFraction),
  });
  const holds = (width: number) => lacks(needs, formatOf(width)) === null;
  const chosen = bits === "auto" ? (between(MEMBRANE_BITS).find(holds) ?? MEMBRANE_BITS.most) : bits;
  const format = formatOf(chosen);
  const problem = lacks(needs, format);
  if (problem === null) return format;
  const enough = between({ least: 4, most: MEMBRANE_BITS.most }).find(holds);
  throw new QuantizeError(
    `${needs.where}: a membrane of ${chosen} bits, ${format.fraction} of them fraction, ${problem}; ` +
      (enough === undefined
        ? `no width up to ${MEMBRANE_BITS.most} bits holds it beside magnitudes of ${shown(needs.largest)}`
        : `${enough} bits would hold it (bits.u)`),
  );
}

/** What a format of a membrane cannot hold; null where it holds everything. */
function lacks(needs: MembraneNeeds, { fraction }: MembraneFormat): string | null {
  const { betas, thresholds, tolerance } = needs;
  const off = thresholds && lostThreshold(thresholds, fraction, tolerance);
  if (off !== null) return off;
  const share = (beta: number, n: number) => standstill(beta, fraction) / (thresholds?.[n] ?? needs.largest);
  const shares = betas.map(share);
  const n = furthest(shares, (of) => of);
  if (!(shares[n] > tolerance)) return null;
  const whole = thresholds === null ? "largest membrane" : "threshold";
  return (
    `stands still below ${shown(standstill(betas[n], fraction))}, ${percent(shares[n])} of the ` +
    `${whole}${thresholds === null || isShared(thresholds) ? "" : ` of neuron ${n}`}, where the leak is less than half a unit: ` +
    `more than ${percent(tolerance)} (constantTolerance)`
  );
}

/** Which threshold is not what it was with so many fraction bits; null where all are. */
function lostThreshold(thresholds: Float64Array, fraction: number, tolerance: number): string | null {
  const found = (n: number, what: string) =>
    `turns the threshold ${thresholds[n]}${isShared(thresholds) ? "" : ` of neuron ${n}`} into ${what}`;
  const high = thresholds.findIndex(
    (threshold) => thresholdAt(threshold, fraction).reached >= 2 ** (31 - fraction),
  );
  if (high >= 0) return found(high, "more than 32 bits hold");
  const n = furthest(thresholds, (threshold) => thresholdAt(threshold, fraction).error);
  const { reached, error } = thresholdAt(thresholds[n], fraction);
  return error > tolerance
    ? found(n, `${shown(reached)}, more than ${percent(tolerance)} off (constantTolerance)`)
    : null;
}

function thresholdAt(threshold: number, fraction: number): { reached: number; error: number } {
  const reached = Math.floor(threshold * 2 ** fraction + 0.5) / 2 ** fraction;
  return { reached, error: Math.abs(reached / threshold - 1) };
}

/**
 * Membranes up to this do not decay, where some do: a step takes (1 - beta) of them, and half a unit of the format rounds to
 * none.
 */
const standstill = (beta: number, fraction: number): number =>
  beta === 1 ? 0 : 0.5 / (1 - beta) / 2 ** fraction;

/** The leaks `betas` of all neurons with `fraction` bits, over membranes of `membraneFraction`. */
export function leakReport(
  name: string,
  betas: Float64Array,
  fraction: number,
  membraneFraction: number,
  resets = false,
): ConstantReport {
  const n = furthest(betas, (beta) => leakError(beta, fraction, resets));
  const beta = betas[n];
  const reached = reachedLeak(beta, fraction);
  const still = betas.map((of) => standstill(reachedLeak(of, fraction), membraneFraction));
  return {
    name: neuronName(name, betas, n),
    asked: beta,
    reached,
    fraction,
    error: leakError(beta, fraction, resets),
    timeConstant: { asked: timeConstant(beta), reached: timeConstant(reached) },
    standstill: still.reduce((most, of) => Math.max(most, of)),
  };
}

/** Thresholds, or what is subtracted, of all neurons. */
export function thresholdReport(name: string, thresholds: Float64Array, fraction: number): ConstantReport {
  const n = furthest(thresholds, (threshold) => thresholdAt(threshold, fraction).error);
  const asked = thresholds[n];
  return { name: neuronName(name, thresholds, n), asked, fraction, ...thresholdAt(asked, fraction) };
}
