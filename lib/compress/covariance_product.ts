/**
 * The product of a sample covariance with a block of vectors, without the covariance.
 *
 * @module
 */
import type { Samples } from "../types.ts";

/** Vectors handled together: what the inner loops hold in registers with two rows of data. */
const PANEL = 4;

/**
 * Σ V for the sample covariance Σ (divisor n − 1) and a few vectors V, in one pass over the data:
 * with X the centred rows, Xᵀ (X V) / (n − 1). Rows are centred as they are read, so neither a
 * `(d, d)` matrix nor a centred copy exists, and a large mean costs no digits.
 *
 * @param samples Shape `(n, d)`; not changed.
 * @param mean Column means, length `d`.
 * @param vectors Rows, shape `(count, d)`; not changed.
 * @returns Rows, shape `(count, d)`: Σ times each vector.
 *
 * Takes O(n d count) time and O(d count) memory.
 */
export function covarianceProduct(
  samples: Samples,
  mean: Float64Array,
  vectors: Float64Array,
): Float64Array {
  const { d } = samples;
  const count = vectors.length / d;
  const panels = Math.ceil(count / PANEL);
  const packed = pack(vectors, count, d);
  const sums = new Float64Array(panels * PANEL * d);
  accumulate(samples, mean, packed, sums, panels);
  return unpack(sums, count, d, 1 / (samples.n - 1));
}

/** Coordinate `j` of vector `4 p + c` at `(p d + j) 4 + c`; missing vectors are zeros. */
function pack(vectors: Float64Array, count: number, d: number): Float64Array {
  const packed = new Float64Array(Math.ceil(count / PANEL) * PANEL * d);
  for (let v = 0; v < count; v++) {
    const start = (v - v % PANEL) * d + v % PANEL;
    for (let j = 0; j < d; j++) packed[start + j * PANEL] = vectors[v * d + j];
  }
  return packed;
}

function unpack(sums: Float64Array, count: number, d: number, scale: number): Float64Array {
  const vectors = new Float64Array(count * d);
  for (let v = 0; v < count; v++) {
    const start = (v - v % PANEL) * d + v % PANEL;
    for (let j = 0; j < d; j++) vectors[v * d + j] = sums[start + j * PANEL] * scale;
  }
  return vectors;
}

/** Two rows at a time, so that every vector loaded serves twice. */
function accumulate(
  { data, n, d }: Samples,
  mean: Float64Array,
  packed: Float64Array,
  sums: Float64Array,
  panels: number,
): void {
  const first = new Float64Array(d);
  const second = new Float64Array(d);
  for (let i = 0; i < n; i += 2) {
    const offset = i * d;
    if (i + 1 < n) {
      for (let j = 0; j < d; j++) {
        first[j] = data[offset + j] - mean[j];
        second[j] = data[offset + d + j] - mean[j];
      }
    } else {
      for (let j = 0; j < d; j++) first[j] = data[offset + j] - mean[j];
      second.fill(0);
    }
    for (let panel = 0; panel < panels; panel++) {
      addPanel(first, second, packed, sums, panel * d * PANEL, d);
    }
  }
}

/** sums += x (xᵀ v) for two rows x and the four vectors v of a panel. */
function addPanel(
  first: Float64Array,
  second: Float64Array,
  packed: Float64Array,
  sums: Float64Array,
  start: number,
  d: number,
): void {
  let [a0, a1, a2, a3, b0, b1, b2, b3] = [0, 0, 0, 0, 0, 0, 0, 0];
  for (let j = 0, q = start; j < d; j++, q += PANEL) {
    const x = first[j];
    const y = second[j];
    const v0 = packed[q];
    const v1 = packed[q + 1];
    const v2 = packed[q + 2];
    const v3 = packed[q + 3];
    a0 += x * v0;
    a1 += x * v1;
    a2 += x * v2;
    a3 += x * v3;
    b0 += y * v0;
    b1 += y * v1;
    b2 += y * v2;
    b3 += y * v3;
  }
  for (let j = 0, q = start; j < d; j++, q += PANEL) {
    const x = first[j];
    const y = second[j];
    sums[q] += x * a0 + y * b0;
    sums[q + 1] += x * a1 + y * b1;
    sums[q + 2] += x * a2 + y * b2;
    sums[q + 3] += x * a3 + y * b3;
  }
}
