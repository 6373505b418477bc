/**
 * Jitter: a little seeded noise that separates equal rows.
 *
 * @module
 */
import { createRng } from "./rng.ts";
import { columnMeans } from "./samples.ts";
import type { Samples } from "./types.ts";

/**
 * Adds independent normal noise to every value. It separates equal rows, whose distance of zero makes
 * nearest-neighbour entropies infinite; but then it also decides what those distances are, so that
 * an estimate can depend on its scale: keep it far below the resolution of the data.
 *
 * @param samples Shape `(n, d)`; not changed.
 * @param scale Standard deviation of the noise as a share of each column's own, at least 0.
 * @param seed Source of the noise.
 * @returns Samples of the same shape; a constant column stays as it is.
 */
export function addJitter(samples: Samples, scale: number, seed: number): Samples {
  const { n, d } = samples;
  const rng = createRng(seed);
  const noise = columnDeviations(samples).map((deviation) => scale * deviation);
  return { data: samples.data.map((value, at) => value + noise[at % d] * rng.normal()), n, d };
}

/** Standard deviation of every column. */
function columnDeviations(samples: Samples): Float64Array {
  const { data, n, d } = samples;
  const means = columnMeans(samples);
  const squares = new Float64Array(d);
  for (let at = 0; at < data.length; at++) squares[at % d] += (data[at] - means[at % d]) ** 2;
  return squares.map((sum) => Math.sqrt(sum / n));
}
