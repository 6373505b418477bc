/**
 * How the time of exact nearest neighbours grows with the number of samples.
 *
 * @module
 */
import type { VegaLiteSpec } from "./artefact.ts";
import {
  type BenchmarkReport,
  growthExponent,
  machineText,
  type TimedSize,
} from "./benchmark_report.ts";
import { COLORS, THEME, VEGA_LITE_SCHEMA } from "./theme.ts";

/** The peer that is shown. */
const PEER = "scipy cKDTree, 2 workers";

/** Dimension and least size that are shown. */
const SHOWN = { d: 4, leastN: 1e4 };

/** Start of the name of the work. */
const WORK = "5 nearest neighbours";

/** Times of one contestant. */
export interface ScalingCurve {
  /** Who it is. */
  readonly name: string;
  /** Exponent of n with which the time grows. */
  readonly exponent: number;
  /** Times, by size. */
  readonly times: readonly TimedSize[];
}

/**
 * Picks the times that show the growth.
 *
 * @param report A run of the benchmarks.
 * @returns Ours and the peer's; none where fewer than two sizes were run with the peer.
 */
export function scalingCurves(report: BenchmarkReport): readonly ScalingCurve[] {
  const rows = report.rows.filter(({ work, n, d, peer, peerMs }) =>
    work.startsWith(WORK) && d === SHOWN.d && n >= SHOWN.leastN && peer === PEER && peerMs !== null
  );
  if (rows.length < 2) return [];
  return [
    { name: "infoplane", times: rows.map(({ n, ms }) => ({ n, ms })) },
    { name: PEER, times: rows.map(({ n, peerMs }) => ({ n, ms: peerMs as number })) },
  ].map((curve) => ({ ...curve, exponent: growthExponent(curve.times) }));
}

/**
 * Draws time against n, both on logarithmic scales.
 *
 * @param report A run of the benchmarks, with its scaling rows.
 * @returns The specification, data inline; null where there is no curve.
 */
export function scalingFigure(report: BenchmarkReport): VegaLiteSpec | null {
  const curves = scalingCurves(report).map(({ name, times, exponent }) => {
    const curve = `${name}: n^${exponent.toFixed(2)}`;
    return { curve, values: times.map(({ n, ms }) => ({ curve, n, seconds: ms / 1000 })) };
  });
  if (curves.length === 0) return null;
  const logarithmic = (field: string, title: string) => ({
    field,
    type: "quantitative",
    title,
    scale: { type: "log" },
    axis: { format: field === "n" ? "~s" : "~g" },
  });
  return {
    $schema: VEGA_LITE_SCHEMA,
    title: {
      text: "Exact 5 nearest neighbours of every point, d = 4",
      subtitle: [
        "Standard normal samples; exponents from the smallest to the largest n",
        ...machineText(report),
      ],
    },
    width: 460,
    height: 320,
    data: { values: curves.flatMap(({ values }) => values) },
    mark: { type: "line", point: { size: 45 }, strokeWidth: 2 },
    encoding: {
      x: logarithmic("n", "samples n"),
      y: logarithmic("seconds", "time in seconds"),
      color: {
        field: "curve",
        type: "nominal",
        title: null,
        sort: null,
        scale: {
          domain: curves.map(({ curve }) => curve),
          range: [COLORS.compressed, COLORS.linear],
        },
        legend: { orient: "top-left" },
      },
    },
    config: THEME,
  };
}
