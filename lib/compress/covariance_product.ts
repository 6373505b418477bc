/**
 * The product of a sample covariance with a block of vectors, without the covariance.
 *
 * @module
 */
import { covarianceProductSimd } from "../../kernels/simd/covariance_product.ts";
import type { Samples } from "../types.ts";

/**
 * Σ V for the sample covariance Σ (divisor n − 1) and a few vectors V, in one pass over the data:
 * with X the centred rows, Xᵀ (X V) / (n − 1). Rows are centred as they are read, so neither a
 * `(d, d)` matrix nor a centred copy exists, and a large mean costs no digits.
 *
 * @param samples Shape `(n, d)`; not changed.
 * @param mean Column means, length `d`.
 * @param vectors Rows, shape `(count, d)`; not changed. Multiples of four cost least.
 * @returns Rows, shape `(count, d)`: Σ times each vector; the same bits with SIMD and without.
 *
 * Takes O(n d count) time and O(d count) memory.
 */
export function covarianceProduct(
  samples: Samples,
  mean: Float64Array,
  vectors: Float64Array,
): Float64Array {
  const { data, n, d } = samples;
  return covarianceProductSimd(data, n, d, mean, vectors) ??
    covarianceProductScalar(samples, mean, vectors);
}

/** {@linkcode covarianceProduct} where the engine has no SIMD. */
export function covarianceProductScalar(
  { data, n, d }: Samples,
  mean: Float64Array,
  vectors: Float64Array,
): Float64Array {
  const sums = new Float64Array(vectors.length);
  const row = new Float64Array(d);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < d; j++) row[j] = data[i * d + j] - mean[j];
    for (let start = 0; start < vectors.length; start += d) {
      let dot = 0;
      for (let j = 0; j < d; j++) dot += row[j] * vectors[start + j];
      for (let j = 0; j < d; j++) sums[start + j] += row[j] * dot;
    }
  }
  const scale = 1 / (n - 1);
  return sums.map((sum) => sum * scale);
}
