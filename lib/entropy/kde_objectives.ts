/**
 * What a kernel bandwidth is chosen by: likelihood, or integrated squared error.
 *
 * @module
 */
import { logSumExp, type SignedLog, subtractExp } from "./signed_log.ts";

/** A criterion for the bandwidth, computed from sums of Gaussian kernels. */
export interface BandwidthObjective {
  /** Name in messages. */
  readonly name: string;
  /** Widths of the Gaussian sums needed for a bandwidth; the last is the bandwidth itself. */
  readonly widths: (bandwidth: number) => readonly number[];
  /** Score of a bandwidth from the logarithms of those sums; the greatest is the best. */
  readonly score: (
    logSums: readonly Float64Array[],
    bandwidth: number,
    dimension: number,
  ) => SignedLog;
}

/** ln of b^(−d) (2π)^(−d/2), the constant of the Gaussian kernel of width b in d dimensions. */
export function logKernelConstant(bandwidth: number, dimension: number): number {
  return -dimension * (Math.log(bandwidth) + 0.5 * Math.log(2 * Math.PI));
}

/**
 * Maximum likelihood, Eq. (10), Appendix E.1.1: Σ_k ln ρ̂_{b,−k}(x_k) / N, in nats. As a real number in
 * {@linkcode SignedLog} form, since all objectives share that type.
 */
export const LIKELIHOOD: BandwidthObjective = {
  name: "likelihood",
  widths: (bandwidth) => [bandwidth],
  score([logSums], bandwidth, dimension) {
    const n = logSums.length;
    const mean = logSums.reduce((sum, value) => sum + value, 0) / n;
    const nats = mean + logKernelConstant(bandwidth, dimension) - Math.log(n - 1);
    return { sign: Math.sign(nats), log: Math.log(Math.abs(nats)) };
  },
};

/**
 * Least-squares cross-validation, Appendix E.1.2, with the sign changed so that the greatest is best:
 *
 * (2/N) Σ_i ρ̂_{b,−i}(x_i) − (1/N²) Σ_i Σ_j J_b(x_i − x_j), with
 * J_b(ξ) = (2b√π)^(−d) exp(−‖ξ‖² / 4b²).
 *
 * J_b is the Gaussian kernel of width √2·b, so its sums come from the same pass. Both parts stay
 * logarithms: in high dimension they differ by hundreds of orders of magnitude between bandwidths.
 */
export const SQUARED_ERROR: BandwidthObjective = {
  name: "squared error",
  widths: (bandwidth) => [Math.SQRT2 * bandwidth, bandwidth],
  score([logOverlapSums, logSums], bandwidth, dimension) {
    const n = logSums.length;
    const density = Math.log(2) - Math.log(n) - Math.log(n - 1) +
      logKernelConstant(bandwidth, dimension) + logSumExp(logSums);
    const pairs = logSumExp([Math.log(n), logSumExp(logOverlapSums)]);
    const overlap = -2 * Math.log(n) +
      logKernelConstant(Math.SQRT2 * bandwidth, dimension) + pairs;
    return subtractExp(density, overlap);
  },
};
