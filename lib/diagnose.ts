/**
 * An estimate with what a reader needs to judge it: the codes that it was made from, the contribution
 * of every sample, and the estimate against the number of samples.
 *
 * @module
 */
import { compressSide } from "./estimate_compression.ts";
import { readSide, type Side } from "./estimate_inputs.ts";
import { readSettings } from "./estimate_settings.ts";
import type { Estimate, EstimateOptions } from "./estimate_types.ts";
import { type NestedEstimate, nestedEstimates } from "./nested_estimates.ts";
import type { Labels, SamplesLike } from "./types.ts";

/** An estimate with its evidence. */
export interface Diagnosis {
  /** The estimate of all samples, with `pointwise`. */
  readonly estimate: Estimate;
  /** What the estimator saw: the data, or their codes; without jitter. */
  readonly codes: {
    /** X. */
    readonly x: Side;
    /** Y. */
    readonly y: Side;
  };
  /** The estimate on nested subsets, smallest first; the last is of all samples. */
  readonly nested: readonly NestedEstimate[];
}

/** Share of the work that compression is taken to be, where there is any. */
const COMPRESSION_SHARE = 0.2;

/**
 * Estimates as `estimate` does, with the evidence. Compressors are fitted once, to all samples, and stay
 * the same on the subsets: what is followed over the number of samples is the estimator.
 *
 * @param x Samples of X. Not changed.
 * @param y Samples of Y, in the same order.
 * @param options Those of `estimate`; `pointwise` is taken for granted.
 * @returns The estimate, equal to that of `estimate` but for its duration, with its evidence.
 * @throws {InputError} As `estimate`.
 */
export async function diagnose(
  x: SamplesLike | Labels,
  y: SamplesLike | Labels,
  options: EstimateOptions = {},
): Promise<Diagnosis> {
  const { context } = readSettings(options);
  const given = {
    x: readSide(x, "x", options.xDiscrete ?? false),
    y: readSide(y, "y", options.yDiscrete ?? false),
  };
  const compressed = {
    x: await compressSide(given.x, "x", options.compressX, context),
    y: await compressSide(given.y, "y", options.compressY, context),
  };
  const before = compressed.x.fitted || compressed.y.fitted ? COMPRESSION_SHARE : 0;
  const nested = await nestedEstimates(x, y, {
    ...options,
    compressX: compressed.x.fitted ?? undefined,
    compressY: compressed.y.fitted ?? undefined,
    pointwise: true,
    onProgress: (fraction, step) => context.onProgress?.(before + (1 - before) * fraction, step),
  });
  const { estimate } = nested[nested.length - 1];
  if (estimate === null) throw new Error("The largest subset has an estimate or throws.");
  return { estimate, codes: { x: compressed.x.side, y: compressed.y.side }, nested };
}
