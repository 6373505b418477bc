/**
 * Squares of linear combinations of a matrix's rows in WebAssembly SIMD.
 *
 * @module
 */
import type { DenseMatrix } from "./dense.ts";
import { instantiate, type KernelExports, kernelModule, Layout } from "./instance.ts";

/** Columns that go through the kernel's memory at a time: 1.3 MB for 5000 rows, which a cache holds. */
const COLUMNS = 32;

/** One instance for all calls: a call ends before another starts. */
let kernels: KernelExports | undefined;

/** A linear combination of rows for every sample. */
export interface RowTerms {
  /** Terms of each. */
  readonly terms: number;
  /** Row numbers, shape `(n, terms)`. */
  readonly from: Int32Array;
  /** Factors of the rows, shape `(n, terms)`. */
  readonly shares: Float64Array;
}

/**
 * Subtracts Σ_c (Σ_j shares[i][j] · X[from[i][j]][c])² · scales[p][c] from `left[i][p]`.
 *
 * @param matrix X, shape `(n, m)`; not changed.
 * @param combined The combinations; not changed.
 * @param scales Factors of the squares, each of length m; not changed.
 * @param left Shape `(n, scales.length)`; changed: to the bits of a loop over c that adds four terms at a time.
 * @returns False, and nothing changed, where the engine has no SIMD or the memory (n (12 terms + 256 + 8 p) bytes)
 *   cannot be had.
 *
 * Takes O(n m (terms + p)) time.
 */
export function takeSquaresSimd(
  matrix: DenseMatrix,
  { terms, from, shares }: RowTerms,
  scales: readonly Float64Array[],
  left: Float64Array,
): boolean {
  const module = kernelModule();
  if (!module) return false;
  const kernel = kernels ??= instantiate(module);
  const { rows: n, columns: m } = matrix;
  const count = scales.length;
  const pairs = Math.ceil(count / 2);
  const layout = new Layout();
  const panelAt = layout.reserve(n * COLUMNS * 8);
  const fromAt = layout.reserve(from.byteLength);
  const sharesAt = layout.reserve(shares.byteLength);
  const leftAt = layout.reserve(n * pairs * 16);
  const scalesAt = layout.reserve(pairs * COLUMNS * 16);
  const sumsAt = layout.reserve(COLUMNS * 8);
  try {
    layout.apply(kernel.memory);
  } catch {
    return false;
  }
  const { buffer } = kernel.memory;
  new Int32Array(buffer, fromAt, from.length).set(from);
  new Float64Array(buffer, sharesAt, shares.length).set(shares);
  const rest = new Float64Array(buffer, leftAt, n * pairs * 2).fill(0);
  for (let i = 0; i < n; i++) {
    for (let p = 0; p < count; p++) rest[i * pairs * 2 + p] = left[i * count + p];
  }
  const panel = new Float64Array(buffer, panelAt, n * COLUMNS);
  const factors = new Float64Array(buffer, scalesAt, pairs * COLUMNS * 2);
  for (let first = 0; first < m; first += COLUMNS) {
    const width = Math.min(COLUMNS, m - first);
    if (width < COLUMNS) panel.fill(0);
    for (let i = 0; i < n; i++) {
      for (let c = 0, at = i * m + first; c < width; c++) {
        panel[i * COLUMNS + c] = matrix.data[at + c];
      }
    }
    factors.fill(0);
    scales.forEach((scale, p) => {
      const start = (p >> 1) * COLUMNS * 2 + p % 2;
      for (let c = 0; c < width; c++) factors[start + 2 * c] = scale[first + c];
    });
    kernel.takeSquares(panelAt, n, terms, fromAt, sharesAt, scalesAt, pairs, leftAt, sumsAt);
  }
  for (let i = 0; i < n; i++) {
    for (let p = 0; p < count; p++) left[i * count + p] = rest[i * pairs * 2 + p];
  }
  return true;
}
