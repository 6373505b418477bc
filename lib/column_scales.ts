/**
 * Columns in very different units: brought to like scales before covariances are taken.
 *
 * @module
 */
import type { Samples } from "./types.ts";

/** Samples with their columns divided by powers of two. */
export interface Scaled {
  /** The samples, divided. */
  readonly samples: Samples;
  /** Sum of the logarithms of the divisors in nats: to be added to an entropy of `samples`. */
  readonly logScale: number;
}

/** Scales that differ by a factor below 2¹⁰ leave a condition number below 2²⁰, and so below 1e12. */
const HARMLESS_EXPONENTS = 10;

/** Beyond 2^±400 the square of a value, summed over the samples, can overflow or vanish. */
const SAFE_EXPONENT = 400;

/**
 * Divides every column by a power of two near half its range, if scales differ a thousandfold or more.
 * Mutual information does not change under such maps, and h(X) does by a known constant; but the
 * condition number of a covariance grows with the square of the ratio of units, and would be taken for
 * linear dependence. Powers of two do not round, so that nothing else changes.
 *
 * @param sides Samples that are to be put in one covariance; not changed.
 * @returns For each side its scaled samples, or itself.
 */
export function balanceColumns(sides: readonly Samples[]): Scaled[] {
  const exponents = sides.map(columnExponents);
  const all = exponents.flat();
  const harmless = all.every((exponent) => Math.abs(exponent) < SAFE_EXPONENT) &&
    greatestOf(all) - leastOf(all) <= HARMLESS_EXPONENTS;
  if (harmless) return sides.map((samples) => ({ samples, logScale: 0 }));
  return sides.map((samples, i) => divideColumns(samples, exponents[i]));
}

/** The exponent of the power of two near half the range of every column; 0 for a constant one. */
function columnExponents({ data, n, d }: Samples): number[] {
  const least = new Float64Array(d).fill(Infinity);
  const greatest = new Float64Array(d).fill(-Infinity);
  for (let at = 0; at < n * d; at++) {
    const j = at % d;
    if (data[at] < least[j]) least[j] = data[at];
    if (data[at] > greatest[j]) greatest[j] = data[at];
  }
  return Array.from(least, (value, j) => {
    const range = greatest[j] - value;
    if (range === 0) return 0;
    // Halves where the difference overflows; elsewhere they could vanish.
    const log2 = range < Infinity ? Math.log2(range) - 1 : Math.log2(greatest[j] / 2 - value / 2);
    return Math.round(log2);
  });
}

function greatestOf(values: readonly number[]): number {
  return values.reduce((a, b) => Math.max(a, b), -Infinity);
}

function leastOf(values: readonly number[]): number {
  return values.reduce((a, b) => Math.min(a, b), Infinity);
}

function divideColumns({ data, n, d }: Samples, exponents: readonly number[]): Scaled {
  // In two steps, since 2^1074 is no number.
  const halves = exponents.map((exponent) => Math.trunc(exponent / 2));
  const first = halves.map((half) => 2 ** -half);
  const second = halves.map((half, j) => 2 ** (half - exponents[j]));
  const divided = data.map((value, at) => value * first[at % d] * second[at % d]);
  const logScale = exponents.reduce((sum, exponent) => sum + exponent * Math.LN2, 0);
  return { samples: { data: divided, n, d }, logScale };
}
