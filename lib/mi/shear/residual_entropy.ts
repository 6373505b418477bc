/**
 * Entropy as the sum of the coordinates' entropies and that of their copula.
 *
 * @module
 */
import { nearestNeighbors } from "../../neighbors/nearest_neighbors.ts";
import { rankGaussianise } from "../../rank_gaussianise.ts";
import { digamma, logUnitBallVolume } from "../../special.ts";
import type { Samples } from "../../types.ts";
import { whiten } from "../../whitening.ts";

/** Neighbours in one dimension. */
const LINE_NEIGHBORS = 4;

/** Neighbours in the space of normal scores. */
const COPULA_NEIGHBORS = 3;

const LOG_TWO_PI = Math.log(2 * Math.PI);

/**
 * Estimates of −ln ρ(z) at every sample, in nats; their mean estimates h(Z):
 *
 * h(Z) = Σ_c h(Z_c) + h(G) + Σ_c E ln φ(G_c), with G_c = Φ⁻¹(F_c(Z_c)) the normal scores of coordinate c and φ
 * the normal density. The h(Z_c) are Kozachenko–Leonenko estimates in one dimension (k = 4), and h(G) is one
 * on whitened scores (k = 3), where the density is about normal whatever Z is. Two samples of the same size
 * have the same set of scores in every coordinate, so that much of the bias cancels in a difference.
 *
 * @param samples Z, shape `(n, d)`; not changed.
 * @returns Estimates, length n; infinite where five samples share a coordinate.
 */
export async function copulaEntropy(samples: Samples): Promise<Float64Array> {
  const { data, n, d } = samples;
  const out = new Float64Array(n);
  const column = new Float64Array(n);
  for (let c = 0; c < d; c++) {
    for (let i = 0; i < n; i++) column[i] = data[i * d + c];
    addLineEntropy(column, out);
  }
  if (d === 1) return out;
  const scores = rankGaussianise(samples);
  const { samples: white, halfLogDet } = whiten(scores, "scores");
  const { distances } = await nearestNeighbors(white, COPULA_NEIGHBORS);
  const constant = halfLogDet + logUnitBallVolume(d) + Math.log(n - 1) -
    digamma(COPULA_NEIGHBORS) - 0.5 * d * LOG_TWO_PI;
  for (let i = 0; i < n; i++) {
    let squares = 0;
    for (let c = 0; c < d; c++) squares += scores.data[i * d + c] ** 2;
    const distance = distances[i * COPULA_NEIGHBORS + COPULA_NEIGHBORS - 1];
    out[i] += constant + d * Math.log(distance) - 0.5 * squares;
  }
  return out;
}

/** Adds the Kozachenko–Leonenko values of one coordinate. */
function addLineEntropy(column: Float64Array, out: Float64Array): void {
  const n = column.length;
  const k = Math.min(LINE_NEIGHBORS, n - 1);
  const order = Int32Array.from(column, (_, i) => i).sort((p, q) => column[p] - column[q]);
  const constant = Math.LN2 + Math.log(n - 1) - digamma(k);
  let first = 0;
  for (let at = 0; at < n; at++) {
    const value = column[order[at]];
    // The k nearest are k + 1 neighbours in the order, this one among them.
    if (first < at - k) first = at - k;
    while (
      first + k + 1 < n && first < at &&
      column[order[first + k + 1]] - value < value - column[order[first]]
    ) first++;
    const distance = Math.max(value - column[order[first]], column[order[first + k]] - value);
    out[order[at]] += constant + Math.log(distance);
  }
}
