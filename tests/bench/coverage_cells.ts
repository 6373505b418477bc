/**
 * The cells of the coverage benchmark: one data set each, with the estimate and its standard errors.
 *
 * @module
 */
import type { IntervalKind } from "../../lib/intervals/interval.ts";
import { jackknifeError } from "../../lib/intervals/jackknife.ts";
import type { EstimateOn } from "../../lib/intervals/resampling.ts";
import { subsamplingError } from "../../lib/intervals/subsampling.ts";
import { METHODS } from "../../lib/mi/registry.ts";
import { takeRows } from "../../lib/samples.ts";
import type { Context } from "../../lib/types.ts";
import { COVERAGE_SETTINGS } from "./coverage_settings.ts";

/** A data set, and what is to be found of it. */
export interface CoverageCell {
  /** Id of a method. */
  readonly method: string;
  /** Id of a setting. */
  readonly setting: string;
  /** Number of samples. */
  readonly samples: number;
  /** Seed of the samples. */
  readonly seed: number;
  /** Intervals; the asymptotic one is left out where the method has none. */
  readonly kinds: readonly IntervalKind[];
}

/** What was found; a line of the record file. */
export interface CoverageRecord extends CoverageCell {
  /** Estimate in nats. */
  readonly estimate: number;
  /** Standard error of each kind in nats. */
  readonly standardErrors: Readonly<Partial<Record<IntervalKind, number>>>;
  /** Duration in milliseconds, on whatever else the machine did. */
  readonly ms: number;
}

/** What identifies a cell. */
export function keyOf({ method, setting, samples, seed, kinds }: CoverageCell): string {
  return JSON.stringify([method, setting, samples, seed, kinds]);
}

/** Estimates once on all samples for all kinds, then on the parts of each. Depends on the cell alone, but for `ms`. */
export async function runCell(cell: CoverageCell): Promise<CoverageRecord> {
  const { seed, samples, kinds } = cell;
  const setting = COVERAGE_SETTINGS.find(({ id }) => id === cell.setting);
  if (!setting) throw new RangeError(`no setting "${cell.setting}"`);
  const { x, y } = setting.draw(samples, seed);
  const method = METHODS.get(cell.method).create();
  const context: Context = { seed, device: "cpu" };
  const started = performance.now();
  const { nats, standardError } = await method.continuous(x, y, context);
  const estimateOn: EstimateOn = async (rows, part) =>
    (await method.continuous(takeRows(x, rows), takeRows(y, rows), part)).nats;
  const standardErrors: Partial<Record<IntervalKind, number>> = {};
  for (const kind of kinds) {
    if (kind === "asymptotic") {
      if (standardError !== null) standardErrors[kind] = standardError;
      continue;
    }
    const errorOf = kind === "subsampling" ? subsamplingError : jackknifeError;
    standardErrors[kind] = (await errorOf(samples, estimateOn, context)).standardError;
  }
  const ms = Math.round(performance.now() - started);
  return { ...cell, estimate: nats, standardErrors, ms };
}
