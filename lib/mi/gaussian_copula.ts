/**
 * Mutual information of a Gaussian copula.
 *
 * @module
 */
import { type CanonicalPair, canonicalPair } from "../canonical.ts";
import { gaussianise } from "../gaussianise.ts";
import { resolveOptions } from "../registry.ts";
import { digamma } from "../special.ts";
import type { MiEstimate, Samples } from "../types.ts";
import { checkJointCovariance, fewSamples } from "./copula_checks.ts";
import type { MethodEntry } from "./entry.ts";

/** The Gaussian copula's mutual information, corrected for its bias. */
export const GAUSSIAN_COPULA: MethodEntry = {
  id: "gaussian-copula",
  title: "Gaussian copula",
  summary: "Every coordinate made normal, then the mutual information of normal vectors",
  equation: "−½ Σ ln(1 − s²) with s the canonical correlations, less its bias; cf. Eq. (2)",
  assumptions: "Jointly normal after a smooth increasing map of each coordinate; n above d_x + d_y",
  bias: "Low by whatever dependence is not of that form; about 0 where it is",
  cost: "O(n (d + log n) d); memory O(n d)",
  options: [],
  create(options = {}) {
    resolveOptions('method "gaussian-copula"', [], options);
    return {
      id: "gaussian-copula",
      parameters: {},
      // deno-lint-ignore require-await -- errors have to reach the caller as a rejection
      continuous: async (x, y) => {
        checkJointCovariance(x, y);
        return gaussianCopula(copulaPair(x, y));
      },
    };
  },
};

/**
 * Both sides Gaussianised coordinate by coordinate, then in canonical coordinates.
 *
 * @param x Shape `(n, d)`; not changed.
 * @param y Shape `(n, e)`; not changed.
 * @returns Coordinates and correlations.
 * @throws {InputError} If a side cannot be whitened, or a correlation is 1.
 */
export function copulaPair(x: Samples, y: Samples): CanonicalPair {
  return canonicalPair(gaussianise(x), gaussianise(y));
}

/**
 * Mutual information in nats of normal vectors with the canonical correlations of the sample, less the
 * bias of that formula: −½ Σ ln(1 − s²) − β, see {@linkcode gaussianBias}.
 *
 * The standard error, √(Σ s² / n + d e / 2n²), is that of normal vectors: the contribution of a sample
 * has variance Σ s² (delta method), and without dependence, where that vanishes, 2n times the estimate
 * has a χ² distribution with d e degrees of freedom. It knows nothing of another copula's bias.
 *
 * @param pair Canonical coordinates.
 * @returns The estimate; contributions are ln p(a, b) − ln p(a) − ln p(b) of the normal densities, less β.
 */
export function gaussianCopula({ a, b, correlations }: CanonicalPair): MiEstimate {
  const { n } = a;
  const bias = gaussianBias(n, a.d, b.d);
  const nats = gaussianNats(correlations) - bias;
  const squares = correlations.reduce((sum, s) => sum + s * s, 0);
  // Coordinates have variance 1 with divisor n − 1, for which the quadratic terms cancel in the mean.
  const pointwise = new Float64Array(n).fill(nats);
  correlations.forEach((s, c) => {
    const factor = s / (2 * (1 - s * s));
    for (let i = 0; i < n; i++) {
      const [u, v] = [a.data[i * a.d + c], b.data[i * b.d + c]];
      pointwise[i] += factor * (2 * u * v - s * (u * u + v * v));
    }
  });
  return {
    nats,
    standardError: Math.sqrt(squares / n + a.d * b.d / (2 * n * n)),
    pointwise,
    entropies: {},
    warnings: fewSamples(n, a.d + b.d),
  };
}

/** −½ Σ ln(1 − s²) in nats: mutual information of normal vectors with canonical correlations s. */
export function gaussianNats(correlations: Float64Array): number {
  return correlations.reduce((sum, s) => sum - 0.5 * Math.log1p(-s * s), 0);
}

/**
 * By how much −½ Σ ln(1 − s²) of n normal samples exceeds the truth on average, in nats; exact, for any
 * dependence. A sample covariance of n samples in d dimensions has E ln det = ln det Σ + Σᵢ ψ((n − i)/2)
 * + d ln(2 / (n − 1)), i = 1 … d (Wishart), so β = ½ (S(d) + S(e) − S(d + e)) with S the sum of ψ. It is
 * about d e / 2n.
 *
 * @param n Number of samples, above d + e.
 * @param d Dimension of x.
 * @param e Dimension of y.
 * @returns β, positive; d e / 2n where n is not above d + e, and β infinite.
 */
export function gaussianBias(n: number, d: number, e: number): number {
  if (n <= d + e) return d * e / (2 * n);
  const sum = (count: number): number => {
    let total = 0;
    for (let i = 1; i <= count; i++) total += digamma((n - i) / 2);
    return total;
  };
  return 0.5 * (sum(d) + sum(e) - sum(d + e));
}
