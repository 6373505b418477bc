/**
 * Random rotations.
 *
 * @module
 */
import { Matrix, QrDecomposition } from "npm:ml-matrix@6.15.1";
import type { Rng } from "../lib/rng.ts";
import type { Samples } from "../lib/types.ts";

/**
 * A random orthogonal matrix from the Haar measure (determinant +1 or −1): the Q of a Gaussian
 * matrix's QR decomposition, each column multiplied by the sign of R's diagonal. Without the signs,
 * the distribution would depend on the conventions of the decomposition.
 *
 * @param d Number of rows and columns, at least 1.
 * @param rng Source of the d² normal numbers.
 * @returns The matrix, shape `(d, d)`. Takes O(d³) time.
 */
export function randomRotation(d: number, rng: Rng): Matrix {
  const gaussian = new Matrix(d, d);
  for (let i = 0; i < d; i++) {
    for (let j = 0; j < d; j++) gaussian.set(i, j, rng.normal());
  }
  const { orthogonalMatrix, upperTriangularMatrix } = new QrDecomposition(gaussian);
  for (let j = 0; j < d; j++) {
    if (upperTriangularMatrix.get(j, j) < 0) orthogonalMatrix.mulColumn(j, -1);
  }
  return orthogonalMatrix;
}

/** Every row r of `samples` replaced by `matrix` · r; `matrix` has shape `(e, d)`, the result `(n, e)`. */
export function transformRows(samples: Samples, matrix: Matrix): Samples {
  const { data, n, d } = samples;
  const e = matrix.rows;
  const flat = Float64Array.from(matrix.to1DArray());
  const out = new Float64Array(n * e);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < e; j++) {
      let sum = 0;
      for (let k = 0; k < d; k++) sum += flat[j * d + k] * data[i * d + k];
      out[i * e + j] = sum;
    }
  }
  return { data: out, n, d: e };
}
