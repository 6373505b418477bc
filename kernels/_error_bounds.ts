/**
 * Bounds of what a GPU gets wrong in f32. PRECISION.md derives them.
 *
 * @module
 */

/** Largest relative error of an addition or multiplication on the device: WGSL leaves the rounding mode open. */
export const DEVICE_ROUNDING: number = 2 ** -23;

/** Largest relative error of a coordinate: rounded to f64 when centred, then to f32 by the host. */
export const COORDINATE_ROUNDING: number = 2 ** -24 * (1 + 2 ** -20);

/** Denormal numbers may count as zero: an absolute error of this size times √d in a distance. */
const UNDERFLOW = 2 ** -62;

/** Rounding of the bounds themselves, which are computed in f64. */
const SLACK = 1 + 2 ** -40;

/** Relative error of a squared distance of f32 points as the kernels sum it, whatever the order. */
export function squareError(vectors: number): number {
  return (4 * vectors + 4) * DEVICE_ROUNDING * 1.001;
}

/** Absolute error of a distance from numbers too small for f32. */
export function underflowError(vectors: number): number {
  return UNDERFLOW * Math.sqrt(4 * vectors);
}

/**
 * Least true distance of two points of which one has norm `norm`, from their squared distance on the
 * device. Scaled units.
 *
 * @param squared Squared distance from the device, or a lower bound of it.
 * @param norm Norm of the query.
 * @param vectors vec4s of a point.
 * @returns Lower bound; may be negative.
 */
export function leastDistance(squared: number, norm: number, vectors: number): number {
  const rounded = Math.sqrt(squared / (1 + squareError(vectors))) - underflowError(vectors);
  return (rounded - 2 * COORDINATE_ROUNDING * norm * SLACK) / (1 + COORDINATE_ROUNDING) / SLACK -
    2 ** -100;
}

/** Greatest true distance, as {@linkcode leastDistance}. */
export function greatestDistance(squared: number, norm: number, vectors: number): number {
  const rounded = Math.sqrt(squared / (1 - squareError(vectors))) + underflowError(vectors);
  return (rounded + 2 * COORDINATE_ROUNDING * norm * SLACK) / (1 - COORDINATE_ROUNDING) * SLACK;
}

/** What a bound of a kernel sum depends on, besides the sum itself. */
export interface LogSumSetting {
  /** vec4s of a point. */
  readonly vectors: number;
  /** Number of points. */
  readonly n: number;
  /** Bandwidth in scaled units. */
  readonly bandwidth: number;
  /** Additions in sequence, from a term to the total. */
  readonly depth: number;
}

/**
 * Bound of the error of ln Σ exp(−r²/2b²) as the kernel computes it, in nats, as a function of the
 * value and of the norm of the query.
 *
 * @param setting What does not change from query to query.
 * @returns The bound.
 */
export function logSumError(
  { vectors, n, bandwidth, depth }: LogSumSetting,
): (logSum: number, norm: number) => number {
  const logOthers = Math.log(n - 1);
  const log2n = Math.log2(n);
  // E|x| of the arguments of exp2, at most HEADROOM above and log2 n below zero.
  const argument = log2n + 8;
  const exponential = 3 + 2 * argument + 2.5 * Math.LN2 * argument;
  const pivotMoves = 4 * Math.ceil(log2n / 8) + 2 * argument;
  const constant = DEVICE_ROUNDING * (exponential + pivotMoves + depth) +
    vectors * 2 ** -122 / (bandwidth * bandwidth);
  const u = COORDINATE_ROUNDING;
  const perSquare = squareError(vectors) + 2 * u + 2 * u * u;
  return (logSum, norm) => {
    // E[r²/2b²] under the weights of the terms: their entropy, at most ln(n − 1), less the value.
    const mean = Math.max(0, logOthers - logSum);
    if (logSum > logOthers + 1) return Infinity; // No sum of n − 1 terms below 1: a faulty device.
    const offset = u * norm / bandwidth;
    return 1.1 * (constant + perSquare * mean + 2 * offset * Math.sqrt(2 * mean) +
      4 * offset * offset);
  };
}
