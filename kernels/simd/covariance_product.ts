/**
 * The product of a sample covariance with vectors in WebAssembly SIMD.
 *
 * @module
 */
import { instantiate, type KernelExports, kernelModule, Layout } from "./instance.ts";

/** Rows that the kernel takes in a call. */
const ROWS = 4;

/** Vectors that the kernel handles together, at the price of one. */
export const PANEL_VECTORS = 4;

/**
 * One instance for all calls: a call ends before another starts, and a fit makes many, while every
 * memory reserves gigabytes of address space. It keeps the size of the largest call, a few vectors.
 */
let kernels: KernelExports | undefined;

/**
 * Σ V for the sample covariance Σ (divisor n − 1) and a few vectors V: with X the centred rows,
 * Xᵀ (X V) / (n − 1).
 *
 * @param data Row-major rows, length n · d; not changed.
 * @param n Number of rows, at least 2.
 * @param d Dimension.
 * @param mean Column means, length d.
 * @param vectors Rows, shape `(count, d)`; not changed.
 * @returns Rows, shape `(count, d)`, the bits that a loop over rows and coordinates gives; or null
 *   where the engine has no SIMD or the memory (about 16 d count bytes) cannot be had.
 *
 * Takes O(n d count) time and O(d count) memory.
 */
export function covarianceProductSimd(
  data: Float64Array,
  n: number,
  d: number,
  mean: Float64Array,
  vectors: Float64Array,
): Float64Array | null {
  const module = kernelModule();
  if (!module) return null;
  kernels ??= instantiate(module);
  const { memory } = kernels;
  const panels = Math.ceil(vectors.length / d / PANEL_VECTORS);
  const stride = Math.ceil(d / 2) * 2; // Two lanes take two numbers at a time.
  const size = stride * 8;
  const layout = new Layout();
  const rowsStart = layout.reserve(ROWS * size);
  const meanStart = layout.reserve(size);
  const vectorsStart = layout.reserve(panels * PANEL_VECTORS * size);
  const sumsStart = layout.reserve(panels * PANEL_VECTORS * size);
  try {
    layout.apply(memory);
  } catch {
    return null;
  }
  const numbers = (start: number, end: number) =>
    new Float64Array(memory.buffer, start, (end - start) / 8);
  numbers(rowsStart, layout.end).fill(0);
  numbers(meanStart, vectorsStart).set(mean);
  pack(vectors, numbers(vectorsStart, sumsStart), d, stride);
  const rows = numbers(rowsStart, meanStart);
  for (let i = 0; i < n; i += ROWS) {
    for (let row = 0; row < ROWS; row++) {
      const start = (i + row) * d;
      // The mean, which centring makes zero, stands for rows that the last four lack.
      rows.set(i + row < n ? data.subarray(start, start + d) : mean, row * stride);
    }
    kernels.addCovariancePanels(rowsStart, meanStart, vectorsStart, sumsStart, size, panels);
  }
  const scale = 1 / (n - 1);
  const sums = unpack(numbers(sumsStart, layout.end), vectors.length, d, stride);
  return sums.map((sum) => sum * scale);
}

/** Where coordinate 0 of a vector is in its panel; the others follow `PANEL_VECTORS` apart. */
function packedStart(vector: number, stride: number): number {
  const lane = vector % PANEL_VECTORS;
  return (vector - lane) * stride + lane;
}

function pack(vectors: Float64Array, packed: Float64Array, d: number, stride: number): void {
  for (let v = 0; v * d < vectors.length; v++) {
    const start = packedStart(v, stride);
    for (let j = 0; j < d; j++) packed[start + j * PANEL_VECTORS] = vectors[v * d + j];
  }
}

function unpack(packed: Float64Array, length: number, d: number, stride: number): Float64Array {
  const vectors = new Float64Array(length);
  for (let v = 0; v * d < length; v++) {
    const start = packedStart(v, stride);
    for (let j = 0; j < d; j++) vectors[v * d + j] = packed[start + j * PANEL_VECTORS];
  }
  return vectors;
}
