/**
 * The sampling error from disjoint parts of the samples.
 *
 * @module
 */
import { InputError } from "../errors.ts";
import { deriveSeed } from "../rng.ts";
import type { Context } from "../types.ts";
import type { SamplingError } from "./interval.ts";
import { estimateEach, type EstimateOn, randomParts, squaredDeviations } from "./resampling.ts";

/** Into how many parts the samples are split; each number is a split of its own. */
export const PART_COUNTS: readonly number[] = [2, 4, 8];

/** Fewer samples in a part say nothing of the variance of many: 1/n is its law for large n. */
export const LEAST_PART = 20;

/** What the parts cost beside the estimate itself, if time grows with the number of samples. */
export const SUBSAMPLING_COST: number = PART_COUNTS.length;

/**
 * Standard error by Holmes and Nemenman's method (Phys. Rev. E 100, 022404, 2019): the variance of an
 * estimate on n / m samples is taken to be B m, since variances go with 1 / n. For m = 2, 4 and 8 the
 * samples are split into m disjoint parts, whose estimates have the sample variance s²(m), with m − 1
 * degrees of freedom. The most likely B, as m s²-values are scaled χ², is
 *
 * B = Σ (m − 1) s²(m) / m / Σ (m − 1),
 *
 * the variance of the estimate on all samples (m = 1), with Σ (m − 1) = 11 degrees of freedom. (The three
 * splits share their samples, so that 11 is somewhat too many. Measured over 200 repeats of nine settings: 95 %
 * intervals of `wkl` cover its mean in 92 to 97 % of the repeats at N = 1000, and in 94 to 97.5 % at N = 5000; those of
 * `ksg-1`, whose variance falls more slowly than 1 / n, in 85.5 to 95.5 and 90.5 to 95 %, the standard error being 0.8
 * to 1.0 of the spread; those of `auto` in 91.5 to 99.5 %, and in six settings at N = 5000 in 88.5 to 96 %:
 * `reports/bench/coverage.md`.)
 *
 * @param n Number of samples, at least 160.
 * @param estimateOn The estimate on some rows.
 * @param context Seed of the splits, progress, abort signal.
 * @returns The standard error in nats, with 11 degrees of freedom.
 * @throws {InputError} If there are fewer than 160 samples (`interval-samples`).
 *
 * Takes 14 estimates, on three times the samples altogether.
 */
export async function subsamplingError(
  n: number,
  estimateOn: EstimateOn,
  context: Context,
): Promise<SamplingError> {
  const needed = LEAST_PART * Math.max(...PART_COUNTS);
  if (n < needed) {
    throw new InputError(
      "interval-samples",
      `The subsampling interval splits the samples into 8 parts of at least ${LEAST_PART}: ` +
        `there are ${n}, and ${needed} are needed.`,
      "Give more samples, or use --interval jackknife or --interval none.",
    );
  }
  const splits = PART_COUNTS.map((count) =>
    randomParts(n, count, deriveSeed(context.seed, "subsampling", count))
  );
  const estimates = await estimateEach(splits.flat(), estimateOn, context, "part");
  const spreads = PART_COUNTS.map((count) => squaredDeviations(estimates.splice(0, count)) / count);
  const degreesOfFreedom = PART_COUNTS.reduce((sum, count) => sum + count - 1, 0);
  const variance = spreads.reduce((sum, spread) => sum + spread, 0) / degreesOfFreedom;
  return { kind: "subsampling", standardError: Math.sqrt(variance), degreesOfFreedom };
}
