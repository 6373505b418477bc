/**
 * Products of tall matrices in WebAssembly SIMD, with plain loops where the engine has none.
 *
 * @module
 */
import { instantiate, type KernelExports, kernelModule, Layout } from "./instance.ts";

/** A matrix, row-major. */
export interface DenseMatrix {
  /** Values, length rows · columns. */
  readonly data: Float64Array;
  /** Number of rows. */
  readonly rows: number;
  /** Number of columns. */
  readonly columns: number;
}

/** Rows that go through the kernels' memory at a time: 16 MiB for 1024 columns. */
const CHUNK = 2048;

/** Rows of no more columns are copied number by number. */
const FEW_COLUMNS = 64;

/** One instance for all calls: a call ends before another starts. */
let kernels: KernelExports | null | undefined;

/** The instance, its memory large enough for what is reserved; null where there is no SIMD. */
function kernelsFor(layout: Layout): KernelExports | null {
  if (kernels === undefined) {
    const module = kernelModule();
    kernels = module ? instantiate(module) : null;
  }
  if (kernels) layout.apply(kernels.memory);
  return kernels;
}

function padded(count: number): number {
  return Math.ceil(count / 4) * 4;
}

/**
 * XᵀX.
 *
 * @param matrix X, shape `(n, m)`; not changed.
 * @returns Shape `(m, m)`, exactly symmetric; the same bits on every engine.
 *
 * Takes O(n m²) time.
 */
export function gram(matrix: DenseMatrix): DenseMatrix {
  const { rows: n, columns: m } = matrix;
  const width = padded(m);
  const chunk = Math.min(CHUNK, padded(n));
  const layout = new Layout();
  const source = layout.reserve(chunk * width * 8);
  const target = layout.reserve(width * width * 8);
  const kernel = kernelsFor(layout);
  const out = new Float64Array(m * m);
  if (!kernel) return { data: plainGram(matrix, out), rows: m, columns: m };
  const sums = new Float64Array(kernel.memory.buffer, target, width * width).fill(0);
  for (let first = 0; first < n; first += chunk) {
    const count = Math.min(chunk, n - first);
    load(kernel, source, matrix, first, count, width);
    kernel.addGram(source, padded(count), width, target);
  }
  for (let i = 0; i < m; i++) {
    for (let j = i; j < m; j++) out[i * m + j] = out[j * m + i] = sums[i * width + j];
  }
  return { data: out, rows: m, columns: m };
}

/**
 * Xᵀ.
 *
 * @param matrix X, shape `(n, m)`; not changed.
 * @returns Shape `(m, n)`.
 */
export function transposed({ data, rows, columns }: DenseMatrix): DenseMatrix {
  const out = new Float64Array(rows * columns);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) out[j * rows + i] = data[i * columns + j];
  }
  return { data: out, rows: columns, columns: rows };
}

/**
 * X B.
 *
 * @param matrix X, shape `(n, m)`; not changed.
 * @param factor B, shape `(m, c)`; not changed.
 * @param upper Whether B is zero below its diagonal: those terms are then left out.
 * @returns Shape `(n, c)`; the same bits on every engine.
 *
 * Takes O(n m c) time.
 */
export function multiply(matrix: DenseMatrix, factor: DenseMatrix, upper = false): DenseMatrix {
  const { rows: n, columns: m } = matrix;
  const c = factor.columns;
  const [width, outWidth] = [padded(m), padded(c)];
  const chunk = Math.min(CHUNK, padded(n));
  const layout = new Layout();
  const source = layout.reserve(chunk * width * 8);
  const packed = layout.reserve(width * outWidth * 8);
  const target = layout.reserve(chunk * outWidth * 8);
  const kernel = kernelsFor(layout);
  const out = { data: new Float64Array(n * c), rows: n, columns: c };
  if (!kernel) {
    plainMultiply(matrix, factor, upper, out.data);
    return out;
  }
  pack(factor, new Float64Array(kernel.memory.buffer, packed, width * outWidth), width);
  for (let first = 0; first < n; first += chunk) {
    const count = Math.min(chunk, n - first);
    load(kernel, source, matrix, first, count, width);
    kernel.multiplyRows(source, padded(count), width, packed, outWidth, Number(upper), target);
    const product = new Float64Array(kernel.memory.buffer, target, count * outWidth);
    if (outWidth === c) out.data.set(product, first * c);
    else copyRows(product, outWidth, out.data.subarray(first * c), c, c, count);
  }
  return out;
}

/** Copies rows into the kernels' memory, padded with zeros on the right and below. */
function load(
  { memory }: KernelExports,
  start: number,
  { data, columns: m }: DenseMatrix,
  first: number,
  count: number,
  width: number,
): void {
  const target = new Float64Array(memory.buffer, start, padded(count) * width);
  if (width === m) target.set(data.subarray(first * m, (first + count) * m));
  else {
    copyRows(data.subarray(first * m), m, target, width, m, count);
    for (let i = 0; i < count; i++) {
      for (let j = m; j < width; j++) target[i * width + j] = 0;
    }
  }
  target.fill(0, count * width);
}

/** Copies `columns` numbers of every row, from rows of one length to rows of another. */
function copyRows(
  from: Float64Array,
  fromWidth: number,
  to: Float64Array,
  toWidth: number,
  columns: number,
  count: number,
): void {
  for (let i = 0; i < count; i++) {
    const [p, q] = [i * fromWidth, i * toWidth];
    // To set a range costs as much as a loop over so many numbers.
    if (columns > FEW_COLUMNS) to.set(from.subarray(p, p + columns), q);
    else for (let j = 0; j < columns; j++) to[q + j] = from[p + j];
  }
}

/** Four columns at a time; see `assembly/dense.ts`. */
function pack(
  { data, rows: m, columns: c }: DenseMatrix,
  target: Float64Array,
  width: number,
): void {
  target.fill(0);
  for (let k = 0; k < m; k++) {
    for (let j = 0; j < c; j++) target[(j - j % 4) * width + 4 * k + j % 4] = data[k * c + j];
  }
}

function plainGram({ data, rows: n, columns: m }: DenseMatrix, out: Float64Array): Float64Array {
  for (let r = 0; r < n; r++) {
    for (let i = 0; i < m; i++) {
      const value = data[r * m + i];
      for (let j = i; j < m; j++) out[i * m + j] += value * data[r * m + j];
    }
  }
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < i; j++) out[i * m + j] = out[j * m + i];
  }
  return out;
}

function plainMultiply(
  { data, rows: n, columns: m }: DenseMatrix,
  { data: factor, columns: c }: DenseMatrix,
  upper: boolean,
  out: Float64Array,
): void {
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < m; k++) {
      const value = data[i * m + k];
      for (let j = upper ? k : 0; j < c; j++) out[i * c + j] += value * factor[k * c + j];
    }
  }
}
