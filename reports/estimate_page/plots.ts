/**
 * The figures of the page as Vega-Lite specifications.
 *
 * @module
 */
import type { VegaLiteSpec } from "../artefact.ts";
import { VEGA_LITE_SCHEMA } from "../theme.ts";
import type { CodePoint, SizePoint } from "./messages.ts";

/** Colours of the figures, as the page has them. */
export interface PlotColors {
  /** Text. */
  readonly ink: string;
  /** Secondary text. */
  readonly muted: string;
  /** Grid. */
  readonly faint: string;
  /** Marks. */
  readonly accent: string;
  /** What is set against the marks. */
  readonly warn: string;
}

const HEIGHT = 220;

/** What every figure has. */
function base(description: string, colors: PlotColors): VegaLiteSpec {
  const text = { labelColor: colors.ink, titleColor: colors.ink };
  return {
    $schema: VEGA_LITE_SCHEMA,
    description,
    width: "container",
    height: HEIGHT,
    autosize: { type: "fit", contains: "padding" },
    background: null,
    config: {
      font: "system-ui, sans-serif",
      view: { stroke: colors.faint },
      axis: {
        ...text,
        titleFontWeight: "normal",
        gridColor: colors.faint,
        domainColor: colors.muted,
        tickColor: colors.muted,
        tickCount: 5,
      },
      legend: { ...text, titleFontWeight: "normal" },
    },
  };
}

/** How much each sample adds: a histogram, with the mean, which is the estimate. */
export function contributionsSpec(
  contributions: readonly number[],
  nats: number,
  colors: PlotColors,
): VegaLiteSpec {
  return {
    ...base("Histogram of the contribution of each sample; its mean is the estimate.", colors),
    layer: [
      {
        data: { values: histogram(contributions) },
        mark: { type: "bar", color: colors.accent, opacity: 0.75, binSpacing: 0 },
        encoding: {
          x: {
            field: "from",
            bin: { binned: true },
            type: "quantitative",
            title: "contribution, nats",
          },
          x2: { field: "to" },
          y: { field: "count", type: "quantitative", title: "samples" },
          tooltip: [
            { field: "from", format: ".3f" },
            { field: "to", format: ".3f" },
            { field: "count" },
          ],
        },
      },
      {
        data: { values: [{ nats }] },
        mark: { type: "rule", color: colors.warn, strokeWidth: 2 },
        encoding: { x: { field: "nats", type: "quantitative" } },
      },
    ],
  };
}

/** Bins of equal width over the whole range; there are few, so that a page of a million samples is light. */
function histogram(values: readonly number[]): { from: number; to: number; count: number }[] {
  let [low, high] = [Infinity, -Infinity];
  for (const value of values) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  const bins = Math.max(1, Math.min(48, Math.ceil(Math.sqrt(values.length))));
  const width = (high - low) / bins || 1;
  const counts = new Array<number>(bins).fill(0);
  for (const value of values) counts[Math.min(bins - 1, Math.floor((value - low) / width))]++;
  return counts.map((count, i) => ({ from: low + i * width, to: low + (i + 1) * width, count }));
}

/** First coordinate of one code against that of the other, coloured by what the sample adds. */
export function codesSpec(codes: readonly CodePoint[], colors: PlotColors): VegaLiteSpec {
  const axis = (field: "x" | "y", title: string) => ({
    field,
    title,
    ...(typeof codes[0]?.[field] === "string"
      ? { type: "nominal" }
      : { type: "quantitative", scale: { zero: false } }),
  });
  return {
    ...base("Scatter plot of the first coordinate of X against that of Y.", colors),
    height: HEIGHT + 70, // The legend takes its part.
    data: { values: codes },
    mark: { type: "circle", size: 14, opacity: 0.8 },
    encoding: {
      x: axis("x", "X, first coordinate"),
      y: axis("y", "Y, first coordinate"),
      color: {
        field: "nats",
        type: "quantitative",
        title: "nats",
        scale: { scheme: "viridis" },
        legend: { orient: "bottom", gradientLength: 160 },
      },
      tooltip: [{ field: "x" }, { field: "y" }, { field: "nats", format: ".3f" }],
    },
  };
}

/** The estimate against the number of samples: still climbing, or level? */
export function sizesSpec(
  points: readonly SizePoint[],
  truth: number | null,
  colors: PlotColors,
): VegaLiteSpec {
  // Each doubling down from all samples: a label for each size would not fit.
  const labelled = points.map(({ samples }) => samples)
    .filter((_, i) => (points.length - 1 - i) % 2 === 0);
  const x = {
    field: "samples",
    type: "quantitative",
    title: "samples",
    scale: { type: "log", nice: false, padding: 12 },
    axis: { values: labelled, format: "," },
  };
  const y = { type: "quantitative", title: "estimate, nats", scale: { zero: false } };
  const band = points.some(({ lower }) => lower !== null);
  return {
    ...base("Estimate against the number of samples, with its interval.", colors),
    data: { values: points },
    layer: [
      ...(band
        ? [{
          transform: [{ filter: "isValid(datum.lower)" }],
          mark: { type: "errorbar", color: colors.accent, thickness: 1.5, ticks: true },
          encoding: { x, y: { ...y, field: "lower" }, y2: { field: "upper" } },
        }]
        : []),
      {
        mark: {
          type: "line",
          point: { size: 45, filled: true, color: colors.accent },
          color: colors.accent,
        },
        encoding: {
          x,
          y: { ...y, field: "nats" },
          tooltip: ["samples", "nats", "lower", "upper"].map((field) => ({
            field,
            format: ",.4~r",
          })),
        },
      },
      ...(truth === null ? [] : [{
        data: { values: [{ truth }] },
        mark: { type: "rule", color: colors.warn, strokeDash: [5, 4], strokeWidth: 2 },
        encoding: { y: { field: "truth", type: "quantitative" } },
      }]),
    ],
  };
}
