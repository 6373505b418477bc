/**
 * Nearest neighbours by comparing every pair: the obvious algorithm, the reference for the kd-tree,
 * and the faster one in high dimension.
 *
 * @module
 */
import type { Samples } from "../types.ts";
import { createCandidates, insertCandidate, type Metric, type Neighbors } from "./neighbors.ts";

/**
 * The `k` nearest neighbours of every point, by comparing every pair.
 *
 * @param samples Shape `(n, d)`; not changed.
 * @param k Neighbours of each point, 1 ≤ k < n; trusted.
 * @param metric Metric of the distances.
 * @returns Neighbours of each point, the point itself left out by its row number; equal distances are
 *   ordered by row number.
 *
 * Takes O(n² d) time, usually less in high dimension, since a sum stops once it is too large.
 */
export function bruteForceNeighbors(samples: Samples, k: number, metric: Metric): Neighbors {
  const { n } = samples;
  const distances = new Float64Array(n * k);
  const indices = new Int32Array(n * k);
  const candidates = createCandidates(k);
  const scan = metric === "euclidean" ? scanEuclidean : scanChebyshev;
  for (let i = 0; i < n; i++) {
    candidates.distances.fill(Infinity);
    candidates.indices.fill(n);
    scan(samples, i, candidates.distances, candidates.indices, k);
    for (let m = 0; m < k; m++) {
      const value = candidates.distances[m];
      distances[i * k + m] = metric === "euclidean" ? Math.sqrt(value) : value;
      indices[i * k + m] = candidates.indices[m];
    }
  }
  return { k, distances, indices };
}

/** Offers every other point to the candidates of point `i`, by squared Euclidean distance. */
function scanEuclidean(
  { data, n, d }: Samples,
  i: number,
  distances: Float64Array,
  indices: Int32Array,
  k: number,
): void {
  const offset = i * d;
  for (let p = 0; p < n; p++) {
    if (p === i) continue;
    const start = p * d;
    const worst = distances[k - 1];
    let sum = 0;
    for (let j = 0; j < d && sum <= worst; j++) {
      const difference = data[start + j] - data[offset + j];
      sum += difference * difference;
    }
    if (sum < worst || (sum === worst && p < indices[k - 1])) {
      insertCandidate(distances, indices, k, sum, p);
    }
  }
}

/** Offers every other point to the candidates of point `i`, by the largest coordinate difference. */
function scanChebyshev(
  { data, n, d }: Samples,
  i: number,
  distances: Float64Array,
  indices: Int32Array,
  k: number,
): void {
  const offset = i * d;
  for (let p = 0; p < n; p++) {
    if (p === i) continue;
    const start = p * d;
    const worst = distances[k - 1];
    let greatest = 0;
    for (let j = 0; j < d && greatest <= worst; j++) {
      const difference = Math.abs(data[start + j] - data[offset + j]);
      if (difference > greatest) greatest = difference;
    }
    if (greatest < worst || (greatest === worst && p < indices[k - 1])) {
      insertCandidate(distances, indices, k, greatest, p);
    }
  }
}
