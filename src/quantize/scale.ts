// Power-of-two scales: a real number r with f fraction bits is the integer nearest to r * 2^f.

/** The integer nearest to `value`, halves up, clamped to two's complement of `bits` bits. */
export function roundTo(value: number, bits: number): number {
  const limit = 2 ** (bits - 1);
  return Math.min(Math.max(Math.floor(value + 0.5), -limit), limit - 1);
}

/** Bits of the widest bias. */
const BIAS_BITS_MOST = 32;

/** The most fraction bits with which biases fit 32 bits; no limit where all are 0. */
export const biasFraction = (biases: ArrayLike<number>): number => {
  const largest = largestMagnitude(biases);
  return largest === 0 ? FRACTION_MAX : largestFraction(largest, 2 ** (BIAS_BITS_MOST - 1) - 1);
};

/** The fewest bits, at least `bits`, that hold every value rounded to an integer. */
export function fittingBits(values: ArrayLike<number>, bits: number): number {
  let fitting = bits;
  for (let i = 0; i < values.length; i++)
    while (roundTo(values[i], fitting) !== Math.floor(values[i] + 0.5)) fitting++;
  return fitting;
}

export function largestMagnitude(values: ArrayLike<number>): number {
  let largest = 0;
  for (let i = 0; i < values.length; i++) largest = Math.max(largest, Math.abs(values[i]));
  return largest;
}

/** Beyond these no shift between two formats would be legal. */
const FRACTION_MIN = -40;
const FRACTION_MAX = 60;

/** The most fraction bits with which a magnitude of `largest` stays below `limit`; 0 fits any, and gets what 1 gets. */
export function largestFraction(largest: number, limit: number): number {
  const fraction = Math.floor(Math.log2(limit / (largest || 1)));
  return Math.min(Math.max(fraction, FRACTION_MIN), FRACTION_MAX);
}

/**
 * The fraction bits with the least squared error, of `values` in two's complement of `bits` bits. At few bits it pays to
 * clamp the few largest values for a finer step of all others, which is why the largest value alone does not decide.
 * `importance` weighs each value's error (default: all alike).
 */
export function leastSquaresFraction(
  values: ArrayLike<number>,
  bits: number,
  importance?: ArrayLike<number>,
): number {
  const start = largestFraction(largestMagnitude(values), 2 ** (bits - 1));
  let best = start;
  let least = Number.POSITIVE_INFINITY;
  for (let fraction = start - 1; fraction <= Math.min(start + bits, FRACTION_MAX); fraction++) {
    const scale = 2 ** fraction;
    let error = 0;
    for (let i = 0; i < values.length; i++) {
      const off = values[i] - roundTo(values[i] * scale, bits) / scale;
      error += off * off * (importance ? importance[i] : 1);
    }
    if (error < least) {
      least = error;
      best = fraction;
    }
  }
  return best;
}
