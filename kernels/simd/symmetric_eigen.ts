/**
 * The cubic parts of the eigenvalue problem of a symmetric matrix in WebAssembly SIMD.
 *
 * @module
 */
import { instantiate, type KernelExports, kernelModule, Layout } from "./instance.ts";

/** Columns that the kernels take at a time. */
const COLUMNS = 8;

/** One instance for all calls: a matrix is done before another starts. */
let kernels: KernelExports | undefined;

/** A matrix reduced to a tridiagonal one, and the vectors that rotations turn into its eigenvectors. */
export interface Reduction {
  /** Diagonal, length n. */
  readonly diagonal: Float64Array;
  /** Element below diagonal element i at position i, length n; the last is 0. */
  readonly below: Float64Array;
  /**
   * Rotates rows `end` and `end` − 1, then `end` − 1 and `end` − 2, and so on, `count` times; `rotations` holds sine
   * and cosine of each.
   */
  rotate(rotations: Float64Array, end: number, count: number): void;
  /** The rows, shape `(n, n)`. */
  vectors(): Float64Array;
}

/**
 * Householder's reduction T = Qᵀ A Q with the rows of Qᵀ.
 *
 * @param matrix A, shape `(n, n)`, exactly symmetric; not changed.
 * @param n Number of rows, at least 2.
 * @returns The reduction, to be used before the next call; the bits of plain loops. Null where the engine has no
 *   SIMD, or the memory (24 n² bytes) cannot be had.
 *
 * Takes O(n³) time.
 */
export function reduceSimd(matrix: Float64Array, n: number): Reduction | null {
  const module = kernelModule();
  if (!module) return null;
  const kernel = kernels ??= instantiate(module);
  const stride = Math.ceil(n / COLUMNS) * COLUMNS;
  const size = stride * 8;
  const layout = new Layout();
  const [a, q, reflectors] = [0, 0, 0].map(() => layout.reserve(n * size));
  const [betas, below, w, rotations] = [1, 1, 1, 2].map((width) => layout.reserve(width * size));
  try {
    layout.apply(kernel.memory);
  } catch {
    return null;
  }
  const { buffer } = kernel.memory;
  new Uint8Array(buffer, a, layout.end - a).fill(0);
  const rows = new Float64Array(buffer, a, n * stride);
  for (let i = 0; i < n; i++) rows.set(matrix.subarray(i * n, (i + 1) * n), i * stride);
  kernel.tridiagonalise(a, n, size, reflectors, betas, below, w);
  const diagonal = Float64Array.from({ length: n }, (_, i) => rows[i * stride + i]);
  const offDiagonal = new Float64Array(buffer, below, n).slice();
  offDiagonal[n - 2] = rows[(n - 2) * stride + n - 1];
  rows.fill(0);
  kernel.accumulate(reflectors, betas, n, size, a, q, w);
  const turns = new Float64Array(buffer, rotations, 2 * n);
  const vectors = new Float64Array(buffer, q, n * stride);
  return {
    diagonal,
    below: offDiagonal,
    rotate(list, end, count) {
      turns.set(list.subarray(0, 2 * count));
      kernel.rotateRows(q, size, rotations, end, count);
    },
    vectors() {
      const out = new Float64Array(n * n);
      for (let i = 0; i < n; i++) out.set(vectors.subarray(i * stride, i * stride + n), i * n);
      return out;
    },
  };
}
