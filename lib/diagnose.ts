/**
 * An estimate with what a reader needs to judge it: the codes that it was made from, the contribution
 * of every sample, and the estimate against the number of samples.
 *
 * @module
 */
import { estimate } from "./estimate.ts";
import { readSide, type Side } from "./estimate_inputs.ts";
import type { Estimate, EstimateOptions } from "./estimate_types.ts";
import {
  intervalOfSubsets,
  type NestedEstimate,
  nestedSizes,
  subsetEstimates,
} from "./nested_estimates.ts";
import type { FittedCompressor, Labels, SamplesLike } from "./types.ts";

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

/**
 * Estimates as `estimate` does, with the evidence. Compressors are fitted once, to all samples, and stay
 * the same on the subsets: what is followed over the number of samples is the estimator. Subsets have an interval
 * where it costs nothing or one was asked for.
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
  const { onProgress } = options;
  const sides = {
    x: readSide(x, "x", options.xDiscrete ?? false),
    y: readSide(y, "y", options.yDiscrete ?? false),
  };
  const sizes = nestedSizes(sides.x.n).filter((size) => size < sides.x.n);
  const total = sizes.reduce((sum, size) => sum + size, sides.x.n);
  const share = sides.x.n / total;
  const fitted: { x?: FittedCompressor; y?: FittedCompressor } = {};
  const whole = await estimate(x, y, {
    ...options,
    pointwise: true,
    onProgress: (fraction, step) => onProgress?.(share * fraction, step),
    async onCompressed(compressor, side) {
      fitted[side] = compressor;
      await options.onCompressed?.(compressor, side);
    },
  });
  const smaller = await subsetEstimates(sides, sizes, {
    ...options,
    compressX: fitted.x,
    compressY: fitted.y,
    compressorOptions: undefined,
    interval: intervalOfSubsets(sides, options),
    onCompressed: undefined,
    onProgress: (fraction, step) => onProgress?.(share + (1 - share) * fraction, step),
  });
  return {
    estimate: whole,
    codes: { x: await codeOf(sides.x, fitted.x), y: await codeOf(sides.y, fitted.y) },
    nested: [
      ...smaller.map(({ cause: _, ...each }) => each),
      { samples: whole.samples, estimate: whole },
    ],
  };
}

async function codeOf(side: Side, fitted: FittedCompressor | undefined): Promise<Side> {
  if (side.kind === "discrete" || fitted === undefined) return side;
  const samples = await fitted.encode(side.samples);
  return { kind: "continuous", samples, n: samples.n, d: samples.d };
}
