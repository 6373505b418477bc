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

/**
 * The best neighbours so far of some points, k for each, ascending by distance, then by row number.
 * For the Euclidean metric the distances are squared.
 */
export interface Candidates {
  /** Candidates of each point. */
  readonly k: number;
  /** Distances, or squared distances; infinite where none was found yet. */
  readonly distances: Float64Array;
  /** Row numbers. */
  readonly indices: Int32Array;
}

/** Room for the candidates of `points` points. */
export function createCandidates(points: number, k: number): Candidates {
  return { k, distances: new Float64Array(points * k), indices: new Int32Array(points * k) };
}

/** Forgets the candidates of the first `points` points; `n` is a row number above all others. */
export function clearCandidates(
  { k, distances, indices }: Candidates,
  points: number,
  n: number,
): void {
  distances.fill(Infinity, 0, points * k);
  indices.fill(n, 0, points * k);
}

/**
 * Puts a neighbour in its place among the candidates of one point, if it belongs there.
 *
 * @param candidates Changed.
 * @param slot Which point's candidates.
 * @param distance Distance of the neighbour, or squared distance.
 * @param row Row number of the neighbour.
 */
export function offer(
  { k, distances, indices }: Candidates,
  slot: number,
  distance: number,
  row: number,
): void {
  const first = slot * k;
  let at = first + k - 1;
  const worst = distances[at];
  if (distance > worst || (distance === worst && row > indices[at])) return;
  for (; at > first; at--) {
    const above = distances[at - 1];
    if (above < distance || (above === distance && indices[at - 1] < row)) break;
    distances[at] = above;
    indices[at] = indices[at - 1];
  }
  distances[at] = distance;
  indices[at] = row;
}

/**
 * Copies the candidates of one point to its row of the result.
 *
 * @param candidates Candidates of all points searched for together.
 * @param slot Which of them.
 * @param metric Euclidean distances are still squared.
 * @param result Changed.
 * @param row Row number of the point.
 */
export function storeNeighbors(
  { k, distances, indices }: Candidates,
  slot: number,
  metric: Metric,
  result: Neighbors,
  row: number,
): void {
  for (let m = 0; m < k; m++) {
    const value = distances[slot * k + m];
    result.distances[row * k + m] = metric === "euclidean" ? Math.sqrt(value) : value;
    result.indices[row * k + m] = indices[slot * k + m];
  }
}
