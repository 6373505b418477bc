/**
 * The few leading principal axes of data that are large in both directions, by block Lanczos.
 *
 * @module
 */
import { Matrix } from "npm:ml-matrix@6.15.1";
import { PANEL_VECTORS } from "../../kernels/simd/covariance_product.ts";
import { createRng } from "../rng.ts";
import type { Samples } from "../types.ts";
import { symmetricEigen } from "../whitening.ts";
import { covarianceProduct } from "./covariance_product.ts";
import { orthonormalise } from "./gram_schmidt.ts";
import type { PrincipalAxes } from "./principal_axes.ts";

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

/**
 * Gaps between neighbouring variances below this share of the smaller one are treated as this wide:
 * the axes of nearly equal variances are not determined by the data, only their variances are.
 */
const LEAST_GAP = 0.01;

/** Residual, relative to the largest variance, that rounding alone leaves. */
const ROUNDING_FLOOR = 1e-13;

/** Basis vectors kept before a restart. */
const BASIS_ROOM = 80;

/** Other tasks, such as one that aborts the signal, may run at least this often. */
const STRETCH_MS = 50;

/**
 * The leading eigenpairs of the sample covariance Σ by block Lanczos with full orthogonalisation and
 * thick restarts. Every pass multiplies one block by Σ; the pairs come from Σ restricted to all the
 * blocks so far (Rayleigh and Ritz), and their residuals Σ v − λ v make the next block. It ends when
 * ‖Σ V − V Λ‖ divided by the gap to the next variance, a bound on the sine of the angle to the exact
 * subspace (Davis and Kahan), is below the tolerance.
 *
 * @param samples Shape `(n, d)`; not changed.
 * @param mean Column means, length `d`.
 * @param dim Number of pairs, less than d.
 * @param options How it starts and stops.
 * @returns The pairs.
 *
 * A pass takes O(n d dim) time; memory is O(d (dim + 80)).
 */
export async function leadingAxes(
  samples: Samples,
  mean: Float64Array,
  dim: number,
  options: LeadingAxesOptions,
): Promise<PrincipalAxes> {
  const { tolerance, maxPasses, signal } = options;
  const basis = startBasis(samples.d, dim, options);
  let stretchStart = performance.now();
  for (let passes = 1;; passes++) {
    if (performance.now() - stretchStart > STRETCH_MS) {
      await new Promise((resolve) => setTimeout(resolve, 0));
      stretchStart = performance.now();
    }
    signal?.throwIfAborted();
    addProducts(basis, covarianceProduct(samples, mean, newest(basis)));
    const ritz = rayleighRitz(basis);
    const residuals = ritzResiduals(basis, ritz);
    const done = passes >= maxPasses || isConverged(ritz, residuals, basis, dim, tolerance);
    if (done || !grow(basis, ritz, residuals)) {
      return {
        variances: Float64Array.from(ritz.values.slice(0, dim), (value) => Math.max(value, 0)),
        components: combine(basis.rows, basis, ritz, dim),
        passes,
      };
    }
  }
}

/** Orthonormal vectors Q and the covariance restricted to them, Qᵀ Σ Q. */
interface Basis {
  /** Q: rows, room for `capacity` of them. */
  readonly rows: Float64Array;
  /** Σ times each row; missing for the newest block until {@linkcode addProducts}. */
  readonly products: Float64Array;
  /** Qᵀ Σ Q, shape `(capacity, capacity)`. */
  readonly restricted: Float64Array;
  readonly capacity: number;
  readonly d: number;
  /** Rows that a pass adds. */
  readonly block: number;
  /** Rows in use. */
  size: number;
  /** The first row of the newest block. */
  newest: number;
}

/** Eigenpairs of the restricted covariance. */
interface Ritz {
  /** Descending. */
  readonly values: readonly number[];
  /** Coordinates of the vectors in the basis, `(size, size)`: vector `i` in row `i`. */
  readonly coordinates: Float64Array;
}

/** A warm start still gets random rows: the old subspace may miss what is new. */
function startBasis(d: number, dim: number, { seed, start }: LeadingAxesOptions): Basis {
  const block = Math.min(d, Math.ceil(dim / PANEL_VECTORS) * PANEL_VECTORS);
  const first = Math.min(d, start ? block + PANEL_VECTORS : block);
  const capacity = Math.min(d, block + Math.max(2 * block, BASIS_ROOM));
  const basis: Basis = {
    rows: new Float64Array(capacity * d),
    products: new Float64Array(capacity * d),
    restricted: new Float64Array(capacity * capacity),
    capacity,
    d,
    block,
    size: 0,
    newest: 0,
  };
  const rng = createRng(seed);
  if (start) append(basis, start.subarray(0, block * d));
  while (basis.size < first) append(basis, Float64Array.from({ length: d }, () => rng.normal()));
  return basis;
}

/** Adds to the basis what of `vectors` lies outside it. */
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

/** Takes in Σ times the newest block, and restricts Σ to it. */
function addProducts(basis: Basis, newestProducts: Float64Array): void {
  const { rows, products, restricted, capacity, d, size, newest } = basis;
  products.set(newestProducts, newest * d);
  for (let column = newest; column < size; column++) {
    for (let row = 0; row <= column; row++) {
      let dot = 0;
      for (let j = 0; j < d; j++) dot += rows[row * d + j] * products[column * d + j];
      restricted[row * capacity + column] = dot;
      restricted[column * capacity + row] = dot;
    }
  }
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

/** Σ v − λ v of the leading Ritz pairs, as rows. */
function ritzResiduals(basis: Basis, ritz: Ritz): Float64Array {
  const { d } = basis;
  const residuals = combine(basis.products, basis, ritz, basis.block);
  const vectors = combine(basis.rows, basis, ritz, basis.block);
  for (let i = 0; i < basis.block; i++) {
    for (let j = i * d; j < (i + 1) * d; j++) residuals[j] -= ritz.values[i] * vectors[j];
  }
  return residuals;
}

/** The first `count` combinations of `rows` that the Ritz coordinates name, as rows. */
function combine(
  rows: Float64Array,
  { d, size }: Basis,
  { coordinates }: Ritz,
  count: number,
): Float64Array {
  const out = new Float64Array(count * d);
  for (let i = 0; i < count; i++) {
    for (let row = 0; row < size; row++) {
      const weight = coordinates[i * size + row];
      for (let j = 0; j < d; j++) out[i * d + j] += weight * rows[row * d + j];
    }
  }
  return out;
}

function isConverged(
  { values }: Ritz,
  residuals: Float64Array,
  { size, d }: Basis,
  dim: number,
  tolerance: number,
): boolean {
  if (size <= dim) return false;
  let squares = 0;
  for (let j = 0; j < dim * d; j++) squares += residuals[j] * residuals[j];
  const least = values[dim - 1];
  const gap = Math.max(least - values[dim], LEAST_GAP * least);
  return Math.sqrt(squares) <= Math.max(tolerance * gap, ROUNDING_FLOOR * values[0]);
}

/**
 * Makes the residuals the newest block, with a restart if there is no room for them.
 *
 * @returns False if nothing is new: the basis spans an invariant subspace.
 */
function grow(basis: Basis, ritz: Ritz, residuals: Float64Array): boolean {
  const { capacity, d, block } = basis;
  if (basis.size + block > capacity && capacity < d) restart(basis, ritz);
  basis.newest = basis.size;
  append(basis, residuals);
  return basis.size > basis.newest;
}

/** Reduces the basis to the leading Ritz vectors, on which the covariance is diagonal. */
function restart(basis: Basis, ritz: Ritz): void {
  const { rows, products, restricted, capacity, block } = basis;
  const kept = Math.min(basis.size, capacity - block, block + PANEL_VECTORS);
  rows.set(combine(rows, basis, ritz, kept));
  products.set(combine(products, basis, ritz, kept));
  restricted.fill(0);
  for (let i = 0; i < kept; i++) restricted[i * capacity + i] = ritz.values[i];
  basis.size = kept;
}
