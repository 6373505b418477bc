/**
 * Samples as the kernels take them: centred, scaled, in f32, in rows of whole vec4s.
 *
 * @module
 */
import type { Samples } from "../lib/types.ts";

/** Most dimensions that the kernels take: 4 · `MAX_VECTORS` in the shaders. */
export const MAX_DIMENSION = 128;

/** Extents beyond 2^±400 are left to the CPU: their squares leave the range of f64. */
const MAX_EXPONENT = 400;

/** Samples packed for a GPU. */
export interface PackedPoints {
  /** Number of points. */
  readonly n: number;
  /** vec4s of a point: ⌈d/4⌉. */
  readonly vectors: number;
  /**
   * A power of two by which centred coordinates were multiplied, so that no point has a norm above
   * 1: distances scale without rounding.
   */
  readonly scale: number;
  /** Scaled distance of every point from the mean, in f64. */
  readonly norms: Float64Array;
  /** Rows `begin` … `end − 1`, shape `(end − begin, 4 vectors)`, zero padded. */
  readonly pack: (begin: number, end: number) => Float32Array<ArrayBuffer>;
}

/**
 * Prepares samples for a GPU: means are subtracted and the scale applied in f64, and only then are
 * coordinates rounded to f32.
 *
 * @param samples Shape `(n, d)`; not changed, and read again by `pack`.
 * @returns The packed points, or null where the extents are too large or too small for it.
 */
export function packPoints(samples: Samples): PackedPoints | null {
  const { data, n, d } = samples;
  const means = columnMeans(samples);
  const largest = largestDeviation(samples, means);
  if (!Number.isFinite(largest)) return null;
  const exponent = largest === 0 ? 0 : Math.ceil(Math.log2(largest) + 0.5 * Math.log2(d)) + 1;
  if (Math.abs(exponent) > MAX_EXPONENT) return null;
  const scale = 2 ** -exponent;
  const norms = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    let sum = 0;
    for (let j = 0; j < d; j++) {
      const x = (data[i * d + j] - means[j]) * scale;
      sum += x * x;
    }
    norms[i] = Math.sqrt(sum);
  }
  const vectors = Math.ceil(d / 4);
  function pack(begin: number, end: number): Float32Array<ArrayBuffer> {
    const stride = 4 * vectors;
    const rows = new Float32Array((end - begin) * stride);
    for (let i = begin; i < end; i++) {
      const at = (i - begin) * stride;
      for (let j = 0; j < d; j++) rows[at + j] = (data[i * d + j] - means[j]) * scale;
    }
    return rows;
  }
  return { n, vectors, scale, norms, pack };
}

/** Means around the first point, so that their rounding has the size of the spread, not of the data. */
function columnMeans({ data, n, d }: Samples): Float64Array {
  const sums = new Float64Array(d);
  for (let i = 1; i < n; i++) {
    for (let j = 0; j < d; j++) sums[j] += data[i * d + j] - data[j];
  }
  return sums.map((sum, j) => data[j] + sum / n);
}

function largestDeviation({ data, n, d }: Samples, means: Float64Array): number {
  let largest = 0;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < d; j++) {
      const deviation = Math.abs(data[i * d + j] - means[j]);
      // NaN, from means that overflowed, must get through.
      if (!(deviation <= largest)) largest = deviation;
    }
  }
  return largest;
}
