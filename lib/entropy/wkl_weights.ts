/**
 * Weights of the weighted Kozachenko–Leonenko estimator, Appendix E.2.2.
 *
 * The constraint Σⱼ wⱼ Γ(j + 2ℓ/d) / Γ(j) = 0 removes the bias term of order (k/n)^(2ℓ/d). For every
 * ℓ only the ratios between the j matter, so that each row starts at 1 and follows by the recurrence
 * Γ(j + 1 + a) / Γ(j + 1) = Γ(j + a) / Γ(j) · (j + a) / j: no gamma function, no overflow at any d.
 *
 * @module
 */
import { Matrix, SingularValueDecomposition } from "npm:ml-matrix@6.15.1";

/** Above this ‖w‖ the weights multiply the noise of the distances so much that they are of no use. */
export const MAX_WEIGHT_NORM = 1e4;

/** Above this dimension float64 does not meet the constraints at any k. */
const MAX_SEARCHED_DIMENSION = 64;

/** Largest relative error of a constraint that counts as met. */
const CONSTRAINT_TOLERANCE = 1e-10;

/** Singular values below this share of the largest are dropped in the authors' code. */
const REFERENCE_CUTOFF = 1e-6;

/** Rounds of iterative refinement; each gains the digits that the condition number leaves. */
const REFINEMENTS = 3;

/** How the weights are chosen: the text of Appendix E.2.2, or the authors' code. */
export type WeightsRule = "berrett" | "reference";

/** Weights of the k nearest neighbours, with what tells whether they can be trusted. */
export interface WklWeights {
  /** Weight wⱼ of the j-th neighbour at position j − 1, length k. */
  readonly weights: Float64Array;
  /** How they were chosen. */
  readonly rule: WeightsRule;
  /** Euclidean norm ‖w‖; the variance of the estimate grows with it. */
  readonly norm: number;
  /** Σ w, which is 1 when the estimate is an average. */
  readonly sum: number;
  /** Condition number of the constraints as scaled; infinite where they are more than the weights. */
  readonly conditionNumber: number;
  /** Largest relative error |Σⱼ wⱼ cⱼ − b| / ‖c‖ over the constraints, Σ w = 1 included. */
  readonly residual: number;
  /** Whether every constraint holds to 1e-10 relative. */
  readonly feasible: boolean;
}

/**
 * Weights of the weighted Kozachenko–Leonenko estimator for any d and k.
 *
 * `berrett`: the least Euclidean norm among the w with Σⱼ wⱼ = 1, Σⱼ wⱼ Γ(j + 2ℓ/d) / Γ(j) = 0 for
 * ℓ = 1 … ⌊d/4⌋, and wⱼ = 0 off {⌊k/d⌋, ⌊2k/d⌋, …, k} (Appendix E.2.2). Where no w meets them, or
 * float64 does not reach it, `feasible` is false and the weights are a least-squares compromise.
 *
 * `reference`: what the authors' code does: (1, 0, …, 0) up to d = 4, above that the minimum-norm
 * least-squares solution with singular values below 1e-6 of the largest left out, so that from
 * d = 17 on Σ w is no longer 1.
 *
 * @param d Dimension of the data, an integer ≥ 1.
 * @param k Number of neighbours, an integer ≥ 1.
 * @param rule How to choose them.
 * @returns The weights and their quality. Takes O(d k²) time.
 */
export function wklWeights(d: number, k: number, rule: WeightsRule = "berrett"): WklWeights {
  if (rule === "reference" && d <= 4) return firstNeighborOnly(k);
  const support = supportOf(d, k);
  const { matrix, target } = constraints(d, support, rule === "reference" ? 1 / k : undefined);
  const svd = new SingularValueDecomposition(matrix, { autoTranspose: true });
  const cutoff = rule === "reference" ? REFERENCE_CUTOFF : Number.EPSILON;
  const onSupport = minimumNorm(svd, matrix, target, cutoff);
  const weights = new Float64Array(k);
  support.forEach((j, position) => weights[j - 1] = onSupport[position]);
  const rank = Math.floor(d / 4) + 1;
  const residual = relativeResidual(d, support, onSupport);
  return {
    weights,
    rule,
    norm: Math.hypot(...weights),
    sum: weights.reduce((sum, weight) => sum + weight, 0),
    conditionNumber: rank > support.length ? Infinity : svd.condition,
    residual,
    feasible: residual <= CONSTRAINT_TOLERANCE,
  };
}

/**
 * The least number of neighbours with usable weights: constraints that hold, and ‖w‖ ≤ 1e4.
 *
 * Measured for all d ≤ 64: the norm falls up to k ≈ 1.3 d … 1.9 d and rises again, since the weighted
 * neighbours then start at ⌊k/d⌋ > 1; it stays below 1e4 up to d = 19, and no k reaches that above.
 *
 * @param d Dimension of the data.
 * @param limit Largest number of neighbours to try.
 * @returns The number, at least ⌊d/4⌋ + 1, or null where there is none up to `limit`.
 */
export function leastNeighbors(d: number, limit: number): number | null {
  if (d > MAX_SEARCHED_DIMENSION) return null;
  for (let k = Math.floor(d / 4) + 1; k <= Math.min(limit, 2 * d); k++) {
    const { feasible, norm } = wklWeights(d, k);
    if (feasible && norm <= MAX_WEIGHT_NORM) return k;
  }
  return null;
}

function firstNeighborOnly(k: number): WklWeights {
  const weights = new Float64Array(k);
  weights[0] = 1;
  return {
    weights,
    rule: "reference",
    norm: 1,
    sum: 1,
    conditionNumber: 1,
    residual: 0,
    feasible: true,
  };
}

/** {⌊k/d⌋, ⌊2k/d⌋, …, k} without 0, ascending. */
function supportOf(d: number, k: number): number[] {
  const support = new Set<number>();
  for (let i = 1; i <= d; i++) {
    const j = Math.floor((i * k) / d);
    if (j >= 1) support.add(j);
  }
  return [...support];
}

/**
 * Σ w = 1 as the first row, then one row for each ℓ, all of unit norm; `sumScale` replaces the scale
 * of the first row.
 */
function constraints(
  d: number,
  support: readonly number[],
  sumScale?: number,
): { matrix: Matrix; target: Float64Array } {
  const rows = Math.floor(d / 4) + 1;
  const matrix = new Matrix(rows, support.length);
  const target = new Float64Array(rows);
  for (let l = 0; l < rows; l++) {
    const ratios = gammaRatios((2 * l) / d, support);
    const scale = l === 0 && sumScale !== undefined ? sumScale : 1 / Math.hypot(...ratios);
    matrix.setRow(l, ratios.map((ratio) => ratio * scale));
    if (l === 0) target[0] = scale;
  }
  return { matrix, target };
}

/** Γ(j + a) / Γ(j) for each j of the ascending `support`, divided by its value at j = 1. */
function gammaRatios(a: number, support: readonly number[]): number[] {
  let ratio = 1;
  let at = 1;
  return support.map((j) => {
    for (; at < j; at++) ratio *= (at + a) / at;
    return ratio;
  });
}

/** Least-norm least-squares solution, refined while its residual shrinks. */
function minimumNorm(
  svd: SingularValueDecomposition,
  matrix: Matrix,
  target: Float64Array,
  cutoff: number,
): Float64Array {
  const { leftSingularVectors: left, rightSingularVectors: right, diagonal } = svd;
  const solution = new Float64Array(matrix.columns);
  let residual: Float64Array = target;
  let size = Infinity;
  for (let round = 0; round <= REFINEMENTS; round++) {
    const before = Float64Array.from(solution);
    for (let s = 0; s < diagonal.length; s++) {
      if (diagonal[s] <= cutoff * diagonal[0]) continue;
      let projection = 0;
      for (let l = 0; l < residual.length; l++) projection += left.get(l, s) * residual[l];
      for (let j = 0; j < solution.length; j++) {
        solution[j] += (projection / diagonal[s]) * right.get(j, s);
      }
    }
    residual = residualOf(matrix, solution, target);
    if (!(Math.hypot(...residual) < size)) return before;
    size = Math.hypot(...residual);
  }
  return solution;
}

function residualOf(matrix: Matrix, solution: Float64Array, target: Float64Array): Float64Array {
  return target.map((value, l) => {
    let sum = value;
    for (let j = 0; j < solution.length; j++) sum -= matrix.get(l, j) * solution[j];
    return sum;
  });
}

function relativeResidual(d: number, support: readonly number[], solution: Float64Array): number {
  const { matrix, target } = constraints(d, support);
  return residualOf(matrix, solution, target)
    .reduce((largest, value, l) => {
      const scale = l === 0 ? target[0] : 1;
      return Math.max(largest, Math.abs(value) / scale);
    }, 0);
}
