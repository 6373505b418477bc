/**
 * Canonical coordinates: both sides whitened, then rotated so that each coordinate of one is
 * correlated with at most one of the other (Hotelling 1936).
 *
 * @module
 */
import { Matrix, SingularValueDecomposition } from "npm:ml-matrix@6.15.1";
import { InputError } from "./errors.ts";
import type { Samples } from "./types.ts";
import { MAX_CONDITION_NUMBER, whiten } from "./whitening.ts";

/** Two sides in canonical coordinates. */
export interface CanonicalPair {
  /** Coordinates of x, shape `(n, d)`: mean 0, identity covariance, strongest correlation first. */
  readonly a: Samples;
  /** Coordinates of y, shape `(n, e)`, alike. */
  readonly b: Samples;
  /** Correlation of coordinate i of `a` with coordinate i of `b`, descending, length min(d, e). */
  readonly correlations: Float64Array;
}

/**
 * Whitens both sides and rotates them by the singular vectors of their cross-covariance. The map of
 * each side is linear and invertible, so that mutual information stays what it was; what an
 * invertible linear map does to the data shows in the result as signs only, or as rotations among
 * coordinates with equal correlations.
 *
 * @param x Shape `(n, d)`, n > d; not changed.
 * @param y Shape `(n, e)`, n > e; not changed.
 * @returns Coordinates and correlations.
 * @throws {InputError} If a side cannot be whitened, or a correlation is 1 to within 4e-12: then one
 *   linear combination of x is one of y, and the mutual information is infinite.
 *
 * Takes O(n (d + e)² + (d + e)³) time.
 */
export function canonicalPair(x: Samples, y: Samples): CanonicalPair {
  const a = whiten(x, "x").samples;
  const b = whiten(y, "y").samples;
  const swapped = a.d < b.d;
  const [tall, short] = swapped ? [b, a] : [a, b];
  const { left, right, values } = singularVectors(crossCovariance(tall, short));
  checkCorrelation(values[0]);
  const [u, v] = swapped ? [right, left] : [left, right];
  return { a: rotate(a, u), b: rotate(b, v), correlations: values };
}

/** Cross-covariance with divisor n − 1 of centred columns, shape `(a.d, b.d)`. */
function crossCovariance(a: Samples, b: Samples): Matrix {
  const sums = new Float64Array(a.d * b.d);
  for (let i = 0; i < a.n; i++) {
    for (let j = 0; j < a.d; j++) {
      const value = a.data[i * a.d + j];
      for (let k = 0; k < b.d; k++) sums[j * b.d + k] += value * b.data[i * b.d + k];
    }
  }
  return Matrix.from1DArray(a.d, b.d, sums.map((sum) => sum / (a.n - 1)));
}

/** Full bases of both sides; the matrix has no fewer rows than columns. */
function singularVectors(
  matrix: Matrix,
): { left: Matrix; right: Matrix; values: Float64Array } {
  const { leftSingularVectors, rightSingularVectors, diagonal } = new SingularValueDecomposition(
    matrix,
  );
  return {
    left: completeBasis(leftSingularVectors.subMatrixColumn([...diagonal.keys()])),
    right: rightSingularVectors,
    // Rounding can lift a perfect correlation above 1.
    values: Float64Array.from(diagonal, (value) => Math.min(1, value)),
  };
}

/** Adds columns to orthonormal ones until they span the space: axes that are left over, orthogonalised. */
function completeBasis(columns: Matrix): Matrix {
  const d = columns.rows;
  const basis = columns.transpose().to2DArray();
  while (basis.length < d) {
    let best: number[] = [];
    let greatest = 0;
    for (let axis = 0; axis < d; axis++) {
      const rest = Array.from({ length: d }, (_, j) => j === axis ? 1 : 0);
      removeComponents(rest, basis);
      removeComponents(rest, basis); // Once more, since the first pass leaves rounding errors.
      const norm = Math.hypot(...rest);
      if (norm <= greatest) continue;
      greatest = norm;
      best = rest.map((value) => value / norm);
    }
    basis.push(best);
  }
  return new Matrix(basis).transpose();
}

function removeComponents(vector: number[], basis: readonly number[][]): void {
  for (const unit of basis) {
    const share = unit.reduce((sum, value, j) => sum + value * vector[j], 0);
    for (let j = 0; j < vector.length; j++) vector[j] -= share * unit[j];
  }
}

function checkCorrelation(greatest: number): void {
  // The covariance of a pair with correlation s has condition number (1 + s) / (1 − s).
  const conditionNumber = (1 + greatest) / (1 - greatest);
  if (conditionNumber <= MAX_CONDITION_NUMBER) return;
  throw new InputError(
    "singular-covariance",
    `A linear combination of x equals one of y (canonical correlation ${greatest}).`,
    "x and y are fine by themselves: where one is a linear function of the other, the mutual " +
      "information is infinite.",
  );
}

/** Rows times an orthogonal matrix. */
function rotate({ data, n, d }: Samples, basis: Matrix): Samples {
  const flat = Float64Array.from(basis.to1DArray());
  const out = new Float64Array(n * d);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < d; j++) {
      const value = data[i * d + j];
      for (let k = 0; k < d; k++) out[i * d + k] += value * flat[j * d + k];
    }
  }
  return { data: out, n, d };
}
