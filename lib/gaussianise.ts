/**
 * Smooth Gaussianisation, one coordinate at a time.
 *
 * @module
 */
import { evaluateMonotoneCubic, monotoneCubic } from "./monotone_cubic.ts";
import { normalCdf, normalQuantile } from "./special.ts";
import type { Samples } from "./types.ts";

/**
 * Knots of each map. With the values of ranks instead of a smooth map, or with more knots, the map
 * takes on the noise of the sample, of order 1/√n, which a strong dependence then shows: 2 + 2 uniform
 * dimensions at 10 nats, n = 5000, were estimated (by regression) at 8.9 with ranks, 9.4 with 25 knots,
 * 9.65 with 13, 9.47 without a map.
 */
const KNOTS = 13;

/** Fewer distinct knots than this describe no distribution: the coordinate is left alone. */
const LEAST_KNOTS = 4;

/**
 * Maps every column to about a standard normal distribution by a smooth increasing function: the
 * monotone cubic through 13 knots, at the sample quantiles that belong to equally spaced normal ones,
 * from the least value to the greatest. A column that is mapped by a smooth bijection has the same
 * mutual information with anything else. A column with fewer than four distinct quantiles is copied.
 *
 * @param samples Shape `(n, d)`, n ≥ 2; not changed.
 * @returns Mapped samples, shape `(n, d)`; increasing affine maps of the columns do not change them but
 *   for rounding.
 *
 * Takes O(d n log n) time.
 */
export function gaussianise(samples: Samples): Samples {
  const { data, n, d } = samples;
  const out = Float64Array.from(data);
  const column = new Float64Array(n);
  for (let j = 0; j < d; j++) {
    for (let i = 0; i < n; i++) column[i] = data[i * d + j];
    const { knots, levels } = quantileKnots(column.sort());
    if (knots.length < LEAST_KNOTS) continue;
    const map = monotoneCubic(knots, levels);
    for (let i = 0; i < n; i++) out[i * d + j] = evaluateMonotoneCubic(map, data[i * d + j]);
  }
  return { data: out, n, d };
}

/** Sample quantiles at equally spaced normal ones; equal quantiles become one knot, at their mean level. */
function quantileKnots(sorted: Float64Array): { knots: Float64Array; levels: Float64Array } {
  const n = sorted.length;
  const reach = -normalQuantile(0.5 / n);
  const knots: number[] = [];
  const levels: number[] = [];
  let count = 0;
  for (let m = 0; m < KNOTS; m++) {
    const level = reach * (2 * m / (KNOTS - 1) - 1);
    const knot = m === 0 ? sorted[0] : m === KNOTS - 1 ? sorted[n - 1] : quantile(sorted, level);
    if (knots.length > 0 && knot === knots[knots.length - 1]) {
      count++;
      levels[levels.length - 1] += (level - levels[levels.length - 1]) / count;
      continue;
    }
    knots.push(knot);
    levels.push(level);
    count = 1;
  }
  return { knots: Float64Array.from(knots), levels: Float64Array.from(levels) };
}

/** Quantile at probability Φ(level), linear between the order statistics. */
function quantile(sorted: Float64Array, level: number): number {
  const position = normalCdf(level) * (sorted.length - 1);
  const low = Math.floor(position);
  const high = Math.min(low + 1, sorted.length - 1);
  return sorted[low] + (position - low) * (sorted[high] - sorted[low]);
}
