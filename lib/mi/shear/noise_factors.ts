/**
 * The noise of linear combinations of a ridge regression's residuals.
 *
 * @module
 */
import type { DenseMatrix } from "../../../kernels/simd/dense.ts";
import { type RowTerms, takeSquaresSimd } from "../../../kernels/simd/row_combinations.ts";
import { LEAST_SHARE, type RidgeDesign } from "./ridge.ts";

/** A linear combination of every sample's residual with those of others. */
export interface Combination {
  /** Others of each sample. */
  readonly k: number;
  /** Their row numbers, shape `(n, k)`. */
  readonly rows: ArrayLike<number>;
  /** Their weights w, shape `(n, k)`. */
  readonly weights: Float64Array;
}

/**
 * By what factor r_i − Σ w_j r_j, r being the raw residuals of a fit, is larger than the noise of sample i, if the
 * noise is as large as the design's weights say (homoscedastic without). With v_j the share of weighted sample j,
 * that is √(vᵀ (I − H)² v), where (I − H)² v = v − Σ g_m z_m (z_mᵀ v) for the axes z_m of the design.
 *
 * @param design The fit's design.
 * @param penalties Penalties, one for each result.
 * @param combination The others and their weights w.
 * @returns Positive factors, length n, for each penalty. Takes O(n (k + penalties) m) time for m features.
 */
export function noiseFactors(
  design: RidgeDesign,
  penalties: readonly number[],
  combination: Combination,
): Float64Array[] {
  const { n, roots, free, axes, squares } = design;
  const count = penalties.length;
  const { terms, from, shares } = termsOf(combination, roots, n);
  const linear = new Float64Array(free.columns);
  const whole = new Float64Array(n);
  const left = new Float64Array(n * count);
  for (let i = 0; i < n; i++) {
    const [first, last] = [i * terms, (i + 1) * terms];
    for (let j = first; j < last; j++) whole[i] += shares[j] ** 2;
    combineRows(free.data, shares, from, first, last, linear);
    let rest = whole[i];
    for (let c = 0; c < linear.length; c++) rest -= linear[c] * linear[c];
    left.fill(rest, i * count, (i + 1) * count);
  }
  const scales = penalties.map((penalty) =>
    squares.map((square) => (square + 2 * penalty) / (square + penalty) ** 2)
  );
  takeSquares(axes, { terms, from, shares }, scales, left);
  return penalties.map((_, p) =>
    whole.map((size, i) =>
      Math.sqrt(Math.max(left[i * count + p], LEAST_SHARE * size)) * (roots ? roots[i] : 1)
    )
  );
}

/** v of every sample: its own share first, those of the others after it. */
function termsOf(
  { k, rows, weights }: Combination,
  roots: Float64Array | null,
  n: number,
): RowTerms {
  const terms = k + 1;
  const from = new Int32Array(n * terms);
  const shares = new Float64Array(n * terms);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < terms; j++) {
      const row = j === 0 ? i : rows[i * k + j - 1];
      const own = j === 0 ? 1 : -weights[i * k + j - 1];
      from[i * terms + j] = row;
      shares[i * terms + j] = roots ? own / roots[row] : own;
    }
  }
  return { terms, from, shares };
}

/** Subtracts Σ_m g_m (z_mᵀ v)² of every sample and list g, in SIMD where there is any. */
function takeSquares(
  axes: DenseMatrix,
  combined: RowTerms,
  scales: readonly Float64Array[],
  left: Float64Array,
): void {
  if (takeSquaresSimd(axes, combined, scales, left)) return;
  const { terms, from, shares } = combined;
  const sums = new Float64Array(axes.columns);
  for (let i = 0; i < axes.rows; i++) {
    combineRows(axes.data, shares, from, i * terms, (i + 1) * terms, sums);
    scales.forEach((scale, p) => {
      let rest = left[i * scales.length + p];
      for (let c = 0; c < sums.length; c++) rest -= sums[c] * sums[c] * scale[c];
      left[i * scales.length + p] = rest;
    });
  }
}

/** Σ shares[j] · row from[j] over a range of j, into `out`, whose length is that of a row. */
function combineRows(
  data: Float64Array,
  shares: Float64Array,
  from: Int32Array,
  first: number,
  last: number,
  out: Float64Array,
): void {
  const m = out.length;
  out.fill(0);
  let j = first;
  for (; j + 4 <= last; j += 4) {
    const [s0, s1, s2, s3] = [shares[j], shares[j + 1], shares[j + 2], shares[j + 3]];
    const [a0, a1, a2, a3] = [from[j] * m, from[j + 1] * m, from[j + 2] * m, from[j + 3] * m];
    for (let c = 0; c < m; c++) {
      out[c] += s0 * data[a0 + c] + s1 * data[a1 + c] + s2 * data[a2 + c] + s3 * data[a3 + c];
    }
  }
  for (; j < last; j++) {
    const [share, at] = [shares[j], from[j] * m];
    for (let c = 0; c < m; c++) out[c] += share * data[at + c];
  }
}
