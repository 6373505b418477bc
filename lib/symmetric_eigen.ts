/**
 * Eigenvalues and eigenvectors of symmetric matrices of some hundred rows.
 *
 * @module
 */
import { reduceSimd, type Reduction } from "../kernels/simd/symmetric_eigen.ts";

/** Eigenvalues with their eigenvectors. */
export interface SymmetricEigen {
  /** Eigenvalues, length n, in no particular order. */
  readonly values: Float64Array;
  /** Eigenvectors as rows, shape `(n, n)`, in the order of the values. */
  readonly vectors: Float64Array;
}

/** Below this number of rows plain loops are as fast. */
const LEAST_SIMD_ROWS = 24;

/** More iterations than ever needed for one eigenvalue: two are typical. */
const MAX_ITERATIONS = 60;

/**
 * All eigenvalues and eigenvectors: Householder reduction to a tridiagonal matrix, then QL iterations
 * with implicit shifts. Like ml-matrix's, but in flat arrays that are read row by row, or in
 * WebAssembly SIMD: the same bits, as {@linkcode symmetricEigenPlain}.
 *
 * @param matrix Shape `(n, n)`, row-major, exactly symmetric; not changed.
 * @param n Number of rows.
 * @returns Values and orthonormal vectors, accurate to about 1e-15 n times the greatest value.
 *
 * Takes O(n³) time and O(n²) memory.
 */
export function symmetricEigenRows(matrix: Float64Array, n: number): SymmetricEigen {
  const reduced = n < LEAST_SIMD_ROWS ? null : reduceSimd(matrix, n);
  return reduced ? diagonalise(reduced, n) : symmetricEigenPlain(matrix, n);
}

/**
 * {@linkcode symmetricEigenRows} in plain TypeScript.
 *
 * @param matrix Shape `(n, n)`, row-major, exactly symmetric; not changed.
 * @param n Number of rows.
 * @returns The same bits.
 */
export function symmetricEigenPlain(matrix: Float64Array, n: number): SymmetricEigen {
  const reduced = tridiagonalise(matrix, n);
  const vectors = accumulate(reduced, n);
  const { diagonal, below } = reduced;
  const rotate: Reduction["rotate"] = (rotations, end, count) =>
    rotateRows(vectors, n, rotations, end, count);
  return diagonalise({ diagonal, below, rotate, vectors: () => vectors }, n);
}

/** T = Qᵀ A Q with Q = H₀ H₁ …, H_k = I − β_k v_k v_kᵀ. */
interface Tridiagonal {
  readonly diagonal: Float64Array;
  /** Element below diagonal element i at position i; the last is 0. */
  readonly below: Float64Array;
  /** v_k in row k, from column k + 1 on. */
  readonly reflectors: Float64Array;
  readonly betas: Float64Array;
}

function tridiagonalise(matrix: Float64Array, n: number): Tridiagonal {
  const a = Float64Array.from(matrix);
  const below = new Float64Array(n);
  const reflectors = new Float64Array(n * n);
  const betas = new Float64Array(n);
  const w = new Float64Array(n);
  for (let k = 0; k < n - 2; k++) {
    const v = reflectors.subarray(k * n, (k + 1) * n);
    let squares = 0;
    for (let i = k + 1; i < n; i++) {
      v[i] = a[k * n + i];
      squares += v[i] * v[i];
    }
    const rest = squares - v[k + 1] * v[k + 1];
    if (rest === 0) {
      below[k] = v[k + 1];
      continue;
    }
    const norm = Math.sqrt(squares);
    below[k] = v[k + 1] > 0 ? -norm : norm;
    v[k + 1] -= below[k];
    const beta = 2 / (rest + v[k + 1] * v[k + 1]);
    betas[k] = beta;
    reflectBothSides(a, n, k, v, beta, w);
  }
  const diagonal = Float64Array.from({ length: n }, (_, i) => a[i * n + i]);
  if (n > 1) below[n - 2] = a[(n - 2) * n + n - 1];
  return { diagonal, below, reflectors, betas };
}

/** A ← H A H on the rows and columns after k: A − v wᵀ − w vᵀ with w = β A v − ½ β² (vᵀ A v) v. */
function reflectBothSides(
  a: Float64Array,
  n: number,
  k: number,
  v: Float64Array,
  beta: number,
  w: Float64Array,
): void {
  let total = 0;
  for (let i = k + 1; i < n; i++) {
    let sum = 0;
    for (let j = k + 1, at = i * n + k + 1; j < n; j++, at++) sum += a[at] * v[j];
    w[i] = beta * sum;
    total += w[i] * v[i];
  }
  const half = 0.5 * beta * total;
  for (let i = k + 1; i < n; i++) w[i] -= half * v[i];
  for (let i = k + 1; i < n; i++) {
    const vi = v[i];
    const wi = w[i];
    for (let j = k + 1, at = i * n + k + 1; j < n; j++, at++) a[at] -= vi * w[j] + wi * v[j];
  }
}

/** Qᵀ, row by row: the reflections applied to the identity, last one first. */
function accumulate({ reflectors, betas }: Tridiagonal, n: number): Float64Array {
  const q = new Float64Array(n * n);
  for (let i = 0; i < n; i++) q[i * n + i] = 1;
  // Row i of the result is column i of Q = H₀ H₁ … ; only rows after k meet reflection k.
  for (let k = n - 3; k >= 0; k--) {
    const beta = betas[k];
    if (beta === 0) continue;
    const v = reflectors.subarray(k * n, (k + 1) * n);
    for (let i = k + 1; i < n; i++) {
      const row = i * n;
      let sum = 0;
      for (let j = k + 1; j < n; j++) sum += q[row + j] * v[j];
      sum *= beta;
      for (let j = k + 1; j < n; j++) q[row + j] -= sum * v[j];
    }
  }
  return q;
}

/** QL with implicit shifts; rotations go to the rows of the vectors. */
function diagonalise(reduced: Reduction, n: number): SymmetricEigen {
  const { diagonal: d, below: e } = reduced;
  const rotations = new Float64Array(2 * n);
  for (let first = 0; first < n; first++) {
    for (let iteration = 0; iteration < MAX_ITERATIONS; iteration++) {
      let end = first;
      for (; end < n - 1; end++) {
        const scale = Math.abs(d[end]) + Math.abs(d[end + 1]);
        if (Math.abs(e[end]) <= Number.EPSILON * scale) break;
      }
      if (end === first) break;
      reduced.rotate(rotations, end, sweep(d, e, rotations, first, end));
    }
  }
  return { values: d, vectors: reduced.vectors() };
}

/** One iteration on the elements `first` to `end`; writes its rotations, and returns their number. */
function sweep(
  d: Float64Array,
  e: Float64Array,
  rotations: Float64Array,
  first: number,
  end: number,
): number {
  let g = (d[first + 1] - d[first]) / (2 * e[first]);
  let r = Math.hypot(g, 1);
  g = d[end] - d[first] + e[first] / (g + (g >= 0 ? r : -r));
  let sine = 1;
  let cosine = 1;
  let shift = 0;
  let count = 0;
  for (let i = end - 1; i >= first; i--) {
    const f = sine * e[i];
    const b = cosine * e[i];
    r = Math.hypot(f, g);
    e[i + 1] = r;
    if (r === 0) {
      d[i + 1] -= shift;
      e[end] = 0;
      return count;
    }
    sine = f / r;
    cosine = g / r;
    g = d[i + 1] - shift;
    r = (d[i] - g) * sine + 2 * cosine * b;
    shift = sine * r;
    d[i + 1] = g + shift;
    g = cosine * r - b;
    rotations[2 * count] = sine;
    rotations[2 * count + 1] = cosine;
    count++;
  }
  d[first] -= shift;
  e[first] = g;
  e[end] = 0;
  return count;
}

/** Rotates rows `end` and `end` − 1, then the next two, and so on. */
function rotateRows(
  vectors: Float64Array,
  n: number,
  rotations: Float64Array,
  end: number,
  count: number,
): void {
  for (let r = 0, low = (end - 1) * n; r < count; r++, low -= n) {
    const [sine, cosine] = [rotations[2 * r], rotations[2 * r + 1]];
    const high = low + n;
    for (let k = 0; k < n; k++) {
      const upper = vectors[high + k];
      const lower = vectors[low + k];
      vectors[high + k] = sine * lower + cosine * upper;
      vectors[low + k] = cosine * lower - sine * upper;
    }
  }
}
