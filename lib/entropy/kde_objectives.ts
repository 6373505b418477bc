/**
 * What a kernel bandwidth is chosen by: likelihood, or integrated squared error.
 *
 * @module
 */
import type { KernelSums } from "../../kernels/simd/kernel_sums.ts";
import { type SignedLog, subtractExp } from "./signed_log.ts";

/** Where in the sums of a pass the terms of a bandwidth are. */
export interface KernelView {
  /** Sums at the rates of a pass. */
  readonly sums: KernelSums;
  /** Position of the bandwidth's own rate among them. */
  readonly at: number;
  /** The bandwidth. */
  readonly bandwidth: number;
  /** Dimension of the data. */
  readonly dimension: number;
}

/**
 * How a criterion changes with t = ln b. Its score is positive, at least near the optimum, and the
 * derivatives are those of the score's logarithm; where the score is not positive, `slope` has the
 * sign of its derivative and `curvature` is not a number.
 */
export interface Ascent {
  /** First derivative in t. */
  readonly slope: number;
  /** Second derivative in t. */
  readonly curvature: number;
}

/** A criterion for the bandwidth, computed from sums of Gaussian kernels. */
export interface BandwidthObjective {
  /** Name in messages. */
  readonly name: string;
  /** Half the bandwidth's rate is needed too (1), or is not (0). */
  readonly halvings: 0 | 1;
  /** Score of a bandwidth; the greatest is the best. */
  readonly score: (view: KernelView) => SignedLog;
  /** Which way the score grows, from sums with moments. */
  readonly ascent: (view: KernelView) => Ascent;
}

/** ln of b^(−d) (2π)^(−d/2), the constant of the Gaussian kernel of width b in d dimensions. */
export function logKernelConstant(bandwidth: number, dimension: number): number {
  return -dimension * (Math.log(bandwidth) + 0.5 * Math.log(2 * Math.PI));
}

/**
 * ln Σ_{j≠i} exp(−‖x_i − x_j‖² / 2b²) for every point: the sums of Eq. (8), Appendix E.1, without their
 * constants.
 *
 * @param view A bandwidth and its sums.
 * @returns Logarithms, length n.
 */
export function logKernelSums({ sums, at, bandwidth }: KernelView): Float64Array {
  const rate = rateOf(bandwidth);
  return sums.s0[at].map((sum, i) => Math.log(sum) - rate * sums.leasts[i]);
}

/** r = 1 / 2b². */
export function rateOf(bandwidth: number): number {
  return 0.5 / (bandwidth * bandwidth);
}

/**
 * Maximum likelihood, Eq. (10), Appendix E.1.1. The score is the geometric mean of the leave-one-out
 * densities; its logarithm, Σ_k ln ρ̂_{b,−k}(x_k) / N, is the likelihood in nats for each point.
 *
 * With M the mean, over the points, of the squared distance to the others weighted by their kernels,
 * and V that of its variance, the derivatives in ln b are 2rM − d and 4r²V − 4rM.
 */
export const LIKELIHOOD: BandwidthObjective = {
  name: "likelihood",
  halvings: 0,
  score(view) {
    const { leasts } = view.sums;
    const mean = logKernelSums(view).reduce((sum, value) => sum + value, 0) / leasts.length;
    const log = mean + logKernelConstant(view.bandwidth, view.dimension) -
      Math.log(leasts.length - 1);
    return { sign: 1, log };
  },
  ascent({ sums: { leasts, s0, s1, s2 }, at, bandwidth, dimension }) {
    const n = leasts.length;
    let mean = 0;
    let variance = 0;
    for (let i = 0; i < n; i++) {
      const excess = s1[at][i] / s0[at][i];
      mean += (leasts[i] + excess) / n;
      variance += (s2[at][i] / s0[at][i] - excess * excess) / n;
    }
    const rate = rateOf(bandwidth);
    return {
      slope: 2 * rate * mean - dimension,
      curvature: 4 * rate * (rate * variance - mean),
    };
  },
};

/**
 * Least-squares cross-validation, Appendix E.1.2, with the sign changed so that the greatest is best:
 *
 * (2/N) Σ_i ρ̂_{b,−i}(x_i) − (1/N²) Σ_i Σ_j J_b(x_i − x_j), with
 * J_b(ξ) = (2b√π)^(−d) exp(−‖ξ‖² / 4b²).
 *
 * J_b is the Gaussian kernel of half the rate, so its sums come from the same pass. Both parts stay
 * logarithms: in high dimension they differ by hundreds of orders of magnitude between bandwidths.
 */
export const SQUARED_ERROR: BandwidthObjective = {
  name: "squared error",
  halvings: 1,
  score(view) {
    const { density, overlap } = squaredErrorParts(view);
    return subtractExp(density.log, overlap.log);
  },
  ascent(view) {
    const { density, overlap } = squaredErrorParts(view);
    const scale = Math.max(density.log, overlap.log);
    const plus = Math.exp(density.log - scale);
    const minus = Math.exp(overlap.log - scale);
    const value = plus - minus;
    const first = plus * density.slope - minus * overlap.slope;
    if (!(value > 0)) return { slope: first, curvature: NaN };
    const second = plus * (density.slope ** 2 + density.curvature) -
      minus * (overlap.slope ** 2 + overlap.curvature);
    const slope = first / value;
    return { slope, curvature: second / value - slope * slope };
  },
};

/** The logarithm of a positive quantity with its derivatives in t = ln b. */
interface LogPart extends Ascent {
  readonly log: number;
}

function squaredErrorParts(view: KernelView): { density: LogPart; overlap: LogPart } {
  const n = view.sums.leasts.length;
  const wide = { ...view, at: view.at - 1, bandwidth: Math.SQRT2 * view.bandwidth };
  return {
    density: kernelTotal(view, Math.log(2) - Math.log(n) - Math.log(n - 1), 0),
    overlap: kernelTotal(wide, -2 * Math.log(n), n),
  };
}

/**
 * ln of e^factor b^(−d) (2π)^(−d/2) Σ_i Σ_{j≠i} exp(−‖x_i − x_j‖² / 2b²), with `selves` further terms of
 * distance 0. Derivatives, where the sums have moments: with the mean M and the variance V of the
 * squared distance, weighted by the terms, they are 2rM − d and 4r²V − 4rM.
 */
function kernelTotal(view: KernelView, factor: number, selves: number): LogPart {
  const { sums: { leasts, s0, s1, s2 }, at, bandwidth, dimension } = view;
  const logs = logKernelSums(view);
  const greatest = logs.reduce((a, b) => Math.max(a, b), selves > 0 ? 0 : -Infinity);
  const moments = s1.length > 0;
  let total = selves > 0 ? selves * Math.exp(-greatest) : 0;
  let first = 0;
  let second = 0;
  for (let i = 0; i < logs.length; i++) {
    const weight = Math.exp(logs[i] - greatest);
    total += weight;
    if (!moments) continue;
    const least = leasts[i];
    const excess = s1[at][i] / s0[at][i];
    first += weight * (least + excess);
    second += weight * (least * (least + 2 * excess) + s2[at][i] / s0[at][i]);
  }
  const rate = rateOf(bandwidth);
  const mean = first / total;
  const variance = second / total - mean * mean;
  return {
    log: factor + logKernelConstant(bandwidth, dimension) + greatest + Math.log(total),
    slope: moments ? 2 * rate * mean - dimension : NaN,
    curvature: moments ? 4 * rate * (rate * variance - mean) : NaN,
  };
}
