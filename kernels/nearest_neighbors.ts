/**
 * Nearest neighbours on the GPU, exactly.
 *
 * @module
 */
import { InputError, KernelError } from "../lib/errors.ts";
import type { Samples } from "../lib/types.ts";
import { certifyRows } from "./_certify.ts";
import type { Kernels, KernelSpec } from "./_kernel.ts";
import { MAX_DIMENSION, packPoints } from "./_packed_points.ts";
import { type PairSweep, type SweepControl, sweepPairs } from "./_pair_sweep.ts";
import { type KernelNeighbors, nearestNeighborsReference } from "./nearest_neighbors_reference.ts";
import wgsl from "./nearest_neighbors.wgsl" with { type: "text" };

export { MAX_DIMENSION } from "./_packed_points.ts";

/** The shader and its bindings. */
export const NEAREST_NEIGHBORS: KernelSpec = {
  name: "nearest_neighbors",
  wgsl,
  bindings: [
    { name: "params", kind: "uniform" },
    { name: "queries", kind: "read" },
    { name: "references", kind: "read" },
    { name: "squared_distances", kind: "read_write" },
    { name: "indices", kind: "read_write" },
  ],
  overrides: ["VECTORS", "CANDIDATES"],
};

/** Most neighbours that the kernel finds: `MAX_CANDIDATES` in the shader less what certification needs. */
export const MAX_NEIGHBORS = 88;

/** Candidates beyond the k-th: without a near-tie among so many, a row is certified. */
const LEAST_EXTRA = 3;

/** Lengths of candidate lists are multiples of this, so that few pipelines serve all k. */
const CANDIDATE_STEP = 8;

/** Options of {@linkcode nearestNeighborsGpu}. */
export interface NearestNeighborsGpuOptions extends SweepControl {
  /**
   * Finds the neighbours of rows that the GPU could not be trusted with.
   * @default Comparison with all points, {@linkcode nearestNeighborsReference}
   */
  readonly redo?: (rows: Int32Array) => KernelNeighbors | Promise<KernelNeighbors>;
}

/** Neighbours found on the GPU. */
export interface GpuNeighbors extends KernelNeighbors {
  /** Rows whose neighbours were found on the CPU. */
  readonly redone: number;
  /** Why the GPU did not finish, or null if it did. */
  readonly failure: KernelError | null;
}

/**
 * The `k` nearest neighbours of every point, exactly: equal to
 * {@linkcode nearestNeighborsReference} in every bit.
 *
 * The device compares all pairs in f32 and keeps a few candidates more than `k`; the host computes
 * their distances in f64, and certifies each row by a bound of the error of f32 (PRECISION.md). Rows
 * that it cannot certify, such as those with ties, are done again by `redo`; so are the rows that are
 * left when the device fails, so that what it did before is not lost.
 *
 * @param kernels Device, from `openKernels`.
 * @param samples Shape `(n, d)`, finite, d ≤ {@linkcode MAX_DIMENSION}; not changed.
 * @param k Neighbours of each point, 1 ≤ k < n, k ≤ {@linkcode MAX_NEIGHBORS}.
 * @param options How to redo rows, how to watch and stop the call.
 * @returns Distances in the unit of the data and row numbers, shape `(n, k)`; a point is not its own
 *   neighbour, and at equal distance the lower row number comes first.
 * @throws {InputError} If k or d is out of range.
 *
 * Takes O(n² d) time on the device, O(n k d) on the host, and O(n (d + k)) memory on both.
 */
export async function nearestNeighborsGpu(
  kernels: Kernels,
  samples: Samples,
  k: number,
  options: NearestNeighborsGpuOptions = {},
): Promise<GpuNeighbors> {
  const { redo = (rows) => nearestNeighborsReference(samples, k, rows), ...control } = options;
  checkArguments(samples, k);
  const { n } = samples;
  const neighbors = {
    k,
    distances: new Float64Array(n * k),
    indices: new Int32Array(n * k),
  };
  const points = packPoints(samples);
  const uncertain: number[] = [];
  let done = 0;
  let failure: KernelError | null = null;
  if (points !== null) {
    const candidates = Math.min(n - 1, candidateCount(k));
    const certification = { samples, points, candidates, neighbors };
    try {
      await sweepPairs(kernels, describeSweep(points, candidates), (rows) => {
        for (const row of certifyRows(certification, rows)) uncertain.push(row);
        done = rows.begin + rows.count;
      }, control);
    } catch (error) {
      if (!(error instanceof KernelError)) throw error;
      failure = error;
    }
  }
  for (let row = done; row < n; row++) uncertain.push(row);
  if (uncertain.length > 0) {
    replaceRows(neighbors, uncertain, await redo(Int32Array.from(uncertain)));
  }
  return { ...neighbors, redone: uncertain.length, failure };
}

function checkArguments({ n, d }: Samples, k: number): void {
  if (!Number.isInteger(k) || k < 1 || k >= n) {
    throw new InputError(
      "too-few-samples",
      `The number of neighbours must be an integer from 1 to n − 1 (${
        n - 1
      }): current value is ${k}.`,
    );
  }
  if (k > MAX_NEIGHBORS || d > MAX_DIMENSION) {
    throw new InputError(
      "kernel-limits",
      `The GPU finds up to ${MAX_NEIGHBORS} neighbours in up to ${MAX_DIMENSION} dimensions: ` +
        `asked for are ${k} in ${d}.`,
      "Use --device cpu, or auto.",
    );
  }
}

/** Length of the candidate lists for `k` neighbours. */
export function candidateCount(k: number): number {
  return Math.ceil((k + LEAST_EXTRA) / CANDIDATE_STEP) * CANDIDATE_STEP;
}

function describeSweep(points: PairSweep["points"], candidates: number): PairSweep {
  return {
    spec: NEAREST_NEIGHBORS,
    constants: { VECTORS: points.vectors, CANDIDATES: candidates },
    points,
    outputWords: [candidates, candidates],
    // Per coordinate a subtraction and a multiply-add; per pair a share of the comparison.
    costPerPair: 8 * points.vectors + 4,
  };
}

function replaceRows(
  { k, distances, indices }: KernelNeighbors,
  rows: readonly number[],
  found: KernelNeighbors,
): void {
  rows.forEach((row, r) => {
    distances.set(found.distances.subarray(r * k, (r + 1) * k), row * k);
    indices.set(found.indices.subarray(r * k, (r + 1) * k), row * k);
  });
}
