/**
 * Nearest neighbours of every point of a sample.
 *
 * @module
 */
import { InputError } from "../errors.ts";
import type { Samples } from "../types.ts";
import { bruteForceNeighbors } from "./brute_force.ts";
import type { Metric, Neighbors } from "./neighbors.ts";

export type { Metric, Neighbors } from "./neighbors.ts";

/** Options of {@linkcode nearestNeighbors}. */
export interface NearestNeighborsOptions {
  /** Metric of the distances. @default {"euclidean"} */
  readonly metric?: Metric;
}

/**
 * The `k` nearest neighbours of every point, exactly. A point is not its own neighbour, but a point
 * with the same coordinates is; at equal distance the lower row number comes first.
 *
 * @param samples Shape `(n, d)`; not changed.
 * @param k Neighbours of each point, 1 ≤ k ≤ n − 1.
 * @param options Metric.
 * @returns Distances and row numbers, shape `(n, k)`.
 * @throws {InputError} If k is not an integer between 1 and n − 1.
 */
export function nearestNeighbors(
  samples: Samples,
  k: number,
  options: NearestNeighborsOptions = {},
): Promise<Neighbors> {
  const { metric = "euclidean" } = options;
  try {
    checkNeighborCount(samples, k);
    return Promise.resolve(bruteForceNeighbors(samples, k, metric));
  } catch (error) {
    return Promise.reject(error);
  }
}

function checkNeighborCount({ n }: Samples, k: number): void {
  if (Number.isInteger(k) && k >= 1 && k < n) return;
  throw new InputError(
    "too-few-samples",
    `The number of neighbours must be an integer from 1 to n − 1 (${
      n - 1
    }): current value is ${k}.`,
    "Give more samples, or fewer neighbours with --neighbors.",
  );
}
