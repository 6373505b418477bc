/**
 * Whitening: every entropy is estimated on data with unit covariance.
 *
 * @module
 */
import { EigenvalueDecomposition, Matrix } from "npm:ml-matrix@6.15.1";
import { InputError } from "./errors.ts";
import { columnMeans } from "./samples.ts";
import type { Samples } from "./types.ts";

/** Above this condition number of the covariance, float64 whitening has no correct digits left to spare. */
export const MAX_CONDITION_NUMBER = 1e12;

/** Whitened samples, with what brings an entropy back to the original units. */
export interface Whitened {
  /** Samples with zero mean and identity covariance. */
  readonly samples: Samples;
  /** ½ ln det Σ in nats, to be added to an entropy of `samples`. */
  readonly halfLogDet: number;
  /** Condition number of the sample covariance Σ. */
  readonly conditionNumber: number;
}

/** Sample covariance (divisor n − 1) of the columns, shape `(d, d)`. */
export function covariance(samples: Samples): Matrix {
  const { data, n, d } = samples;
  const means = columnMeans(samples);
  const sums = new Float64Array(d * d);
  const row = new Float64Array(d);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < d; j++) row[j] = data[i * d + j] - means[j];
    for (let j = 0; j < d; j++) {
      const value = row[j];
      for (let k = 0; k <= j; k++) sums[j * d + k] += value * row[k];
    }
  }
  const matrix = new Matrix(d, d);
  for (let j = 0; j < d; j++) {
    for (let k = 0; k <= j; k++) {
      const value = sums[j * d + k] / (n - 1);
      matrix.set(j, k, value);
      matrix.set(k, j, value);
    }
  }
  return matrix;
}

/**
 * Multiplies centred samples by the inverse square root of their covariance, Σ^(−1/2). Entropy
 * changes by a known constant: h(X) = h(Σ^(−1/2) X) + ½ ln det Σ.
 *
 * @param samples Shape `(n, d)`, n > d; not changed.
 * @param name What to call the data in messages.
 * @returns Whitened samples, ½ ln det Σ and the condition number.
 * @throws {InputError} If a column is constant, n ≤ d, or the condition number exceeds 1e12.
 *
 * Takes O(n d² + d³) time and O(n d + d²) memory.
 */
export function whiten(samples: Samples, name = "data"): Whitened {
  const { d } = samples;
  checkEnoughSamples(samples, name);
  const sigma = covariance(samples);
  for (let j = 0; j < d; j++) {
    if (sigma.get(j, j) > 0) continue;
    throw new InputError(
      "constant-column",
      `${name} has a constant column (column ${j + 1} of ${d}): its entropy is −∞.`,
      "Leave that column out; it carries no information.",
    );
  }
  const { values, vectors } = symmetricEigen(sigma);
  const [least, greatest] = [values[0], values[d - 1]];
  const conditionNumber = least > 0 ? greatest / least : Infinity;
  if (!(conditionNumber <= MAX_CONDITION_NUMBER)) {
    throw new InputError(
      "singular-covariance",
      `The covariance of ${name} (${d} dimensions) has condition number ${
        conditionNumber.toExponential(1)
      }, above 1e12: columns are linearly dependent.`,
      "Drop duplicate columns, or compress first, e.g. --compress-x pca:4.",
    );
  }
  const scaled = vectors.clone();
  for (let k = 0; k < d; k++) scaled.mulColumn(k, 1 / Math.sqrt(values[k]));
  const transform = scaled.mmul(vectors.transpose());
  const halfLogDet = 0.5 * values.reduce((sum, value) => sum + Math.log(value), 0);
  return { samples: applyCentred(samples, transform), halfLogDet, conditionNumber };
}

/** Eigenvalues (ascending) and eigenvectors (columns, in that order) of a symmetric matrix. */
export function symmetricEigen(matrix: Matrix): { values: number[]; vectors: Matrix } {
  const decomposition = new EigenvalueDecomposition(matrix, { assumeSymmetric: true });
  const order = decomposition.realEigenvalues
    .map((value, index) => ({ value, index }))
    .sort((a, b) => a.value - b.value);
  return {
    values: order.map(({ value }) => value),
    vectors: decomposition.eigenvectorMatrix.subMatrixColumn(order.map(({ index }) => index)),
  };
}

function checkEnoughSamples({ n, d }: Samples, name: string): void {
  if (n > d) return;
  throw new InputError(
    "too-few-samples",
    `${name} has ${n} samples in ${d} dimensions: more samples than dimensions are needed.`,
    "Give more samples, or compress first, e.g. --compress-x pca:4.",
  );
}

function applyCentred(samples: Samples, transform: Matrix): Samples {
  const { data, n, d } = samples;
  const means = columnMeans(samples);
  const flat = Float64Array.from(transform.to1DArray());
  const out = new Float64Array(n * d);
  const row = new Float64Array(d);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < d; j++) row[j] = data[i * d + j] - means[j];
    for (let j = 0; j < d; j++) {
      let sum = 0;
      for (let k = 0; k < d; k++) sum += flat[j * d + k] * row[k];
      out[i * d + j] = sum;
    }
  }
  return { data: out, n, d };
}
