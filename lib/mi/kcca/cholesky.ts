/**
 * Cholesky's factorisation of matrices of some hundred rows.
 *
 * @module
 */
import type { DenseMatrix } from "../../../kernels/simd/dense.ts";

/**
 * L with L Lᵀ = A, lower triangular.
 *
 * @param matrix A, shape `(n, n)`, positive definite; not changed.
 * @returns L, zero above its diagonal.
 *
 * Takes O(n³) time.
 */
export function choleskyFactor({ data, rows: n }: DenseMatrix): DenseMatrix {
  const lower = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = data[i * n + j];
      for (let k = 0; k < j; k++) sum -= lower[i * n + k] * lower[j * n + k];
      lower[i * n + j] = i === j
        ? Math.sqrt(Math.max(sum, Number.MIN_VALUE))
        : sum / lower[j * n + j];
    }
  }
  return { data: lower, rows: n, columns: n };
}

/**
 * The rows of B L⁻ᵀ: every row r of B becomes the solution s of L s = r.
 *
 * @param lower L, shape `(n, n)`; not changed.
 * @param rows B, shape `(m, n)`; not changed.
 * @returns Shape `(m, n)`. Takes O(m n²) time.
 */
export function solveRows(lower: DenseMatrix, rows: DenseMatrix): DenseMatrix {
  const n = lower.rows;
  const out = Float64Array.from(rows.data);
  for (let r = 0; r < rows.rows; r++) {
    const row = out.subarray(r * n, (r + 1) * n);
    for (let i = 0; i < n; i++) {
      let sum = row[i];
      for (let k = 0; k < i; k++) sum -= lower.data[i * n + k] * row[k];
      row[i] = sum / lower.data[i * n + i];
    }
  }
  return { data: out, rows: rows.rows, columns: n };
}
