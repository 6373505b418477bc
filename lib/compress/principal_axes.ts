/**
 * Principal axes by full decomposition, for data that are small in one direction.
 *
 * @module
 */
import { Matrix } from "npm:ml-matrix@6.15.1";
import type { Samples } from "../types.ts";
import { covariance, symmetricEigen } from "../whitening.ts";
import { orthonormalise } from "./gram_schmidt.ts";

/** The leading eigenpairs of a sample covariance. */
export interface PrincipalAxes {
  /** Variances (divisor n − 1), descending. */
  readonly variances: Float64Array;
  /** Orthonormal rows in the order of the variances, shape `(dim, d)`. */
  readonly components: Float64Array;
  /** Passes over the data that it took. */
  readonly passes: number;
}

/**
 * The leading eigenpairs of the sample covariance, by a full decomposition of the smaller of the
 * `(d, d)` covariance and the `(n, n)` Gram matrix.
 *
 * @param samples Shape `(n, d)`; not changed.
 * @param mean Column means, length `d`.
 * @param dim Number of pairs.
 * @returns The pairs. Of variances that are zero up to rounding, only the variance means anything
 *   where n < d: see {@linkcode gramAxes}.
 *
 * Takes O(n d min(n, d) + min(n, d)³) time.
 */
export function exactAxes(samples: Samples, mean: Float64Array, dim: number): PrincipalAxes {
  return samples.n < samples.d ? gramAxes(samples, mean, dim) : covarianceAxes(samples, dim);
}

function covarianceAxes(samples: Samples, dim: number): PrincipalAxes {
  const { d } = samples;
  const { values, vectors } = symmetricEigen(covariance(samples));
  const variances = new Float64Array(dim);
  const components = new Float64Array(dim * d);
  for (let c = 0; c < dim; c++) {
    const column = d - 1 - c;
    variances[c] = Math.max(values[column], 0);
    for (let j = 0; j < d; j++) components[c * d + j] = vectors.get(j, column);
  }
  return { variances, components, passes: 1 };
}

/**
 * With X the centred data, the eigenvectors u of X Xᵀ give those of Xᵀ X as Xᵀ u, to be normalised;
 * a vector that is zero up to rounding cannot be, and is left as zeros.
 */
function gramAxes(samples: Samples, mean: Float64Array, dim: number): PrincipalAxes {
  const { n, d } = samples;
  const centred = centre(samples, mean);
  const { values, vectors } = symmetricEigen(gram(centred, n, d));
  const variances = new Float64Array(dim);
  const components = new Float64Array(dim * d);
  for (let c = 0; c < dim; c++) {
    const column = n - 1 - c;
    variances[c] = Math.max(values[column], 0) / (n - 1);
    const axis = components.subarray(c * d, (c + 1) * d);
    for (let i = 0; i < n; i++) {
      const weight = vectors.get(i, column);
      for (let j = 0; j < d; j++) axis[j] += weight * centred[i * d + j];
    }
    orthonormalise(components, c, d);
  }
  return { variances, components, passes: 1 };
}

function centre({ data, n, d }: Samples, mean: Float64Array): Float64Array {
  const centred = new Float64Array(n * d);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < d; j++) centred[i * d + j] = data[i * d + j] - mean[j];
  }
  return centred;
}

function gram(centred: Float64Array, n: number, d: number): Matrix {
  const matrix = new Matrix(n, n);
  for (let a = 0; a < n; a++) {
    for (let b = 0; b <= a; b++) {
      let sum = 0;
      for (let j = 0; j < d; j++) sum += centred[a * d + j] * centred[b * d + j];
      matrix.set(a, b, sum);
      matrix.set(b, a, sum);
    }
  }
  return matrix;
}
