/**
 * Normal scores.
 *
 * @module
 */
import { normalQuantile } from "./special.ts";
import type { Samples } from "./types.ts";

/**
 * Replaces every value by the normal quantile of its rank in its column, Φ⁻¹((rank + ½) / n). Equal
 * values get successive ranks in the order of their rows.
 *
 * @param samples Shape `(n, d)`; not changed.
 * @returns Scores, shape `(n, d)`: every column holds the same n values, in another order.
 *
 * Takes O(d n log n) time.
 */
export function rankGaussianise({ data, n, d }: Samples): Samples {
  const scores = Float64Array.from({ length: n }, (_, rank) => normalQuantile((rank + 0.5) / n));
  const out = new Float64Array(n * d);
  const order = new Int32Array(n);
  for (let j = 0; j < d; j++) {
    for (let i = 0; i < n; i++) order[i] = i;
    order.sort((p, q) => data[p * d + j] - data[q * d + j] || p - q);
    for (let rank = 0; rank < n; rank++) out[order[rank] * d + j] = scores[rank];
  }
  return { data: out, n, d };
}
