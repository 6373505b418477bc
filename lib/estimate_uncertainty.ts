/**
 * How sure {@linkcode estimate} is: the interval, and the test of independence.
 *
 * @module
 */
import { InputError } from "./errors.ts";
import type { CompressedSide } from "./estimate_compression.ts";
import { dispatch } from "./estimate_dispatch.ts";
import type { Side } from "./estimate_inputs.ts";
import type { Settings } from "./estimate_settings.ts";
import {
  type Interval,
  intervalFrom,
  type IntervalKind,
  type SamplingError,
} from "./intervals/interval.ts";
import { JACKKNIFE_COST, jackknifeError } from "./intervals/jackknife.ts";
import {
  type IndependenceTest,
  permutationTest,
  type Statistic,
} from "./intervals/permutation_test.ts";
import type { EstimateOn } from "./intervals/resampling.ts";
import { SUBSAMPLING_COST, subsamplingError } from "./intervals/subsampling.ts";
import { takeRows } from "./samples.ts";
import type { Context, MiEstimate, Warning } from "./types.ts";

/** Both sides as the estimator sees them. */
export interface SeenSides {
  /** X, or its code. */
  readonly x: CompressedSide;
  /** Y, or its code. */
  readonly y: CompressedSide;
}

/** The interval and the test, and what is to be said of them. */
export interface Uncertainty {
  /** The interval; null where there is none. */
  readonly interval: Interval | null;
  /** The test, where it was asked for. */
  readonly independenceTest?: IndependenceTest;
  /** Why there is no interval. */
  readonly remarks: readonly Warning[];
}

/** Contexts whose progress is a part of the whole. */
export interface Shares {
  /** For the estimate. */
  readonly estimate: Context;
  /** For the interval. */
  readonly interval: Context;
  /** For the test. */
  readonly test: Context;
}

/** What an interval costs, the estimate costing 1. */
const COSTS: Readonly<Record<IntervalKind | "none", number>> = {
  asymptotic: 0,
  subsampling: SUBSAMPLING_COST,
  jackknife: JACKKNIFE_COST,
  none: 0,
};

/** Divides the progress by what the parts of the work cost. */
export function sharesOf({ context, interval, test }: Settings): Shares {
  const costs = [1, COSTS[interval], test > 0 ? test + 1 : 0];
  const total = costs.reduce((sum, cost) => sum + cost, 0);
  let begun = 0;
  const [estimate, forInterval, forTest] = costs.map((cost): Context => {
    const [from, share] = [begun / total, cost / total];
    begun += cost;
    const { onProgress } = context;
    return onProgress && total > 1
      ? { ...context, onProgress: (part, step) => onProgress(from + part * share, step) }
      : context;
  });
  return { estimate, interval: forInterval, test: forTest };
}

/**
 * The interval of the kind that the settings name, and the test of independence.
 *
 * @param seen Both sides; not changed. Parts of them are estimated on with their compressors as they are.
 * @param mi The estimate on all samples.
 * @param settings Kind, level, permutations and method.
 * @param shares Contexts of the parts of the work.
 * @returns What was found. Without a kind asked for, an interval that cannot be had is left out.
 * @throws {InputError} If an interval that was asked for cannot be had.
 */
export async function uncertaintyOf(
  seen: SeenSides,
  mi: MiEstimate,
  settings: Settings,
  shares: Shares,
): Promise<Uncertainty> {
  const found = await samplingError(seen, mi, settings, shares.interval).catch((error) => {
    if (settings.intervalAsked || !(error instanceof InputError)) throw error;
    return error;
  });
  const compressed = seen.x.fitted !== null || seen.y.fitted !== null;
  const interval = found === null || found instanceof InputError ? null : {
    ...intervalFrom(mi.nats, found, settings.level),
    ...(compressed ? { givenCompression: true as const } : {}),
  };
  const remarks = found instanceof InputError
    ? [{ code: "no-interval", message: `There is no interval. ${found.message}` }]
    : [];
  if (settings.test === 0) return { interval, remarks };
  const statistic = await statisticOf(seen, settings, shares.test);
  const { n } = seen.x.side;
  const independenceTest = await permutationTest(n, statistic, settings.test, shares.test);
  return { interval, independenceTest, remarks };
}

async function samplingError(
  seen: SeenSides,
  mi: MiEstimate,
  settings: Settings,
  context: Context,
): Promise<SamplingError | null> {
  const { interval: kind, intervalAsked, method } = settings;
  const { standardError } = mi;
  if (kind === "none") return null;
  const plugIn = seen.x.side.kind === "discrete" && seen.y.side.kind === "discrete";
  if (kind === "asymptotic" || (plugIn && !intervalAsked)) {
    if (standardError !== null) {
      return { kind: "asymptotic", standardError, degreesOfFreedom: null };
    }
    if (!intervalAsked) return null;
    throw new InputError(
      "interval-kind",
      `Method "${method.id}" has no asymptotic standard error.`,
      "Use --interval subsampling or --interval jackknife.",
    );
  }
  const { n } = seen.x.side;
  const estimateOn: EstimateOn = async (rows, part) => {
    try {
      const [x, y] = [seen.x, seen.y].map((side) => rowsOf(side, rows));
      return (await dispatch(x, y, { ...settings, context: part })).mi.nats;
    } catch (error) {
      throw explainPart(error, rows.length, n, kind);
    }
  };
  const resample = kind === "subsampling" ? subsamplingError : jackknifeError;
  const error = await resample(n, estimateOn, context);
  if (Number.isFinite(error.standardError)) return error;
  throw new InputError(
    "interval-infinite",
    `An estimate on a part of the samples, which the ${kind} interval needs, is infinite.`,
    "Use --interval none.",
  );
}

function explainPart(error: unknown, rows: number, n: number, kind: string): unknown {
  if (!(error instanceof InputError)) return error;
  return new InputError(
    "interval-samples",
    `The ${kind} interval needs estimates on ${rows} of the ${n} samples, and one failed: ` +
      error.message,
    kind === "subsampling"
      ? "Use --interval jackknife, which takes nine tenths of the samples, or --interval none."
      : "Use --interval none.",
    { cause: error },
  );
}

/** The same side with some rows, in the order given. */
function rowsOf(compressed: CompressedSide, rows: Int32Array): CompressedSide {
  const { side } = compressed;
  const n = rows.length;
  const next: Side = side.kind === "continuous"
    ? { ...side, n, samples: takeRows(side.samples, rows) }
    : { ...side, n, labels: Array.from(rows, (row) => side.labels[row]) };
  return { ...compressed, side: next };
}

/** The method's estimate for other pairings, by what it can keep from one to the next. */
async function statisticOf(
  { x, y }: SeenSides,
  settings: Settings,
  context: Context,
): Promise<Statistic> {
  const { pairings } = settings.method;
  if (pairings && x.side.kind === "continuous" && y.side.kind === "continuous") {
    return await pairings(x.side.samples, y.side.samples, { ...context, onProgress: undefined });
  }
  return async (order, part) =>
    (await dispatch(x, rowsOf(y, order), { ...settings, context: part })).mi.nats;
}
