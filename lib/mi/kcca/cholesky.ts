/**
 * Cholesky's factorisation of matrices of some hundred rows.
 *
 * @module
 */
import type { DenseMatrix } from "../../../kernels/simd/dense.ts";

/** Rows at a time. */
const ROWS = 4;

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
  // Column by column, four rows at a time: their sums do not wait for each other.
  for (let j = 0; j < n; j++) {
    const own = j * n;
    for (let i = j; i < n; i += ROWS) {
      const count = Math.min(ROWS, n - i);
      const [r0, r1, r2, r3] = rowStarts(i, count, n);
      let [s0, s1, s2, s3] = [data[r0 + j], data[r1 + j], data[r2 + j], data[r3 + j]];
      for (let k = 0; k < j; k++) {
        const factor = lower[own + k];
        s0 -= lower[r0 + k] * factor;
        s1 -= lower[r1 + k] * factor;
        s2 -= lower[r2 + k] * factor;
        s3 -= lower[r3 + k] * factor;
      }
      if (i === j) lower[own + j] = Math.sqrt(Math.max(s0, Number.MIN_VALUE));
      const pivot = lower[own + j];
      if (i > j) lower[r0 + j] = s0 / pivot;
      if (count > 1) lower[r1 + j] = s1 / pivot;
      if (count > 2) lower[r2 + j] = s2 / pivot;
      if (count > 3) lower[r3 + j] = s3 / pivot;
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
  for (let r = 0; r < rows.rows; r += ROWS) {
    const count = Math.min(ROWS, rows.rows - r);
    const [r0, r1, r2, r3] = rowStarts(r, count, n);
    for (let i = 0; i < n; i++) {
      const own = i * n;
      let [s0, s1, s2, s3] = [out[r0 + i], out[r1 + i], out[r2 + i], out[r3 + i]];
      for (let k = 0; k < i; k++) {
        const factor = lower.data[own + k];
        s0 -= factor * out[r0 + k];
        s1 -= factor * out[r1 + k];
        s2 -= factor * out[r2 + k];
        s3 -= factor * out[r3 + k];
      }
      const pivot = lower.data[own + i];
      out[r0 + i] = s0 / pivot;
      if (count > 1) out[r1 + i] = s1 / pivot;
      if (count > 2) out[r2 + i] = s2 / pivot;
      if (count > 3) out[r3 + i] = s3 / pivot;
    }
  }
  return { data: out, rows: rows.rows, columns: n };
}

/** Where four rows start; for those beyond `count`, the first, whose sums are then done again and dropped. */
function rowStarts(first: number, count: number, width: number): [number, number, number, number] {
  const start = (row: number): number => (first + (row < count ? row : 0)) * width;
  return [start(0), start(1), start(2), start(3)];
}
