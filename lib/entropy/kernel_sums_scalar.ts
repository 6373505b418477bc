/**
 * The sums of {@linkcode kernelSums} without SIMD and Workers.
 *
 * @module
 */
import { KERNEL_SUM_TOLERANCE, type KernelSums } from "../../kernels/simd/kernel_sums.ts";
import type { Samples } from "../types.ts";
import type { KernelSumsRequest, PassControl } from "./kernel_sums.ts";

/** Longest stretch of work without giving way to other tasks, in milliseconds. */
const STRETCH_MS = 40;

/**
 * Kernel sums of all rows at rates r, 2r, 4r, … on this thread.
 *
 * @param samples Shape `(n, d)`, n ≥ 2; not changed.
 * @param request Rates and moments.
 * @param control How the pass is watched and stopped.
 * @returns Least distances and sums of every row.
 * @throws {DOMException} If the signal aborts (AbortError).
 *
 * Takes O(n² d) time and O(n) memory.
 */
export async function kernelSumsScalar(
  samples: Samples,
  { rate, rates, moments }: KernelSumsRequest,
  { signal, onProgress }: PassControl = {},
): Promise<KernelSums> {
  const { n } = samples;
  const lists = (wanted: boolean) =>
    Array.from({ length: wanted ? rates : 0 }, () => new Float64Array(n));
  const leasts = new Float64Array(n);
  const sums = { leasts, s0: lists(true), s1: lists(moments), s2: lists(moments) };
  const squares = new Float64Array(n);
  const reach = -Math.log(KERNEL_SUM_TOLERANCE / n) / rate;
  let stretchStart = performance.now();
  signal?.throwIfAborted();
  for (let row = 0; row < n; row++) {
    leasts[row] = squaredDistances(samples, row, squares);
    if (moments) addMoments(sums, squares, row, rate, reach);
    else addTerms(sums, squares, row, rate, reach);
    if (performance.now() - stretchStart < STRETCH_MS) continue;
    signal?.throwIfAborted();
    onProgress?.((row + 1) / n);
    await new Promise<void>((resolve) => setTimeout(resolve, 0));
    stretchStart = performance.now();
  }
  onProgress?.(1);
  return sums;
}

/** Squared distances from a row to all, infinite to itself, coordinates in order; returns the least. */
function squaredDistances({ data, n, d }: Samples, row: number, squares: Float64Array): number {
  const own = data.subarray(row * d, (row + 1) * d);
  let least = Infinity;
  for (let j = 0, at = 0; j < n; j++, at += d) {
    let sum = 0;
    for (let c = 0; c < d; c++) {
      const difference = data[at + c] - own[c];
      sum += difference * difference;
    }
    squares[j] = sum;
    if (sum < least && j !== row) least = sum;
  }
  squares[row] = Infinity;
  return least;
}

/** S₀ at every rate: each next term is the square of the last. */
function addTerms(
  { leasts, s0 }: KernelSums,
  squares: Float64Array,
  row: number,
  rate: number,
  reach: number,
): void {
  const rates = s0.length;
  const sums = new Float64Array(rates);
  const least = leasts[row];
  for (let j = 0; j < squares.length; j++) {
    const value = squares[j] - least;
    if (!(value <= reach)) continue;
    let term = Math.exp(-rate * value);
    for (let b = 0; b < rates; b++) {
      sums[b] += term;
      term *= term;
    }
  }
  for (let b = 0; b < rates; b++) s0[b][row] = sums[b];
}

/** S₀, S₁ and S₂ at every rate. */
function addMoments(
  { leasts, s0, s1, s2 }: KernelSums,
  squares: Float64Array,
  row: number,
  rate: number,
  reach: number,
): void {
  const least = leasts[row];
  for (let j = 0; j < squares.length; j++) {
    const value = squares[j] - least;
    if (!(value <= reach)) continue;
    let term = Math.exp(-rate * value);
    for (let b = 0; b < s0.length; b++) {
      s0[b][row] += term;
      s1[b][row] += term * value;
      s2[b][row] += term * value * value;
      term *= term;
    }
  }
}
