/**
 * The result of a search for nearest neighbours, and the sorted candidate list that every search
 * fills.
 *
 * @module
 */

/** Metric of the distances between points. */
export type Metric = "euclidean" | "chebyshev";

/** The `k` nearest neighbours of each of `n` points. */
export interface Neighbors {
  /** Neighbours of each point. */
  readonly k: number;
  /** Distances, shape `(n, k)`, ascending in each row, in the unit of the data. */
  readonly distances: Float64Array;
  /** Row numbers of the neighbours, shape `(n, k)`; at equal distance the lower row comes first. */
  readonly indices: Int32Array;
}

/** The best neighbours found so far of one point, ascending by distance, then by row number. */
export interface Candidates {
  /** Distances or squared distances, length k; infinite where none was found yet. */
  readonly distances: Float64Array;
  /** Row numbers, length k. */
  readonly indices: Int32Array;
}

/** Room for `k` candidates. */
export function createCandidates(k: number): Candidates {
  return { distances: new Float64Array(k), indices: new Int32Array(k) };
}

/**
 * Puts a candidate in its place; the last one falls out. The caller has checked that it belongs
 * before the last one.
 *
 * @param distances Ascending; changed.
 * @param indices Row numbers beside them; changed.
 * @param k Length of both lists.
 * @param distance Distance of the new candidate.
 * @param index Row number of the new candidate.
 */
export function insertCandidate(
  distances: Float64Array,
  indices: Int32Array,
  k: number,
  distance: number,
  index: number,
): void {
  let at = k - 1;
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
