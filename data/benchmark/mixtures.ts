/**
 * Mixtures of normal distributions of (X, Y): their samples, and the exact pointwise mutual information,
 * since the marginals of such a mixture are mixtures too (Czyż et al., "On the properties and
 * estimation of pointwise mutual information profiles", TMLR 2025).
 *
 * @module
 */
import { createRng, deriveSeed } from "../../lib/rng.ts";
import type { Samples } from "../../lib/types.ts";
import type { TaskSamples } from "./task.ts";

/** A normal distribution in which x_j and y_j may be correlated, and all else is independent. */
export interface MixtureComponent {
  /** Mean of X, length d. */
  readonly meanX: readonly number[];
  /** Mean of Y, length e. */
  readonly meanY: readonly number[];
  /** Standard deviations of the coordinates of X. */
  readonly sdX: readonly number[];
  /** Standard deviations of the coordinates of Y. */
  readonly sdY: readonly number[];
  /** Correlations of x_j and y_j for the first coordinates, each in (−1, 1); 0 for the others. */
  readonly correlations: readonly number[];
}

/** A mixture; all components have the same dimensions. */
export interface Mixture {
  /** The components. */
  readonly components: readonly MixtureComponent[];
  /** Their probabilities; the sum is 1. */
  readonly weights: readonly number[];
}

/** Components that are equally likely. */
export function evenMixture(components: readonly MixtureComponent[]): Mixture {
  return { components, weights: components.map(() => 1 / components.length) };
}

/**
 * Draws n pairs of a mixture.
 *
 * @param mixture The distribution, of dimensions d and e.
 * @param n Number of pairs.
 * @param seed Source of all randomness; for one seed, the first pairs are the same whatever n is.
 * @returns X of shape `(n, d)` and Y of shape `(n, e)`.
 */
export function drawMixture(
  { components, weights }: Mixture,
  n: number,
  seed: number,
): TaskSamples {
  const rng = createRng(deriveSeed(seed, "benchmark"));
  const [d, e] = [components[0].meanX.length, components[0].meanY.length];
  const x: Samples = { data: new Float64Array(n * d), n, d };
  const y: Samples = { data: new Float64Array(n * e), n, d: e };
  for (let i = 0; i < n; i++) {
    const component = components[pick(weights, rng.uniform())];
    const { meanX, meanY, sdX, sdY, correlations } = component;
    const z = meanX.map(() => rng.normal());
    for (let j = 0; j < d; j++) x.data[i * d + j] = meanX[j] + sdX[j] * z[j];
    for (let j = 0; j < e; j++) {
      const correlation = correlations[j] ?? 0;
      const shared = correlation === 0 ? 0 : correlation * z[j];
      const own = Math.sqrt(1 - correlation * correlation) * rng.normal();
      y.data[i * e + j] = meanY[j] + sdY[j] * (shared + own);
    }
  }
  return { x, y };
}

function pick(weights: readonly number[], level: number): number {
  let at = 0;
  for (let sum = weights[0]; level >= sum && at < weights.length - 1; sum += weights[at]) at++;
  return at;
}

/**
 * ln p(x, y) / (p(x) p(y)) of every pair, from the densities of the mixture; its mean over pairs of the
 * mixture is the mutual information.
 *
 * @param mixture The distribution.
 * @param samples Pairs.
 * @returns Pointwise mutual information in nats, one for each pair. Takes O(n c (d + e)) time for c
 *   components.
 */
export function pointwiseInformation(
  { components, weights }: Mixture,
  { x, y }: TaskSamples,
): Float64Array {
  const logWeights = weights.map(Math.log);
  const [ofX, ofY, ofBoth] = [0, 1, 2].map(() => new Float64Array(weights.length));
  return Float64Array.from({ length: x.n }, (_, i) => {
    const rowX = x.data.subarray(i * x.d, (i + 1) * x.d);
    const rowY = y.data.subarray(i * y.d, (i + 1) * y.d);
    components.forEach((component, c) => {
      const { meanX, meanY, sdX, sdY, correlations } = component;
      ofX[c] = logWeights[c] + logNormal(rowX, meanX, sdX);
      ofY[c] = logWeights[c] + logNormal(rowY, meanY, sdY);
      ofBoth[c] = ofX[c] + ofY[c] - logWeights[c];
      correlations.forEach((correlation, j) => {
        const u = (rowX[j] - meanX[j]) / sdX[j];
        const v = (rowY[j] - meanY[j]) / sdY[j];
        ofBoth[c] += logDependence(u, v, correlation);
      });
    });
    return logSumExp(ofBoth) - logSumExp(ofX) - logSumExp(ofY);
  });
}

/**
 * The mutual information of a mixture by Monte Carlo: the mean of the exact pointwise values.
 *
 * @param mixture The distribution.
 * @param samples Number of pairs.
 * @param seed Source of the pairs.
 * @returns Nats, and their standard error.
 */
export function monteCarloInformation(
  mixture: Mixture,
  samples: number,
  seed: number,
): readonly [nats: number, standardError: number] {
  const values = pointwiseInformation(mixture, drawMixture(mixture, samples, seed));
  const mean = values.reduce((sum, value) => sum + value, 0) / samples;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (samples - 1);
  return [mean, Math.sqrt(variance / samples)];
}

/** ln density of independent normal coordinates. */
function logNormal(row: Float64Array, mean: readonly number[], sd: readonly number[]): number {
  let sum = 0;
  for (let j = 0; j < row.length; j++) {
    sum -= 0.5 * ((row[j] - mean[j]) / sd[j]) ** 2 + Math.log(sd[j]);
  }
  return sum - 0.5 * row.length * Math.log(2 * Math.PI);
}

/** ln of the joint density of two standard normal values of correlation r over the product of theirs. */
function logDependence(u: number, v: number, r: number): number {
  const rest = 1 - r * r;
  return -0.5 * Math.log(rest) - (r * r * (u * u + v * v) - 2 * r * u * v) / (2 * rest);
}

function logSumExp(values: Float64Array): number {
  let greatest = -Infinity;
  for (const value of values) greatest = Math.max(greatest, value);
  let sum = 0;
  for (const value of values) sum += Math.exp(value - greatest);
  return greatest + Math.log(sum);
}
