/**
 * Kinds of intervals, and the interval that a standard error gives.
 *
 * @module
 */
import { normalQuantile, studentQuantile } from "../special.ts";

/**
 * How the standard error of an interval is found: `asymptotic`, the paper's, from the contributions of
 * the samples; `subsampling`, from how estimates on disjoint parts of the samples spread; `jackknife`, from
 * how the estimate moves when a tenth of the samples is left out.
 */
export type IntervalKind = "asymptotic" | "subsampling" | "jackknife";

/** The kinds, in the order in which they are shown. */
export const INTERVAL_KINDS: readonly IntervalKind[] = ["asymptotic", "subsampling", "jackknife"];

/** Codes of warnings that speak of the interval alone. */
export const INTERVAL_REMARKS: readonly string[] = ["no-interval", "bias-beyond-interval"];

/** A confidence interval in nats. It covers sampling noise, not the bias of the method. */
export interface Interval {
  /** Nominal coverage, such as 0.95. */
  readonly level: number;
  /** Lower end in nats. */
  readonly lower: number;
  /** Upper end in nats. */
  readonly upper: number;
  /** How its standard error was found. */
  readonly kind: IntervalKind;
  /** The standard error in nats that it is made of. */
  readonly standardError: number;
  /** Degrees of freedom of Student's t; null for the normal distribution. */
  readonly degreesOfFreedom: number | null;
  /** Present where a side is compressed: the noise of fitting the compressor is not in the interval. */
  readonly givenCompression?: true;
}

/** A standard error, and how well it is known. */
export interface SamplingError {
  /** How it was found. */
  readonly kind: IntervalKind;
  /** Standard error of the estimate in nats, at least 0. */
  readonly standardError: number;
  /** Degrees of freedom of its square; null if it is taken as known. */
  readonly degreesOfFreedom: number | null;
}

/**
 * nats ± q standardError, with q the quantile of (1 + level) / 2 of Student's t, or of the normal
 * distribution where there are no degrees of freedom.
 *
 * @param nats Estimate in nats.
 * @param error Its standard error.
 * @param level Nominal coverage, between 0 and 1.
 * @returns The interval.
 */
export function intervalFrom(nats: number, error: SamplingError, level: number): Interval {
  const { kind, standardError, degreesOfFreedom } = error;
  const p = (1 + level) / 2;
  const quantile = degreesOfFreedom === null
    ? normalQuantile(p)
    : studentQuantile(degreesOfFreedom, p);
  const halfWidth = quantile * standardError;
  return {
    level,
    lower: nats - halfWidth,
    upper: nats + halfWidth,
    kind,
    standardError,
    degreesOfFreedom,
  };
}
