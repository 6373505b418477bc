/**
 * Calibrated WKL: entropies in canonical coordinates, less what they read for pairs formed at random. Why, and what
 * did not pay: `README.md`.
 *
 * @module
 */
import type { CanonicalPair } from "../canonical.ts";
import { WKL } from "../entropy/kozachenko_leonenko.ts";
import { InputError } from "../errors.ts";
import { type OptionSpec, resolveOptions } from "../registry.ts";
import { createRng, deriveSeed, permutation } from "../rng.ts";
import { joinColumns, takeRows } from "../samples.ts";
import type { Context, MiEstimate, Samples, Warning } from "../types.ts";
import { checkJointCovariance } from "./copula_checks.ts";
import type { MethodEntry } from "./entry.ts";
import { meanOf } from "./shear/scatter.ts";
import { sortedPair, unsorted } from "./sorted_pair.ts";
import { breakTies } from "./ties.ts";

/**
 * Neighbours of WKL, by the dimensions of both sides together.
 *
 * Up to 7, five: its weights are at most 2.5 long. On codes of the Anti-PCA data, in 2 + 2 dimensions with 4 nats,
 * N = 5000, that reads 2.6, and with 30 neighbours 1.9.
 *
 * In 8, thirty: five have weights 16 long. On codes of rectangles, in 4 + 4 dimensions, N = 5000, the deviation over data
 * sets was 0.11 nats with 20, 0.09 with 30 and with 40, and the error at 7 nats −0.32, −0.37, −0.42.
 *
 * Beyond, a hundred: weights of thirty to a hundred are 15 to 16 long, and distant neighbours the steadier. On warped
 * normal pairs in 5 + 5 dimensions, N = 5000, 30 seeds, the deviation was 0.06 and 0.09 nats at 1 and 7 nats, where
 * thirty have 0.12 and more, and the error less than 0.01. Heavy tails pay for it: Student's t with two degrees of
 * freedom reads 0.42 too little, and with thirty neighbours 0.17; `auto` has other methods for those.
 */
const NEIGHBORS = [
  { dimensions: 7, neighbors: 5 },
  { dimensions: 8, neighbors: 30 },
  { dimensions: 10, neighbors: 100 },
] as const;

/** The fewest neighbours: few samples have these in any dimension. */
const LEAST_NEIGHBORS = NEIGHBORS[0].neighbors;

/** Fewer samples than so many for each neighbour make neighbourhoods of different parts of the data. */
const SAMPLES_PER_NEIGHBOR = 20;

/** Pairs formed at random, altogether: from there on their noise is less than that of the estimate itself. */
const RANDOM_PAIRS = 10_000;

/** Random pairings, at least and at most. */
const PAIRINGS = [2, 8] as const;

/** The pairings do not depend on the user's seed: the estimate is a function of the data. */
const SEED = "pairings";

/**
 * Below this baseline, in nats, the densities are not smooth on the scale of the neighbourhoods, as on manifolds, and
 * what random pairs read says little about the true ones: on the swiss roll −2.1, and the difference 0.19 too high.
 */
export const LEAST_BASELINE = -0.5;

/** Dimensions of both sides together: beyond, WKL's weights are erratic. */
export const MOST_DIMENSIONS: number = NEIGHBORS[NEIGHBORS.length - 1].dimensions;

const OPTIONS: readonly OptionSpec[] = [];

/** The entropies of WKL, calibrated. */
export const CWKL: MethodEntry = {
  id: "cwkl",
  title: "Calibrated WKL",
  summary: "WKL in canonical coordinates, less what it reads for the same sides paired at random",
  equation: "WKL(A, B) − ⟨WKL(A, B∘π)⟩ over random pairings π",
  assumptions:
    "Continuous densities, smooth where samples are neighbours; up to 10 dimensions in all; 30 samples or more",
  bias:
    "Low from 7 nats on; up to 0.2 high on curved manifolds of fewer dimensions (warning cwkl-baseline)",
  cost: "WKL with 3 to 9 joint entropies: O(n log n) in low dimension; memory O(n (d + k))",
  interval: "subsampling",
  options: OPTIONS,
  create(options = {}) {
    resolveOptions('method "cwkl"', OPTIONS, options);
    return {
      id: "cwkl",
      parameters: {},
      continuous: async (x, y, context) => {
        checkDimensions(x, y);
        checkJointCovariance(x, y);
        const untied = breakTies(x, y, context.seed);
        const { pair, order } = sortedPair(untied.x, untied.y);
        const { pointwise, baseline, noise: _, ...result } = await cwkl(pair, context);
        return {
          ...result,
          pointwise: unsorted(pointwise, order),
          warnings: [...untied.warnings, ...result.warnings, ...lowBaseline(baseline)],
        };
      },
    };
  },
};

function checkDimensions(x: Samples, y: Samples): void {
  if (x.d + y.d <= MOST_DIMENSIONS) return;
  throw new InputError(
    "too-many-dimensions",
    `There are ${x.d} + ${y.d} dimensions: this method takes at most ${MOST_DIMENSIONS} in all.`,
    "Compress first, e.g. --compress-x pca:4, or use another method, such as auto.",
  );
}

/** Calibrated WKL, and how far it can be trusted. */
export interface CwklEstimate extends MiEstimate {
  /** What WKL reads for pairs formed at random, whose mutual information is 0, in nats. */
  readonly baseline: number;
  /**
   * Standard error of the estimate and of the baseline, in nats, as if contributions were independent: over data sets
   * the deviation was 1.0 to 1.5 times as large (codes in 2 + 2 to 5 + 5 dimensions, N = 1000 to 10,000; 1.9 times for
   * Student's t in 2 + 2, N = 1000).
   */
  readonly noise: number;
}

/**
 * Ĩ = WKL(A, B) − ⟨WKL(A, B∘π)⟩, in nats: WKL by Eq. (4) on Gaussianised sides in canonical coordinates. The entropies
 * of the sides are the same in both terms, and their errors cancel; those of the two joint entropies are alike.
 *
 * @param pair Canonical coordinates from `sortedPair`, at most {@linkcode MOST_DIMENSIONS} in all.
 * @param context Device and abort signal.
 * @returns The estimate, with contributions in the order of the pair's rows. `standardError` is null: `noise`
 *   understates the deviation over data sets.
 * @throws {InputError} If k samples equal another.
 * @throws {DeviceUnavailableError} If device `gpu` is asked for and there is none.
 * @throws {Error} The signal's reason when it is aborted.
 *
 * Takes 3 to 9 searches for the neighbours of all pairs, O(n log n) time each; O(n (d + k)) memory.
 */
export async function cwkl(
  pair: CanonicalPair,
  { device, onGpu, signal }: Pick<Context, "device" | "onGpu" | "signal">,
): Promise<CwklEstimate> {
  const { a, b } = pair;
  const { n } = a;
  const method = WKL.create({ neighbors: neighborsFor(n, a.d + b.d) });
  const entropyOf = (samples: Samples, name: string) =>
    method.entropy(samples, { seed: 0, device, onGpu, signal }, { name });
  const joint = await entropyOf(joinColumns(a, b), "(x, y)");
  const [hx, hy] = [await entropyOf(a, "x"), await entropyOf(b, "y")];
  const [fewest, most] = PAIRINGS;
  const pairings = Math.min(most, Math.max(fewest, Math.ceil(RANDOM_PAIRS / n)));
  let baseline = 0;
  for (let i = 0; i < pairings; i++) {
    signal?.throwIfAborted();
    const paired = joinColumns(a, takeRows(b, randomMatching(n, i)));
    baseline += (hx.nats + hy.nats - (await entropyOf(paired, "(x, y)")).nats) / pairings;
  }
  const pointwise = hx.pointwise.map((value, i) =>
    value + hy.pointwise[i] - joint.pointwise[i] - baseline
  );
  const nats = meanOf(pointwise);
  const squares = pointwise.reduce((sum, value) => sum + (value - nats) ** 2, 0);
  const noise = Math.sqrt(squares * (1 + 1 / pairings)) / n;
  return {
    nats,
    standardError: null,
    pointwise,
    entropies: {},
    warnings: [...joint.warnings, ...hx.warnings, ...hy.warnings],
    baseline,
    noise,
  };
}

function neighborsFor(n: number, d: number): number {
  const { neighbors } = NEIGHBORS.find(({ dimensions }) => d <= dimensions)!;
  return Math.max(LEAST_NEIGHBORS, Math.min(neighbors, Math.floor(n / SAMPLES_PER_NEIGHBOR)));
}

/** A permutation that is its own inverse, so that exchanging the sides forms the same pairs. */
function randomMatching(n: number, index: number): Int32Array {
  const shuffled = permutation(n, createRng(deriveSeed(SEED, index)));
  const matching = new Int32Array(n);
  for (let i = 0; i < n; i++) matching[shuffled[i]] = shuffled[n - 1 - i];
  return matching;
}

function lowBaseline(baseline: number): Warning[] {
  if (baseline >= LEAST_BASELINE) return [];
  return [{
    code: "cwkl-baseline",
    message: `WKL reads ${baseline.toFixed(2)} nats for pairs formed at random, not 0: the sides ` +
      "lie near manifolds of fewer dimensions, where this method was high by 0.1 to 0.2 nats.",
  }];
}
