/**
 * Closed forms for Gaussian vectors.
 *
 * @module
 */
import { CholeskyDecomposition, Matrix } from "npm:ml-matrix@6.15.1";
import { InputError } from "./errors.ts";
import { symmetricEigen } from "./whitening.ts";

/** A matrix object that gives its rows, such as a `Matrix` of ml-matrix. */
export interface MatrixLike {
  /** The rows. */
  to2DArray(): number[][];
}

/** A square matrix: rows of numbers, or an object that has them. */
export type SquareMatrix = MatrixLike | readonly (readonly number[])[];

/**
 * Differential entropy of N(μ, Σ), in nats, for any μ: h = ½ ln det(2πe Σ), as in the proof of
 * Statement 5, Appendix A.
 *
 * @param covariance Σ, shape `(d, d)`, symmetric; not changed.
 * @returns h in nats; −Infinity where Σ is singular.
 * @throws {InputError} If Σ is not symmetric and positive semidefinite.
 *
 * Takes O(d³) time.
 */
export function gaussianEntropy(covariance: SquareMatrix): number {
  const sigma = toMatrix(covariance);
  return 0.5 * (sigma.rows * Math.log(2 * Math.PI * Math.E) + logDeterminant(sigma));
}

/**
 * Differential entropy of N(μ, σ² I), in nats: ½ d ln(2πe σ²).
 *
 * @param standardDeviation σ, at least 0.
 * @param dim d, the dimension.
 * @returns h in nats; −Infinity where σ = 0 and d > 0.
 * @throws {InputError} If σ is negative or not finite, or d is not a non-negative integer.
 */
export function isotropicGaussianEntropy(standardDeviation: number, dim: number): number {
  if (!(standardDeviation >= 0 && standardDeviation < Infinity)) {
    throw new InputError(
      "invalid-standard-deviation",
      `A standard deviation must be finite and at least 0: current value is ${standardDeviation}.`,
    );
  }
  if (!Number.isInteger(dim) || dim < 0) {
    throw new InputError("invalid-dimension", `A dimension must be 0, 1, 2, …: it is ${dim}.`);
  }
  if (dim === 0) return 0;
  return dim * (0.5 * Math.log(2 * Math.PI * Math.E) + Math.log(standardDeviation));
}

/**
 * Mutual information of jointly Gaussian X and Y, in nats, from Eq. (2), Section 2:
 * I(X; Y) = ½ ln(det Σ_X · det Σ_Y / det Σ).
 *
 * @param covariance Σ of (X, Y), shape `(d, d)`, symmetric; not changed.
 * @param dimX Dimension of X, from 1 to d − 1: X takes the first rows and columns.
 * @returns I(X; Y) in nats; +Infinity where a linear relation ties Y to X.
 * @throws {InputError} If Σ is no covariance, `dimX` is out of range, or X or Y alone is singular.
 *
 * Takes O(d³) time.
 *
 * @example A correlation of 0.6
 * ```ts
 * import { gaussianMutualInformation } from "./gaussian.ts";
 *
 * const nats = gaussianMutualInformation([[1, 0.6], [0.6, 1]], 1);
 * if (Math.abs(nats + 0.5 * Math.log(1 - 0.36)) > 1e-12) throw new Error(`got ${nats}`);
 * ```
 */
export function gaussianMutualInformation(covariance: SquareMatrix, dimX: number): number {
  const sigma = toMatrix(covariance);
  const d = sigma.rows;
  if (!Number.isInteger(dimX) || dimX < 1 || dimX > d - 1) {
    throw new InputError(
      "invalid-dimension",
      `dimX must be an integer from 1 to ${d - 1}: current value is ${dimX}.`,
    );
  }
  const joint = logDeterminant(sigma);
  const x = logDeterminant(sigma.subMatrix(0, dimX - 1, 0, dimX - 1));
  const y = logDeterminant(sigma.subMatrix(dimX, d - 1, dimX, d - 1));
  if (x === -Infinity || y === -Infinity) {
    throw new InputError(
      "singular-covariance",
      `The covariance of ${x === -Infinity ? "X" : "Y"} is singular: its entropy is −∞.`,
      "Leave out linearly dependent coordinates; they carry no information.",
    );
  }
  return 0.5 * (x + y - joint);
}

/**
 * ln det Σ of a covariance matrix, from the Cholesky factor of its correlation matrix, so that the
 * units of the coordinates do not matter.
 *
 * @param covariance Σ, shape `(d, d)`, symmetric; not changed.
 * @returns ln det Σ; −Infinity where Σ is singular to the precision of float64.
 * @throws {InputError} If Σ is not square, finite, symmetric and positive semidefinite.
 *
 * Takes O(d³) time.
 */
export function logDeterminant(covariance: SquareMatrix): number {
  const sigma = toMatrix(covariance);
  const d = sigma.rows;
  const scales = sigma.diagonal().map(Math.sqrt);
  for (let i = 0; i < d; i++) {
    if (!(scales[i] >= 0)) throw notCovariance(`variance ${i + 1} is ${sigma.get(i, i)}`);
  }
  const correlation = Matrix.zeros(d, d);
  for (let i = 0; i < d; i++) {
    for (let j = 0; j < d; j++) {
      const scale = scales[i] * scales[j];
      if (Math.abs(sigma.get(i, j) - sigma.get(j, i)) > 1e-9 * scale) {
        throw notCovariance(`entries (${i + 1}, ${j + 1}) and (${j + 1}, ${i + 1}) differ`);
      }
      // A constant coordinate leaves a zero row, which makes the matrix singular below.
      correlation.set(i, j, scale > 0 ? sigma.get(i, j) / scale : 0);
      if (scale === 0 && sigma.get(i, j) !== 0) {
        throw notCovariance(`coordinate ${i + 1} or ${j + 1} is constant and yet has a covariance`);
      }
    }
  }
  const rounding = 4 * d * Number.EPSILON;
  const factor = new CholeskyDecomposition(correlation);
  const pivots = factor.lowerTriangularMatrix.diagonal();
  if (factor.isPositiveDefinite() && pivots.every((pivot) => pivot * pivot > rounding)) {
    return 2 * pivots.reduce((sum, pivot, i) => sum + Math.log(pivot) + Math.log(scales[i]), 0);
  }
  const [least] = symmetricEigen(correlation).values;
  if (least < -rounding) throw notCovariance(`its correlation matrix has eigenvalue ${least}`);
  return -Infinity;
}

function toMatrix(matrix: SquareMatrix): Matrix {
  const rows = "to2DArray" in matrix ? matrix.to2DArray() : matrix;
  const d = rows.length;
  if (d === 0 || rows.some((row) => row.length !== d)) {
    throw new InputError("not-square", `A covariance must be square: it has ${d} rows.`);
  }
  if (rows.some((row) => row.some((value) => !Number.isFinite(value)))) {
    throw notCovariance("a value is not a finite number");
  }
  return new Matrix(rows.map((row) => [...row]));
}

function notCovariance(reason: string): InputError {
  return new InputError(
    "not-a-covariance",
    `The matrix is not a covariance: ${reason}.`,
    "A covariance is symmetric and positive semidefinite.",
  );
}
