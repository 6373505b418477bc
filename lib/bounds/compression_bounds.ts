/**
 * Bounds of entropy and mutual information under lossy compression: Section 3.2 and Appendix C of the
 * paper.
 *
 * @module
 */
import { InputError } from "../errors.ts";
import { isotropicGaussianEntropy } from "../gaussian.ts";

/** Two-sided bounds, in nats; a side that is infinite says nothing (the bound is vacuous). */
export interface NatsInterval {
  /** Lower bound in nats. */
  readonly lower: number;
  /** Upper bound in nats. */
  readonly upper: number;
}

/** The terms of Statement 3. */
export interface DenoisingTerms {
  /** I(X; Y) in nats, X being the denoised or compressed data. */
  readonly mutualInformation: number;
  /** h(Z) in nats, or an upper bound of it, Z being the noise or what compression loses. */
  readonly noiseEntropy: number;
  /** h(Z | X, Y) in nats, or a lower bound of it. */
  readonly conditionalNoiseEntropy: number;
}

/**
 * Bounds of I(f(X, Z); Y), in nats, where X can be recovered from f(X, Z):
 * I(X; Y) ≤ I(f(X, Z); Y) ≤ I(X, Z; Y) ≤ I(X; Y) + h(Z) − h(Z | X, Y). Statement 3, Section 3.2.
 *
 * In words: X is the denoised data, Z the noise, f(X, Z) the noisy data, and a decoder g with
 * X = g(f(X, Z)) exists. h(Z) may be bounded by {@linkcode entropyUpperBound} or
 * {@linkcode residualEntropyUpperBound}, h(Z | X, Y) by
 * {@linkcode conditionalAdditiveNoiseEntropyBound} and its siblings. Where Z is independent of (X, Y)
 * the bounds meet: Corollary 2.
 *
 * @param terms The three terms in nats.
 * @returns Bounds of I(f(X, Z); Y) and of I(X, Z; Y); the upper one is +Infinity (vacuous) where h(Z) is
 *   +∞ or h(Z | X, Y) is −∞, as for noise that (X, Y) determines.
 * @throws {InputError} If a term is NaN, or h(Z) is below h(Z | X, Y), which no distribution allows.
 *
 * @example The data are a code plus what compression loses, which holds noise of sd 0.1
 * ```ts
 * import { isotropicGaussianEntropy } from "../gaussian.ts";
 * import { denoisingBounds } from "./compression_bounds.ts";
 * import { additiveNoiseEntropyBound, entropyUpperBound } from "./entropy_bounds.ts";
 *
 * const { lower, upper } = denoisingBounds({
 *   mutualInformation: 1.2,
 *   noiseEntropy: entropyUpperBound([[0.03, 0], [0, 0.02]]),
 *   conditionalNoiseEntropy: additiveNoiseEntropyBound(isotropicGaussianEntropy(0.1, 2)),
 * });
 * // 1.2 + ½ ln(0.03 · 0.02 / 0.01²)
 * if (lower !== 1.2 || Math.abs(upper - 2.0959) > 1e-4) throw new Error(`${lower}, ${upper}`);
 * ```
 */
export function denoisingBounds(terms: DenoisingTerms): NatsInterval {
  const { mutualInformation, noiseEntropy, conditionalNoiseEntropy } = terms;
  for (const [name, value] of Object.entries(terms)) {
    if (Number.isNaN(value)) throw new InputError("not-a-number", `${name} is not a number.`);
  }
  if (noiseEntropy === Infinity || conditionalNoiseEntropy === -Infinity) {
    return { lower: mutualInformation, upper: Infinity };
  }
  const gap = noiseEntropy - conditionalNoiseEntropy;
  if (!(gap >= 0)) {
    throw new InputError(
      "inconsistent-bounds",
      `h(Z) is ${noiseEntropy} nats, below h(Z | X, Y) of ${conditionalNoiseEntropy} nats.`,
      "Conditioning never raises entropy: use an upper bound of h(Z), a lower one of h(Z | X, Y).",
    );
  }
  return { lower: mutualInformation, upper: mutualInformation + gap };
}

/** The terms of Statement 10. */
export interface AutoencoderTerms {
  /** n, the dimension of X. */
  readonly dim: number;
  /** n', the dimension of the code. */
  readonly codeDim: number;
  /** σ, the standard deviation of the noise Z ~ N(0, σ² I) that is added to the code. */
  readonly noise: number;
  /** h(E(X) + Z) in nats. */
  readonly codeEntropy: number;
  /** Σ² = E ‖X − D(E(X) + Z)‖² / n, the mean squared error per coordinate with the noise on. */
  readonly meanSquaredError: number;
}

/**
 * Upper bound of h(X), in nats, by an autoencoder A = D ∘ E with noise on its code:
 * h(X) ≤ h(E(X) + Z) − n' (c + ½ ln σ²) + n (c + ½ ln Σ²), c = ½ ln 2πe. Statement 10, Appendix C
 * (Butakov et al., 2021). Equal where X given its noisy code is isotropic Gaussian around the
 * reconstruction.
 *
 * @param terms Dimensions, noise, entropy of the noisy code, and reconstruction error.
 * @returns Upper bound in nats: +Infinity (vacuous) where σ = 0, −Infinity where Σ² = 0 (with σ > 0).
 * @throws {InputError} If a term is out of its range.
 */
export function autoencoderEntropyBound(terms: AutoencoderTerms): number {
  const { dim, codeDim, noise, codeEntropy, meanSquaredError } = terms;
  checkNonNegative("noise", noise);
  checkNonNegative("meanSquaredError", meanSquaredError);
  if (!Number.isFinite(codeEntropy)) {
    throw new InputError("not-a-number", `codeEntropy must be finite: it is ${codeEntropy}.`);
  }
  const noiseEntropy = isotropicGaussianEntropy(noise, codeDim);
  const errorEntropy = isotropicGaussianEntropy(Math.sqrt(meanSquaredError), dim);
  return noise === 0 ? Infinity : codeEntropy - noiseEntropy + errorEntropy;
}

/** The terms of Statement 11 and its corollaries. */
export interface PcaTerms {
  /** n, the dimension of X. */
  readonly dim: number;
  /** n', the dimension of the code. */
  readonly codeDim: number;
  /** σ, the standard deviation of the noise Z ~ N(0, σ² I) that is added to X. */
  readonly noise: number;
  /**
   * λ_{n'+1}, the greatest variance of X (without the noise) that the projector leaves out, as the
   * paper has it; or all n − n' of them, which gives tighter bounds: the term of each direction then
   * has its own variance. Principal components of X + Z have variances λ + σ².
   */
  readonly discardedVariance: number | readonly number[];
}

/**
 * Bounds of h(X + Z) − h(E(X + Z)), in nats, for a PCA projector E to n' dimensions and Gaussian noise
 * Z ~ N(0, σ² I) independent of X: from ½ (n − n') ln(2πe σ²) to ½ (n − n') ln(2πe (λ_{n'+1} + σ²)).
 * Statement 11, Appendix C (Greenewald et al., 2023), with the "+ Z" of the paper's footnote 2. The
 * lower bound is met by constant X, the upper one by Gaussian X with equal discarded variances (with
 * all variances given: by any Gaussian X).
 *
 * @param terms Dimensions, noise and discarded variances.
 * @returns Bounds in nats; the lower one is −Infinity (vacuous) where σ = 0.
 * @throws {InputError} If a term is out of its range.
 */
export function pcaEntropyGapBounds(terms: PcaTerms): NatsInterval {
  const { dim, codeDim, noise } = terms;
  const variances = discardedVariances(terms);
  return {
    lower: isotropicGaussianEntropy(noise, dim - codeDim),
    upper: variances.reduce(
      (sum, variance) => sum + isotropicGaussianEntropy(Math.sqrt(variance + noise * noise), 1),
      0,
    ),
  };
}

/**
 * Bounds of I(X + Z; Y) − I(E(X + Z); Y), in nats, under the conditions of Statement 11 with Z
 * independent of (X, Y): its magnitude is at most ½ (n − n') ln(1 + λ_{n'+1} / σ²). Corollary 5,
 * Appendix C. {@linkcode pcaInformationLossBounds} is tighter.
 *
 * @param terms Dimensions, noise and discarded variances.
 * @returns Bounds in nats; infinite (vacuous) where σ = 0 and something is discarded.
 * @throws {InputError} If a term is out of its range.
 */
export function pcaInformationChangeBounds(terms: PcaTerms): NatsInterval {
  const { upper } = pcaInformationLossBounds(terms);
  return { lower: 0 - upper, upper };
}

/**
 * Bounds of I(X + Z; Y) − I(E(X + Z); Y), in nats, under the conditions of Statement 11 with Z
 * independent of (X, Y): from 0 to ½ (n − n') ln(1 + λ_{n'+1} / σ²). Corollary 6, Appendix C.
 *
 * @param terms Dimensions, noise and discarded variances.
 * @returns Bounds in nats; the upper one is +Infinity (vacuous) where σ = 0 and something is discarded.
 * @throws {InputError} If a term is out of its range.
 *
 * @example Two components kept of ten
 * ```ts
 * import { pcaInformationLossBounds } from "./compression_bounds.ts";
 *
 * const { upper } = pcaInformationLossBounds({
 *   dim: 10,
 *   codeDim: 2,
 *   noise: 0.1,
 *   discardedVariance: 0.001,
 * });
 * // ½ · 8 · ln(1 + 0.001 / 0.1²)
 * if (Math.abs(upper - 0.3812) > 1e-4) throw new Error(`got ${upper}`);
 * ```
 */
export function pcaInformationLossBounds(terms: PcaTerms): NatsInterval {
  const squaredNoise = terms.noise * terms.noise;
  const upper = discardedVariances(terms)
    .filter((variance) => variance > 0)
    .reduce((sum, variance) => sum + 0.5 * Math.log1p(variance / squaredNoise), 0);
  return { lower: 0, upper };
}

/** The n − n' discarded variances, or as many times the greatest one. */
function discardedVariances({ dim, codeDim, noise, discardedVariance }: PcaTerms): number[] {
  checkDimensions(dim, codeDim);
  checkNonNegative("noise", noise);
  const count = dim - codeDim;
  const variances = typeof discardedVariance === "number"
    ? new Array<number>(count).fill(discardedVariance)
    : [...discardedVariance];
  if (variances.length !== count) {
    throw new InputError(
      "shape-mismatch",
      `${count} of ${dim} dimensions are discarded, and ${variances.length} variances are given.`,
      "Give the greatest one as a number, or all of them.",
    );
  }
  for (const variance of variances) checkNonNegative("discardedVariance", variance);
  return variances;
}

function checkDimensions(dim: number, codeDim: number): void {
  if (Number.isInteger(dim) && Number.isInteger(codeDim) && codeDim >= 1 && codeDim <= dim) return;
  throw new InputError(
    "invalid-dimension",
    `The code's dimension must be an integer from 1 to the data's (${dim}): it is ${codeDim}.`,
  );
}

function checkNonNegative(name: string, value: number): void {
  if (value >= 0 && value < Infinity) return;
  throw new InputError(
    "out-of-range",
    `${name} must be finite and at least 0: current value is ${value}.`,
  );
}
