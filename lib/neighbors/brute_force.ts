/**
 * Nearest neighbours by comparing every pair: faster than a tree in high dimension.
 *
 * @module
 */
import type { Samples } from "../types.ts";
import {
  clearCandidates,
  createCandidates,
  type Metric,
  type Neighbors,
  storeNeighbors,
} from "./neighbors.ts";
import { scanOf } from "./scan.ts";

/** Points that are searched for together, while the same tile of others is in the cache. */
const BATCH = 32;

/** Numbers in a tile: 128 KiB, well inside the second-level cache. */
const TILE = 16384;

/**
 * The `k` nearest neighbours of every point, by comparing every pair.
 *
 * @param samples Shape `(n, d)`; not changed.
 * @param k Neighbours of each point, 1 ≤ k < n; trusted.
 * @param metric Metric of the distances.
 * @returns Neighbours of each point, the point itself left out by its row number; equal distances are
 *   ordered by row number.
 *
 * Takes O(n² d) time and O(n k) memory.
 */
export function bruteForceNeighbors(samples: Samples, k: number, metric: Metric): Neighbors {
  const { data, n, d } = samples;
  const list = { d, points: data, rows: Int32Array.from({ length: n }, (_, i) => i) };
  const scan = scanOf(metric);
  const candidates = createCandidates(BATCH, k);
  const result = { k, distances: new Float64Array(n * k), indices: new Int32Array(n * k) };
  const tile = 4 * Math.ceil(TILE / d / 4);
  for (let first = 0; first < n; first += BATCH) {
    const count = Math.min(BATCH, n - first);
    clearCandidates(candidates, count, n);
    for (let start = 0; start < n; start += tile) {
      const end = Math.min(n, start + tile);
      for (let slot = 0; slot < count; slot++) {
        scan(list, start, end, first + slot, candidates, slot);
      }
    }
    for (let slot = 0; slot < count; slot++) {
      storeNeighbors(candidates, slot, metric, result, first + slot);
    }
  }
  return result;
}
