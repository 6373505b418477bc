/**
 * The search for the bandwidth of a kernel density estimate.
 *
 * @module
 */
import { gridOptimum } from "./grid_optimum.ts";
import type { Ascent } from "./kde_objectives.ts";
import { compareSignedLog, type SignedLog } from "./signed_log.ts";

/** The search ends when Newton's step, or what is left of the interval, is below this share of b. */
const TOLERANCE = 1e-3;

/** A search that has left its start by this factor, on either side, has no optimum. */
const MAX_GROWTH = 1e6;

/** A bandwidth that was tried. */
export interface Trial {
  /** Bandwidth. */
  readonly bandwidth: number;
  /** Score; the greatest is the best. */
  readonly score: SignedLog;
}

/** A bandwidth that was tried with derivatives. */
export interface LocalTrial extends Trial {
  /** Which way the score grows. */
  readonly ascent: Ascent;
}

/** What a bandwidth search needs to know. */
export interface BandwidthSearchOptions<T extends LocalTrial> {
  /** Dimension d of the data. */
  readonly dimension: number;
  /** Middle of the first grid. */
  readonly start: number;
  /** Bandwidths to a grid pass, at least 3. */
  readonly count: number;
  /** Tries `count` bandwidths, the given one and each next smaller by √2, in one pass, in that order. */
  readonly tryGrid: (greatest: number) => Promise<readonly Trial[]>;
  /** Tries one bandwidth, with derivatives, in one pass. */
  readonly tryLocal: (bandwidth: number) => Promise<T>;
}

/** How a bandwidth search ended: with the best trial, or on the way to 0 or infinity. */
export type BandwidthSearchResult<T extends LocalTrial> =
  | { readonly status: "found"; readonly best: T }
  | { readonly status: "vanishing" | "unbounded" };

/**
 * The best bandwidth, in few passes over the data.
 *
 * 1. A grid of bandwidths of ratio √2, all in one pass. Where the best one is an end point, the grid
 *    goes on beyond it, up to a factor of 1e6 from the start.
 * 2. From an interpolation of the grid, Newton's steps in t = ln b, usually two trials in all. They
 *    take ln p to ln d, where p is the slope of the score plus d, for the reason that
 *    {@linkcode gridOptimum} gives: that function is closer to linear than the slope itself.
 *
 * The optimum stays between two tried bandwidths that are no better than the best one: a step that
 * would leave them, or is not half as long as the one before, becomes a bisection on the side to which
 * the score grows. The grid decides between optima that are further apart than a factor of √2; of two
 * that are closer, the search ends at one. The best bandwidth comes with derivatives that show the
 * optimum to be within 0.1 % of it.
 *
 * @param options Start, and how bandwidths are tried.
 * @returns The best trial, or where the search went without finding an optimum.
 */
export async function searchBandwidth<T extends LocalTrial>(
  options: BandwidthSearchOptions<T>,
): Promise<BandwidthSearchResult<T>> {
  const { start, count, tryGrid } = options;
  let grid = await tryGrid(start * 2 ** ((count - 1) / 4));
  for (;;) {
    const best = grid.reduce((a, trial, k) => isBetter(trial, grid[a]) ? k : a, 0);
    const [greatest, least] = [grid[0].bandwidth, grid[grid.length - 1].bandwidth];
    if (best === 0) {
      if (greatest > start * MAX_GROWTH) return { status: "unbounded" };
      grid = [...await tryGrid(greatest * 2 ** (count / 2)), ...grid];
    } else if (best === grid.length - 1) {
      if (least < start / MAX_GROWTH) return { status: "vanishing" };
      grid = [...grid, ...await tryGrid(least * Math.SQRT1_2)];
    } else {
      return {
        status: "found",
        best: await refine(grid.toReversed(), grid.length - 1 - best, options),
      };
    }
  }
}

function isBetter(a: Trial, b: Trial): boolean {
  return compareSignedLog(a.score, b.score) > 0;
}

/** Newton's method in t = ln b, kept between points that are no better than the best one. */
async function refine<T extends LocalTrial>(
  grid: readonly Trial[],
  middle: number,
  { dimension, tryLocal }: BandwidthSearchOptions<T>,
): Promise<T> {
  const points = grid.map(({ bandwidth, score }) => ({
    t: Math.log(bandwidth),
    log: score.sign > 0 ? score.log : NaN,
  }));
  let [low, topT, high] = points.slice(middle - 1, middle + 2).map(({ t }) => t);
  let top = grid[middle];
  let best: T | undefined; // `top`, once it has derivatives
  let t = gridOptimum(points, middle, dimension);
  let length = Infinity;
  for (;;) {
    const trial = await tryLocal(Math.exp(t));
    const step = newtonStep(trial.ascent, dimension);
    if (t !== topT && isBetter(top, trial)) {
      if (t < topT) low = t;
      else high = t;
    } else {
      const rising = trial.ascent.slope > 0;
      // The optimum lies uphill, and not beyond the former best point if that is there.
      if (rising && topT > t) high = topT;
      if (!rising && topT < t) low = topT;
      if (rising) low = t;
      else high = t;
      [topT, top, best] = [t, trial, trial];
      if (Math.abs(step) < TOLERANCE) return trial;
    }
    if (best && high - low < TOLERANCE) return best;
    let next = t + step;
    if (!(next > low && next < high && Math.abs(step) <= length / 2)) {
      next = best ? (low + high) / 2 : topT;
    }
    length = Math.abs(next - t);
    t = next;
  }
}

/** The step in t that takes ln p to ln d, with p = slope + d; not a number where there is none. */
function newtonStep({ slope, curvature }: Ascent, dimension: number): number {
  const p = slope + dimension;
  return p > 0 && curvature < 0 ? Math.log(p / dimension) * p / -curvature : NaN;
}
