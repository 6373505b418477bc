/**
 * What the records of the accuracy benchmark say: a row for every task, method and number of samples.
 *
 * @module
 */
import type { AccuracyRecord } from "./accuracy_cells.ts";
import { keyOf } from "./accuracy_cells.ts";
import { ACCURACY_TASKS } from "./accuracy_tasks.ts";

/** One task (a family at one true value), method and number of samples; plain JSON. */
export interface AccuracyRow {
  /** Suite of the task. */
  readonly suite: string;
  /** Its family. */
  readonly family: string;
  /** Its id. */
  readonly task: string;
  /** True value in nats. */
  readonly truth: number;
  /** Method with its options. */
  readonly method: string;
  /** Number of samples. */
  readonly samples: number;
  /** Number of seeds. */
  readonly repeats: number;
  /** The seeds: "100–109". */
  readonly seeds: string;
  /** How many of the repeats gave no estimate; the errors are those of the others. */
  readonly failures: number;
  /** Mean absolute error in nats; null where all failed. */
  readonly mae: number | null;
  /** Mean error in nats. */
  readonly meanError: number | null;
  /** Standard deviation of the estimates in nats; null of fewer than two. */
  readonly sd: number | null;
  /** Mean duration in seconds. */
  readonly seconds: number;
  /** Versions of infoplane. */
  readonly version: string;
}

/**
 * The rows of records.
 *
 * @param records Records in any order; one that comes twice counts once.
 * @returns Rows in the order of the tasks, then of the methods' first appearance, then of the samples;
 *   values are rounded to 1e-5 nats.
 * @throws {RangeError} If records of one cell differ in their estimates or their version.
 */
export function accuracyRows(records: readonly AccuracyRecord[]): AccuracyRow[] {
  const cells = new Map<string, AccuracyRecord>();
  for (const record of records) {
    const key = keyOf(record);
    const known = cells.get(key);
    if (known && (known.estimate !== record.estimate || known.version !== record.version)) {
      throw new RangeError(`two records differ: ${key}`);
    }
    cells.set(key, record);
  }
  const groups = Map.groupBy(
    cells.values(),
    ({ task, method, samples }) => JSON.stringify([task, method, samples]),
  );
  return inOrder([...groups.values()].map(rowOf), records);
}

/**
 * Rows, and those of an earlier time that they do not replace.
 *
 * @param rows New rows.
 * @param earlier Rows before; one of the same task, method and number of samples is left out, and one whose
 *   task is gone.
 * @returns All, in the order of {@linkcode accuracyRows}, the methods of the earlier ones first.
 * @throws {RangeError} If a new row has fewer repeats than the one that it would replace.
 */
export function withEarlier(
  rows: readonly AccuracyRow[],
  earlier: readonly AccuracyRow[],
): AccuracyRow[] {
  const nameOf = ({ task, method, samples }: AccuracyRow) =>
    JSON.stringify([task, method, samples]);
  const fresh = new Map(rows.map((row) => [nameOf(row), row]));
  const kept = earlier.filter((row) => {
    const other = fresh.get(nameOf(row));
    if (other && other.repeats < row.repeats) {
      const name = nameOf(row);
      throw new RangeError(`${other.repeats} repeats would replace ${row.repeats}: ${name}`);
    }
    return !other && ACCURACY_TASKS.ids().includes(row.task);
  });
  return inOrder([...kept, ...rows], [...earlier, ...rows]);
}

/** By task, then by the first appearance of the method in `source`, then by samples. */
function inOrder(
  rows: readonly AccuracyRow[],
  source: readonly Pick<AccuracyRow, "method">[],
): AccuracyRow[] {
  const methods = [...new Set(source.map(({ method }) => method))];
  const ids = ACCURACY_TASKS.ids();
  return rows.toSorted((a, b) =>
    ids.indexOf(a.task) - ids.indexOf(b.task) ||
    methods.indexOf(a.method) - methods.indexOf(b.method) || a.samples - b.samples
  );
}

function rowOf(group: readonly AccuracyRecord[]): AccuracyRow {
  const [{ task, truth, method, samples }] = group;
  const { suite, family } = ACCURACY_TASKS.get(task);
  const errors = group.flatMap(({ estimate }) => estimate === null ? [] : [estimate - truth]);
  const meanError = meanOf(errors);
  const squares = errors.reduce((sum, error) => sum + (error - meanError) ** 2, 0);
  return {
    suite,
    family,
    task,
    truth: rounded(truth)!,
    method,
    samples,
    repeats: group.length,
    seeds: ranges(group.map(({ seed }) => seed)),
    failures: group.length - errors.length,
    mae: rounded(meanOf(errors.map(Math.abs))),
    meanError: rounded(meanError),
    sd: errors.length > 1 ? rounded(Math.sqrt(squares / (errors.length - 1))) : null,
    seconds: Math.round(meanOf(group.map(({ ms }) => ms))) / 1000,
    version: [...new Set(group.map(({ version }) => version))].sort().join(", "),
  };
}

/** Whole numbers as ranges, without those that come twice: "0–4, 7". */
export function ranges(values: readonly number[]): string {
  const sorted = [...new Set(values)].sort((a, b) => a - b);
  const runs: number[][] = [];
  for (const value of sorted) {
    const last = runs.at(-1);
    if (last && value === last[1] + 1) last[1] = value;
    else runs.push([value, value]);
  }
  return runs.map(([from, to]) => from === to ? `${from}` : `${from}–${to}`).join(", ");
}

/** The mean; NaN of nothing. */
export function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function rounded(value: number): number | null {
  return Number.isFinite(value) ? Math.round(1e5 * value) / 1e5 : null;
}

/** The mean absolute error of several rows, each counted by its estimates. */
export interface PooledError {
  /** Mean absolute error in nats; null where all failed. */
  readonly mae: number | null;
  /** Number of tasks. */
  readonly tasks: number;
  /** Failed estimates. */
  readonly failures: number;
}

/** Pools rows; null where there are none. */
export function pooled(rows: readonly AccuracyRow[]): PooledError | null {
  if (rows.length === 0) return null;
  let [sum, count, failures] = [0, 0, 0];
  for (const row of rows) {
    const estimates = row.repeats - row.failures;
    if (row.mae !== null) sum += row.mae * estimates;
    count += estimates;
    failures += row.failures;
  }
  const tasks = new Set(rows.map(({ task }) => task)).size;
  return { mae: count > 0 ? sum / count : null, tasks, failures };
}
