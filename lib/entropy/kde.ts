/**
 * Kernel density entropy, Appendix E.1: leave-one-out Gaussian kernels, bandwidth by maximum
 * likelihood or by least squares.
 *
 * @module
 */
import { InputError } from "../errors.ts";
import { resolveOptions } from "../registry.ts";
import type { OptionSpec, OptionValues } from "../registry.ts";
import type {
  Context,
  EntropyEstimate,
  EntropyHints,
  EntropyMethod,
  Samples,
  Warning,
} from "../types.ts";
import { whiten } from "../whitening.ts";
import { searchBandwidth } from "./bandwidth_search.ts";
import type { EntropyEntry } from "./entry.ts";
import {
  type BandwidthObjective,
  LIKELIHOOD,
  logKernelConstant,
  SQUARED_ERROR,
} from "./kde_objectives.ts";
import { kdeLogSums, nearestSquaredDistances, type PassControl } from "./kde_sums.ts";
import { compareSignedLog, type SignedLog } from "./signed_log.ts";

/** A point farther than this many bandwidths from all others is isolated: its kernel is e⁻¹⁸ there. */
const ISOLATED = 6;

/** Share of the entropy, in nats, above which isolated points are worth a warning. */
const MAX_ISOLATED_NATS = 0.05;

const OPTIONS: readonly OptionSpec[] = [
  {
    name: "bandwidth",
    type: "number",
    default: null,
    min: 1e-6,
    max: 1e6,
    description: "Kernel bandwidth in units of the whitened data; searched for when not given.",
  },
];

/** Kernel density entropy with maximum-likelihood bandwidth, Eq. (8)–(10), Appendix E.1.1. */
export const KDE_ML: EntropyEntry = {
  id: "kde-ml",
  title: "KDE ML",
  summary: "Gaussian kernel density, leave-one-out, bandwidth by maximum likelihood",
  equation: "Eq. (8)–(10), Appendix E.1.1",
  assumptions: "Continuous density without sharp edges, as smooth in every direction; light tails",
  bias:
    "Joint entropy too high where the density is narrow: underestimates MI, more the higher it is",
  cost: "O(n² d) for each of about 5 passes over the pairs; memory O(n)",
  options: OPTIONS,
  create: (options = {}) => createKde("kde-ml", LIKELIHOOD, options),
};

/** Kernel density entropy with least-squares bandwidth, Eq. (8), (9), Appendix E.1.2. */
export const KDE_LSE: EntropyEntry = {
  id: "kde-lse",
  title: "KDE LSE",
  summary: "Gaussian kernel density, leave-one-out, bandwidth by least-squares cross-validation",
  equation: "Eq. (8), (9), Appendix E.1.2",
  assumptions:
    "Continuous density without sharp edges, as smooth in every direction; no duplicates",
  bias:
    "As KDE ML, but the bandwidth follows the densest regions: a few isolated points can raise " +
    "entropies without limit",
  cost: "As KDE ML with twice the sums",
  options: OPTIONS,
  create: (options = {}) => createKde("kde-lse", SQUARED_ERROR, options),
};

function createKde(
  id: string,
  objective: BandwidthObjective,
  options: OptionValues,
): EntropyMethod {
  const { bandwidth } = resolveOptions(`method "${id}"`, OPTIONS, options);
  const fixed = bandwidth === null ? undefined : Number(bandwidth);
  return {
    id,
    parameters: { bandwidth },
    entropy: (samples, context, hints = {}) =>
      kdeEntropy(samples, objective, context, {
        ...hints,
        ...(fixed === undefined ? {} : { bandwidth: fixed }),
      }),
  };
}

/** A bandwidth with its score and the sums that the entropy follows from. */
interface KdeTrial {
  readonly bandwidth: number;
  readonly score: SignedLog;
  readonly logSums: Float64Array;
}

/** Ĥ = −(1/N) Σ_k ln ρ̂_{b,−k}(x_k), Eq. (9) with its minus sign, plus the ½ ln det Σ of the whitening. */
async function kdeEntropy(
  samples: Samples,
  objective: BandwidthObjective,
  context: Context,
  { name = "data", bandwidth: given }: EntropyHints,
): Promise<EntropyEstimate> {
  const { samples: whitened, halfLogDet } = whiten(samples, name);
  const pass = passes(context, given === undefined ? 5 : 2);
  const nearest = await nearestSquaredDistances(whitened, pass("nearest distances"));
  const warnings = duplicateWarnings(nearest, name);
  let bandwidth = given;
  let logSums: Float64Array;
  if (bandwidth === undefined) {
    const best = await bestTrial(whitened, nearest, objective, name, pass);
    bandwidth = best.bandwidth;
    logSums = best.logSums;
  } else {
    logSums = await kdeLogSums(whitened, [bandwidth], nearest, pass("kernel sums"));
  }
  const constant = Math.log(samples.n - 1) - logKernelConstant(bandwidth, samples.d) + halfLogDet;
  const pointwise = logSums.map((logSum) => constant - logSum);
  warnings.push(...isolationWarnings(nearest, bandwidth, name));
  return { ...meanAndError(pointwise), pointwise, bandwidth, warnings };
}

async function bestTrial(
  samples: Samples,
  nearest: Float64Array,
  objective: BandwidthObjective,
  name: string,
  pass: (step: string) => PassControl,
): Promise<KdeTrial> {
  const { n, d } = samples;
  // With a duplicate of every row, both criteria grow without bound as the bandwidth goes to 0, even
  // where they have a local optimum.
  if (countDuplicates(nearest) === n) throw searchError(objective, "vanishing", nearest, name);
  const evaluate = async (bandwidths: readonly number[]): Promise<KdeTrial[]> => {
    const widths = bandwidths.flatMap(objective.widths);
    const each = widths.length / bandwidths.length;
    const sums = await kdeLogSums(samples, widths, nearest, pass("bandwidth search"));
    return bandwidths.map((bandwidth, k) => {
      const rows = Array.from(
        { length: each },
        (_, r) => sums.subarray((k * each + r) * n, (k * each + r + 1) * n),
      );
      // A copy of the one row that may be needed later lets go of the others.
      const logSums = rows[each - 1].slice();
      return { bandwidth, score: objective.score(rows, bandwidth, d), logSums };
    });
  };
  const scale = n ** (-0.2 / d);
  const { best, status } = await searchBandwidth({
    lower: 0.5 * scale,
    upper: 1.06 * scale,
    evaluate,
    compare: (a, b) => compareSignedLog(a.score, b.score),
  });
  if (status === "found") return best;
  throw searchError(objective, status, nearest, name);
}

function searchError(
  objective: BandwidthObjective,
  status: "vanishing" | "unbounded",
  nearest: Float64Array,
  name: string,
): InputError {
  const duplicates = countDuplicates(nearest);
  if (status === "vanishing" && duplicates > 0) {
    return new InputError(
      "duplicates",
      `${name} has ${duplicates} duplicate rows of ${nearest.length}: the best bandwidth by ` +
        `${objective.name} is 0, where the entropy is −∞.`,
      "Add small noise with --jitter SCALE, set --bandwidth, or treat the data as discrete.",
    );
  }
  return new InputError(
    "no-bandwidth",
    `The best bandwidth of ${name} by ${objective.name} is ${
      status === "vanishing" ? "0" : "infinite"
    }: the search found no optimum.`,
    "Set one with --bandwidth, or use --method wkl.",
  );
}

function countDuplicates(nearest: Float64Array): number {
  return nearest.reduce((count, value) => value === 0 ? count + 1 : count, 0);
}

function duplicateWarnings(nearest: Float64Array, name: string): Warning[] {
  const duplicates = countDuplicates(nearest);
  if (duplicates === 0) return [];
  return [{
    code: "duplicates",
    message: `${name} has ${duplicates} duplicate rows of ${nearest.length}: they pull the ` +
      "bandwidth and the entropy down; is the data discrete?",
  }];
}

/** Where the nearest kernel is far away, −ln ρ̂ grows with the square of its distance, in bandwidths. */
function isolationWarnings(nearest: Float64Array, bandwidth: number, name: string): Warning[] {
  const squares = nearest.map((value) => value / (bandwidth * bandwidth));
  const isolated = squares.filter((square) => square > ISOLATED * ISOLATED);
  const nats = isolated.reduce((sum, square) => sum + 0.5 * square, 0) / nearest.length;
  if (nats < MAX_ISOLATED_NATS) return [];
  return [{
    code: "isolated-points",
    message:
      `${isolated.length} of ${nearest.length} points of ${name} are more than ${ISOLATED} ` +
      `bandwidths from any other and add ${nats.toPrecision(2)} nats to its entropy: too high.`,
  }];
}

/** Controls of successive passes: of `expected` passes, each is one part of the whole progress. */
function passes({ signal, onProgress }: Context, expected: number): (step: string) => PassControl {
  let begun = 0;
  let reported = 0;
  return (step) => {
    const before = begun++;
    return {
      signal,
      onProgress: (fraction) => {
        reported = Math.max(reported, (before + fraction) / Math.max(expected, before + 2));
        onProgress?.(reported, step);
      },
    };
  };
}

/** Mean and standard error, sd / √n. */
function meanAndError(values: Float64Array): { nats: number; standardError: number } {
  const n = values.length;
  const nats = values.reduce((sum, value) => sum + value, 0) / n;
  const squares = values.reduce((sum, value) => sum + (value - nats) ** 2, 0);
  return { nats, standardError: Math.sqrt(squares / n / n) };
}
