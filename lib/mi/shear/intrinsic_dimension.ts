/**
 * Intrinsic dimension.
 *
 * @module
 */
import { nearestNeighbors } from "../../neighbors/nearest_neighbors.ts";
import { createRng } from "../../rng.ts";
import type { Samples } from "../../types.ts";

const NEIGHBORS = 10;

/** Rows that are looked at. */
const ROWS = 2000;

/**
 * Levina and Bickel's dimension of the set that the samples lie on, over that of normal samples of the same
 * number and dimension, so that what is too low in high dimension cancels: about 1 for a density, and less
 * for curves and surfaces.
 *
 * @param samples Shape `(n, d)`, n above 11; every ⌈n / 2000⌉-th row is looked at. Not changed.
 * @returns The ratio; 0 where half of the neighbours or more are repetitions.
 */
export async function relativeDimension(samples: Samples): Promise<number> {
  const { d } = samples;
  const step = Math.ceil(samples.n / ROWS);
  const n = Math.ceil(samples.n / step);
  const rows = { data: new Float64Array(n * d), n, d };
  for (let i = 0; i < n; i++) {
    rows.data.set(samples.data.subarray(i * step * d, (i * step + 1) * d), i * d);
  }
  const rng = createRng("intrinsic-dimension");
  const normal = { data: Float64Array.from({ length: n * d }, () => rng.normal()), n, d };
  return await dimension(rows) / await dimension(normal);
}

/** The inverse of the mean of ln(T_k / T_j) over rows and j < k, with T_j the distance of neighbour j. */
async function dimension(samples: Samples): Promise<number> {
  const k = Math.min(NEIGHBORS, samples.n - 1);
  const { distances } = await nearestNeighbors(samples, k);
  let sum = 0;
  let count = 0;
  for (let i = 0; i < samples.n; i++) {
    const last = distances[i * k + k - 1];
    for (let j = 0; j < k - 1; j++) {
      const ratio = last / distances[i * k + j];
      if (!(ratio < Infinity)) continue; // A repeated row.
      sum += Math.log(ratio);
      count++;
    }
  }
  if (count < samples.n * (k - 1) / 2) return 0;
  return sum > 0 ? count / sum : Infinity;
}
