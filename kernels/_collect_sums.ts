/**
 * From the scaled sums of the device to logarithms with bounds of their errors.
 *
 * @module
 */
import { logSumError } from "./_error_bounds.ts";
import type { PairSweep, SweepRows } from "./_pair_sweep.ts";

/** vec4s of a tile: the same name in the shader. */
export const TILE_VECTORS = 512;

/** Tiles that are summed before they are added to the total: the same name in the shader. */
export const GROUP_TILES = 64;

/** One pass over the pairs, for at most 8 bandwidths. */
export interface Pass {
  /** What to run, or null where f32 is of no use. */
  readonly sweep: PairSweep | null;
  /** Bandwidths in scaled units. */
  readonly bandwidths: readonly number[];
  /** Largest error bound that is accepted. */
  readonly tolerance: number;
  /** Where the logarithms go, shape `(bandwidths.length, n)`; changed. */
  readonly logSums: Float64Array;
  /** Number of points. */
  readonly n: number;
  /** Rows of which some bound is too large. */
  readonly uncertain: number[];
  /** Rows before this one are done. */
  done: number;
  /** Largest bound of the rows that are done and certain. */
  errorBound: number;
}

/**
 * Adds the parts of each sum, takes logarithms, and bounds their errors.
 *
 * @param pass Where the logarithms go, and the rows of which some bound is too large.
 * @param rows Sums from the device.
 */
export function collectRows(
  pass: Pass,
  { begin, count, parts, dispatches, outputs }: SweepRows,
): void {
  const { bandwidths, logSums, n, sweep } = pass;
  const { norms, vectors } = (sweep as PairSweep).points;
  const pivots = new Float32Array(outputs[0]);
  const sums = new Float32Array(outputs[1]);
  const depth = sumDepth(n, vectors, dispatches);
  const rates = bandwidths.map((b) => 0.5 / (b * b));
  const errors = bandwidths.map((bandwidth) => logSumError({ vectors, n, bandwidth, depth }));
  for (let column = 0; column < count; column++) {
    const row = begin + column;
    let least = Infinity;
    for (let p = 0; p < parts; p++) least = Math.min(least, pivots[p * count + column]);
    let bound = 0;
    for (let b = 0; b < bandwidths.length; b++) {
      let sum = 0;
      for (let p = 0; p < parts; p++) {
        const beyond = pivots[p * count + column] - least;
        sum += sums[(p * bandwidths.length + b) * count + column] * Math.exp(-beyond * rates[b]);
      }
      const logSum = Math.log(sum) - least * rates[b];
      logSums[b * n + row] = logSum;
      bound = Math.max(bound, errors[b](logSum, norms[row]));
    }
    if (bound <= pass.tolerance) pass.errorBound = Math.max(pass.errorBound, bound);
    else pass.uncertain.push(row);
  }
  pass.done = begin + count;
}

/** Additions from a term to its sum: in a tile, over the tiles of a group, and over groups. */
function sumDepth(n: number, vectors: number, dispatches: number): number {
  const tileRows = Math.floor(TILE_VECTORS / vectors / 8) * 8;
  return tileRows / 4 + 4 + GROUP_TILES + Math.ceil(n / (GROUP_TILES * tileRows)) + dispatches + 1;
}
