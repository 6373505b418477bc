/**
 * What the regressions of the shear estimator can be functions of.
 *
 * @module
 */
import { type DenseMatrix, multiply } from "../../../kernels/simd/dense.ts";
import type { Samples } from "../../types.ts";

/** Pivots below this share of the kernel's variance add nothing but rounding. */
const LEAST_PIVOT = 1e-10;

/** Bumps along the logarithm of the squared length. */
const RADIAL_BUMPS = 7;

/**
 * Nyström features of a Gaussian kernel: φ(a) = L⁻¹ (k(a, c₁), …) for landmarks c and K_cc = L Lᵀ, so that
 * φ(a)·φ(c) is the kernel k(a, c) = exp(−‖a − c‖² / 2w²) itself. Landmarks that others predict to 1e-10 are
 * left out.
 *
 * @param a Shape `(n, d)`; not changed.
 * @param landmarks Rows that are landmarks.
 * @param width w.
 * @returns Shape `(n, m)`, m at most the number of landmarks.
 *
 * Takes O(n m (m + d)) time.
 */
export function kernelFeatures(
  a: Samples,
  landmarks: ArrayLike<number>,
  width: number,
): DenseMatrix {
  const { rows, inverse } = factorise(a, landmarks, width);
  const m = rows.length;
  const kernel = { data: kernelValues(a, rows, -0.5 / (width * width)), rows: a.n, columns: m };
  return multiply(kernel, { data: inverse, rows: m, columns: m }, true);
}

/** exp(rate ‖a − c‖²) for every sample and landmark. */
function kernelValues({ data, n, d }: Samples, rows: Int32Array, rate: number): Float64Array {
  const m = rows.length;
  const centres = new Float64Array(m * d);
  rows.forEach((row, j) => centres.set(data.subarray(row * d, (row + 1) * d), j * d));
  const values = new Float64Array(n * m);
  for (let i = 0, at = 0; i < n; i++) {
    const end = (i + 1) * d;
    for (let j = 0, q = 0; j < m; j++) {
      let sum = 0;
      for (let p = i * d; p < end; p++, q++) {
        const gap = data[p] - centres[q];
        sum += gap * gap;
      }
      values[at++] = Math.exp(rate * sum);
    }
  }
  return values;
}

/** Landmarks in the order of pivoting, and the transposed inverse of their Cholesky factor (upper). */
function factorise(
  a: Samples,
  landmarks: ArrayLike<number>,
  width: number,
): { rows: Int32Array; inverse: Float64Array } {
  const count = landmarks.length;
  const rate = -0.5 / (width * width);
  const rows = Int32Array.from(landmarks);
  const factor = new Float64Array(count * count);
  const left = new Float64Array(count).fill(1);
  const sums = new Float64Array(count);
  let m = 0;
  for (; m < count; m++) {
    let best = m;
    for (let i = m + 1; i < count; i++) if (left[i] > left[best]) best = i;
    if (left[best] < LEAST_PIVOT) break;
    swap(rows, m, best);
    swap(left, m, best);
    for (let j = 0; j < m; j++) {
      const held = factor[m * count + j];
      factor[m * count + j] = factor[best * count + j];
      factor[best * count + j] = held;
    }
    const pivot = Math.sqrt(left[m]);
    factor[m * count + m] = pivot;
    for (let i = m + 1; i < count; i++) {
      sums[i] = Math.exp(rate * squaredDistance(a, rows[i], rows[m]));
    }
    subtractProducts(factor, count, m, sums);
    for (let i = m + 1; i < count; i++) {
      const value = sums[i] / pivot;
      factor[i * count + m] = value;
      left[i] -= value * value;
    }
  }
  return { rows: rows.subarray(0, m), inverse: invertTransposed(factor, count, m) };
}

/** sums[i] −= Σ_j L[i][j] L[m][j] over j < m for rows i > m, four at a time, which do not wait for each other. */
function subtractProducts(
  factor: Float64Array,
  count: number,
  m: number,
  sums: Float64Array,
): void {
  const own = m * count;
  let i = m + 1;
  for (; i + 4 <= count; i += 4) {
    const [r0, r1] = [i * count, (i + 1) * count];
    const [r2, r3] = [r1 + count, r1 + 2 * count];
    let [s0, s1, s2, s3] = [sums[i], sums[i + 1], sums[i + 2], sums[i + 3]];
    for (let j = 0; j < m; j++) {
      const value = factor[own + j];
      s0 -= factor[r0 + j] * value;
      s1 -= factor[r1 + j] * value;
      s2 -= factor[r2 + j] * value;
      s3 -= factor[r3 + j] * value;
    }
    sums[i] = s0;
    sums[i + 1] = s1;
    sums[i + 2] = s2;
    sums[i + 3] = s3;
  }
  for (; i < count; i++) {
    let sum = sums[i];
    for (let j = 0; j < m; j++) sum -= factor[i * count + j] * factor[own + j];
    sums[i] = sum;
  }
}

/** L⁻ᵀ, upper triangular, of the leading m rows of L. */
function invertTransposed(factor: Float64Array, stride: number, m: number): Float64Array {
  const inverse = new Float64Array(m * m);
  for (let j = 0; j < m; j++) {
    // Column j of L⁻¹ is row j of L⁻ᵀ.
    const row = j * m;
    inverse[row + j] = 1 / factor[j * stride + j];
    for (let i = j + 1; i < m; i++) {
      let sum = 0;
      for (let k = j; k < i; k++) sum -= factor[i * stride + k] * inverse[row + k];
      inverse[row + i] = sum / factor[i * stride + i];
    }
  }
  return inverse;
}

/**
 * Seven Gaussian bumps of ln ‖a‖², and their products with every coordinate: what a heavy-tailed or
 * spherically symmetric dependence needs. Centres are equally spaced over the range of ln ‖a‖² without its
 * outer 1 % on each side, at one width from each other.
 *
 * @param a Shape `(n, d)`; not changed.
 * @param products Whether the products are wanted. @default {true}
 * @returns Shape `(n, 7 + 7 d)`, or `(n, 7)` without products.
 */
export function radialFeatures(a: Samples, products = true): DenseMatrix {
  const { data, n, d } = a;
  const lengths = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    let squares = 0;
    for (let j = 0; j < d; j++) squares += data[i * d + j] ** 2;
    lengths[i] = Math.log(Math.max(squares, Number.MIN_VALUE));
  }
  const sorted = lengths.toSorted();
  const low = sorted[Math.floor(0.01 * (n - 1))];
  const high = sorted[Math.ceil(0.99 * (n - 1))];
  const width = Math.max((high - low) / (RADIAL_BUMPS - 1), Number.MIN_VALUE);
  const size = products ? 1 + d : 1;
  const columns = RADIAL_BUMPS * size;
  const out = new Float64Array(n * columns);
  for (let i = 0; i < n; i++) {
    for (let bump = 0; bump < RADIAL_BUMPS; bump++) {
      const t = (lengths[i] - low) / width - bump;
      const value = Math.exp(-0.5 * t * t);
      const at = i * columns + bump * size;
      out[at] = value;
      for (let j = 1; j < size; j++) out[at + j] = value * data[i * d + j - 1];
    }
  }
  return { data: out, rows: n, columns };
}

/** 1 and every coordinate. */
export function linearFeatures({ data, n, d }: Samples): DenseMatrix {
  const columns = 1 + d;
  const out = new Float64Array(n * columns);
  for (let i = 0; i < n; i++) {
    out[i * columns] = 1;
    out.set(data.subarray(i * d, (i + 1) * d), i * columns + 1);
  }
  return { data: out, rows: n, columns };
}

/** The columns of `a` followed by those of `b`. */
export function besides(a: DenseMatrix, b: DenseMatrix): DenseMatrix {
  const columns = a.columns + b.columns;
  const data = new Float64Array(a.rows * columns);
  for (let i = 0; i < a.rows; i++) {
    data.set(a.data.subarray(i * a.columns, (i + 1) * a.columns), i * columns);
    data.set(b.data.subarray(i * b.columns, (i + 1) * b.columns), i * columns + a.columns);
  }
  return { data, rows: a.rows, columns };
}

function squaredDistance({ data, d }: Samples, i: number, j: number): number {
  let sum = 0;
  for (let c = 0, p = i * d, q = j * d; c < d; c++, p++, q++) {
    const gap = data[p] - data[q];
    sum += gap * gap;
  }
  return sum;
}

function swap(values: Int32Array | Float64Array, i: number, j: number): void {
  const held = values[i];
  values[i] = values[j];
  values[j] = held;
}
