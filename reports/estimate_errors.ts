/**
 * Errors of estimates whose true values are known, for the claims on them.
 *
 * @module
 */
import type { ReportRecord } from "./record.ts";

/** Estimates by true value, in nats; a true value that was estimated more than once has them all. */
export type EstimatesByTruth = ReadonlyMap<number, readonly number[]>;

/**
 * The estimates of a curve.
 *
 * @param records Records of the curve; those without an estimate or a true value are passed over.
 * @returns Estimates by true value, ascending; O(n log n).
 */
export function estimatesByTruth(records: readonly ReportRecord[]): EstimatesByTruth {
  const known = records.flatMap(({ truth, estimate }) =>
    truth === null || estimate === null ? [] : [{ truth, estimate }]
  ).sort((a, b) => a.truth - b.truth);
  const grouped = Map.groupBy(known, ({ truth }) => truth);
  return new Map(
    [...grouped].map(([truth, members]) => [truth, members.map(({ estimate }) => estimate)]),
  );
}

/** True values at which both curves have an estimate, ascending. */
export function sharedTruths(a: EstimatesByTruth, b: EstimatesByTruth): number[] {
  return [...a.keys()].filter((truth) => b.has(truth));
}

/** Mean over the true values of the mean |estimate − truth| there, or of its square. */
export function meanError(
  estimates: EstimatesByTruth,
  truths: readonly number[],
  power: 1 | 2 = 1,
): number {
  return mean(
    truths.map((truth) =>
      mean((estimates.get(truth) ?? []).map((estimate) => Math.abs(estimate - truth) ** power))
    ),
  );
}

/** Mean of the values. */
export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Standard deviation of the values, divisor n − 1. */
export function standardDeviation(values: readonly number[]): number {
  const centre = mean(values);
  return Math.sqrt(
    mean(values.map((value) => (value - centre) ** 2)) * values.length / (values.length - 1),
  );
}

/**
 * Least squares line of the mean error on the true value.
 *
 * @param estimates Estimates at three true values or more.
 * @returns Its slope, and the standard error of that.
 */
export function errorSlope(
  estimates: EstimatesByTruth,
): { readonly slope: number; readonly standardError: number } {
  const truths = [...estimates.keys()];
  const errors = [...estimates].map(([truth, values]) => mean(values) - truth);
  const [centre, level] = [mean(truths), mean(errors)];
  const spread = truths.reduce((sum, truth) => sum + (truth - centre) ** 2, 0);
  const slope = truths.reduce((sum, truth, i) => sum + (truth - centre) * errors[i], 0) / spread;
  const residuals = truths.map((truth, i) => errors[i] - level - slope * (truth - centre));
  const squares = residuals.reduce((sum, residual) => sum + residual ** 2, 0);
  return { slope, standardError: Math.sqrt(squares / (truths.length - 2) / spread) };
}
