/**
 * The joint distributions that benchmark tasks start from.
 *
 * @module
 */
import { gaussianMutualInformation } from "../../lib/gaussian.ts";
import { createRng, deriveSeed, type Rng } from "../../lib/rng.ts";
import { digamma, logGamma } from "../../lib/special.ts";
import type { Samples } from "../../lib/types.ts";
import type { TaskSamples } from "./task.ts";

/** A joint distribution of X and Y of the same dimension, with its mutual information. */
export interface Source {
  /** Dimension of X, and of Y. */
  readonly dim: number;
  /** True mutual information in nats. */
  readonly mutualInformation: number;
  /** Fills one row of x and one of y. */
  readonly drawRow: (x: Float64Array, y: Float64Array, rng: Rng) => void;
}

/**
 * Draws n pairs of a source.
 *
 * @param source The distribution.
 * @param n Number of pairs.
 * @param seed Source of all randomness; for one seed, the first pairs are the same whatever n is.
 * @returns X and Y, each of shape `(n, dim)`.
 */
export function drawSource({ dim, drawRow }: Source, n: number, seed: number): TaskSamples {
  const rng = createRng(deriveSeed(seed, "benchmark"));
  const x: Samples = { data: new Float64Array(n * dim), n, d: dim };
  const y: Samples = { data: new Float64Array(n * dim), n, d: dim };
  for (let i = 0; i < n; i++) {
    const [from, to] = [i * dim, (i + 1) * dim];
    drawRow(x.data.subarray(from, to), y.data.subarray(from, to), rng);
  }
  return { x, y };
}

/**
 * Normal vectors of unit variance in which the first `pairs` coordinates of X and Y are correlated pair
 * by pair, and all else is independent: I = −½ pairs ln(1 − ρ²).
 */
export function pairedNormal(dim: number, pairs: number, correlation: number): Source {
  const rest = Math.sqrt(1 - correlation * correlation);
  return {
    dim,
    mutualInformation: -pairs * Math.log(rest),
    drawRow(x, y, rng) {
      for (let j = 0; j < dim; j++) {
        x[j] = rng.normal();
        const noise = rng.normal();
        y[j] = j < pairs ? correlation * x[j] + rest * noise : noise;
      }
    },
  };
}

/** Normal vectors of unit variance with the correlation ½ between any two coordinates of X and Y. */
export function denseNormal(dim: number): Source {
  const covariance = Array.from(
    { length: 2 * dim },
    (_, i) => Array.from({ length: 2 * dim }, (_, j) => i === j ? 1 : 0.5),
  );
  return {
    dim,
    mutualInformation: gaussianMutualInformation(covariance, dim),
    drawRow(x, y, rng) {
      const common = rng.normal();
      for (let j = 0; j < dim; j++) {
        x[j] = Math.SQRT1_2 * (common + rng.normal());
        y[j] = Math.SQRT1_2 * (common + rng.normal());
      }
    },
  };
}

/**
 * (X, Y) with Student's t distribution, identity dispersion and ν degrees of freedom: uncorrelated, but
 * one length is common to all coordinates. I = h(d) + h(d) − h(2d) with {@linkcode studentEntropy}.
 */
export function student(dim: number, freedom: number): Source {
  return {
    dim,
    mutualInformation: 2 * studentEntropy(dim, freedom) - studentEntropy(2 * dim, freedom),
    drawRow(x, y, rng) {
      let squares = 0;
      for (let j = 0; j < freedom; j++) squares += rng.normal() ** 2;
      const scale = Math.sqrt(freedom / squares);
      for (let j = 0; j < dim; j++) {
        x[j] = scale * rng.normal();
        y[j] = scale * rng.normal();
      }
    },
  };
}

/**
 * Differential entropy in nats of the d-dimensional t distribution with identity dispersion and ν
 * degrees of freedom: ln Γ(ν/2) − ln Γ((ν+d)/2) + ½ d ln(νπ) + ½ (ν+d) (ψ((ν+d)/2) − ψ(ν/2)).
 */
export function studentEntropy(d: number, freedom: number): number {
  const [half, whole] = [freedom / 2, (freedom + d) / 2];
  return logGamma(half) - logGamma(whole) + 0.5 * d * Math.log(freedom * Math.PI) +
    whole * (digamma(whole) - digamma(half));
}

/**
 * X uniform on (0, 1), Y = X plus uniform noise on (−ε, ε): I = 1/4ε for ε > ½, and ε − ln 2ε otherwise.
 */
export function additiveNoise(width: number): Source {
  return {
    dim: 1,
    mutualInformation: width > 0.5 ? 1 / (4 * width) : width - Math.log(2 * width),
    drawRow(x, y, rng) {
      x[0] = rng.uniform();
      y[0] = x[0] + width * (2 * rng.uniform() - 1);
    },
  };
}
