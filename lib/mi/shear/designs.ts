/**
 * The designs among which the regressions of the shear estimator choose.
 *
 * @module
 */
import type { DenseMatrix } from "../../../kernels/simd/dense.ts";
import { createRng, permutation } from "../../rng.ts";
import type { Samples } from "../../types.ts";
import { besides, kernelFeatures, linearFeatures, radialFeatures } from "./features.ts";
import { type RidgeDesign, ridgeDesign, type RidgeFit, ridgeFit } from "./ridge.ts";

/** Landmarks of the regression proper. */
const LANDMARKS = 400;

/**
 * Landmarks with which widths are compared, and with which scale and shape are fitted, from 3 dimensions on.
 * In 1 and 2 all are used: a narrow kernel needs them (warped pairs of 10 nats, 2 + 2: 9.2 instead of 8.3), and
 * wide kernels have low rank there, so that most landmarks are left out.
 */
const FEW_LANDMARKS = 120;

/** Samples for each landmark, at least. */
const SAMPLES_PER_LANDMARK = 5;

/** Above this dimension products of bumps and coordinates are left out: there would be many hundreds. */
const MOST_PRODUCTS = 50;

/** A wider choice of features has to lower the code length by this many nats. */
export const LEAST_GAIN = 0.005;

/** Designs over one side. */
export interface Designs {
  /** The side. */
  readonly a: Samples;
  /** 1 and the coordinates, unpenalised. */
  readonly linear: DenseMatrix;
  /** Bumps of the length, penalised. */
  readonly radial: DenseMatrix;
  /** Kernel widths that are compared; the first is null for none. */
  readonly widths: readonly (number | null)[];
  /** The design with few landmarks for each width. */
  readonly candidates: readonly RidgeDesign[];
}

/**
 * The designs over one side: linear functions and bumps of the length alone, and with Gaussian kernels of
 * several widths.
 *
 * @param a Shape `(n, d)`, whitened; not changed.
 * @returns The designs. Takes O(n m²) time for m features.
 */
export function designsOf(a: Samples): Designs {
  const root = Math.sqrt(a.d);
  const widths = [null, ...(a.d === 2 ? [0.25] : []), 0.5, 1, 2]
    .map((width) => width === null ? null : width * root);
  const linear = linearFeatures(a);
  const radial = radialFeatures(a, a.d <= MOST_PRODUCTS);
  const few = landmarksOf(a.n, a.d <= 2 ? LANDMARKS : FEW_LANDMARKS);
  const candidates = widths.map((width) => ridgeDesign(penalised(a, radial, width, few), linear));
  return { a, linear, radial, widths, candidates };
}

/**
 * A design with all landmarks, and with weights.
 *
 * @param designs Designs over the side.
 * @param features From {@linkcode fullFeatures}.
 * @param weights Weight of every sample, or null.
 * @returns The factorised design.
 */
export function fullDesign(
  { linear }: Designs,
  features: DenseMatrix,
  weights: Float64Array | null,
): RidgeDesign {
  return ridgeDesign(features, linear, weights);
}

/** The penalised features of candidate `choice`, with all landmarks. */
export function fullFeatures({ a, radial, widths }: Designs, choice: number): DenseMatrix {
  return penalised(a, radial, widths[choice], landmarksOf(a.n, LANDMARKS));
}

/**
 * The candidate that predicts best: the one with the least cost, unless that of the first (no kernel) is
 * within {@linkcode LEAST_GAIN}.
 *
 * @param designs Designs over the side.
 * @param outputs What is to be predicted.
 * @param cost Code length of a fit in nats for each sample.
 * @returns The number of the candidate and its fit.
 */
export function bestCandidate(
  { candidates }: Designs,
  outputs: DenseMatrix,
  cost: (fit: RidgeFit) => number,
): { choice: number; fit: RidgeFit } {
  const fits = candidates.map((design) => ridgeFit(design, outputs));
  const costs = fits.map(cost);
  let choice = 0;
  for (let i = 1; i < costs.length; i++) if (costs[i] < costs[choice]) choice = i;
  if (costs[0] - costs[choice] <= LEAST_GAIN) choice = 0;
  return { choice, fit: fits[choice] };
}

function penalised(
  a: Samples,
  radial: DenseMatrix,
  width: number | null,
  landmarks: Int32Array,
): DenseMatrix {
  return width === null ? radial : besides(kernelFeatures(a, landmarks, width), radial);
}

/**
 * Rows at random, always the same for one n: the rows are in an order that the data give, so that the choice
 * does not depend on that of the samples.
 */
function landmarksOf(n: number, most: number): Int32Array {
  const count = Math.min(most, Math.floor(n / SAMPLES_PER_LANDMARK));
  return permutation(n, createRng("landmarks")).slice(0, count);
}
