/**
 * What the records of the coverage benchmark say: coverage and width of every interval.
 *
 * @module
 */
import { INTERVAL_KINDS, intervalFrom, type IntervalKind } from "../../lib/intervals/interval.ts";
import { GROUPS } from "../../lib/intervals/jackknife.ts";
import { PART_COUNTS } from "../../lib/intervals/subsampling.ts";
import type { CoverageRecord } from "./coverage_cells.ts";
import { COVERAGE_SETTINGS } from "./coverage_settings.ts";

/** Nominal coverage. */
export const LEVEL = 0.95;

/** How one kind of interval did in one setting. */
export interface Coverage {
  /** Share of the repeats whose interval holds the mean of all estimates. */
  readonly coversMean: number;
  /** Share of the repeats whose interval holds the truth. */
  readonly coversTruth: number;
  /** Mean width in nats. */
  readonly width: number;
  /** Root mean square of the standard errors over the sd of the estimates. */
  readonly errorRatio: number;
  /** The standard errors in nats, by seed. */
  readonly standardErrors: readonly number[];
}

/** One setting of one method; plain JSON. */
export interface CoverageRow {
  /** Id of the method. */
  readonly method: string;
  /** Id of the setting. */
  readonly setting: string;
  /** Number of samples. */
  readonly samples: number;
  /** True value in nats. */
  readonly truth: number;
  /** Mean of the estimates in nats. */
  readonly mean: number;
  /** Their standard deviation in nats. */
  readonly sd: number;
  /** Seed of the first repeat; the others follow. */
  readonly firstSeed: number;
  /** The estimates in nats, by seed. */
  readonly estimates: readonly number[];
  /** Mean duration of a repeat in seconds. */
  readonly seconds: number;
  /** Each kind of interval. */
  readonly intervals: Readonly<Partial<Record<IntervalKind, Coverage>>>;
}

const DEGREES_OF_FREEDOM: Readonly<Record<IntervalKind, number | null>> = {
  asymptotic: null,
  subsampling: PART_COUNTS.reduce((sum, count) => sum + count - 1, 0),
  jackknife: GROUPS - 1,
};

/**
 * A row for every method, setting and number of samples.
 *
 * @param records Records of seeds that follow each other.
 * @returns The rows in the order of first appearance; estimates are rounded to 1e-5 nats in them alone.
 */
export function coverageRows(records: readonly CoverageRecord[]): CoverageRow[] {
  const groups = Map.groupBy(
    records,
    ({ method, setting, samples }) => JSON.stringify([method, setting, samples]),
  );
  return [...groups.values()].map((group) => rowOf(group.toSorted((a, b) => a.seed - b.seed)));
}

function rowOf(records: readonly CoverageRecord[]): CoverageRow {
  const [{ method, setting, samples, seed }] = records;
  const truth = COVERAGE_SETTINGS.find(({ id }) => id === setting)!.truth;
  const estimates = records.map(({ estimate }) => estimate);
  const mean = meanOf(estimates);
  const sd = Math.sqrt(
    estimates.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (estimates.length - 1),
  );
  const intervals: Partial<Record<IntervalKind, Coverage>> = {};
  for (const kind of INTERVAL_KINDS) {
    const errors = records.map(({ standardErrors }) => standardErrors[kind]);
    if (!errors.every((error) => error !== undefined)) continue;
    intervals[kind] = coverageOf(kind, estimates, errors, { truth, mean, sd });
  }
  return {
    method,
    setting,
    samples,
    truth,
    mean,
    sd,
    firstSeed: seed,
    estimates: estimates.map(rounded),
    seconds: meanOf(records.map(({ ms }) => ms / 1000)),
    intervals,
  };
}

function coverageOf(
  kind: IntervalKind,
  estimates: readonly number[],
  standardErrors: readonly number[],
  { truth, mean, sd }: { truth: number; mean: number; sd: number },
): Coverage {
  const degreesOfFreedom = DEGREES_OF_FREEDOM[kind];
  const intervals = estimates.map((nats, i) =>
    intervalFrom(nats, { kind, standardError: standardErrors[i], degreesOfFreedom }, LEVEL)
  );
  const share = (value: number): number =>
    meanOf(intervals.map(({ lower, upper }) => Number(lower <= value && value <= upper)));
  return {
    coversMean: share(mean),
    coversTruth: share(truth),
    width: meanOf(intervals.map(({ lower, upper }) => upper - lower)),
    errorRatio: Math.sqrt(meanOf(standardErrors.map((error) => error * error))) / sd,
    standardErrors: standardErrors.map(rounded),
  };
}

/**
 * The rows as a table: for each kind, coverage of the mean, coverage of the truth, and width.
 *
 * @param rows The rows.
 * @returns Lines of Markdown.
 */
export function coverageTable(rows: readonly CoverageRow[]): string {
  const lines = [
    ["method", "N", "setting", "repeats", "mean error", "sd", ...INTERVAL_KINDS, "s"],
    new Array(10).fill("---"),
    ...rows.map((row) => [
      `\`${row.method}\``,
      String(row.samples),
      row.setting,
      String(row.estimates.length),
      signed(row.mean - row.truth),
      row.sd.toFixed(3),
      ...INTERVAL_KINDS.map((kind) => coverageText(row.intervals[kind])),
      row.seconds.toFixed(2),
    ]),
  ];
  return lines.map((line) => `| ${line.join(" | ")} |`).join("\n");
}

function coverageText(coverage: Coverage | undefined): string {
  if (coverage === undefined) return "–";
  const { coversMean, coversTruth, width } = coverage;
  return `${percent(coversMean)} / ${percent(coversTruth)}, ${width.toFixed(2)}`;
}

function percent(share: number): string {
  return (100 * share).toFixed(1);
}

function signed(value: number): string {
  return `${value < 0 ? "−" : "+"}${Math.abs(value).toFixed(3)}`;
}

function rounded(value: number): number {
  return Math.round(1e5 * value) / 1e5;
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
