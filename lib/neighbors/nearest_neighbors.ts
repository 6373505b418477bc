/**
 * Nearest neighbours of every point of a sample.
 *
 * @module
 */
import { nearestNeighborsSimd } from "../../kernels/simd/nearest_neighbors.ts";
import { InputError } from "../errors.ts";
import { gpuFor } from "../gpu.ts";
import type { Device, GpuUse, Samples } from "../types.ts";
import { bruteForceNeighbors } from "./brute_force.ts";
import { kdTreeNeighbors } from "./kd_tree_search.ts";
import type { Metric, Neighbors } from "./neighbors.ts";

export type { Metric, Neighbors } from "./neighbors.ts";

/**
 * Largest dimension in which the plain tree is used. On independent normal coordinates, the worst case
 * for a tree, both take the same time from d = 16 on; where the data have structure, the tree gains.
 */
const MAX_TREE_DIMENSION = 32;

/**
 * Up to this dimension `auto` leaves the search to the tree: two cores take 0.1 s for 50,000 points in
 * 4 dimensions, and the time grows little faster than n, where comparing all pairs grows as n².
 */
const EASY_DIMENSION = 6;

/** Rows that the GPU could not certify from which on the whole search is done again. */
const MANY_ROWS = 1000;

/** Options of {@linkcode nearestNeighbors}. */
export interface NearestNeighborsOptions {
  /** Metric of the distances. @default {"euclidean"} */
  readonly metric?: Metric | undefined;
  /** Where to search; the GPU knows the Euclidean metric only. @default {"auto"} */
  readonly device?: Device | undefined;
  /** Aborts a search between its parts. */
  readonly signal?: AbortSignal | undefined;
  /** Told which part of the work is done, from 0 to 1. */
  readonly onProgress?: ((fraction: number) => void) | undefined;
  /** Told after a search on a GPU. */
  readonly onGpu?: ((use: GpuUse) => void) | undefined;
}

/**
 * The `k` nearest neighbours of every point, exactly. A point is not its own neighbour, but another
 * with the same coordinates is; at equal distance the lower row number comes first. The result is the
 * same, bit by bit, whichever search runs: a kd-tree in WebAssembly SIMD with Workers where it is worth
 * it, {@linkcode nearestNeighborsPlain} where the engine has no SIMD or too little memory, or a GPU.
 *
 * @param samples Shape `(n, d)`; not changed. Differences above 1e154 overflow when they are squared.
 * @param k Neighbours of each point, 1 ≤ k ≤ n − 1.
 * @param options Metric, device, abort and progress.
 * @returns Distances and row numbers, shape `(n, k)`.
 * @throws {InputError} If k is not an integer between 1 and n − 1.
 * @throws {DeviceUnavailableError} If device `gpu` is asked for and there is none.
 *
 * Takes O(n log n) time for small fixed d, O(n² d) for large; O(n (d + k)) memory.
 */
export async function nearestNeighbors(
  samples: Samples,
  k: number,
  options: NearestNeighborsOptions = {},
): Promise<Neighbors> {
  const { metric = "euclidean", signal } = options;
  checkNeighborCount(samples, k);
  signal?.throwIfAborted();
  const found = metric === "euclidean" ? await searchOnGpu(samples, k, options) : null;
  return found ?? await searchOnCpu(samples, k, options);
}

async function searchOnCpu(
  samples: Samples,
  k: number,
  { metric = "euclidean", signal, onProgress }: NearestNeighborsOptions,
): Promise<Neighbors> {
  const { data, n, d } = samples;
  const found = await nearestNeighborsSimd(data, n, d, k, { metric, signal, onProgress });
  return found ? { k, ...found } : nearestNeighborsPlain(samples, k, metric);
}

/**
 * {@linkcode nearestNeighbors} in plain TypeScript, on this thread: a kd-tree, or in high dimension the
 * comparison of all pairs.
 *
 * @param samples Shape `(n, d)`; not changed.
 * @param k Neighbours of each point, 1 ≤ k < n; trusted.
 * @param metric Metric of the distances.
 * @returns Distances and row numbers, the same bits.
 *
 * Takes 2 to 4 times as long as WebAssembly SIMD on one thread.
 */
export function nearestNeighborsPlain(samples: Samples, k: number, metric: Metric): Neighbors {
  const search = samples.d > MAX_TREE_DIMENSION ? bruteForceNeighbors : kdTreeNeighbors;
  return search(samples, k, metric);
}

/** The search on a GPU; null where there is none, or too little for it to do. */
async function searchOnGpu(
  samples: Samples,
  k: number,
  { device = "auto", signal, onProgress, onGpu }: NearestNeighborsOptions,
): Promise<Neighbors | null> {
  const { n, d } = samples;
  const work = device === "auto" && d <= EASY_DIMENSION ? 0 : n * n * d;
  const kernels = await gpuFor(device, work);
  if (kernels === null) return null;
  // Loaded when needed: most programs never take a GPU.
  const gpu = await import("../../kernels/nearest_neighbors.ts");
  if (d > gpu.MAX_DIMENSION || k > gpu.MAX_NEIGHBORS) return null;
  const { distances, indices, failure } = await gpu.nearestNeighborsGpu(kernels, samples, k, {
    signal,
    onProgress,
    redo: (rows) => redoRows(samples, k, rows, signal),
  });
  const { description, software } = kernels.adapter;
  onGpu?.({ adapter: description, software, failure: failure?.message ?? null });
  return { k, distances, indices };
}

/** A few rows are compared with all points; for many, the whole search on the CPU is faster. */
async function redoRows(
  samples: Samples,
  k: number,
  rows: Int32Array,
  signal: AbortSignal | undefined,
): Promise<Neighbors> {
  if (rows.length < MANY_ROWS) {
    const { nearestNeighborsReference } = await import(
      "../../kernels/nearest_neighbors_reference.ts"
    );
    return nearestNeighborsReference(samples, k, rows);
  }
  const all = await searchOnCpu(samples, k, { signal });
  const distances = new Float64Array(rows.length * k);
  const indices = new Int32Array(rows.length * k);
  rows.forEach((row, r) => {
    distances.set(all.distances.subarray(row * k, (row + 1) * k), r * k);
    indices.set(all.indices.subarray(row * k, (row + 1) * k), r * k);
  });
  return { k, distances, indices };
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
