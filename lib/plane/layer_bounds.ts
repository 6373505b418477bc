/**
 * What a layer itself can hold beyond its code: Statement 3 with Appendix B.
 *
 * @module
 */
import { denoisingBounds } from "../bounds/compression_bounds.ts";
import {
  additiveNoiseEntropyBound,
  elementwiseNoiseEntropyBound,
} from "../bounds/entropy_bounds.ts";
import type { LinearCode } from "../compress/linear_code.ts";
import type { Pca } from "../compress/pca.ts";
import { gaussianEntropy, isotropicGaussianEntropy } from "../gaussian.ts";
import { groupByLabel } from "../samples.ts";
import type { FittedCompressor, Labels, Samples } from "../types.ts";
import { covariance, symmetricEigen } from "../whitening.ts";
import type { LayerNoise, NoiseInfo, PlaneBound } from "./plane_types.ts";

/** How much compression can have lost, and on what that rests. */
export interface CompressionGap {
  /** h(Z) and h(Z | E(L), Y) in nats, as bounded; null where one of them is infinite or unknown. */
  readonly terms:
    | { readonly noiseEntropy: number; readonly conditionalNoiseEntropy: number }
    | null;
  /** What the bound rests on, or why there is none. */
  readonly basis: string;
}

/** Up to this width the variances that PCA leaves out are all computed. */
const EXACT_WIDTH = 128;

/**
 * Bounds the two entropies of Statement 3 for a layer L and its code E(L), with Z = L − D(E(L)), what
 * compression loses. The encoder is the "perfect denoising decoder" g of that statement:
 * E(D(E(L)) + Z) = E(L), so I(E(L); Y) ≤ I(L; Y) ≤ I(E(L); Y) + h(Z) − h(Z | E(L), Y).
 *
 * Z has a density in the d − k directions that a PCA leaves out, and there:
 * - h(Z) ≤ that of a Gaussian with the same covariance (Statement 7); for layers wider than 128 with
 *   the same trace, which is weaker;
 * - additive noise, L = S + σN: h(Z | E(L), Y) ≥ h of the noise in those directions (Statement 8 given
 *   S, Y and the noise in the other ones);
 * - multiplicative noise, L = S ⊙ (1 + σN): h(Z | E(L), Y) ≥ h(L | S) − h(E(L) | S), with
 *   h(L | S) = h(σN) + Σ E ln |S_i| (Corollary 4 given S) and E(L) given S Gaussian with covariance
 *   σ² P diag(S²) Pᵀ, whose entropy is at most that at the mean of S² (log det is concave). From
 *   E ln |1 + σN| ≤ ½ ln(1 + σ²), E ln |S_i| ≥ E ln |L_i| − ½ ln(1 + σ²).
 *
 * Y may be anything that depends on the noise through nothing: labels, targets, the inputs or their
 * code. Means and covariances are those of the samples, so the bounds are estimates too.
 *
 * @param outputs L, shape `(n, d)`.
 * @param fitted E; null where L is not compressed.
 * @param noise The noise of the layer.
 * @returns The terms; none where the encoder is not linear (Z given the code then has no density), the
 *   layer has no noise of its own that is known, or a value is exactly 0.
 *
 * Takes O(n d k), and O(n d² + d³) up to a width of 128.
 */
export function compressionGap(
  outputs: Samples,
  fitted: FittedCompressor | null,
  noise: NoiseInfo,
): CompressionGap {
  if (fitted === null) {
    return {
      terms: { noiseEntropy: 0, conditionalNoiseEntropy: 0 },
      basis: "the layer is not compressed",
    };
  }
  if (fitted.id !== "pca" || !("components" in fitted)) {
    return { terms: null, basis: "what a nonlinear encoder loses has no density given the code" };
  }
  if (typeof noise === "string") return { terms: null, basis: NO_NOISE[noise] };
  const pca = fitted as Pca;
  const conditional = noise.kind === "additive"
    ? additiveNoiseEntropyBound(isotropicGaussianEntropy(noise.sigma, pca.inputDim - pca.dim))
    : multiplicativeTerm(outputs, pca, noise);
  if (conditional === -Infinity) {
    return { terms: null, basis: "multiplicative noise is nothing where an output is exactly 0" };
  }
  return {
    // Where noise is all there is, a sample covariance may come out below it.
    terms: {
      noiseEntropy: Math.max(lostEntropy(outputs, pca), conditional),
      conditionalNoiseEntropy: conditional,
    },
    basis: noise.kind === "additive"
      ? "Statement 3 with Statements 7 and 8"
      : "Statement 3 with Statement 7 and Corollary 4",
  };
}

const NO_NOISE: Readonly<Record<Exclude<NoiseInfo, LayerNoise>, string>> = {
  none: "the layer has no noise",
  upstream: "the layer has no noise of its own",
  unknown: "the noise of the layer is not known",
};

/**
 * The interval of Statement 3 around an estimate.
 *
 * @param nats Estimate of I(E(L); Y); null where there is none.
 * @param gap What {@linkcode compressionGap} gave.
 * @param most What I(L; Y) cannot exceed, such as H(Y) of labels. @default {Infinity}
 */
export function boundOf(
  nats: number | null,
  { terms }: CompressionGap,
  most = Infinity,
): PlaneBound {
  if (nats === null || terms === null) return "vacuous";
  const { lower, upper } = denoisingBounds({ mutualInformation: nats, ...terms });
  return { lower, upper: Math.max(lower, Math.min(upper, most)) };
}

/** Shannon entropy of labels, in nats: the most that anything can tell about them. */
export function labelEntropy(labels: Labels): number {
  return [...groupByLabel(labels).values()].reduce((sum, { length }) => {
    const share = length / labels.length;
    return sum - share * Math.log(share);
  }, 0);
}

/** h(Z) in the directions that a PCA leaves out, at most. */
function lostEntropy(outputs: Samples, { dim, inputDim, variances, totalVariance }: Pca): number {
  const count = inputDim - dim;
  if (inputDim <= EXACT_WIDTH) {
    const { values } = symmetricEigen(covariance(outputs));
    return values.slice(0, count).reduce(
      (sum, value) => sum + isotropicGaussianEntropy(Math.sqrt(Math.max(value, 0)), 1),
      0,
    );
  }
  const left = variances.reduce((rest, variance) => rest - variance, totalVariance);
  return isotropicGaussianEntropy(Math.sqrt(Math.max(left, 0) / count), count);
}

function multiplicativeTerm(outputs: Samples, code: LinearCode, { sigma }: LayerNoise): number {
  const { d } = outputs;
  const whole = elementwiseNoiseEntropyBound(isotropicGaussianEntropy(sigma, d), outputs) -
    0.5 * d * Math.log1p(sigma * sigma);
  return whole === -Infinity ? whole : whole - gaussianEntropy(codeNoise(outputs, code, sigma));
}

/** σ² P diag(E S²) Pᵀ, with E S² = E L² / (1 + σ²). */
function codeNoise({ data, n, d }: Samples, { components }: LinearCode, sigma: number): number[][] {
  const squares = new Float64Array(d);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < d; j++) squares[j] += data[i * d + j] ** 2;
  }
  const factor = sigma * sigma / (1 + sigma * sigma) / n;
  const dim = components.length / d;
  return Array.from({ length: dim }, (_, a) =>
    Array.from({ length: dim }, (_, b) => {
      let sum = 0;
      for (let j = 0; j < d; j++) sum += components[a * d + j] * components[b * d + j] * squares[j];
      return factor * sum;
    }));
}
