/**
 * Nearest neighbours of every point of a sample.
 *
 * @module
 */
import { InputError } from "../errors.ts";
import type { Samples } from "../types.ts";
import { bruteForceNeighbors } from "./brute_force.ts";
import { kdTreeNeighbors } from "./kd_tree_search.ts";
import type { Metric, Neighbors } from "./neighbors.ts";

export type { Metric, Neighbors } from "./neighbors.ts";

/**
 * Largest dimension in which the tree is used. On independent normal coordinates, the worst case for a
 * tree, both take the same time from d = 16 on; where the data have structure, the tree gains.
 */
const MAX_TREE_DIMENSION = 32;

/** Options of {@linkcode nearestNeighbors}. */
export interface NearestNeighborsOptions {
  /** Metric of the distances. @default {"euclidean"} */
  readonly metric?: Metric;
}

/**
 * The `k` nearest neighbours of every point, exactly. A point is not its own neighbour, but another
 * with the same coordinates is; at equal distance the lower row number comes first. The result is the
 * same, bit by bit, whichever search runs: a kd-tree, or in high dimension the comparison of all pairs.
 *
 * @param samples Shape `(n, d)`; not changed. Differences above 1e154 overflow when they are squared.
 * @param k Neighbours of each point, 1 ≤ k ≤ n − 1.
 * @param options Metric.
 * @returns Distances and row numbers, shape `(n, k)`.
 * @throws {InputError} If k is not an integer between 1 and n − 1.
 *
 * Takes O(n log n) time for small fixed d, O(n² d) for large; O(n (d + k)) memory.
 */
export function nearestNeighbors(
  samples: Samples,
  k: number,
  options: NearestNeighborsOptions = {},
): Promise<Neighbors> {
  const { metric = "euclidean" } = options;
  try {
    checkNeighborCount(samples, k);
    const search = samples.d > MAX_TREE_DIMENSION ? bruteForceNeighbors : kdTreeNeighbors;
    return Promise.resolve(search(samples, k, metric));
  } catch (error) {
    return Promise.reject(error);
  }
}

function checkNeighborCount({ n }: Samples, k: number): void {
  if (Number.isInteger(k) && k >= 1 && k < n) return;
  throw new InputError(
    k >= n ? "too-few-samples" : "invalid-neighbors",
    `The number of neighbours must be an integer from 1 to n − 1 (${
      n - 1
    }): current value is ${k}.`,
    k >= n ? "Give more samples, or fewer neighbours with --neighbors." : undefined,
  );
}
