/**
 * The sums over all pairs of points that kernel density estimates need: one pass over the pairs
 * serves any number of bandwidths. This is the part that takes the time.
 *
 * @module
 */
import type { Samples } from "../types.ts";
import { MAX_NEGATIVE_EXPONENT, negativeExp } from "./negative_exp.ts";

/** What is left out of a sum, all terms together, relative to the sum. */
export const SUM_TOLERANCE = 1e-12;

/** Most points of a block: with their sums for a dozen bandwidths they stay in the nearest caches. */
const BLOCK = 256;

/** Most coordinates of a block, 128 KiB. */
const BLOCK_VALUES = 16384;

/** Longest stretch of work without giving way to other tasks, in milliseconds. */
const STRETCH_MS = 40;

/** How a pass is watched and stopped. */
export interface PassControl {
  /** Aborts the pass between its blocks. */
  readonly signal?: AbortSignal | undefined;
  /** Told which part of the pass is done, from 0 to 1. */
  readonly onProgress?: ((fraction: number) => void) | undefined;
}

/**
 * Squared distance from every point to its nearest other point: the largest term of the sums of
 * {@linkcode kdeLogSums} for every bandwidth.
 *
 * @param samples Shape `(n, d)`, n ≥ 2; not changed.
 * @param control How the pass is watched and stopped.
 * @returns Squared Euclidean distances, shape `(n)`; 0 where a point has a duplicate.
 *
 * Takes O(n² d) time and O(n) memory.
 */
export async function nearestSquaredDistances(
  samples: Samples,
  control: PassControl = {},
): Promise<Float64Array> {
  const nearest = new Float64Array(samples.n).fill(Infinity);
  await forEachPairBlock(samples, control, (i, start, count, squared) => {
    let least = nearest[i];
    for (let m = 0; m < count; m++) {
      const value = squared[m];
      if (value < least) least = value;
      if (value < nearest[start + m]) nearest[start + m] = value;
    }
    nearest[i] = least;
  });
  return nearest;
}

/**
 * ln Σ_{l≠k} exp(−‖x_k − x_l‖² / 2b²) for every point x_k and every bandwidth b, in one pass over the
 * pairs: the sums of Eq. (8), Appendix E.1, without their constants.
 *
 * Sums are scaled by their largest term, so nothing over- or underflows in any dimension. Every pair
 * is visited once and serves both its points; terms that cannot add more than a share of 1e-12 to a
 * sum, all together, are left out. The order of summation is fixed, so equal input gives equal bits.
 *
 * @param samples Shape `(n, d)`, n ≥ 2; not changed.
 * @param bandwidths Positive, in the unit of the samples, any order. One that comes right after its
 *   √2-fold costs next to nothing: its terms are the squares of the other's.
 * @param nearest What {@linkcode nearestSquaredDistances} gives for `samples`.
 * @param control How the pass is watched and stopped.
 * @returns Logarithms of the sums, shape `(bandwidths.length, n)`, row-major.
 *
 * Takes O(n² (d + b)) time for b bandwidths, less where kernels are narrow, and O(n b) memory.
 */
export async function kdeLogSums(
  samples: Samples,
  bandwidths: readonly number[],
  nearest: Float64Array,
  control: PassControl = {},
): Promise<Float64Array> {
  const { n } = samples;
  const cut = Math.log(n / SUM_TOLERANCE);
  const least = nearest.reduce((a, b) => Math.min(a, b));
  const spread = nearest.reduce((a, b) => Math.max(a, b)) - least;
  const rows = bandwidths.map((bandwidth): SumRow => {
    const rate = 0.5 / (bandwidth * bandwidth);
    // Twice the cut, because terms within the reach of the √2-fold bandwidth are squared.
    const shared = spread * rate + 2 * cut <= MAX_NEGATIVE_EXPONENT;
    return { rate, reach: cut / rate, shared, sums: new Float64Array(n) };
  });
  const plans = planRows(rows, bandwidths);
  await forEachPairBlock(samples, control, (i, start, count, squared) => {
    for (const { row, squares } of plans) {
      if (squares) addWithSquares(row, squares, i, start, count, squared, nearest, least);
      else if (row.shared) addShared(row, i, start, count, squared, nearest, least);
      else addOwn(row, i, start, count, squared, nearest);
    }
  });
  const logSums = new Float64Array(rows.length * n);
  rows.forEach(({ rate, shared, sums }, r) => {
    for (let i = 0; i < n; i++) {
      logSums[r * n + i] = Math.log(sums[i]) - (shared ? least : nearest[i]) * rate;
    }
  });
  return logSums;
}

/** The sums of one bandwidth while they grow. */
interface SumRow {
  /** 1/2b². */
  readonly rate: number;
  /** Terms whose squared distance exceeds the nearest one's by more are left out. */
  readonly reach: number;
  /** Whether all sums share one scale, exp(−least · rate), or every point has its own. */
  readonly shared: boolean;
  /** Scaled sums, shape `(n)`. */
  readonly sums: Float64Array;
}

/** A row whose terms are computed and, where there is one, the row whose terms are their squares. */
interface RowPlan {
  readonly row: SumRow;
  readonly squares?: SumRow;
}

function planRows(rows: readonly SumRow[], bandwidths: readonly number[]): RowPlan[] {
  const plans: RowPlan[] = [];
  for (let r = 0; r < rows.length; r++) {
    const row = rows[r];
    const squares = rows[r + 1];
    if (squares?.shared && bandwidths[r] === Math.SQRT2 * bandwidths[r + 1]) {
      plans.push({ row, squares });
      r++;
    } else plans.push({ row });
  }
  return plans;
}

/** Adds a block of pairs where one scale does for all points: one exponential serves both points. */
function addShared(
  { rate, reach, sums }: SumRow,
  i: number,
  start: number,
  count: number,
  squared: Float64Array,
  nearest: Float64Array,
  least: number,
): void {
  const reachOfI = nearest[i] + reach;
  let sum = sums[i];
  for (let m = 0; m < count; m++) {
    const value = squared[m];
    if (value > reachOfI && value > nearest[start + m] + reach) continue;
    const term = negativeExp((value - least) * rate);
    sum += term;
    sums[start + m] += term;
  }
  sums[i] = sum;
}

/** As {@linkcode addShared}, for two bandwidths of ratio √2: one exponential serves both. */
function addWithSquares(
  { rate, reach, sums }: SumRow,
  { sums: squareSums }: SumRow,
  i: number,
  start: number,
  count: number,
  squared: Float64Array,
  nearest: Float64Array,
  least: number,
): void {
  const reachOfI = nearest[i] + reach;
  let sum = sums[i];
  let squareSum = squareSums[i];
  for (let m = 0; m < count; m++) {
    const value = squared[m];
    if (value > reachOfI && value > nearest[start + m] + reach) continue;
    const term = negativeExp((value - least) * rate);
    const square = term * term;
    sum += term;
    squareSum += square;
    sums[start + m] += term;
    squareSums[start + m] += square;
  }
  sums[i] = sum;
  squareSums[i] = squareSum;
}

/** Adds a block of pairs where nearest distances differ so much that every point needs its scale. */
function addOwn(
  { rate, reach, sums }: SumRow,
  i: number,
  start: number,
  count: number,
  squared: Float64Array,
  nearest: Float64Array,
): void {
  const nearestOfI = nearest[i];
  let sum = sums[i];
  for (let m = 0; m < count; m++) {
    const beyondI = squared[m] - nearestOfI;
    if (beyondI <= reach) sum += negativeExp(beyondI * rate);
    const beyondJ = squared[m] - nearest[start + m];
    if (beyondJ <= reach) sums[start + m] += negativeExp(beyondJ * rate);
  }
  sums[i] = sum;
}

/** Takes the squared distances from point `i` to the points `start` … `start + count − 1`. */
type PairBlock = (i: number, start: number, count: number, squared: Float64Array) => void;

/**
 * Visits all pairs i < j: blocks of j in order, in each all i in order. Gives way to other tasks now
 * and then.
 */
async function forEachPairBlock(
  { data, n, d }: Samples,
  { signal, onProgress }: PassControl,
  visit: PairBlock,
): Promise<void> {
  const size = Math.max(16, Math.min(BLOCK, n, Math.floor(BLOCK_VALUES / d)));
  const squared = new Float64Array(size);
  const point = new Float64Array(d);
  let stretchStart = performance.now();
  for (let first = 0; first < n; first += size) {
    const end = Math.min(first + size, n);
    for (let i = 0; i < end - 1; i++) {
      const start = Math.max(first, i + 1);
      for (let c = 0; c < d; c++) point[c] = data[i * d + c];
      squaredDistances(point, data, start, end - start, squared);
      visit(i, start, end - start, squared);
      if ((i & 63) !== 0 || performance.now() - stretchStart < STRETCH_MS) continue;
      signal?.throwIfAborted();
      onProgress?.(
        (first * (first - 1) / 2 + Math.min(i, first) * (end - first)) / (n * (n - 1) / 2),
      );
      await new Promise<void>((resolve) => setTimeout(resolve, 0));
      stretchStart = performance.now();
    }
  }
  signal?.throwIfAborted();
}

/** Squared distances from `point` to rows of `data`; four sums run side by side. */
function squaredDistances(
  point: Float64Array,
  data: Float64Array,
  start: number,
  count: number,
  squared: Float64Array,
): void {
  const d = point.length;
  const fours = d & ~3;
  for (let m = 0, row = start * d; m < count; m++, row += d) {
    let s0 = 0;
    let s1 = 0;
    let s2 = 0;
    let s3 = 0;
    for (let c = 0; c < fours; c += 4) {
      const d0 = point[c] - data[row + c];
      const d1 = point[c + 1] - data[row + c + 1];
      const d2 = point[c + 2] - data[row + c + 2];
      const d3 = point[c + 3] - data[row + c + 3];
      s0 += d0 * d0;
      s1 += d1 * d1;
      s2 += d2 * d2;
      s3 += d3 * d3;
    }
    for (let c = fours; c < d; c++) {
      const rest = point[c] - data[row + c];
      s0 += rest * rest;
    }
    squared[m] = s0 + s1 + (s2 + s3);
  }
}
