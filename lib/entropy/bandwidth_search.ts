/**
 * The search for the bandwidth of a kernel density estimate.
 *
 * @module
 */

/** Points of the grid in each round. */
const GRID = 7;

/** The search ends when the interval around the best bandwidth is below this share of it. */
const RELATIVE_WIDTH = 1e-2;

/** A search that has left this factor of its start interval, on either side, has no optimum. */
const MAX_GROWTH = 1e6;

/** A bandwidth that was tried. */
export interface Trial {
  /** Bandwidth. */
  readonly bandwidth: number;
}

/** What a bandwidth search needs to know. */
export interface BandwidthSearchOptions<T extends Trial> {
  /** Least bandwidth of the first grid. */
  readonly lower: number;
  /** Greatest bandwidth of the first grid. */
  readonly upper: number;
  /** Tries bandwidths, all in one pass; the result has their order. */
  readonly evaluate: (bandwidths: readonly number[]) => Promise<readonly T[]>;
  /** More than 0 where the first trial is the better one. */
  readonly compare: (a: T, b: T) => number;
}

/** How a bandwidth search ended. */
export interface BandwidthSearchResult<T extends Trial> {
  /** The best trial. */
  readonly best: T;
  /** Number of bandwidths that were tried. */
  readonly trials: number;
  /** Whether the optimum lies inside; if not, the search went on to this side without finding one. */
  readonly status: "found" | "vanishing" | "unbounded";
}

/**
 * The best bandwidth: 7 points on a logarithmic grid, narrowed around the best one until the interval
 * is below 1e-2 of the best value. Where the best point is an end point, the grid moves beyond it, by
 * steps that double each time, up to a factor of 1e6 from the start. Trials are not repeated, so a
 * round after the first costs 4 or 5 bandwidths.
 *
 * @param options Start interval, trial and comparison.
 * @returns The best trial and whether it is an optimum.
 */
export async function searchBandwidth<T extends Trial>(
  { lower, upper, evaluate, compare }: BandwidthSearchOptions<T>,
): Promise<BandwidthSearchResult<T>> {
  let trials = 0;
  const known = new Map<number, T>();
  const tryAll = async (grid: readonly number[]): Promise<T[]> => {
    const fresh = grid.filter((bandwidth) => !known.has(bandwidth));
    for (const trial of await evaluate(fresh)) known.set(trial.bandwidth, trial);
    trials += fresh.length;
    const results = grid.map((bandwidth) => known.get(bandwidth) as T);
    known.clear();
    for (const trial of results) known.set(trial.bandwidth, trial);
    return results;
  };
  let grid = logGrid(lower, upper);
  for (;;) {
    const results = await tryAll(grid);
    const best = results.reduce((a, _, k) => compare(results[k], results[a]) > 0 ? k : a, 0);
    if (best > 0 && best < GRID - 1) {
      const width = grid[best + 1] - grid[best - 1];
      if (width < RELATIVE_WIDTH * grid[best]) {
        return { best: results[best], trials, status: "found" };
      }
      grid = narrowed(grid, best);
      continue;
    }
    if (best === 0 ? grid[0] < lower / MAX_GROWTH : grid[best] > upper * MAX_GROWTH) {
      const status = best === 0 ? "vanishing" : "unbounded";
      return { best: results[best], trials, status };
    }
    grid = grown(grid, best);
  }
}

/** `GRID` points from `lower` to `upper`, equally spaced in the logarithm. */
function logGrid(lower: number, upper: number): number[] {
  const ratio = upper / lower;
  return Array.from({ length: GRID }, (_, k) => lower * ratio ** (k / (GRID - 1)));
}

/** A grid three times as fine around the point `best`; its neighbours and itself are kept as they are. */
function narrowed(grid: readonly number[], best: number): number[] {
  const step = grid[best + 1] / grid[best];
  const [low, middle, high] = grid.slice(best - 1, best + 2);
  return [
    low,
    low * step ** (1 / 3),
    low * step ** (2 / 3),
    middle,
    middle * step ** (1 / 3),
    middle * step ** (2 / 3),
    high,
  ];
}

/** A grid of twice the step beyond the end point `end`; that point and the next but one are kept. */
function grown(grid: readonly number[], end: number): number[] {
  const inward = end === 0 ? 1 : -1;
  const ratio = grid[end] / grid[end + 2 * inward];
  const outward = Array.from({ length: GRID - 2 }, (_, k) => grid[end] * ratio ** (k + 1));
  const points = [grid[end + 2 * inward], grid[end], ...outward];
  return end === 0 ? points.reverse() : points;
}
