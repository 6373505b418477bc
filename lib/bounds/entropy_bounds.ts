/**
 * Bounds of entropies: Appendix B of the paper. They bound the entropy terms of Statement 3.
 *
 * @module
 */
import { LuDecomposition, Matrix } from "npm:ml-matrix@6.15.1";
import { InputError } from "../errors.ts";
import { gaussianEntropy, type SquareMatrix } from "../gaussian.ts";
import type { Samples } from "../types.ts";
import { covariance } from "../whitening.ts";

/**
 * Upper bound of h(X), in nats, from its covariance R alone: h(X) ≤ h(N(0, R)) = ½ ln det(2πe R).
 * Statement 7, Appendix B. Equal for Gaussian X.
 *
 * @param x R, shape `(d, d)`, or samples of X, whose sample covariance is taken for R: the bound is
 *   then an estimate too. Not changed.
 * @returns Upper bound in nats; −Infinity where R is singular.
 * @throws {InputError} If R is no covariance, or there are fewer than 2 samples.
 *
 * Takes O(d³) time, and O(n d²) with samples.
 */
export function entropyUpperBound(x: Samples | SquareMatrix): number {
  if (!("data" in x && "n" in x)) return gaussianEntropy(x as SquareMatrix);
  if (x.n > 1) return gaussianEntropy(covariance(x));
  throw new InputError("too-few-samples", "A covariance needs at least 2 samples: there is 1.");
}

/**
 * Upper bound, in nats, of the entropy h(Z) of what a compressor loses, Z = X − D(E(X)): Statement 7,
 * Appendix B, with the covariance of the reconstruction error. It serves as h(Z) in
 * {@linkcode denoisingBounds}.
 *
 * @param samples X, shape `(n, d)`; not changed.
 * @param reconstructions D(E(X)), shape `(n, d)`; not changed.
 * @returns Upper bound in nats; −Infinity where the errors keep to a subspace, as those of PCA do.
 * @throws {InputError} If the shapes differ, or there are fewer than 2 samples.
 */
export function residualEntropyUpperBound(samples: Samples, reconstructions: Samples): number {
  const { n, d } = samples;
  if (reconstructions.n !== n || reconstructions.d !== d) {
    throw new InputError(
      "shape-mismatch",
      `Samples of shape (${n}, ${d}) have reconstructions of shape (${reconstructions.n}, ${reconstructions.d}).`,
    );
  }
  const data = samples.data.map((value, i) => value - reconstructions.data[i]);
  return entropyUpperBound({ data, n, d });
}

/**
 * Lower bound of h(X + Z), in nats, for independent X and Z: h(X + Z) ≥ h(Z), and by the same proof
 * ≥ h(X), so the greater of the two. Statement 8, Appendix B. Equal where the other one is constant;
 * the gap is I(X; X + Z).
 *
 * @param noiseEntropy h(Z) in nats, such as {@linkcode isotropicGaussianEntropy} for Gaussian noise.
 * @param signalEntropy h(X) in nats, where it is known. @default {-Infinity}
 * @returns Lower bound in nats; −Infinity (vacuous) where neither has a density, as for noise with
 *   σ = 0.
 * @throws {InputError} If an argument is NaN.
 */
export function additiveNoiseEntropyBound(noiseEntropy: number, signalEntropy = -Infinity): number {
  checkNumber("noiseEntropy", noiseEntropy);
  checkNumber("signalEntropy", signalEntropy);
  return Math.max(noiseEntropy, signalEntropy);
}

/** One value w of the condition W, for Statement 8 given W. */
export interface AdditiveCondition {
  /** P(W = w); for draws of a continuous W, one over their number. */
  readonly probability: number;
  /** h(Z | W = w) in nats. */
  readonly noiseEntropy: number;
  /** h(X | W = w) in nats, where it is known. @default {-Infinity} */
  readonly signalEntropy?: number;
}

/**
 * Lower bound of h(X + Z | W), in nats, for X and Z independent given W:
 * h(X + Z | W) ≥ Σ_w P(w) max(h(Z | W = w), h(X | W = w)). Statement 8, Appendix B, conditioned.
 *
 * @param conditions The values of W; their probabilities add up to 1.
 * @returns Lower bound in nats; −Infinity (vacuous) where a condition of positive probability has no
 *   entropy.
 * @throws {InputError} If the probabilities do not add up to 1, or a value is NaN.
 */
export function conditionalAdditiveNoiseEntropyBound(
  conditions: readonly AdditiveCondition[],
): number {
  return expectation(
    conditions,
    ({ noiseEntropy, signalEntropy }) => additiveNoiseEntropyBound(noiseEntropy, signalEntropy),
  );
}

/**
 * Lower bound of h(X · Z), in nats, for a random matrix X and an independent random vector Z:
 * h(X · Z) ≥ h(Z) + E ln |det X|. Statement 9, Appendix B. Equal where X is constant, and wherever
 * X · Z tells nothing about X, as for orthogonal X and isotropic Z.
 *
 * @param noiseEntropy h(Z) in nats.
 * @param expectedLogDet E ln |det X|, such as {@linkcode expectedLogAbsDet} gives.
 * @returns Lower bound in nats; −Infinity (vacuous) where X is singular with positive probability.
 * @throws {InputError} If an argument is NaN or their sum is ∞ − ∞.
 */
export function multiplicativeNoiseEntropyBound(
  noiseEntropy: number,
  expectedLogDet: number,
): number {
  const bound = noiseEntropy + expectedLogDet;
  checkNumber("noiseEntropy + expectedLogDet", bound);
  return bound;
}

/** One value w of the condition W, for Statement 9 given W. */
export interface MultiplicativeCondition {
  /** P(W = w); for draws of a continuous W, one over their number. */
  readonly probability: number;
  /** h(Z | W = w) in nats. */
  readonly noiseEntropy: number;
  /** E(ln |det X| given W = w). */
  readonly expectedLogDet: number;
}

/**
 * Lower bound of h(X · Z | W), in nats, for X and Z independent given W:
 * h(X · Z | W) ≥ Σ_w P(w) (h(Z | W = w) + E(ln |det X| given w)). Statement 9, Appendix B, conditioned.
 *
 * @param conditions The values of W; their probabilities add up to 1.
 * @returns Lower bound in nats; −Infinity where it is vacuous.
 * @throws {InputError} If the probabilities do not add up to 1, or a value is NaN.
 */
export function conditionalMultiplicativeNoiseEntropyBound(
  conditions: readonly MultiplicativeCondition[],
): number {
  return expectation(
    conditions,
    ({ noiseEntropy, expectedLogDet }) =>
      multiplicativeNoiseEntropyBound(noiseEntropy, expectedLogDet),
  );
}

/**
 * Mean of ln |det X| over draws of a random matrix, for Statement 9.
 *
 * @param matrices Draws of X, each of shape `(d, d)`; not changed.
 * @returns The mean; −Infinity where a draw is singular.
 * @throws {InputError} If there is no draw, or one is not square.
 */
export function expectedLogAbsDet(matrices: readonly SquareMatrix[]): number {
  if (matrices.length === 0) throw new InputError("empty", "There is no matrix to average over.");
  let sum = 0;
  for (const given of matrices) {
    const rows = "to2DArray" in given ? given.to2DArray() : given;
    const matrix = new Matrix(rows.map((row) => [...row]));
    if (!matrix.isSquare()) throw new InputError("not-square", "A matrix is not square.");
    // Logarithms of the pivots, since the determinant itself overflows in high dimension.
    const pivots = new LuDecomposition(matrix).upperTriangularMatrix.diagonal();
    sum += pivots.reduce((total, pivot) => total + Math.log(Math.abs(pivot)), 0);
  }
  return sum / matrices.length;
}

/**
 * Lower bound of h(X ⊙ Z), in nats, for independent random vectors X and Z and the element-wise
 * product: h(X ⊙ Z) ≥ h(Z) + Σ_i E ln |X_i|. Corollary 4, Appendix B. For multiplicative noise such as
 * Gaussian dropout, X ⊙ (1 + σN), Z is 1 + σN, with h(Z) from {@linkcode isotropicGaussianEntropy}.
 *
 * @param noiseEntropy h(Z) in nats.
 * @param x Samples of X, shape `(n, d)`, over which ln |X_i| is averaged; not changed.
 * @returns Lower bound in nats; −Infinity (vacuous) where a value is exactly 0, as after ReLU.
 * @throws {InputError} If `noiseEntropy` is NaN or +Infinity.
 */
export function elementwiseNoiseEntropyBound(noiseEntropy: number, x: Samples): number {
  let sum = 0;
  for (const value of x.data) sum += Math.log(Math.abs(value));
  return multiplicativeNoiseEntropyBound(noiseEntropy, sum / x.n);
}

function expectation<T extends { readonly probability: number }>(
  conditions: readonly T[],
  value: (condition: T) => number,
): number {
  const total = conditions.reduce((sum, { probability }) => sum + probability, 0);
  // NaN and negative probabilities fail here as well.
  if (!(Math.abs(total - 1) <= 1e-9) || conditions.some(({ probability }) => probability < 0)) {
    throw new InputError(
      "invalid-probabilities",
      `Probabilities must be at least 0 and add up to 1: they add up to ${total}.`,
    );
  }
  return conditions
    .filter(({ probability }) => probability > 0)
    .reduce((sum, condition) => sum + condition.probability * value(condition), 0);
}

function checkNumber(name: string, value: number): void {
  if (Number.isNaN(value)) throw new InputError("not-a-number", `${name} is not a number.`);
}
