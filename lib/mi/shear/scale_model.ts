/**
 * How the size of a residual depends on where it is.
 *
 * @module
 */
import type { Samples } from "../../types.ts";
import { bestCandidate, type Designs } from "./designs.ts";
import { ridgeFit } from "./ridge.ts";
import { halfLogDetCovariance, meanOf, scaleEachRow } from "./scatter.ts";

/** A model has to lower the code length by this many nats for each sample. */
export const LEAST_MODEL_GAIN = 0.003;

/** Logarithms of squared sizes beyond this range are cut. */
const LIMIT = 8;

/** A scale, or none. */
export interface ScaleModel {
  /**
   * s, length n, within ±8; null where r exp(−s/2) has no shorter Gaussian code, ½ d s being counted, by 0.003 nats.
   */
  readonly logs: Float64Array | null;
  /** The number of the candidate design. */
  readonly width: number;
}

/**
 * The logarithm s(a) of the squared size of a residual given a, for every sample: a ridge regression of
 * ln ‖r‖² on a, predicted without the sample itself.
 *
 * @param designs Designs over a.
 * @param residuals r, shape `(n, d)`, whitened; not changed.
 * @param width The number of the candidate design, if it is known; otherwise the best is looked for.
 * @returns The model.
 */
export function scaleModel(
  designs: Designs,
  residuals: Samples,
  width: number | null = null,
): ScaleModel {
  const { data, n, d } = residuals;
  const sizes = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    let squares = 0;
    for (let j = 0; j < d; j++) squares += data[i * d + j] ** 2;
    sizes[i] = Math.log(Math.max(squares, Number.MIN_VALUE));
  }
  const outputs = { data: sizes, rows: n, columns: 1 };
  // In nats for each sample: half the logarithm of the error's variance.
  const { choice, fit } = width === null
    ? bestCandidate(designs, outputs, ({ leftOut }) => 0.5 * Math.log(meanSquare(leftOut)))
    : { choice: width, fit: ridgeFit(designs.candidates[width], outputs) };
  const logs = sizes.map((size, i) => Math.min(LIMIT, Math.max(-LIMIT, size - fit.leftOut[i])));
  const gain = halfLogDetCovariance(residuals) - codeLength(residuals, logs);
  return { logs: gain > LEAST_MODEL_GAIN ? logs : null, width: choice };
}

/**
 * Length in nats for each sample, but for a constant, of a Gaussian code for r of scale exp(s/2):
 * ½ ln det Cov(r exp(−s/2)) + ½ d mean(s).
 *
 * @param residuals r, shape `(n, d)`; not changed.
 * @param logs s, length n; null for 0.
 * @returns The length.
 */
export function codeLength(residuals: Samples, logs: Float64Array | null): number {
  if (logs === null) return halfLogDetCovariance(residuals);
  const scaled = scaleEachRow(residuals, logs.map((log) => Math.exp(-0.5 * log)));
  return halfLogDetCovariance(scaled) + 0.5 * residuals.d * meanOf(logs);
}

function meanSquare(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value * value, 0) / values.length;
}
