/**
 * Gaussian vectors with random, known covariances, for tests against closed forms.
 *
 * @module
 */
import { Matrix } from "npm:ml-matrix@6.15.1";
import { createRng } from "../../lib/rng.ts";
import type { Samples } from "../../lib/types.ts";

/** A random covariance with eigenvalues of order one: A Aᵀ + ¼ I, shape `(d, d)`. */
export function randomCovariance(d: number, seed: number): Matrix {
  const rng = createRng(seed);
  const factor = randomMatrix(d, d, () => rng.normal() / Math.sqrt(d));
  return factor.mmul(factor.transpose()).add(Matrix.eye(d).mul(0.25));
}

/** A matrix whose values `draw` gives, row by row. */
export function randomMatrix(rows: number, columns: number, draw: () => number): Matrix {
  return new Matrix(
    Array.from({ length: rows }, () => Array.from({ length: columns }, () => draw())),
  );
}

/** A matrix put together from blocks: rows of blocks, each row of equal height. */
export function fromBlocks(blocks: readonly (readonly Matrix[])[]): Matrix {
  return new Matrix(
    blocks.flatMap((row) =>
      Array.from({ length: row[0].rows }, (_, i) => row.flatMap((block) => block.getRow(i)))
    ),
  );
}

/** The covariance of the coordinates `indices`, in that order. */
export function select(covariance: Matrix, indices: readonly number[]): Matrix {
  return covariance.selection([...indices], [...indices]);
}

/** Independent standard normal samples of shape `(n, d)`. */
export function normalSamples(n: number, d: number, seed: number): Samples {
  const rng = createRng(seed);
  return { data: Float64Array.from({ length: n * d }, () => rng.normal()), n, d };
}

/** The samples times the transpose of `matrix`: x ↦ matrix · x, row by row. */
export function mapLinear({ data, n, d }: Samples, matrix: Matrix): Samples {
  const rows = new Matrix(
    Array.from({ length: n }, (_, i) => [...data.subarray(i * d, i * d + d)]),
  );
  const mapped = rows.mmul(matrix.transpose());
  return { data: Float64Array.from(mapped.to1DArray()), n, d: matrix.rows };
}
