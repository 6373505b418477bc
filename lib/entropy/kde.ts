/**
 * Kernel density entropy, Appendix E.1: leave-one-out Gaussian kernels, bandwidth by maximum
 * likelihood or by least squares.
 *
 * @module
 */
import { MAX_RATES } from "../../kernels/simd/kernel_sums.ts";
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
import { type LocalTrial, searchBandwidth } from "./bandwidth_search.ts";
import type { EntropyEntry } from "./entry.ts";
import {
  type BandwidthObjective,
  type KernelView,
  LIKELIHOOD,
  logKernelConstant,
  logKernelSums,
  rateOf,
  SQUARED_ERROR,
} from "./kde_objectives.ts";
import type { KernelPass, PassControl } from "./kernel_sums.ts";
import { kernelPassOn } from "./kernel_sums_gpu.ts";

/** A point farther than this many bandwidths from all others is isolated: its kernel is e⁻¹⁸ there. */
const ISOLATED = 6;

/** Middle of the published start interval, 0.5 … 1.06 times N^(−0.2/d), where the search begins. */
const START = Math.sqrt(0.5 * 1.06);

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
  cost: "O(n² d) for each of about 4 passes over the pairs; memory O(n d)",
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
  cost: "As KDE ML, about 5 passes",
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

/** Passes over the pairs that a search takes, more often than not: a grid and two steps. */
const EXPECTED_PASSES = 3;

/** Ĥ = −(1/N) Σ_k ln ρ̂_{b,−k}(x_k), Eq. (9) with its minus sign, plus the ½ ln det Σ of the whitening. */
async function kdeEntropy(
  samples: Samples,
  objective: BandwidthObjective,
  context: Context,
  { name = "data", bandwidth: given }: EntropyHints,
): Promise<EntropyEstimate> {
  const { samples: whitened, halfLogDet } = whiten(samples, name);
  const pass = await kernelPassOn(whitened, context);
  const sumKernels = countedPasses(pass, context, given === undefined ? EXPECTED_PASSES : 1);
  const view = given === undefined
    ? await bestKernels(whitened, objective, name, sumKernels)
    : await sumOne(whitened, given, sumKernels);
  const { bandwidth, sums: { leasts } } = view;
  const constant = Math.log(samples.n - 1) - logKernelConstant(bandwidth, samples.d) + halfLogDet;
  const pointwise = logKernelSums(view).map((logSum) => constant - logSum);
  const warnings = [
    ...duplicateWarnings(leasts, name),
    ...isolationWarnings(leasts, bandwidth, name),
  ];
  return { ...meanAndError(pointwise), pointwise, bandwidth, warnings };
}

async function sumOne(
  samples: Samples,
  bandwidth: number,
  sumKernels: KernelPass,
): Promise<KernelView> {
  const request = { rate: rateOf(bandwidth), rates: 1, moments: false };
  return { sums: await sumKernels(samples, request), at: 0, bandwidth, dimension: samples.d };
}

/** Sums at the best bandwidth by an objective. */
async function bestKernels(
  samples: Samples,
  objective: BandwidthObjective,
  name: string,
  sumKernels: KernelPass,
): Promise<KernelView> {
  const { n, d: dimension } = samples;
  const { halvings } = objective;
  const count = MAX_RATES.plain - halvings;
  let leasts: Float64Array = new Float64Array();
  const tryGrid = async (greatest: number) => {
    const rate = rateOf(greatest) / 2 ** halvings;
    const sums = await sumKernels(samples, { rate, rates: MAX_RATES.plain, moments: false });
    leasts = sums.leasts;
    // With a duplicate of every row, both criteria grow without bound as the bandwidth goes to 0, even
    // where they have a local optimum.
    if (countDuplicates(leasts) === n) throw searchError(objective, "vanishing", leasts, name);
    return Array.from({ length: count }, (_, k) => {
      const bandwidth = greatest * 2 ** (-k / 2);
      return {
        bandwidth,
        score: objective.score({ sums, at: k + halvings, bandwidth, dimension }),
      };
    });
  };
  const tryLocal = async (bandwidth: number): Promise<LocalTrial & { view: KernelView }> => {
    const rate = rateOf(bandwidth) / 2 ** halvings;
    const sums = await sumKernels(samples, { rate, rates: 1 + halvings, moments: true });
    const view = { sums, at: halvings, bandwidth, dimension };
    return { bandwidth, score: objective.score(view), ascent: objective.ascent(view), view };
  };
  const start = START * n ** (-0.2 / dimension);
  const found = await searchBandwidth({ dimension, start, count, tryGrid, tryLocal });
  if (found.status === "found") return found.best.view;
  throw searchError(objective, found.status, leasts, name);
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
      "Remove repeated rows, declare labels discrete, or add about the rounding step with --jitter SCALE.",
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

/** Passes that report their progress, each as one part of `expected` or more. */
function countedPasses(
  pass: KernelPass,
  { signal, onProgress }: Context,
  expected: number,
): KernelPass {
  let begun = 0;
  let reported = 0;
  return (samples, request) => {
    const before = begun++;
    const control: PassControl = {
      signal,
      onProgress: (fraction) => {
        reported = Math.max(reported, (before + fraction) / Math.max(expected, before + 1));
        onProgress?.(reported, expected > 1 ? "bandwidth search" : "kernel sums");
      },
    };
    return pass(samples, request, control);
  };
}

/** Mean and standard error, sd / √n. */
function meanAndError(values: Float64Array): { nats: number; standardError: number } {
  const n = values.length;
  const nats = values.reduce((sum, value) => sum + value, 0) / n;
  const squares = values.reduce((sum, value) => sum + (value - nats) ** 2, 0);
  return { nats, standardError: Math.sqrt(squares / n / n) };
}
