/**
 * Remarks on repeated values, which continuous data do not have.
 *
 * @module
 */
import { countDistinctRows } from "./distinct_rows.ts";
import type { Samples, Warning } from "./types.ts";

/**
 * A column in which every value occurs this often on average looks discrete. A continuous column has
 * no repeated value; one that is rounded has some. Measured on 2 + 2 normal dimensions with one column
 * rounded, N = 1000, truth 1 nat: `kl` loses 0.06 nats when values occur 6 times on average, 0.23 at
 * 11, 0.9 at 20; `wkl` 0.1 at 20, 1.1 at 47.
 */
export const DISCRETE_MULTIPLICITY = 10;

/**
 * A column with fewer values than this share of the distinct rows has ties. Measured with one of two columns
 * zero-inflated (30 %), N = 500, truth 0.44 nats, 4 seeds: `kl` is low by 0.9, `wkl` by 0.6, `ksg-1` and `kde-ml`
 * by 0.05 to 0.08.
 */
export const LEAST_VALUES_SHARE = 0.95;

/**
 * Looks for columns with so few distinct values that they are labels rather than measurements: each
 * value occurs {@linkcode DISCRETE_MULTIPLICITY} times or more on average.
 *
 * @param samples Data as given, before jitter.
 * @param name What to call them in messages: "x".
 * @returns One warning for all such columns (`discrete-looking`), or none.
 */
export function discreteLooking(samples: Samples, name: string): Warning[] {
  const { data, n, d } = samples;
  const found: { column: number; values: number }[] = [];
  const limit = n / DISCRETE_MULTIPLICITY;
  for (let j = 0; j < d; j++) {
    const values = new Set<number>();
    for (let i = 0; i < n && values.size <= limit; i++) values.add(data[i * d + j]);
    if (values.size <= limit) found.push({ column: j + 1, values: values.size });
  }
  if (found.length === 0) return [];
  const [first] = found;
  const columns = found.length === 1 ? `Column ${first.column}` : `${found.length} columns`;
  const which = found.length === 1 ? "takes" : `(the first is ${first.column}) take`;
  return [{
    code: "discrete-looking",
    message: `${columns} of ${name} ${which} only ${first.values} values in ${n} samples: ` +
      `if they are labels, use --${name}-discrete; the continuous formulas assume no repeats.`,
  }];
}

/**
 * Looks for columns whose values repeat while the rows do not, such as counts and zero-inflated ones beside
 * others: methods for continuous data give a number, and nothing else shows that it is wrong. Columns that
 * {@linkcode discreteLooking} finds are left to it.
 *
 * @param samples Data as given, before jitter.
 * @param name What to call them in messages: "x".
 * @returns One warning for all such columns (`tied-columns`), or none.
 */
export function tiedColumns(samples: Samples, name: string): Warning[] {
  const { data, n, d } = samples;
  const least = LEAST_VALUES_SHARE * countDistinctRows(samples);
  const found: { column: number; values: number; most: number }[] = [];
  for (let j = 0; j < d; j++) {
    const counts = new Map<number, number>();
    for (let i = 0; i < n; i++) {
      const value = data[i * d + j];
      counts.set(value, (counts.get(value) ?? 0) + 1);
    }
    if (counts.size <= n / DISCRETE_MULTIPLICITY || counts.size >= least) continue;
    found.push({ column: j + 1, values: counts.size, most: Math.max(...counts.values()) });
  }
  if (found.length === 0) return [];
  const [{ column, values, most }] = found;
  const others = found.length > 1 ? ` (and ${found.length - 1} more columns have as many)` : "";
  return [{
    code: "tied-columns",
    message:
      `Column ${column} of ${name} has ${values} values in ${n} samples${others}, one of them ` +
      `${most} times: continuous formulas assume no repeats, and with a third of them entropies ` +
      "were wrong by half a nat and more. --method auto breaks such ties without a loss.",
  }];
}

/**
 * Counts the rows that repeat an earlier one. Continuous data have none; methods without neighbour
 * distances give a number all the same, and it is too high.
 *
 * @param samples What the estimator sees.
 * @param name What to call them in messages: "x".
 * @param entropies Whether the method is a difference of entropies.
 * @returns One warning (`duplicates`), or none.
 */
export function duplicateRows(
  samples: Samples,
  name: string,
  entropies: boolean = true,
): Warning[] {
  const { n } = samples;
  const distinct = countDistinctRows(samples);
  if (distinct === n) return [];
  return [{
    code: "duplicates",
    message:
      `${n - distinct} of ${n} rows of ${name} repeat an earlier row, which continuous data ` +
      `do not${
        entropies ? ": entropies come out too low" : ""
      }. Use --${name}-discrete for labels, or --jitter.`,
  }];
}

/** What repeats in the data shows in, from the remark that says most to the one that says least. */
const SIGNS_OF_REPEATS: readonly string[] = [
  "ties-broken",
  "discrete-looking",
  "jitter-too-small",
  "tied-columns",
  "duplicates",
  "ties",
];

/**
 * Leaves one kind of remark on repeated values: few values, repeated rows and tied neighbours have
 * one cause, which x, y and (x, y) would each tell again.
 *
 * @param warnings Warnings from every part of the work.
 * @returns Without those that follow from a remark that stays; where columns look discrete, one for
 *   each side, and else one.
 */
export function oneCauseOfRepeats(warnings: readonly Warning[]): Warning[] {
  const [lead] = SIGNS_OF_REPEATS.filter((sign) => warnings.some(({ code }) => code === sign));
  const first = warnings.findIndex(({ code }) => code === lead);
  return warnings.filter(({ code }, at) =>
    !SIGNS_OF_REPEATS.includes(code) ||
    code === "jitter-too-small" ||
    (code === lead && (lead === "discrete-looking" || at === first))
  );
}
