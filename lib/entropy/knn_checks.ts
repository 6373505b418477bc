/**
 * What can be wrong with data or settings for the nearest-neighbour entropies, and how it is said.
 *
 * @module
 */
import { InputError } from "../errors.ts";
import type { Neighbors } from "../neighbors/nearest_neighbors.ts";
import type { Samples, Warning } from "../types.ts";
import { leastNeighbors, MAX_WEIGHT_NORM, type WklWeights } from "./wkl_weights.ts";

/** Above this dimension a warning says how good the weights are, whatever they are. */
const MAX_WEIGHTED_DIMENSION = 16;

/** Relative difference below which two distances are a tie: whitening moves equal ones by rounding. */
const TIE_TOLERANCE = 1e-9;

/**
 * Share of points with tied neighbours above which a warning is due. Continuous data have none, and a
 * few do no harm: normal data in one dimension, rounded until 28 % had ties, moved `wkl` by less than
 * 0.001 nats; until 80 %, by 0.005 (N = 1000 and 5000, k = 5, mean of 6 seeds).
 */
const MANY_TIES = 0.25;

/**
 * Checks that every point has k others.
 *
 * @param samples Samples to be searched.
 * @param k Neighbours of each.
 * @param name What to call the data in messages.
 * @throws {InputError} If there are not more samples than neighbours.
 */
export function checkNeighborCount({ n }: Samples, k: number, name: string): void {
  if (n > k) return;
  throw new InputError(
    "too-few-samples",
    `${name} has ${n} samples: ${k} neighbours of each need at least ${k + 1}.`,
    "Give more samples, or fewer neighbours with --neighbors.",
  );
}

/**
 * Looks for distances of zero, whose logarithm is infinite.
 *
 * @param neighbors Distances in each row ascending.
 * @param weights Only neighbours with a weight other than zero count.
 * @param name What to call the data in messages.
 * @throws {InputError} If there are any, with the number of duplicate rows.
 */
export function checkDuplicates(
  { k, distances }: Neighbors,
  weights: Float64Array,
  name: string,
): void {
  const first = weights.findIndex((weight) => weight !== 0);
  const n = distances.length / k;
  let fatal = 0;
  let duplicates = 0;
  for (let i = 0; i < n; i++) {
    if (distances[i * k] === 0) duplicates++;
    if (distances[i * k + first] === 0) fatal++;
  }
  if (fatal === 0) return;
  throw new InputError(
    "duplicates",
    `${duplicates} of ${n} rows of ${name} equal another row: for ${fatal}, the distance to neighbour ${
      first + 1
    } is 0 and the entropy −∞.`,
    "Remove repeated rows, declare labels discrete, or add about the rounding step with --jitter SCALE.",
  );
}

/**
 * Counts the points that have two neighbours at the same positive distance. Continuous data have
 * practically none; rounded or discrete data have many, and then distances are not what the theory of
 * nearest-neighbour entropies takes them to be. (In several dimensions whitening tells most lattice
 * distances apart, so that columns with few values have to be looked for as well.)
 *
 * @param neighbors Distances in each row ascending.
 * @param name What to call the data in messages.
 * @returns One warning where more than 25 % of the points have ties.
 */
export function tieWarnings({ k, distances }: Neighbors, name: string): Warning[] {
  const n = distances.length / k;
  let tied = 0;
  for (let i = 0; i < n; i++) {
    for (let at = i * k + 1; at < (i + 1) * k; at++) {
      const gap = distances[at] - distances[at - 1];
      if (distances[at - 1] === 0 || gap > TIE_TOLERANCE * distances[at]) continue;
      tied++;
      break;
    }
  }
  if (tied <= MANY_TIES * n) return [];
  return [{
    code: "ties",
    message:
      `${tied} of ${n} rows of ${name} have neighbours at equal distances: the data look rounded or ` +
      "discrete, which shifts this estimate.",
  }];
}

/**
 * Whether weights can be used.
 *
 * @param chosen The weights.
 * @param samples Samples they are for.
 * @param name What to call the data in messages.
 * @returns One warning for more than 16 dimensions, or ‖w‖ > 1e4.
 * @throws {InputError} If berrett weights do not meet their constraints.
 */
export function checkWeights(chosen: WklWeights, { n, d }: Samples, name: string): Warning[] {
  const { weights, rule, norm, sum, conditionNumber, feasible } = chosen;
  const exact = feasible || rule === "reference";
  if (exact && norm <= MAX_WEIGHT_NORM && d <= MAX_WEIGHTED_DIMENSION) return [];
  const facts = `‖w‖ = ${norm.toExponential(1)}, condition number ${
    conditionNumber.toExponential(1)
  }`;
  const advice = adviseNeighbors(d, n - 1);
  if (!exact) {
    throw new InputError(
      "wkl-weights",
      `No WKL weights for ${weights.length} neighbours in the ${d} dimensions of ${name}: ${facts}.`,
      advice,
    );
  }
  const total = feasible ? "" : `, Σw = ${sum.toFixed(2)} instead of 1`;
  return [{
    code: "wkl-weights",
    message: `The WKL weights for ${name} (${d} dimensions, ${weights.length} neighbours) have ` +
      `${facts}${total}: the estimate can be far off. ${advice}`,
  }];
}

function adviseNeighbors(d: number, limit: number): string {
  const least = leastNeighbors(d, limit);
  if (least !== null) {
    return `At least ${least} neighbours give ‖w‖ ≤ 1e4 (--neighbors ${least}); or compress first, e.g. --compress-x pca:4.`;
  }
  const floor = Math.floor(d / 4) + 1;
  return `The constraints need at least ${floor} neighbours, but no number gives ‖w‖ ≤ 1e4 in ${d} dimensions: compress first, e.g. --compress-x pca:4.`;
}
