/**
 * The estimator that chooses by itself: see `README.md`.
 *
 * @module
 */
import type { CanonicalPair } from "../canonical.ts";
import { type OptionSpec, resolveOptions } from "../registry.ts";
import type { Context, MiEstimate, Warning } from "../types.ts";
import { checkJointCovariance } from "./copula_checks.ts";
import { cwkl, type CwklEstimate, LEAST_BASELINE, MOST_DIMENSIONS } from "./cwkl.ts";
import type { MethodEntry } from "./entry.ts";
import { sideBySide } from "./jobs.ts";
import { kcv, type KcvEstimate } from "./kcv.ts";
import { KSG_1, saturation } from "./ksg.ts";
import { meanOf } from "./shear/scatter.ts";
import { shear } from "./shear/shear.ts";
import { sortedPair, unsorted } from "./sorted_pair.ts";
import { breakTies } from "./ties.ts";

/** Neighbours of KSG in KCV, and for labels. */
const NEIGHBORS = 3;

/** Above this many times 1 / √n nats an estimate is not noise about 0: 0.1 at n = 5000. */
const CERTAIN = 7;

/** A lead of the entropies counts from so many times its noise on: 1.3 to 2 of its deviations over data sets. */
const LEAST_LEAD = 2;

/** What is added to that noise, times √n: 0.05 nats at n = 5000. In low dimension their bias is larger than it. */
const ADDED_NOISE = 3.5;

/** A share of the entropies that is worth a remark. */
const NOTABLE_SHARE = 0.05;

/** Lead of the shear estimate over KCV, in nats, above which it was low itself. */
const GREATEST_LEAD = 0.5;

/** Milliseconds for a sample that KCV, the shorter half at least, was measured to take: in two dimensions, and in more. */
const SAMPLE_MS = { line: 0.005, space: 0.05 };

const OPTIONS: readonly OptionSpec[] = [];

/** The greatest of the shear-residual estimate, KCV, and KCV on canonical functions; calibrated entropies above them. */
export const AUTO: MethodEntry = {
  id: "auto",
  title: "Auto",
  summary:
    "The greatest of shear, kcv and kcca, towards cwkl where that leads; Ross's KSG for labels",
  equation: "max(shear, kcv, kcca), below 7 / √n nats a mean; + w (cwkl − that), 0 ≤ w ≤ 1",
  assumptions:
    "Those of any: each covers what the others miss; repeated values are ties, broken without a loss",
  bias: "Low where the dependence is strong and hard to learn; about 0 for independent data",
  cost: "shear, kcv, kcca and cwkl together",
  interval: "subsampling",
  options: OPTIONS,
  create(options = {}) {
    resolveOptions('method "auto"', OPTIONS, options);
    const ksg = KSG_1.create({ neighbors: NEIGHBORS });
    return {
      id: "auto",
      parameters: {},
      continuous: async (x, y, context) => {
        checkJointCovariance(x, y);
        const untied = breakTies(x, y, context.seed);
        const { pair, order } = sortedPair(untied.x, untied.y);
        const { pointwise, ...result } = await estimateOf(pair, context);
        return {
          ...result,
          pointwise: unsorted(pointwise, order),
          warnings: [...untied.warnings, ...result.warnings],
        };
      },
      ...(ksg.mixed ? { mixed: ksg.mixed } : {}),
    };
  },
};

/** All estimates from the same coordinates. */
async function estimateOf(pair: CanonicalPair, context: Context): Promise<MiEstimate> {
  const { n } = pair.a;
  const fromShear = await shear(pair, context);
  context.signal?.throwIfAborted();
  const { fromKcv, fromEntropies, fromKcca } = await besideShear(pair, context);
  const own = combine([fromShear, fromKcv, fromKcca], n);
  const { pointwise, warnings } = towardsEntropies(own, fromEntropies);
  return {
    nats: meanOf(pointwise),
    standardError: null,
    pointwise,
    entropies: {},
    warnings: [
      ...fromShear.warnings,
      ...fromKcv.warnings,
      ...nonLinear(fromShear.nats - fromKcv.nats),
      ...saturation(fromKcv.plain, n, LOW),
      ...warnings,
    ],
  };
}

/** Kernel CCA on a second thread, and on this one the two that search neighbours. */
async function besideShear(
  pair: CanonicalPair,
  { device, onGpu, signal }: Context,
): Promise<{ fromKcv: KcvEstimate; fromEntropies: CwklEstimate | null; fromKcca: MiEstimate }> {
  const { a, b } = pair;
  const job = { call: "kcca", pair, neighbors: NEIGHBORS } as const;
  const ms = a.n * (a.d + b.d > 2 ? SAMPLE_MS.space : SAMPLE_MS.line);
  const here = async () => {
    const fromKcv = await kcv(pair, NEIGHBORS, signal);
    signal?.throwIfAborted();
    const few = a.d + b.d <= MOST_DIMENSIONS;
    return { fromKcv, fromEntropies: few ? await cwkl(pair, { device, onGpu, signal }) : null };
  };
  const [neighborhoods, fromKcca] = await sideBySide(here, job, ms, signal);
  return { ...neighborhoods, fromKcca };
}

/** Our contributions, moved towards those of the entropies. */
function towardsEntropies(
  own: Float64Array,
  entropies: CwklEstimate | null,
): { pointwise: Float64Array; warnings: Warning[] } {
  const nats = meanOf(own);
  const share = shareOfEntropies(entropies, nats, own.length);
  if (entropies === null || share === 0) return { pointwise: own, warnings: [] };
  return {
    pointwise: own.map((value, i) => (1 - share) * value + share * entropies.pointwise[i]),
    warnings: rough(share, entropies.nats - nats),
  };
}

/**
 * How much of the estimate is that of the entropies. With s² = noise² + 3.5² / n it is
 * w = c (1 − (2 s / lead)²) where their lead is more than 2 s, else 0: Breiman's garrote (1995), continuous in the
 * lead, and 1 where that is beyond doubt. c goes from 0 to 1 as the estimate of the others goes from 0 to 7 / √n, so
 * that independent data have no noise of the entropies. Where what random pairs read is below
 * {@linkcode LEAST_BASELINE}, w is 0.
 *
 * Codes of a network can be rough functions of what they encode, folded and stretched on every scale: no regression
 * finds the other side then, and KSG's balls hold unlike parts, while the entropies of true and of random pairs err
 * alike. (Codes of 16 × 16 rectangles at 3 nats, N = 10,000: 2.6, and cwkl 3.0 ± 0.05.)
 *
 * @param entropies Their estimate; null in too many dimensions.
 * @param own The estimate of the others, in nats.
 * @param n Number of samples.
 * @returns w, 0 … 1.
 */
export function shareOfEntropies(
  entropies: Pick<CwklEstimate, "nats" | "baseline" | "noise"> | null,
  own: number,
  n: number,
): number {
  if (entropies === null || entropies.baseline < LEAST_BASELINE) return 0;
  const lead = entropies.nats - own;
  const least = LEAST_LEAD * Math.hypot(entropies.noise, ADDED_NOISE / Math.sqrt(n));
  if (!(lead > least)) return 0;
  return (1 - (least / lead) ** 2) * certainty(own, n);
}

/** 0 for an estimate that may be noise about 0, 1 for one that is not. */
function certainty(nats: number, n: number): number {
  return Math.min(1, Math.max(0, nats * Math.sqrt(n) / CERTAIN));
}

/**
 * The greatest, or, where even that is small, a mean that goes over into it: mean + w (greatest − mean) with w the
 * greatest over 7 / √n, within 0 and 1. All err on the low side where there is dependence; where there is none, the
 * greatest of three noisy values would be too high (by 0.01 nats at n = 5000, 23 independent pairs; so, −0.002).
 *
 * @param estimates Estimates of one n, and their contributions.
 * @param n Number of samples.
 * @returns Contributions, whose mean is the estimate.
 */
export function combine(
  estimates: readonly Pick<MiEstimate, "nats" | "pointwise">[],
  n: number,
): Float64Array {
  const greatest = estimates.reduce((best, one) => one.nats > best.nats ? one : best);
  const weight = certainty(greatest.nats, n);
  return greatest.pointwise.map((value, i) => {
    if (weight === 1) return value;
    let sum = 0;
    for (const { pointwise } of estimates) sum += pointwise[i];
    return weight * value + (1 - weight) * sum / estimates.length;
  });
}

/** Measured on 120 of the codes that `kcv.ts` names, N = 5000. */
const LOW =
  "on codes of 7 and 10 nats this method was then low by 0.15 nats on average (0.6 low to 0.1 high)";

/** Measured where it fired in 830 estimates on `data/benchmark` at N = 5000: 88 times, all on the codes. */
function nonLinear(lead: number): Warning[] {
  if (!(lead > GREATEST_LEAD)) return [];
  return [{
    code: "strongly-non-linear",
    message:
      `The shear estimate is ${lead.toFixed(2)} nats above KCV: the dependence is strong and ` +
      "non-linear, and the estimate probably low by a few per cent: where this was so it was low by " +
      "0.20 nats on average (0.55 low to 0.11 high).",
  }];
}

/** Measured where it fired in 1750 estimates on `data/benchmark` and images, N = 1000 to 10,000: 96 times. */
function rough(share: number, lead: number): Warning[] {
  if (share < NOTABLE_SHARE) return [];
  return [{
    code: "rough-codes",
    message: `The entropies (cwkl) are ${lead.toFixed(2)} nats above the other methods, and ` +
      `${Math.round(100 * share)} % of that is in the estimate: the sides are rough functions of ` +
      "what they share, as codes of a network can be. Where this was so the estimate was low by " +
      "0.18 nats on average (0.73 low to 0.13 high).",
  }];
}
