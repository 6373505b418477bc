/**
 * The plain CPU twin of the kernel-sum kernel, in f64.
 *
 * @module
 */
import type { Samples } from "../lib/types.ts";

/**
 * ln Σ_{j≠i} exp(−‖x_i − x_j‖² / 2b²) for points x_i and bandwidths b: the sums of Eq. (8), Appendix
 * E.1, without their constants.
 *
 * @param samples Shape `(n, d)`, n ≥ 2; not changed.
 * @param bandwidths Positive, in the unit of the samples, any order.
 * @param rows Points whose sums are wanted; all of them by default.
 * @returns Logarithms of the sums, shape `(bandwidths.length, rows.length)`, row-major.
 *
 * Takes O(rows n (d + b)) time for b bandwidths.
 */
export function kdeLogSumsReference(
  samples: Samples,
  bandwidths: readonly number[],
  rows: ArrayLike<number> = Int32Array.from({ length: samples.n }, (_, i) => i),
): Float64Array {
  const logSums = new Float64Array(bandwidths.length * rows.length);
  const squared = new Float64Array(samples.n);
  for (let r = 0; r < rows.length; r++) {
    const nearest = squaredDistances(samples, rows[r], squared);
    for (let b = 0; b < bandwidths.length; b++) {
      const rate = 0.5 / (bandwidths[b] * bandwidths[b]);
      let sum = 0;
      for (let j = 0; j < samples.n; j++) {
        if (j !== rows[r]) sum += Math.exp((nearest - squared[j]) * rate);
      }
      logSums[b * rows.length + r] = Math.log(sum) - nearest * rate;
    }
  }
  return logSums;
}

/** Squared distances of all points from one; returns the least to another point. */
function squaredDistances({ data, n, d }: Samples, i: number, squared: Float64Array): number {
  let nearest = Infinity;
  for (let j = 0; j < n; j++) {
    let sum = 0;
    for (let c = 0; c < d; c++) {
      const difference = data[j * d + c] - data[i * d + c];
      sum += difference * difference;
    }
    squared[j] = sum;
    if (j !== i && sum < nearest) nearest = sum;
  }
  return nearest;
}
