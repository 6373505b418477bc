/**
 * How the directions of a residual depend on where it is.
 *
 * @module
 */
import { symmetricEigenRows } from "../../symmetric_eigen.ts";
import type { Samples } from "../../types.ts";
import { bestCandidate, type Designs } from "./designs.ts";
import { LEAST_MODEL_GAIN } from "./scale_model.ts";
import { halfLogDetCovariance, meanOf } from "./scatter.ts";

/** Dimensions with a shape to model: one has none, and many have more entries than samples can tell. */
const DIMENSIONS = { least: 2, greatest: 6 };

/** Least eigenvalue of a predicted shape, whose trace is d. */
const LEAST_EIGENVALUE = 0.1;

/** Residuals of a modelled shape. */
export interface Shaped {
  /** S(a)^(−1/2) r, shape `(n, d)`. */
  readonly residuals: Samples;
  /** ½ ln det S(a) of every sample, in nats. */
  readonly halfLogDets: Float64Array;
}

/**
 * Takes the shape S(a) out of residuals: with u = √d r / ‖r‖, a ridge regression of u uᵀ on a, predicted
 * without the sample itself, eigenvalues at least 0.1. (Directions of normal
 * vectors are rounder than their covariance, for d = 2 by a square root; raising S to the power (d + 2)/d takes out
 * more of I(A; R'), but gained nothing on rectangles, warps and spirals at N = 5000, since S is noisy.)
 *
 * @param designs Designs over a.
 * @param residuals r, shape `(n, d)`, about white; not changed.
 * @returns The residuals of shape 1; null outside 2 to 6 dimensions, or where the Gaussian code, with ½ ln det
 *   S counted, is not shorter by 0.003 nats.
 */
export function shapeModel(designs: Designs, residuals: Samples): Shaped | null {
  const { n, d } = residuals;
  if (d < DIMENSIONS.least || d > DIMENSIONS.greatest) return null;
  const columns = d * (d + 1) / 2;
  const outputs = { data: directionProducts(residuals, columns), rows: n, columns };
  const { fit } = bestCandidate(designs, outputs, ({ leftOut }) => 0.5 * squareSum(leftOut) / n);
  const shapes = outputs.data.map((value, at) => value - fit.leftOut[at]);
  const shaped = straighten(residuals, shapes, columns);
  const gain = halfLogDetCovariance(residuals) - halfLogDetCovariance(shaped.residuals) -
    meanOf(shaped.halfLogDets);
  return gain > LEAST_MODEL_GAIN ? shaped : null;
}

/** The entries of u uᵀ on and below the diagonal. */
function directionProducts({ data, n, d }: Samples, columns: number): Float64Array {
  const products = new Float64Array(n * columns);
  for (let i = 0; i < n; i++) {
    let squares = 0;
    for (let j = 0; j < d; j++) squares += data[i * d + j] ** 2;
    const scale = squares > 0 ? d / squares : 0;
    let at = i * columns;
    for (let j = 0; j < d; j++) {
      for (let k = 0; k <= j; k++) products[at++] = scale * data[i * d + j] * data[i * d + k];
    }
  }
  return products;
}

function straighten({ data, n, d }: Samples, shapes: Float64Array, columns: number): Shaped {
  const out = new Float64Array(n * d);
  const halfLogDets = new Float64Array(n);
  const matrix = new Float64Array(d * d);
  for (let i = 0; i < n; i++) {
    let at = i * columns;
    for (let j = 0; j < d; j++) {
      for (let k = 0; k <= j; k++) matrix[j * d + k] = matrix[k * d + j] = shapes[at++];
    }
    const { values, vectors } = symmetricEigenRows(matrix, d);
    for (let v = 0; v < d; v++) {
      const value = Math.max(values[v], LEAST_EIGENVALUE);
      halfLogDets[i] += 0.5 * Math.log(value);
      let share = 0;
      for (let j = 0; j < d; j++) share += vectors[v * d + j] * data[i * d + j];
      share /= Math.sqrt(value);
      for (let j = 0; j < d; j++) out[i * d + j] += share * vectors[v * d + j];
    }
  }
  return { residuals: { data: out, n, d }, halfLogDets };
}

function squareSum(values: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i] * values[i];
  return sum;
}
