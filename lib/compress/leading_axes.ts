/**
 * The few leading principal axes of data that are large in both directions, by block Lanczos.
 *
 * @module
 */
import { Matrix } from "npm:ml-matrix@6.15.1";
import { createRng } from "../rng.ts";
import type { Samples } from "../types.ts";
import { symmetricEigen } from "../whitening.ts";
import { covarianceProduct } from "./covariance_product.ts";
import { orthonormalise, type PrincipalAxes } from "./principal_axes.ts";

/** How {@linkcode leadingAxes} starts and stops. */
export interface LeadingAxesOptions {
  /** Seed of the start block. */
  readonly seed: number | string;
  /** Greatest angle (radians) that the residual may leave between the subspace and the exact one. */
  readonly tolerance: number;
  /** Passes over the data after which it stops in any case. */
  readonly maxPasses: number;
  /** Rows to start from, shape `(…, d)`, such as the components of similar data. */
  readonly start?: Float64Array | undefined;
  /** Aborts between passes. */
  readonly signal?: AbortSignal | undefined;
}

/** Random vectors in the start block besides the wanted ones: they widen the gap that matters. */
const OVERSAMPLING = 4;

/**
 * Gaps between neighbouring variances below this share of the smaller one are treated as this wide:
 * the axes of nearly equal variances are not determined by the data, only their variances are.
 */
const LEAST_GAP = 0.01;

/** Residual, relative to the largest variance, that rounding alone leaves. */
const ROUNDING_FLOOR = 1e-13;

/** Basis vectors kept before the basis is reduced to its best ones. */
const BASIS_ROOM = 120;

/**
 * The leading eigenpairs of the sample covariance by block Lanczos with full orthogonalisation and
 * thick restarts. Every pass multiplies one block by the covariance; the pairs come from the
 * covariance restricted to all the blocks so far (Rayleigh and Ritz). It ends when the residual
 * ‖Σ V − V Λ‖ divided by the gap to the next variance, a bound on the sine of the angle to the exact
 * subspace (Davis and Kahan), is below the tolerance.
 *
 * @param samples Shape `(n, d)`; not changed.
 * @param mean Column means, length `d`.
 * @param dim Number of pairs, less than d.
 * @param options How it starts and stops.
 * @returns The pairs.
 *
 * A pass takes O(n d dim) time; memory is O(d (dim + 120)).
 */
export function leadingAxes(
  samples: Samples,
  mean: Float64Array,
  dim: number,
  options: LeadingAxesOptions,
): PrincipalAxes {
  const { d } = samples;
  const basis = startBasis(d, dim, options);
  for (let passes = 1;; passes++) {
    options.signal?.throwIfAborted();
    const residuals = extend(basis, covarianceProduct(samples, mean, newest(basis)));
    const ritz = rayleighRitz(basis);
    const done = isConverged(ritz, residuals, basis, dim, options.tolerance);
    if (done || passes >= options.maxPasses || !grow(basis, ritz, residuals, dim)) {
      return {
        variances: Float64Array.from(ritz.values.slice(0, dim), (value) => Math.max(value, 0)),
        components: combine(basis, ritz, dim),
        passes,
      };
    }
  }
}

/** Orthonormal vectors and the covariance restricted to them. */
interface Basis {
  /** Rows, room for `capacity` of them. */
  rows: Float64Array;
  /** Restricted covariance, `(capacity, capacity)`. */
  readonly restricted: Float64Array;
  readonly capacity: number;
  readonly d: number;
  /** Rows in use. */
  size: number;
  /** The first row of the newest block. */
  newest: number;
}

interface Ritz {
  /** Descending. */
  readonly values: readonly number[];
  /** Coordinates of the vectors in the basis, `(size, size)`: vector `i` in row `i`. */
  readonly coordinates: Float64Array;
}

function startBasis(d: number, dim: number, { seed, start }: LeadingAxesOptions): Basis {
  const block = Math.min(d, dim + OVERSAMPLING);
  const capacity = Math.min(d, dim + Math.max(3 * block, BASIS_ROOM));
  const rows = new Float64Array(capacity * d);
  const restricted = new Float64Array(capacity * capacity);
  const basis = { rows, restricted, capacity, d, size: 0, newest: 0 };
  const rng = createRng(seed);
  if (start) append(basis, start.subarray(0, Math.min(start.length, dim * d)));
  while (basis.size < block) append(basis, Float64Array.from({ length: d }, () => rng.normal()));
  return basis;
}

/** Adds what is new in `vectors` to the basis, without marking it as the newest block. */
function append(basis: Basis, vectors: Float64Array): void {
  const { rows, d } = basis;
  for (let v = 0; v * d < vectors.length && basis.size < basis.capacity; v++) {
    rows.set(vectors.subarray(v * d, (v + 1) * d), basis.size * d);
    if (orthonormalise(rows, basis.size, d) > 0) basis.size++;
  }
}

function newest({ rows, d, newest, size }: Basis): Float64Array {
  return rows.subarray(newest * d, size * d);
}

/**
 * Fills the newest columns of the restricted covariance from `products`, the covariance times the
 * newest block, and returns what of them lies outside the basis (in place).
 */
function extend(basis: Basis, products: Float64Array): Float64Array {
  const { rows, restricted, capacity, d, size, newest } = basis;
  for (let column = newest; column < size; column++) {
    const product = products.subarray((column - newest) * d, (column - newest + 1) * d);
    for (let row = 0; row < size; row++) {
      const start = row * d;
      let dot = 0;
      for (let j = 0; j < d; j++) dot += rows[start + j] * product[j];
      restricted[row * capacity + column] = dot;
      restricted[column * capacity + row] = dot;
      for (let j = 0; j < d; j++) product[j] -= dot * rows[start + j];
    }
  }
  return products;
}

function rayleighRitz({ restricted, capacity, size }: Basis): Ritz {
  const matrix = new Matrix(size, size);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < size; j++) matrix.set(i, j, restricted[i * capacity + j]);
  }
  const { values, vectors } = symmetricEigen(matrix);
  const coordinates = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < size; j++) coordinates[i * size + j] = vectors.get(j, size - 1 - i);
  }
  return { values: values.reverse(), coordinates };
}

function isConverged(
  { values, coordinates }: Ritz,
  residuals: Float64Array,
  { size, newest, d }: Basis,
  dim: number,
  tolerance: number,
): boolean {
  if (size <= dim) return false;
  let squares = 0;
  const residual = new Float64Array(d);
  for (let i = 0; i < dim; i++) {
    residual.fill(0);
    for (let column = newest; column < size; column++) {
      const weight = coordinates[i * size + column];
      const start = (column - newest) * d;
      for (let j = 0; j < d; j++) residual[j] += weight * residuals[start + j];
    }
    for (let j = 0; j < d; j++) squares += residual[j] * residual[j];
  }
  const last = values[dim - 1];
  const gap = Math.max(last - values[dim], LEAST_GAP * last);
  return Math.sqrt(squares) <= Math.max(tolerance * gap, ROUNDING_FLOOR * values[0]);
}

/** The first `count` Ritz vectors as rows. */
function combine({ rows, d, size }: Basis, { coordinates }: Ritz, count: number): Float64Array {
  const out = new Float64Array(count * d);
  for (let i = 0; i < count; i++) {
    for (let row = 0; row < size; row++) {
      const weight = coordinates[i * size + row];
      const start = row * d;
      for (let j = 0; j < d; j++) out[i * d + j] += weight * rows[start + j];
    }
  }
  return out;
}

/**
 * Makes the residuals the newest block, after reducing a full basis to its leading Ritz vectors.
 *
 * @returns False if nothing is new: the basis spans an invariant subspace.
 */
function grow(basis: Basis, ritz: Ritz, residuals: Float64Array, dim: number): boolean {
  const { d, capacity, restricted } = basis;
  const block = residuals.length / d;
  if (basis.size + block > capacity && capacity < d) {
    const kept = Math.min(dim + OVERSAMPLING, capacity - block);
    basis.rows.set(combine(basis, ritz, kept));
    restricted.fill(0);
    for (let i = 0; i < kept; i++) restricted[i * capacity + i] = ritz.values[i];
    basis.size = kept;
  }
  basis.newest = basis.size;
  append(basis, residuals);
  return basis.size > basis.newest;
}
