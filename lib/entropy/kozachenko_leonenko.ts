/**
 * Kozachenko–Leonenko entropy, Appendix E.2: from the distances to the nearest neighbours.
 *
 * @module
 */
import { nearestNeighbors } from "../neighbors/nearest_neighbors.ts";
import { type OptionSpec, resolveOptions } from "../registry.ts";
import { digamma, logUnitBallVolume } from "../special.ts";
import type {
  Context,
  EntropyEstimate,
  EntropyHints,
  EntropyMethod,
  Samples,
  Warning,
} from "../types.ts";
import { whiten } from "../whitening.ts";
import type { EntropyEntry } from "./entry.ts";
import { checkDuplicates, checkNeighborCount, checkWeights, tieWarnings } from "./knn_checks.ts";
import { type WeightsRule, wklWeights } from "./wkl_weights.ts";

const NEIGHBORS: OptionSpec = {
  name: "neighbors",
  type: "integer",
  default: 1,
  min: 1,
  description: "Number of nearest neighbours, from 1 to one less than the samples.",
};

/** Kozachenko–Leonenko entropy, Appendix E.2.1. */
export const KL: EntropyEntry = {
  id: "kl",
  title: "KL",
  summary: "Kozachenko–Leonenko: distance to the k-th nearest neighbour",
  equation: "Appendix E.2.1",
  assumptions: "Continuous density, smooth at the scale of the neighbour distances; no duplicates",
  bias: "Of order (k/n)^(2/d): grows with the dimension, and with MI in the joint entropy",
  cost: "O(n log n) in low dimension, O(n² d) in high; memory O(n (d + k))",
  options: [NEIGHBORS],
  create(options = {}): EntropyMethod {
    const { neighbors } = resolveOptions('method "kl"', [NEIGHBORS], options);
    const k = Number(neighbors);
    const weights = new Float64Array(k);
    weights[k - 1] = 1;
    return {
      id: "kl",
      parameters: { neighbors: k },
      entropy: (samples, context, hints = {}) =>
        weightedEntropy(samples, context, hints, weights, []),
    };
  },
};

const WKL_OPTIONS: readonly OptionSpec[] = [
  { ...NEIGHBORS, default: 5 },
  {
    name: "weights",
    type: "choice",
    default: "berrett",
    choices: ["berrett", "reference"],
    description: "Weights as in the paper's text (berrett) or in its authors' code (reference).",
  },
];

/** Weighted Kozachenko–Leonenko entropy, Appendix E.2.2. */
export const WKL: EntropyEntry = {
  id: "wkl",
  title: "WKL",
  summary: "Weighted Kozachenko–Leonenko: weights on k neighbours cancel the leading bias",
  equation: "Appendix E.2.2",
  assumptions:
    "Continuous density, several times differentiable; no duplicates; d at most 16 or so",
  bias: "Leading terms cancelled from d = 4 on; what is left grows with MI, the variance with ‖w‖",
  cost: "O(n log n) in low dimension, O(n² d) in high; memory O(n (d + k))",
  options: WKL_OPTIONS,
  create(options = {}): EntropyMethod {
    const resolved = resolveOptions('method "wkl"', WKL_OPTIONS, options);
    const k = Number(resolved.neighbors);
    const rule = resolved.weights as WeightsRule;
    return {
      id: "wkl",
      parameters: { neighbors: k, weights: rule },
      async entropy(samples, context, hints = {}): Promise<EntropyEstimate> {
        const { name = "data" } = hints;
        checkNeighborCount(samples, k, name);
        const chosen = wklWeights(samples.d, k, rule);
        const warnings = checkWeights(chosen, samples, name);
        const estimate = await weightedEntropy(samples, context, hints, chosen.weights, warnings);
        return { ...estimate, weights: [...chosen.weights] };
      },
    };
  },
};

/**
 * H = 1/N Σᵢ Σⱼ wⱼ ln ξ₍ⱼ₎,ᵢ with ln ξ₍ⱼ₎,ᵢ = −ψ(j) + ln c₁(d) + ln(N − 1) + d ln ρ₍ⱼ₎,ᵢ, on whitened
 * data, with ½ ln det Σ added back. Plain Kozachenko–Leonenko is w = (0, …, 0, 1).
 */
async function weightedEntropy(
  samples: Samples,
  { device, signal, onProgress, onGpu }: Context,
  { name = "data" }: EntropyHints,
  weights: Float64Array,
  earlier: readonly Warning[],
): Promise<EntropyEstimate> {
  const { n, d } = samples;
  const k = weights.length;
  checkNeighborCount(samples, k, name);
  const { samples: whitened, halfLogDet } = whiten(samples, name);
  signal?.throwIfAborted();
  // A second neighbour is asked for even where one is enough: ties show only between two.
  const neighbors = await nearestNeighbors(whitened, Math.min(n - 1, Math.max(2, k)), {
    device,
    signal,
    onProgress: (fraction) => onProgress?.(fraction, "nearest neighbours"),
    onGpu,
  });
  checkDuplicates(neighbors, weights, name);
  const constants = weights.map((_, j) => logUnitBallVolume(d) + Math.log(n - 1) - digamma(j + 1));
  const pointwise = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    let sum = halfLogDet;
    for (let j = 0; j < k; j++) {
      if (weights[j] === 0) continue;
      sum += weights[j] * (constants[j] + d * Math.log(neighbors.distances[i * neighbors.k + j]));
    }
    pointwise[i] = sum;
  }
  return {
    ...meanAndError(pointwise),
    pointwise,
    warnings: [...earlier, ...tieWarnings(neighbors, name)],
  };
}

/** Mean of the pointwise values, and their standard deviation over √n. */
function meanAndError(values: Float64Array): { nats: number; standardError: number } {
  const n = values.length;
  const nats = values.reduce((sum, value) => sum + value, 0) / n;
  const squares = values.reduce((sum, value) => sum + (value - nats) ** 2, 0);
  return { nats, standardError: Math.sqrt(squares / n / n) };
}
