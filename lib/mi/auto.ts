/**
 * The estimator that chooses by itself.
 *
 * @module
 */
import type { CanonicalPair } from "../canonical.ts";
import { WKL } from "../entropy/kozachenko_leonenko.ts";
import { type OptionSpec, resolveOptions } from "../registry.ts";
import type { Context, MiEstimate, Samples, Warning } from "../types.ts";
import { checkJointCovariance } from "./copula_checks.ts";
import { entropyDifference } from "./entropy_difference.ts";
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

/** WKL is looked at up to so many dimensions of both sides together: beyond, its weights are erratic. */
const MOST_ENTROPY_DIMENSIONS = 10;

/**
 * WKL's lead that its noise does not explain, in its standard errors: at n = 5000 in 4 + 4 dimensions these are 0.2
 * nats, and of 100 independent pairs the greatest estimate was 1.6 of them.
 */
const GREATEST_ENTROPY_LEAD = 2;

/** The same for low dimensions, where that error is small, times √n: 0.28 nats at n = 5000. */
const LEAST_ENTROPY_LEAD = 20;

/** Lead of the shear estimate over KCV, in nats, above which it was low itself. */
const GREATEST_LEAD = 0.5;

/** Milliseconds that KCV takes for a sample, measured: in two dimensions, and in more at least. */
const SAMPLE_MS = { line: 0.005, space: 0.05 };

const OPTIONS: readonly OptionSpec[] = [];

/** The greatest of the shear-residual estimate, KCV, and KCV on canonical functions. */
export const AUTO: MethodEntry = {
  id: "auto",
  title: "Auto",
  summary: "The greatest of shear, kcv and kcca, which err on the low side; Ross's KSG for labels",
  equation: "max(shear, kcv, kcca); below 7 / √n nats a mean of them; wkl where it leads by far",
  assumptions:
    "Those of any: each covers what the others miss; repeated values are ties, broken without a loss",
  bias: "Low where the dependence is strong and hard to learn; about 0 for independent data",
  cost: "shear, kcv, kcca and wkl together",
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
        const { pointwise, ...result } = await greatest(pair, context);
        const own = { ...result, pointwise: unsorted(pointwise, order) };
        const chosen = await unlessRough(untied.x, untied.y, own, context);
        return { ...chosen, warnings: [...untied.warnings, ...chosen.warnings] };
      },
      ...(ksg.mixed ? { mixed: ksg.mixed } : {}),
    };
  },
};

/** All three estimates from the same coordinates. */
async function greatest(pair: CanonicalPair, context: Context): Promise<MiEstimate> {
  const fromShear = await shear(pair, context);
  context.signal?.throwIfAborted();
  const { fromKcv, fromKcca } = await kcvAndKcca(pair, context);
  const pointwise = combine([fromShear, fromKcv, fromKcca], pair.a.n);
  return {
    nats: meanOf(pointwise),
    standardError: null,
    pointwise,
    entropies: {},
    warnings: [
      ...fromShear.warnings,
      ...fromKcv.warnings,
      ...nonLinear(fromShear.nats - fromKcv.nats),
      ...saturation(fromKcv.plain, pair.a.n, LOW),
    ],
  };
}

async function kcvAndKcca(
  pair: CanonicalPair,
  { signal }: Context,
): Promise<{ fromKcv: KcvEstimate; fromKcca: MiEstimate }> {
  const job = { call: "kcca", pair, neighbors: NEIGHBORS } as const;
  const ms = pair.a.n * (pair.a.d + pair.b.d > 2 ? SAMPLE_MS.space : SAMPLE_MS.line);
  const here = (): Promise<KcvEstimate> => kcv(pair, NEIGHBORS, signal);
  const [fromKcv, fromKcca] = await sideBySide(here, job, ms, signal);
  return { fromKcv, fromKcca };
}

/**
 * The estimate, or WKL's, where that is far above it. Codes of a network can be rough functions of what they encode,
 * folded and stretched on every scale: no regression finds the other side then, and KSG's balls hold unlike parts,
 * while the three entropies of WKL err alike. (Codes of 32 × 32 rectangles at 5 nats: 3.8, and WKL 4.3; of the
 * Anti-PCA manifold at 2: 1.4 and 1.9.)
 */
async function unlessRough(
  x: Samples,
  y: Samples,
  own: MiEstimate,
  context: Context,
): Promise<MiEstimate> {
  if (x.d + y.d > MOST_ENTROPY_DIMENSIONS) return own;
  context.signal?.throwIfAborted();
  const { onProgress: _, ...quiet } = context; // That of the others has come to its end.
  const other = await entropyDifference(WKL.create()).continuous(x, y, quiet);
  const lead = other.nats - own.nats;
  const noise = GREATEST_ENTROPY_LEAD * (other.standardError ?? Infinity);
  if (!(lead > Math.max(noise, LEAST_ENTROPY_LEAD / Math.sqrt(x.n)))) return own;
  const { nats, pointwise } = other;
  return {
    ...own,
    nats,
    pointwise,
    warnings: [...other.warnings, {
      code: "rough-codes",
      message:
        `WKL, whose estimate is given, is ${lead.toFixed(2)} nats above the other methods: ` +
        "the sides are rough functions of what they share, as codes of a network can be. Where " +
        "this was so it was low by 0.1 nats (at 2 nats) to 1.9 (at 10).",
    }],
  };
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
  const weight = Math.min(1, Math.max(0, greatest.nats * Math.sqrt(n) / CERTAIN));
  return greatest.pointwise.map((value, i) => {
    if (weight === 1) return value;
    let sum = 0;
    for (const { pointwise } of estimates) sum += pointwise[i];
    return weight * value + (1 - weight) * sum / estimates.length;
  });
}

/** Measured on 120 of the codes that `kcv.ts` names, N = 5000. */
const LOW =
  "on codes of 7 and 10 nats this method was then low by 0.2 nats on average (0.6 low to 0.1 high)";

/** Measured where it fired in 700 estimates on `data/benchmark` at N = 5000: 89 times, −0.58 to −0.03 nats. */
function nonLinear(lead: number): Warning[] {
  if (!(lead > GREATEST_LEAD)) return [];
  return [{
    code: "strongly-non-linear",
    message:
      `The shear estimate is ${lead.toFixed(2)} nats above KCV: the dependence is strong and ` +
      "non-linear, and the estimate probably low by a few per cent: where this was so it was low by " +
      "0.23 nats on average (0.03 to 0.58).",
  }];
}
