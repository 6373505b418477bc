/**
 * The linear maps of a PCA: from samples to codes and back.
 *
 * @module
 */
import type { Samples } from "../types.ts";

/** A mean and orthonormal directions: what a linear code is made of. */
export interface LinearCode {
  /** Mean of the data, length `d`. */
  readonly mean: Float64Array;
  /** Orthonormal rows, shape `(dim, d)`, row-major. */
  readonly components: Float64Array;
}

/**
 * Projects samples on the components: (x − mean) · componentsᵀ.
 *
 * @param samples Shape `(n, d)`; not changed.
 * @param code The mean and the components.
 * @returns Codes, shape `(n, dim)`.
 *
 * Takes O(n d dim) time.
 */
export function project(samples: Samples, { mean, components }: LinearCode): Samples {
  const { data, n, d } = samples;
  const dim = components.length / d;
  const out = new Float64Array(n * dim);
  const row = new Float64Array(d);
  for (let i = 0; i < n; i++) {
    const offset = i * d;
    for (let j = 0; j < d; j++) row[j] = data[offset + j] - mean[j];
    for (let c = 0; c < dim; c++) {
      const start = c * d;
      let sum = 0;
      for (let j = 0; j < d; j++) sum += row[j] * components[start + j];
      out[i * dim + c] = sum;
    }
  }
  return { data: out, n, d: dim };
}

/**
 * Maps codes back: code · components + mean.
 *
 * @param codes Shape `(n, dim)`; not changed.
 * @param code The mean and the components.
 * @returns Reconstructions, shape `(n, d)`.
 *
 * Takes O(n d dim) time.
 */
export function reconstruct(codes: Samples, { mean, components }: LinearCode): Samples {
  const { n, d: dim } = codes;
  const d = mean.length;
  const out = new Float64Array(n * d);
  for (let i = 0; i < n; i++) {
    const row = out.subarray(i * d, (i + 1) * d);
    row.set(mean);
    for (let c = 0; c < dim; c++) {
      const value = codes.data[i * dim + c];
      const start = c * d;
      for (let j = 0; j < d; j++) row[j] += value * components[start + j];
    }
  }
  return { data: out, n, d };
}
