/**
 * Covariances of residuals, which are few columns of many rows.
 *
 * @module
 */
import { logDeterminant } from "../../gaussian.ts";
import type { Samples } from "../../types.ts";
import { covariance, whiten } from "../../whitening.ts";

/**
 * ½ ln det of the covariance, in nats: a Gaussian code's length for each sample, but for a constant.
 *
 * @param samples Shape `(n, d)`; not changed.
 * @returns The value; −∞ where a column is constant.
 */
export function halfLogDetCovariance(samples: Samples): number {
  return 0.5 * logDeterminant(covariance(samples));
}

/**
 * ½ ln det C + ½ d E ln(rᵀ C⁻¹ r) with C the covariance, in nats: but for a constant the length of a Gaussian code
 * for each sample whose scale follows the residuals. Few large errors count for less than in
 * {@linkcode halfLogDetCovariance}, as they should where a scale model comes after.
 *
 * @param samples r, shape `(n, d)`; not changed.
 * @returns The value.
 * @throws {InputError} If the covariance is singular.
 */
export function localCodeLength(samples: Samples): number {
  const { samples: { data, n, d }, halfLogDet } = whiten(samples, "the residual");
  let sum = 0;
  for (let i = 0; i < n; i++) {
    let squares = 0;
    for (let j = 0; j < d; j++) squares += data[i * d + j] ** 2;
    sum += Math.log(Math.max(squares, Number.MIN_VALUE));
  }
  return halfLogDet + 0.5 * d * sum / n;
}

/** Every row times its own factor. */
export function scaleEachRow({ data, n, d }: Samples, factors: Float64Array): Samples {
  return { data: data.map((value, at) => value * factors[Math.floor(at / d)]), n, d };
}

/** Mean of the values. */
export function meanOf(values: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i];
  return sum / values.length;
}
