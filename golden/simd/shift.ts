// rshift in 32 bits: ((a << left) + half) >> right.

/** A shift as the kernels and the scalar code take it; left and right are below 32 where no sum leaves 32 bits. */
export interface Shift {
  readonly left: number;
  readonly half: number;
  readonly right: number;
}

export const shiftOf = (n: number): Shift =>
  n > 0 ? { left: 0, half: 2 ** (n - 1), right: n } : { left: -n, half: 0, right: 0 };

export const rshift = (a: number, { left, half, right }: Shift): number => ((a << left) + half) >> right;

/** In the order in which the kernels read them. */
export const shiftWords = ({ left, half, right }: Shift): Int32Array => Int32Array.of(left, half, right);
