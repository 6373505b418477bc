/**
 * A pair of normal vectors with known mutual information: the base of all synthetic data
 * (Section 4, Statement 4 and its proof in Appendix A).
 *
 * @module
 */
import { Matrix } from "npm:ml-matrix@6.15.1";
import { InputError } from "../lib/errors.ts";
import { createRng, deriveSeed } from "../lib/rng.ts";
import type { Samples } from "../lib/types.ts";
import { randomRotation, transformRows } from "./random_rotation.ts";
import type { SampleRequest } from "./sampler.ts";

/** Most values that one sample may hold: 8 GiB of float64. */
const MAX_VALUES = 2 ** 30;

/** What the vectors look like. */
export interface NormalPairOptions {
  /** n', the dimension of ξ. */
  readonly dimX: number;
  /** m', the dimension of η. */
  readonly dimY: number;
  /** Whether ξ and η are each multiplied by a random rotation. @default {true} */
  readonly rotation?: boolean;
}

/**
 * The correlation a of each of the min(n', m') coordinate pairs. Equation (6), Appendix A, with κ
 * shared evenly among the pairs: a = √(1 − exp(−2κ / min(n', m'))).
 *
 * @param mutualInformation κ in nats, finite and at least 0.
 * @param dimX n', at least 1.
 * @param dimY m', at least 1.
 * @returns a in [0, 1).
 * @throws {InputError} If an argument is out of its range, or κ is so large (above about 18 nats for
 *   each pair) that a rounds to 1 in float64 and the covariance would be singular.
 */
export function pairCorrelation(mutualInformation: number, dimX: number, dimY: number): number {
  checkDimension("dimX", dimX);
  checkDimension("dimY", dimY);
  if (!(mutualInformation >= 0 && mutualInformation < Infinity)) {
    throw new InputError(
      "invalid-mutual-information",
      `The mutual information must be finite and at least 0: current value is ${mutualInformation}.`,
      "It is in nats.",
    );
  }
  const pairs = Math.min(dimX, dimY);
  const a = Math.sqrt(-Math.expm1((-2 * mutualInformation) / pairs));
  if (a < 1) return a;
  throw new InputError(
    "singular-covariance",
    `${mutualInformation} nats over ${pairs} coordinate pair${
      pairs === 1 ? "" : "s"
    } needs a correlation that rounds to 1: the covariance (7) would be singular.`,
    `Ask for at most about ${18 * pairs} nats, or use more dimensions.`,
  );
}

/**
 * The covariance M of (ξ, η): unit blocks on the diagonal, a on the pairs (ξ_i, η_i),
 * i < min(n', m'). Equation (7), Appendix A (before the rotations).
 *
 * @param dimX n', at least 1.
 * @param dimY m', at least 1.
 * @param mutualInformation κ in nats.
 * @returns M, shape `(n' + m', n' + m')`, positive definite.
 * @throws {InputError} As {@linkcode pairCorrelation}.
 */
export function pairCovariance(dimX: number, dimY: number, mutualInformation: number): Matrix {
  const a = pairCorrelation(mutualInformation, dimX, dimY);
  const covariance = Matrix.eye(dimX + dimY);
  for (let i = 0; i < Math.min(dimX, dimY); i++) {
    covariance.set(i, dimX + i, a);
    covariance.set(dimX + i, i, a);
  }
  return covariance;
}

/**
 * Draws (ξ, η) ~ N(0, M) with I(ξ; η) = κ: η_i = a ξ_i + exp(−κ / min(n', m')) ε_i on the pairs, and
 * independent coordinates elsewhere. The noise's scale √(1 − a²) is computed without cancellation, so
 * that large κ stay exact. Rotations leave the mutual information as it is (Statement 1).
 *
 * @param request Number of samples, κ in nats, and the seed. For one seed, the first samples are the
 *   same whatever the number of samples.
 * @param options Dimensions, and whether to rotate.
 * @returns ξ of shape `(n, n')` and η of shape `(n, m')`, each standard normal.
 * @throws {InputError} As {@linkcode pairCorrelation}, or if the number of samples is not a positive
 *   integer or too large.
 *
 * Takes O(n (n'² + m'²)) time with rotations.
 */
export function drawNormalPair(
  request: SampleRequest,
  options: NormalPairOptions,
): { x: Samples; y: Samples } {
  const { samples: n, mutualInformation, seed } = request;
  const { dimX, dimY, rotation = true } = options;
  const a = pairCorrelation(mutualInformation, dimX, dimY);
  checkSize(n, Math.max(dimX, dimY));
  const pairs = Math.min(dimX, dimY);
  const scale = Math.exp(-mutualInformation / pairs);
  const rng = createRng(deriveSeed(seed, "normal-pair"));
  const x: Samples = { data: new Float64Array(n * dimX), n, d: dimX };
  const y: Samples = { data: new Float64Array(n * dimY), n, d: dimY };
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < dimX; j++) x.data[i * dimX + j] = rng.normal();
    for (let j = 0; j < dimY; j++) {
      const noise = rng.normal();
      y.data[i * dimY + j] = j < pairs ? a * x.data[i * dimX + j] + scale * noise : noise;
    }
  }
  return rotation ? { x: rotated(x, seed, "x"), y: rotated(y, seed, "y") } : { x, y };
}

/**
 * Checks that a sample can be drawn and held in memory.
 *
 * @param n Number of samples.
 * @param d Values of one sample.
 * @throws {InputError} If `n` is not a positive integer, or there are more than 2³⁰ values.
 */
export function checkSize(n: number, d: number): void {
  if (!Number.isInteger(n) || n < 1) {
    throw new InputError(
      "invalid-samples",
      `The number of samples must be an integer, at least 1: current value is ${n}.`,
    );
  }
  if (n * d > MAX_VALUES) {
    throw new InputError(
      "too-large",
      `${n} samples of ${d} values are more than 2^30 numbers (8 GiB).`,
      "Ask for fewer samples or a smaller side.",
    );
  }
}

function rotated(samples: Samples, seed: number, side: string): Samples {
  const rng = createRng(deriveSeed(seed, "rotation", side));
  return transformRows(samples, randomRotation(samples.d, rng));
}

function checkDimension(name: string, value: number): void {
  if (Number.isInteger(value) && value >= 1) return;
  throw new InputError(
    "invalid-dimension",
    `${name} must be an integer, at least 1: current value is ${value}.`,
  );
}
