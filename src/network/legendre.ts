// The Legendre state space: the slow state as a sliding window over the scalar drive.
import { exponential } from "./exponential.ts";
import { type FloatMatrix, matrix } from "./matrix.ts";

/** A linear state space with one input: A, dim x dim, and B, dim values. */
export interface StateSpace {
  readonly a: FloatMatrix;
  readonly b: Float64Array;
}

/**
 * dm/dt = A m + B x, whose state holds the first `dim` Legendre coefficients of the last `window` time units of x
 * (Voelker, Kajic and Eliasmith, Legendre Memory Units, 2019):
 * a[i][j] = (2i+1)/window * (-1 where i < j, else (-1)^(i-j+1)), b[i] = (2i+1)/window * (-1)^i.
 */
export function legendreContinuous(dim: number, window: number): StateSpace {
  const a = matrix(dim, dim);
  const b = new Float64Array(dim);
  for (let i = 0; i < dim; i++) {
    const rate = (2 * i + 1) / window;
    for (let j = 0; j < dim; j++) a.values[i * dim + j] = i < j || (i - j) % 2 === 0 ? -rate : rate;
    b[i] = i % 2 === 0 ? rate : -rate;
  }
  return { a, b };
}

/**
 * The same state space in time steps, m[k] = A m[k-1] + B x[k], with x held over each step of length 1 (zero-order
 * hold): exp of [[A, B], [0, 0]] is [[A', B'], [0, 1]]. `window` is in time steps. For dim to 200 and window to 1000
 * it agrees with SciPy's cont2discrete within 1e-9 of the largest entry of each matrix.
 */
export function legendreDiscrete(dim: number, window: number): StateSpace {
  const { a, b } = legendreContinuous(dim, window);
  const n = dim + 1;
  const joined = matrix(n, n);
  for (let i = 0; i < dim; i++) {
    joined.values.set(a.values.subarray(i * dim, (i + 1) * dim), i * n);
    joined.values[i * n + dim] = b[i];
  }
  const { values } = exponential(joined);
  const discrete = matrix(dim, dim);
  for (let i = 0; i < dim; i++) discrete.values.set(values.subarray(i * n, i * n + dim), i * dim);
  return { a: discrete, b: Float64Array.from(b, (_, i) => values[i * n + dim]) };
}
