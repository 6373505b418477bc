/**
 * Remarks on an estimate for the reader who would otherwise be misled. Each has a stable code, and a
 * threshold whose reason stands beside it.
 *
 * @module
 */
import { groupByLabel } from "./samples.ts";
import { digamma } from "./special.ts";
import type { Labels, Samples, Warning } from "./types.ts";
import { plugInBias } from "./mi/plug_in.ts";

/**
 * Share of the variance that a code should keep. Measured for PCA on images of Gaussians and
 * rectangles (12×12) and on normal and uniform vectors, N = 1000, truth 2 nats: codes that kept less
 * than 80 % read 0–1.7 nats.
 */
export const LEAST_EXPLAINED_VARIANCE = 0.8;

/**
 * Samples along every axis, if they were a grid. Measured in 4 + 4 dimensions on rectangle corners and
 * warped normal pairs of 1 and 2 nats: at N = 1000 (2.4 an axis) `kl` and `kde-ml` are low by 0.4–1.2
 * nats and `wkl` errs by −0.7 to 0.3; at N = 4000 (2.8 an axis) `wkl` is low by 0.4–0.7, `kl` by 0.7–1.2.
 */
export const LEAST_SAMPLES_PER_AXIS = 3;

/** A plug-in bias below this many nats is not worth a remark, whatever the standard error. */
export const NOTABLE_PLUG_IN_BIAS = 0.01;

/**
 * Share of the samples that may be neighbours. Measured on 2 + 2 normal dimensions of truth 1.02 nats,
 * N = 500 (4 seeds) and 2000 (2): `kl` errs by −0.02 to −0.04 at a share of 0.05, −0.11 at 0.1, −0.2 at
 * 0.2, −0.35 at 0.5; `wkl` by 0.00 to 0.04 at 0.1, 0.05 to 0.08 at 0.2, 0.4 at 0.5.
 */
export const MOST_NEIGHBORS_SHARE = 0.1;

/** Where {@linkcode nearSaturation} begins for neighbour distances: R in nats, distance from the level. */
const NEIGHBOR_SATURATION = { rest: 1, distance: 2.5 };

/** Where {@linkcode nearSaturation} begins for kernels. */
const KERNEL_SATURATION = { rest: 0.5, distance: 1.2 };

/**
 * Whether the dimension leaves an estimator no neighbourhood to work with: n samples on a grid are
 * fewer than {@linkcode LEAST_SAMPLES_PER_AXIS} along every axis when d > log₃ n.
 *
 * @param n Number of samples, of the smallest class where there are classes.
 * @param d Dimension in which the hardest entropy is estimated.
 * @param what What the n samples are: "samples", `samples of class "3"`.
 * @returns One warning (`high-dimension`), or none.
 */
export function highDimension(n: number, d: number, what: string): Warning[] {
  const limit = Math.max(1, Math.log(n) / Math.log(LEAST_SAMPLES_PER_AXIS));
  if (d <= limit) return [];
  return [{
    code: "high-dimension",
    message:
      `${d} dimensions are many for ${n} ${what}: neighbourhoods reach across the data, and ` +
      `errors of a quarter nat and more are common. Compress to at most ${
        Math.floor(limit)
      } in total.`,
  }];
}

/**
 * Whether the neighbours of a point are so large a part of the samples that they span the data:
 * nearest-neighbour entropies take the density to be smooth across them.
 *
 * @param n Number of samples, of the smallest class where there are classes.
 * @param k Neighbours of each.
 * @param what What the n samples are: "samples", `samples of class "3"`.
 * @returns One warning (`many-neighbors`) above {@linkcode MOST_NEIGHBORS_SHARE}, or none.
 */
export function manyNeighbors(n: number, k: number, what: string): Warning[] {
  if (k <= MOST_NEIGHBORS_SHARE * n) return [];
  return [{
    code: "many-neighbors",
    message: `${k} neighbours are ${(100 * k / n).toFixed(0)} % of ${n} ${what}: neighbourhoods ` +
      "reach across the data, where the density varies, and the estimate can be too high or too " +
      `low. Use at most ${Math.max(1, Math.floor(MOST_NEIGHBORS_SHARE * n))} (--neighbors).`,
  }];
}

/**
 * Whether compression kept less of the variance than {@linkcode LEAST_EXPLAINED_VARIANCE}. Variance is
 * not information (Statement 2), so this is a reason to look, not a measure of the loss.
 *
 * @param samples Data before compression.
 * @param reconstructionError Mean squared error per coordinate.
 * @param name What to call them in messages: "x".
 * @returns One warning (`compression-loss`), or none.
 */
export function compressionLoss(
  samples: Samples,
  reconstructionError: number,
  name: string,
): Warning[] {
  const kept = 1 - reconstructionError / meanVariance(samples);
  if (!(kept < LEAST_EXPLAINED_VARIANCE)) return [];
  return [{
    code: "compression-loss",
    message:
      `The code of ${name} keeps ${(100 * Math.max(0, kept)).toFixed(0)} % of the variance: ` +
      "the estimate speaks of the code, and can be far below the information in the data.",
  }];
}

function meanVariance({ data, n, d }: Samples): number {
  let total = 0;
  for (let j = 0; j < d; j++) {
    let mean = 0;
    for (let i = 0; i < n; i++) mean += data[i * d + j] / n;
    for (let i = 0; i < n; i++) total += (data[i * d + j] - mean) ** 2 / n;
  }
  return total / d;
}

/**
 * Whether the upward bias of the plug-in estimate (Miller and Madow) exceeds its standard error and
 * {@linkcode NOTABLE_PLUG_IN_BIAS}: then it is bias, not noise, that dominates.
 *
 * @param x Labels.
 * @param y Labels.
 * @param standardError Standard error of the plug-in estimate in nats.
 * @returns One warning (`plug-in-bias`), or none.
 */
export function plugInBiasWarning(x: Labels, y: Labels, standardError: number): Warning[] {
  const bias = plugInBias(x, y);
  if (bias <= Math.max(standardError, NOTABLE_PLUG_IN_BIAS)) return [];
  return [{
    code: "plug-in-bias",
    message: `The plug-in estimate is too high by about ${bias.toFixed(3)} nats: there are few ` +
      `samples (${x.length}) for so many combinations of labels.`,
  }];
}

/**
 * Whether labels never vary: the estimate is then 0, which is right, and seldom what was meant.
 *
 * @param labels Labels.
 * @param name What to call them in messages: "y".
 * @returns One warning (`constant-labels`), or none.
 */
export function constantLabels(labels: Labels, name: string): Warning[] {
  if (labels.some((label) => String(label) !== String(labels[0]))) return [];
  return [{
    code: "constant-labels",
    message: `All ${labels.length} labels of ${name} are "${labels[0]}": with a constant, ` +
      "mutual information is 0.",
  }];
}

/** What an estimator of equation (4) could resolve, and what it read. */
export interface Resolution {
  /** The estimate in nats. */
  readonly nats: number;
  /** The part of it that the covariances show, in nats; whitening restores it exactly. */
  readonly linear: number;
  /** Number of samples. */
  readonly n: number;
  /** Dimension of (X, Y). */
  readonly d: number;
  /** Weights of the neighbours, for estimators that use neighbour distances. */
  readonly weights?: readonly number[] | undefined;
  /** Bandwidth in whitened units, for kernel estimators. */
  readonly bandwidth?: number | undefined;
}

/**
 * Whether the estimate is close to the most that this number of samples can show.
 *
 * Let R be the estimate without its linear part. When Y is a function of X, the joint sample fills a
 * surface of half the dimension D of (X, Y); inserting that in the Kozachenko–Leonenko formula gives
 * R = ln N − Σ wⱼ ψ(j) + const, whatever the true value. The distance from that level, divided by
 * D / 2, is twice the logarithm of how much farther neighbours lie in (X, Y) than on one side: when
 * they lie equally far, nothing finer can be seen. For kernels of bandwidth b the level is
 * (D / 2) ln (1/b) + const.
 *
 * The limits are measured on 1 + 1, 2 + 2 and 4 + 4 dimensions of uniform, warped normal and
 * rectangle-corner pairs with truths of 1 … 12 nats. Where the warning starts, `kl` (N = 250, 1000,
 * 4000) was low by 0.9–2 nats in 1 + 1 and 2 + 2 dimensions and by 2 or more in 4 + 4, `wkl` with k = 5
 * by 0.4 or more and by 0.2–1.4, `kde-ml` (N = 250, 1000) by 0.6 or more. Normal pairs, whose R is 0,
 * never fire and are estimated well at any truth. `kde-lse` seldom gets there: it breaks down before,
 * which its own warning on isolated points says.
 *
 * @param resolution What could be resolved, and what was read.
 * @returns One warning (`near-saturation`), or none.
 */
export function nearSaturation(resolution: Resolution): Warning[] {
  const { nats, linear, n, d, weights, bandwidth } = resolution;
  const rest = nats - linear;
  const kernel = bandwidth !== undefined;
  if (!kernel && weights === undefined) return [];
  const level = kernel ? -d / 2 * Math.log(bandwidth) : Math.log(n) -
    (weights ?? []).reduce((sum, weight, j) => sum + weight * digamma(j + 1), 0);
  const limit = kernel ? KERNEL_SATURATION : NEIGHBOR_SATURATION;
  if (!(rest >= limit.rest && (level - rest) / (d / 2) < limit.distance)) return [];
  return [{
    code: "near-saturation",
    message:
      `${nats.toFixed(2)} nats are near the most that this method can show with ${n} samples ` +
      `in ${d} dimensions: the truth is probably higher. Give more samples or compress further.`,
  }];
}

/**
 * Whether the estimate is below zero by more than its noise explains. Mutual information is not
 * negative, so the rest is bias of the method.
 *
 * @param nats The estimate in nats.
 * @param upper Upper end of its interval in nats.
 * @returns One warning (`negative`), or none.
 */
export function negativeEstimate(nats: number, upper: number | undefined): Warning[] {
  if (upper === undefined || upper >= 0) return [];
  return [{
    code: "negative",
    message:
      `The estimate is ${nats.toFixed(3)} nats and its whole interval is below 0, where no ` +
      "mutual information is: the method is biased on these data.",
  }];
}

/**
 * Whether the estimate is above the entropy of the discrete side by more than its noise explains:
 * I(X; Y) ≤ H(Y), so the rest is bias of the method.
 *
 * @param nats The estimate in nats.
 * @param lower Lower end of its interval in nats.
 * @param labels Labels of the discrete side.
 * @returns One warning (`above-entropy`), or none.
 */
export function aboveEntropy(nats: number, lower: number | undefined, labels: Labels): Warning[] {
  const n = labels.length;
  let entropy = 0;
  for (const { length } of groupByLabel(labels).values()) {
    entropy -= length / n * Math.log(length / n);
  }
  if (lower === undefined || lower <= entropy) return [];
  return [{
    code: "above-entropy",
    message:
      `The estimate is ${nats.toFixed(3)} nats and its whole interval is above the entropy of ` +
      `the labels (${
        entropy.toFixed(3)
      }), which it cannot exceed: the method is biased on these data.`,
  }];
}

/**
 * Makes one list of warnings: those that are equal once, and at most two of the same code, the others
 * being counted.
 *
 * @param warnings Warnings from every part of the work.
 * @returns The shorter list.
 */
export function mergeWarnings(warnings: readonly Warning[]): Warning[] {
  const byCode = new Map<string, string[]>();
  for (const { code, message } of warnings) {
    const messages = byCode.get(code) ?? [];
    if (!messages.includes(message)) messages.push(message);
    byCode.set(code, messages);
  }
  return [...byCode].flatMap(([code, messages]) => {
    const rest = messages.length - 2;
    return messages.slice(0, 2).map((message, i) => ({
      code,
      message: i === 1 && rest > 0 ? `${message} (And ${rest} more like this.)` : message,
    }));
  });
}
