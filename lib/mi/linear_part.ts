/**
 * The part of a mutual information that the covariances show.
 *
 * @module
 */
import type { Matrix } from "npm:ml-matrix@6.15.1";
import { joinColumns } from "../samples.ts";
import type { Samples } from "../types.ts";
import { covariance, symmetricEigen } from "../whitening.ts";

/**
 * Mutual information in nats of normal variables with the sample covariance of (x, y):
 * ½ ln (det Σ_x det Σ_y / det Σ). Whitening takes it out of the data and adds it back exactly,
 * however large it is, so that an estimator has to see only the rest in its densities.
 *
 * @param x Shape `(n, d)`; not changed.
 * @param y Shape `(n, e)`; not changed.
 * @returns The linear part in nats, at least 0 up to rounding; infinite for a singular covariance.
 *
 * Takes O(n (d + e)² + (d + e)³) time.
 */
export function linearPart(x: Samples, y: Samples): number {
  const sigma = covariance(joinColumns(x, y));
  const d = x.d + y.d;
  const sigmaX = sigma.subMatrix(0, x.d - 1, 0, x.d - 1);
  const sigmaY = sigma.subMatrix(x.d, d - 1, x.d, d - 1);
  return halfLogDet(sigmaX) + halfLogDet(sigmaY) - halfLogDet(sigma);
}

function halfLogDet(sigma: Matrix): number {
  const { values } = symmetricEigen(sigma);
  return 0.5 * values.reduce((sum, value) => sum + Math.log(Math.max(value, 0)), 0);
}
