/**
 * KCV on canonical functions, learnt from other samples.
 *
 * @module
 */
import type { DenseMatrix } from "../../../kernels/simd/dense.ts";
import { type CanonicalPair, canonicalPair } from "../../canonical.ts";
import { InputError } from "../../errors.ts";
import { gaussianise } from "../../gaussianise.ts";
import { type OptionSpec, resolveOptions } from "../../registry.ts";
import { createRng, permutation } from "../../rng.ts";
import type { Context, MiEstimate, Samples, Warning } from "../../types.ts";
import { checkJointCovariance } from "../copula_checks.ts";
import type { MethodEntry } from "../entry.ts";
import { kcv } from "../kcv.ts";
import { saturation } from "../ksg.ts";
import { besides, kernelFeatures, linearFeatures, radialFeatures } from "../shear/features.ts";
import { sortedPair, unsorted } from "../sorted_pair.ts";
import { breakTies } from "../ties.ts";
import { canonicalFunctions } from "./canonical_functions.ts";
import { independentFunctions } from "./independent_functions.ts";

/** Landmarks of each side's kernel; 400 gained 0.01 nats and doubled the time. */
const LANDMARKS = 250;

/** Samples for each landmark, at least. */
const SAMPLES_PER_LANDMARK = 5;

/** λ, where a kernel's features have a squared length of 1: of 0.1 to 0.0001, a factor of three is no change. */
const PENALTY = 0.003;

/** Canonical functions among which those that say something new are looked for. */
const CANDIDATES = 16;

/** Functions that are kept at most: KSG is compared with itself in twice as many dimensions. */
const MOST_FUNCTIONS = 5;

/** Parts of the data; each is estimated with functions of the others. Four gained nothing. */
const FOLDS = 2;

/** Above this dimension products of radial bumps and coordinates are left out: there would be hundreds. */
const MOST_PRODUCTS = 10;

const OPTIONS: readonly OptionSpec[] = [{
  name: "neighbors",
  type: "integer",
  default: 3,
  min: 1,
  description: "Number of nearest neighbours, from 1 to one less than half of the samples.",
}];

/** Measured on 12 codes of 7 and 10 nats (`unif`, `rect`, `warp` in `data/benchmark`), N = 5000. */
const LOW =
  "on codes of 7 and 10 nats this method was then low by 1.0 nats on average (0.1 to 3.2)";

/** KCV after kernel canonical correlation analysis. */
export const KCCA: MethodEntry = {
  id: "kcca",
  title: "Kernel CCA",
  summary:
    "Functions of x and of y with most correlation, learnt on one half; KCV of them on the other",
  equation: "KCV(u(A); v(B)) ≤ I(A; B), u and v canonical functions of other samples",
  assumptions:
    "Continuous densities; about as many strong dependences as the lesser dimension, at most five",
  bias:
    "Low by what half of the samples do not teach: 0.05 at 1 nat, much at 7; about 0 without dependence",
  cost:
    "O(n m² + m³) with m = 250 + 8 d features, and KCV in up to 5 + 5 dimensions; memory O(n m)",
  interval: "subsampling",
  options: OPTIONS,
  create(options = {}) {
    const resolved = resolveOptions('method "kcca"', OPTIONS, options);
    const neighbors = Number(resolved.neighbors);
    return {
      id: "kcca",
      parameters: { neighbors },
      continuous: async (x, y, context) => {
        checkJointCovariance(x, y);
        checkFolds(x.n, neighbors);
        const untied = breakTies(x, y, context.seed);
        const { pair, order } = sortedPair(untied.x, untied.y);
        const result = await kcca(pair, neighbors, context);
        return {
          ...result,
          pointwise: unsorted(result.pointwise, order),
          warnings: [...untied.warnings, ...result.warnings],
        };
      },
    };
  },
};

/** Every fold needs more samples than neighbours. */
function checkFolds(n: number, neighbors: number): void {
  const held = Math.floor(n / FOLDS);
  if (neighbors < held) return;
  throw new InputError(
    "too-few-samples",
    `There are ${n} samples, ${held} in each half: ${neighbors} neighbours need at least ` +
      `${FOLDS * (neighbors + 1)}.`,
    "Give more samples, or use fewer neighbors.",
  );
}

/**
 * The mean over the folds of KCV(u(A); v(B)), with u and v learnt on the samples outside the fold. By data
 * processing, I(u(A); v(B)) ≤ I(A; B) for any u and v, with equality where they are bijections; being learnt on other
 * samples, they have fitted nothing in the fold.
 *
 * @param pair Canonical coordinates from `sortedPair`.
 * @param neighbors Neighbours of KSG's first estimator.
 * @param context Abort signal.
 * @returns The estimate; it has no standard error of its own.
 */
export async function kcca(
  pair: CanonicalPair,
  neighbors: number,
  { signal }: Pick<Context, "signal">,
): Promise<MiEstimate> {
  const { a, b } = pair;
  const [phi, psi] = [featuresOf(a), featuresOf(b)];
  const order = permutation(a.n, createRng("kcca"));
  const most = Math.min(a.d, b.d, MOST_FUNCTIONS);
  const pointwise = new Float64Array(a.n);
  const warnings: Warning[] = [];
  for (let fold = 0; fold < FOLDS; fold++) {
    signal?.throwIfAborted();
    const held = order.filter((_, i) => i % FOLDS === fold).sort();
    const others = order.filter((_, i) => i % FOLDS !== fold).sort();
    const count = Math.min(CANDIDATES, phi.columns, psi.columns);
    const functions = canonicalFunctions(phi, psi, others, PENALTY, count);
    const kept = independentFunctions(functions, others, held, most);
    const [u, v] = [functions.u, functions.v].map((values) => take(values, held, kept));
    const part = await kcv(canonicalPair(gaussianise(u), gaussianise(v)), neighbors, signal);
    held.forEach((row, i) => pointwise[row] = part.pointwise[i]);
    if (fold === 0) warnings.push(...part.warnings, ...saturation(part.plain, held.length, LOW));
  }
  const nats = pointwise.reduce((sum, value) => sum + value, 0) / a.n;
  return { nats, standardError: null, pointwise, entropies: {}, warnings };
}

/** Coordinates, bumps of the length, and a Gaussian kernel of width √d. */
function featuresOf(a: Samples): DenseMatrix {
  const count = Math.min(LANDMARKS, Math.floor(a.n / SAMPLES_PER_LANDMARK));
  const landmarks = permutation(a.n, createRng("landmarks")).slice(0, count);
  return besides(
    besides(linearFeatures(a), radialFeatures(a, a.d <= MOST_PRODUCTS)),
    kernelFeatures(a, landmarks, Math.sqrt(a.d)),
  );
}

/** Some rows and columns. */
function take(values: DenseMatrix, rows: Int32Array, columns: readonly number[]): Samples {
  const d = columns.length;
  const data = new Float64Array(rows.length * d);
  rows.forEach((row, i) => {
    columns.forEach((column, j) => data[i * d + j] = values.data[row * values.columns + column]);
  });
  return { data, n: rows.length, d };
}
