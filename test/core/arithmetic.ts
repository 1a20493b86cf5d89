// The operations of docs/arithmetic.md as they are written there, for the tests of single circuits.

/** floor((a + 2^(n-1)) / 2^n) for n > 0, a for n = 0, a * 2^-n for n < 0. */
export function rshift(a: bigint, n: number): bigint {
  if (n <= 0) return a * 2n ** BigInt(-n);
  const by = 2n ** BigInt(n);
  const up = a + by / 2n;
  return (up - (((up % by) + by) % by)) / by;
}

export const clamp = (a: bigint, low: bigint, high: bigint): bigint => (a < low ? low : a > high ? high : a);

/** `a` in two's complement of `bits` bits, clamped. */
export const sat = (a: bigint, bits: number): bigint =>
  clamp(a, -(2n ** BigInt(bits - 1)), 2n ** BigInt(bits - 1) - 1n);

/** sum a[i] * b[i] */
export const dot = (a: ArrayLike<number>, b: ArrayLike<number>): bigint =>
  Array.from(a, (v, i) => BigInt(v) * BigInt(b[i]!)).reduce((sum, v) => sum + v, 0n);
