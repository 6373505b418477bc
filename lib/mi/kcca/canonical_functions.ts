/**
 * Canonical functions: kernel canonical correlation analysis with a finite set of features.
 *
 * @module
 */
import { type DenseMatrix, gram, multiply, transposed } from "../../../kernels/simd/dense.ts";
import { symmetricEigenRows } from "../../symmetric_eigen.ts";
import { choleskyFactor, solveRows } from "./cholesky.ts";

/** A singular value below this is 0 but for rounding: its vector is left without a direction. */
const LEAST_LENGTH = 1e-12;

/** Functions of both sides. */
export interface CanonicalFunctions {
  /** Values of the functions of one side at every sample, shape `(n, count)`, most correlated first. */
  readonly u: DenseMatrix;
  /** Those of the other. */
  readonly v: DenseMatrix;
  /** Correlations on the samples that they were learnt from. */
  readonly correlations: Float64Array;
}

/**
 * Functions u_j(a) = φ(a)·α_j and v_j(b) = ψ(b)·β_j of most correlation, uncorrelated with one another: the leading
 * singular vectors of (C_φφ + λ)^(−1/2) C_φψ (C_ψψ + λ)^(−1/2), with the covariances of some of the samples.
 *
 * @param phi Features of one side, shape `(n, p)`; not changed.
 * @param psi Features of the other, shape `(n, q)`; not changed.
 * @param rows Samples to learn from.
 * @param penalty λ, in the unit of a squared feature.
 * @param count Number of functions, at most p and q.
 * @returns The functions at every sample.
 *
 * Takes O(n (p² + q²) + p³ + q³) time.
 */
export function canonicalFunctions(
  phi: DenseMatrix,
  psi: DenseMatrix,
  rows: Int32Array,
  penalty: number,
  count: number,
): CanonicalFunctions {
  const [x, y] = [centredRows(phi, rows), centredRows(psi, rows)];
  const [lx, ly] = [factor(x, penalty), factor(y, penalty)];
  const cross = multiply(transposed(x), y);
  for (let at = 0; at < cross.data.length; at++) cross.data[at] /= rows.length;
  // L_x⁻¹ C L_y⁻ᵀ, first the rows of Cᵀ L_x⁻ᵀ.
  const half = solveRows(lx, transposed(cross));
  const middle = solveRows(ly, transposed(half));
  const { vectors, values } = leading(gram(transposed(middle)), count);
  const right = multiply(vectors, middle); // Rows: singular vectors of ψ, times their singular values.
  const correlations = values.map((value) => Math.sqrt(Math.max(value, 0)));
  const alpha = backwards(lx, vectors, null);
  const beta = backwards(ly, right, correlations);
  return { u: multiply(phi, alpha), v: multiply(psi, beta), correlations };
}

/** The rows of the leading eigenvectors, and the eigenvalues. */
function leading(
  matrix: DenseMatrix,
  count: number,
): { vectors: DenseMatrix; values: Float64Array } {
  const n = matrix.rows;
  const { values, vectors } = symmetricEigenRows(matrix.data, n);
  const order = [...values.keys()].sort((p, q) => values[q] - values[p]).slice(0, count);
  const data = new Float64Array(order.length * n);
  order.forEach((row, i) => data.set(vectors.subarray(row * n, (row + 1) * n), i * n));
  return {
    vectors: { data, rows: order.length, columns: n },
    values: Float64Array.from(order, (row) => values[row]),
  };
}

/** Columns L⁻ᵀ w for every row w, over its length if given. */
function backwards(
  lower: DenseMatrix,
  rows: DenseMatrix,
  lengths: Float64Array | null,
): DenseMatrix {
  const n = lower.rows;
  const out = new Float64Array(n * rows.rows);
  const solution = new Float64Array(n);
  for (let r = 0; r < rows.rows; r++) {
    const scale = lengths ? 1 / Math.max(lengths[r], LEAST_LENGTH) : 1;
    for (let i = n - 1; i >= 0; i--) {
      let sum = rows.data[r * n + i] * scale;
      for (let j = i + 1; j < n; j++) sum -= lower.data[j * n + i] * solution[j];
      solution[i] = sum / lower.data[i * n + i];
    }
    for (let i = 0; i < n; i++) out[i * rows.rows + r] = solution[i];
  }
  return { data: out, rows: n, columns: rows.rows };
}

/** Cholesky's factor of C + λ for centred samples. */
function factor(x: DenseMatrix, penalty: number): DenseMatrix {
  const covariance = gram(x);
  const m = covariance.rows;
  for (let at = 0; at < covariance.data.length; at++) covariance.data[at] /= x.rows;
  for (let i = 0; i < m; i++) covariance.data[i * m + i] += penalty;
  return choleskyFactor(covariance);
}

function centredRows({ data, columns }: DenseMatrix, rows: Int32Array): DenseMatrix {
  const out = new Float64Array(rows.length * columns);
  const means = new Float64Array(columns);
  rows.forEach((row, i) => {
    const values = data.subarray(row * columns, (row + 1) * columns);
    out.set(values, i * columns);
    for (let j = 0; j < columns; j++) means[j] += values[j] / rows.length;
  });
  for (let i = 0; i < rows.length; i++) {
    for (let j = 0; j < columns; j++) out[i * columns + j] -= means[j];
  }
  return { data: out, rows: rows.length, columns };
}
