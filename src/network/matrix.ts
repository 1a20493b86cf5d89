// Dense matrices of float64, row by row, and the few operations that networks need.

export interface FloatMatrix {
  readonly rows: number;
  readonly columns: number;
  /** rows * columns values, row after row. */
  readonly values: Float64Array;
}

/** A rows x columns matrix; without `values`, of zeros. @throws RangeError where their number is not rows * columns */
export function matrix(rows: number, columns: number, values?: ArrayLike<number>): FloatMatrix {
  if (values !== undefined && values.length !== rows * columns)
    throw new RangeError(
      `a ${rows} x ${columns} matrix takes ${rows * columns} values, found ${values.length}`,
    );
  return { rows, columns, values: values ? Float64Array.from(values) : new Float64Array(rows * columns) };
}

/** a b. Inner dimensions must agree. */
export function multiply(a: FloatMatrix, b: FloatMatrix): FloatMatrix {
  if (a.columns !== b.rows)
    throw new RangeError(`cannot multiply ${a.rows} x ${a.columns} by ${b.rows} x ${b.columns}`);
  const product = matrix(a.rows, b.columns);
  for (let i = 0; i < a.rows; i++) {
    const row = product.values.subarray(i * b.columns, (i + 1) * b.columns);
    for (let k = 0; k < a.columns; k++) addScaled(row, a.values[i * a.columns + k], b.values, k * b.columns);
  }
  return product;
}

/** The sum of coefficients[i] * matrices[i], all of one shape. */
export function combine(coefficients: readonly number[], matrices: readonly FloatMatrix[]): FloatMatrix {
  const sum = matrix(matrices[0].rows, matrices[0].columns);
  for (const [i, { values }] of matrices.entries()) addScaled(sum.values, coefficients[i], values, 0);
  return sum;
}

export function identity(n: number): FloatMatrix {
  const one = matrix(n, n);
  for (let i = 0; i < n; i++) one.values[i * n + i] = 1;
  return one;
}

/**
 * X with a X = b, by Gaussian elimination with partial pivoting. `a` is n x n, `b` n x m.
 * @throws RangeError where `a` is singular to working precision
 */
export function solve(a: FloatMatrix, b: FloatMatrix): FloatMatrix {
  const n = a.rows;
  const rows = Array.from({ length: n }, (_, i) => {
    const row = new Float64Array(n + b.columns);
    row.set(a.values.subarray(i * n, (i + 1) * n));
    row.set(b.values.subarray(i * b.columns, (i + 1) * b.columns), n);
    return row;
  });
  for (let k = 0; k < n; k++) {
    let pivot = k;
    for (let i = k + 1; i < n; i++) if (Math.abs(rows[i][k]) > Math.abs(rows[pivot][k])) pivot = i;
    [rows[k], rows[pivot]] = [rows[pivot], rows[k]];
    if (!(Math.abs(rows[k][k]) > 0)) throw new RangeError("cannot solve: the matrix is singular");
    for (let i = k + 1; i < n; i++) addScaled(rows[i], -rows[i][k] / rows[k][k], rows[k], 0);
  }
  const answer = rows.map((row) => row.subarray(n));
  for (let k = n - 1; k >= 0; k--) {
    for (let j = 0; j < b.columns; j++) answer[k][j] /= rows[k][k];
    for (let i = 0; i < k; i++) addScaled(answer[i], -rows[i][k], answer[k], 0);
  }
  return matrix(
    n,
    b.columns,
    answer.flatMap((row) => [...row]),
  );
}

/** to[j] += factor * from[offset + j], for every j of `to`. */
function addScaled(to: Float64Array, factor: number, from: Float64Array, offset: number): void {
  if (factor !== 0) for (let j = 0; j < to.length; j++) to[j] += factor * from[offset + j];
}
