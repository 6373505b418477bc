/**
 * Why rows of continuous data repeat others, and what helps against it.
 *
 * @module
 */
import { countDistinctRows } from "./distinct_rows.ts";
import { joinColumns } from "./samples.ts";
import type { Samples, Warning } from "./types.ts";

/** A column of at most so many values is more likely labels than rounded measurements. */
const MOST_LABELS = 10;

/** Share of repeated rows from which they are copies rather than accidents. */
const MANY_REPEATS = 0.05;

/** Distance from a multiple of the step, in steps, that rounding of decimals in float64 explains. */
const LATTICE_TOLERANCE = 1e-3;

/** Places of a lattice for each value on it; values at random places have far more. */
const MOST_PLACES = 50;

/**
 * Jitter below this share of the rounding step leaves the steps visible. Measured on 2 + 2 normal
 * dimensions of truth 1.02 nats rounded to 0.1, N = 2000, `wkl`: a half gives 0.98.
 */
const LEAST_JITTER = 0.25;

/** One side as far as its repeats matter. */
export interface NamedSamples {
  /** What to call it: "x". */
  readonly name: string;
  /** The data, before jitter. */
  readonly samples: Samples;
}

/** Why values or rows repeat. */
export interface Repeats {
  /** Sides, in order, that have a column of at most ten values; each is named once. */
  readonly labels: readonly string[];
  /** The greatest step between values on a lattice, in standard deviations of the column; or 0. */
  readonly step: number;
  /** Share of the rows of all sides together that repeat an earlier one. */
  readonly share: number;
}

/**
 * Looks for the cause of repeats.
 *
 * @param sides Continuous sides with the same number of rows, at least one; not changed.
 * @returns What was found. Takes O(n d log n) time.
 */
export function findRepeats(sides: readonly NamedSamples[]): Repeats {
  const labels: string[] = [];
  let step = 0;
  for (const { name, samples } of sides) {
    for (let j = 0; j < samples.d; j++) {
      const column = sortedColumn(samples, j);
      const values = column.filter((value, i) => i === 0 || value !== column[i - 1]);
      // Half of the values have to repeat another one, or the lattice is none that matters.
      if (values.length < 2 || values.length > samples.n / 2) continue;
      if (values.length <= MOST_LABELS && !labels.includes(name)) labels.push(name);
      step = Math.max(step, latticeStep(values) / deviation(column));
    }
  }
  const joint = sides.map(({ samples }) => samples).reduce((a, b) => joinColumns(a, b));
  return { labels, step, share: 1 - countDistinctRows(joint) / joint.n };
}

/**
 * What to do about repeats, by their cause: labels are to be declared, rounding takes jitter of half a
 * step, repeated rows have to go, and accidents need next to nothing.
 *
 * @param repeats From {@linkcode findRepeats}.
 * @returns One sentence.
 */
export function repeatsHint({ labels, step, share }: Repeats): string {
  if (labels.length > 0) {
    const flags = labels.map((name) => `--${name}-discrete`).join(" or ");
    return `Use ${flags} if its few values are labels: jitter would measure the noise.`;
  }
  if (step > 0) {
    return `The values are rounded: use --jitter ${halfStep(step)} (half the rounding step, in ` +
      "standard deviations); less would measure the noise.";
  }
  if (share > MANY_REPEATS) {
    return `Remove repeated rows (${percent(share)} of them repeat an earlier one): jitter would ` +
      "measure the noise between the copies.";
  }
  return "Add a little noise with --jitter SCALE (in standard deviations, such as 1e-6).";
}

/**
 * Whether jitter is so small, beside what repeats, that the estimate measures the jitter.
 *
 * @param repeats From {@linkcode findRepeats}, on the data before jitter.
 * @param jitter Scale of the noise in standard deviations, above 0.
 * @returns One warning (`jitter-too-small`), or none.
 */
export function jitterTooSmall(repeats: Repeats, jitter: number): Warning[] {
  const { step, share } = repeats;
  const reason = step > 0
    ? jitter < LEAST_JITTER * step
      ? `values are ${step.toPrecision(2)} standard deviations apart`
      : undefined
    : share > MANY_REPEATS
    ? `${percent(share)} of the rows repeat an earlier one`
    : undefined;
  if (reason === undefined) return [];
  return [{
    code: "jitter-too-small",
    message: `Before jitter of ${jitter}, ${reason}: the estimate measures the jitter, not the ` +
      `data. ${repeatsHint(repeats)}`,
  }];
}

function halfStep(step: number): string {
  return String(Number((step / 2).toPrecision(1)));
}

function percent(share: number): string {
  return `${(100 * share).toFixed(0)} %`;
}

function sortedColumn({ data, n, d }: Samples, j: number): Float64Array {
  return Float64Array.from({ length: n }, (_, i) => data[i * d + j]).sort();
}

/**
 * The step of a lattice: the least difference of the values, if all are multiples of it and the places are not
 * far more than the values.
 *
 * @param values Distinct values, ascending, at least two.
 * @returns The step, or 0 where there is no lattice.
 */
export function latticeStep(values: Float64Array): number {
  let least = Infinity;
  for (let i = 1; i < values.length; i++) least = Math.min(least, values[i] - values[i - 1]);
  const places = (values[values.length - 1] - values[0]) / least;
  if (!(places <= MOST_PLACES * values.length)) return 0;
  // Differences of neighbours, since an error of the step would add up over the whole range.
  for (let i = 1; i < values.length; i++) {
    const steps = (values[i] - values[i - 1]) / least;
    if (Math.abs(steps - Math.round(steps)) > LATTICE_TOLERANCE * steps) return 0;
  }
  return least;
}

function deviation(column: Float64Array): number {
  const mean = column.reduce((sum, value) => sum + value / column.length, 0);
  return Math.sqrt(column.reduce((sum, value) => sum + (value - mean) ** 2 / column.length, 0));
}
