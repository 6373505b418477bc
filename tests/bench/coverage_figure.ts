/**
 * The figure of the coverage benchmark.
 *
 * @module
 */
import { INTERVAL_KINDS } from "../../lib/intervals/interval.ts";
import type { VegaLiteSpec } from "../../reports/artefact.ts";
import { COLORS, THEME, VEGA_LITE_SCHEMA } from "../../reports/theme.ts";
import { type CoverageRow, LEVEL } from "./coverage_rows.ts";

/**
 * Coverage of every interval in every setting: filled marks for the mean of the estimates, hollow ones for the
 * truth, a panel for each method and number of samples, with the nominal coverage and what binomial noise alone
 * would do around it.
 *
 * @param rows The rows; at least one.
 * @returns The specification, data inline.
 */
export function coverageFigure(rows: readonly CoverageRow[]): VegaLiteSpec {
  const least = Math.min(...rows.map(({ estimates }) => estimates.length));
  const noise = 2 * Math.sqrt(LEVEL * (1 - LEVEL) / least);
  const values = rows.flatMap(({ method, samples, setting, intervals }) =>
    INTERVAL_KINDS.flatMap((kind) => {
      const coverage = intervals[kind];
      if (!coverage) return [];
      const place = { panel: `${method}, N = ${samples}`, setting, interval: kind };
      return [
        { ...place, of: "own mean", coverage: coverage.coversMean },
        { ...place, of: "truth", coverage: coverage.coversTruth },
      ];
    })
  );
  const panels = [...new Set(values.map(({ panel }) => panel))];
  const settings = [...new Set(rows.map(({ setting }) => setting))];
  const x = {
    field: "coverage",
    type: "quantitative",
    title: "share of repeats",
    scale: { domain: [0, 1] },
  };
  const band = { low: Math.max(0, LEVEL - noise), high: Math.min(1, LEVEL + noise) };
  return {
    $schema: VEGA_LITE_SCHEMA,
    title: {
      text: `How often ${100 * LEVEL} % intervals cover the estimator's own mean, and the truth`,
      subtitle: [
        `${least} repeats or more of each setting; in the band, binomial noise explains the ` +
        "difference. Where the truth is missed and the mean is not, the method is biased.",
      ],
    },
    data: { values },
    facet: { field: "panel", type: "nominal", title: null, sort: panels },
    columns: 2,
    spec: {
      width: 300,
      height: 24 * settings.length,
      layer: [
        {
          data: { values: [band] },
          mark: { type: "rect", color: COLORS.surface },
          encoding: {
            x: { field: "low", type: "quantitative", title: "share of repeats" },
            x2: { field: "high" },
          },
        },
        {
          data: { values: [{ level: LEVEL }] },
          mark: { type: "rule", color: COLORS.muted, strokeDash: [4, 3] },
          encoding: { x: { field: "level", type: "quantitative", title: "share of repeats" } },
        },
        {
          mark: { type: "point", size: 55, strokeWidth: 1.6 },
          encoding: {
            x,
            y: { field: "setting", type: "nominal", sort: settings, title: null },
            yOffset: { field: "interval", type: "nominal", sort: [...INTERVAL_KINDS] },
            color: {
              field: "interval",
              type: "nominal",
              title: "interval",
              sort: [...INTERVAL_KINDS],
              scale: {
                domain: [...INTERVAL_KINDS],
                range: [COLORS.linear, COLORS.compressed, COLORS.latent],
              },
            },
            shape: {
              field: "of",
              type: "nominal",
              title: "covers",
              scale: { domain: ["own mean", "truth"], range: ["circle", "cross"] },
            },
          },
        },
      ],
    },
    config: THEME,
  };
}
