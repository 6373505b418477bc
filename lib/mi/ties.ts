/**
 * Ties: values of a column that repeat, as those of counts, of rounded and of zero-inflated data do.
 *
 * @module
 */
import { countDistinctRows } from "../distinct_rows.ts";
import { latticeStep } from "../repeats.ts";
import { createRng, deriveSeed, type Rng } from "../rng.ts";
import { joinColumns } from "../samples.ts";
import { normalQuantile } from "../special.ts";
import type { Samples, Warning } from "../types.ts";
import { LEAST_VALUES_SHARE } from "../repeat_warnings.ts";

/** Both sides without ties. */
export interface Untied {
  /** X. */
  readonly x: Samples;
  /** Y. */
  readonly y: Samples;
  /** Which columns had ties (`ties-broken`). */
  readonly warnings: readonly Warning[];
}

/**
 * Breaks ties at random, in a way that leaves the mutual information exactly as it is: a value v of a column
 * becomes v + step · (U − ½) on a lattice, and else the normal score of the rank F(v−) + U · P(v), with U
 * uniform and independent of all. (Rüschendorf's distributional transform.) From either, v can be told again,
 * and what was added knows nothing of the other side: I(X, U; Y) = I(X; Y). The result has a density, which
 * methods for continuous data need.
 *
 * @param x Shape `(n, d)`; not changed.
 * @param y Shape `(n, e)`; not changed.
 * @param seed Source of U.
 * @returns The sides; those without ties as they are.
 *
 * Takes O(n (d + e) log n) time.
 */
export function breakTies(x: Samples, y: Samples, seed: number): Untied {
  const sides = [{ name: "x", samples: x }, { name: "y", samples: y }];
  const counts = sides.map(({ samples }) => distinctValues(samples));
  if (counts.every((list) => list.every((count) => count === x.n))) return { x, y, warnings: [] };
  // Where whole rows repeat, a column has as many values as there are rows: copies are no ties.
  const least = LEAST_VALUES_SHARE * countDistinctRows(joinColumns(x, y));
  const found: string[] = [];
  const [a, b] = sides.map(({ name, samples }, side) => {
    const tied = [...counts[side].keys()].filter((column) => counts[side][column] < least);
    if (tied.length === 0) return samples;
    found.push(`${describe(tied, counts[side])} of ${name}`);
    const data = Float64Array.from(samples.data);
    for (const column of tied) {
      untie(data, samples, column, createRng(deriveSeed(seed, "ties", name, column)));
    }
    return { ...samples, data };
  });
  if (found.length === 0) return { x, y, warnings: [] };
  const message = `${found.join(" and ")}: ties were broken at random, by the seed, which leaves ` +
    "the mutual information as it is. Declare labels with --x-discrete or --y-discrete.";
  return { x: a, y: b, warnings: [{ code: "ties-broken", message }] };
}

function describe(tied: readonly number[], counts: readonly number[]): string {
  const [first] = tied;
  return tied.length === 1
    ? `column ${first + 1} (${counts[first]} values)`
    : `${tied.length} columns (the first is ${first + 1}, with ${counts[first]} values)`;
}

/** Number of distinct values of every column. */
function distinctValues({ data, n, d }: Samples): number[] {
  return Array.from({ length: d }, (_, column) => {
    const values = new Set<number>();
    for (let i = 0; i < n; i++) values.add(data[i * d + column]);
    return values.size;
  });
}

/** Rewrites one column of `data`. */
function untie(data: Float64Array, { n, d }: Samples, column: number, rng: Rng): void {
  const sorted = Float64Array.from({ length: n }, (_, i) => data[i * d + column]).sort();
  const starts = new Map<number, number>();
  for (let i = n - 1; i >= 0; i--) starts.set(sorted[i], i);
  const values = Float64Array.from(starts.keys()).sort();
  const step = values.length > 1 ? latticeStep(values) : 0;
  const ends = new Map([...values].map((value, i) => [value, starts.get(values[i + 1]) ?? n]));
  for (let i = 0; i < n; i++) {
    const value = data[i * d + column];
    const uniform = rng.uniform();
    if (step > 0) {
      data[i * d + column] = value + step * (uniform - 0.5);
      continue;
    }
    const start = starts.get(value)!;
    // A value of its own stays in the middle of its rank, so that it adds no noise.
    const size = ends.get(value)! - start;
    const rank = start + (size === 1 ? 0.5 : size * (uniform + Number.EPSILON));
    data[i * d + column] = normalQuantile(Math.min(rank / n, 1 - Number.EPSILON));
  }
}
