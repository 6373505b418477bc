/**
 * The plain CPU twin of the nearest-neighbour kernel, in f64: every pair is compared.
 *
 * @module
 */
import type { Samples } from "../lib/types.ts";

/** The `k` nearest neighbours of some points. */
export interface KernelNeighbors {
  /** Neighbours of each point. */
  readonly k: number;
  /** Euclidean distances, shape `(rows, k)`, ascending in each row, in the unit of the data. */
  readonly distances: Float64Array;
  /** Row numbers of the neighbours, shape `(rows, k)`; at equal distance the lower row comes first. */
  readonly indices: Int32Array;
}

/**
 * The `k` nearest neighbours of points, by comparing all pairs in f64.
 *
 * Squared distances are summed from the first coordinate to the last, as all exact searches of this
 * package do it, so that all of them agree in every bit.
 *
 * @param samples Shape `(n, d)`; not changed.
 * @param k Neighbours of each point, 1 ≤ k < n; trusted.
 * @param rows Points whose neighbours are wanted; all of them by default.
 * @returns Distances and row numbers, shape `(rows.length, k)`; a point is not its own neighbour, and
 *   at equal distance the lower row number comes first.
 *
 * Takes O(rows n d) time.
 */
export function nearestNeighborsReference(
  samples: Samples,
  k: number,
  rows: ArrayLike<number> = Int32Array.from({ length: samples.n }, (_, i) => i),
): KernelNeighbors {
  const distances = new Float64Array(rows.length * k);
  const indices = new Int32Array(rows.length * k);
  for (let r = 0; r < rows.length; r++) {
    searchRow(
      samples,
      rows[r],
      distances.subarray(r * k, (r + 1) * k),
      indices.subarray(r * k, (r + 1) * k),
    );
  }
  return { k, distances, indices };
}

function searchRow(
  { data, n, d }: Samples,
  i: number,
  distances: Float64Array,
  indices: Int32Array,
): void {
  const k = distances.length;
  distances.fill(Infinity);
  for (let p = 0; p < n; p++) {
    if (p === i) continue;
    let sum = 0;
    for (let j = 0; j < d; j++) {
      const difference = data[p * d + j] - data[i * d + j];
      sum += difference * difference;
    }
    if (sum < distances[k - 1]) insertSorted(distances, indices, sum, p);
  }
  for (let m = 0; m < k; m++) distances[m] = Math.sqrt(distances[m]);
}

/**
 * Puts a candidate in its place in a list that ascends by distance, then by row number; the last one
 * falls out. The caller has checked that the candidate belongs before the last one.
 */
export function insertSorted(
  distances: Float64Array,
  indices: Int32Array,
  distance: number,
  index: number,
): void {
  let at = distances.length - 1;
  while (at > 0) {
    const above = distances[at - 1];
    if (above < distance || (above === distance && indices[at - 1] < index)) break;
    distances[at] = above;
    indices[at] = indices[at - 1];
    at--;
  }
  distances[at] = distance;
  indices[at] = index;
}
