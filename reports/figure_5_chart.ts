/**
 * The chart of Figure 5: the information plane of each layer, and what leads there over the epochs.
 *
 * @module
 */
import type { VegaLiteSpec } from "./artefact.ts";
import { type PlaneSeries, planeSeries } from "./plane_series.ts";
import type { ReportRecord } from "./record.ts";
import { COLORS, THEME, VEGA_LITE_SCHEMA } from "./theme.ts";

/** Half-width of a 95 % interval in standard errors: Φ⁻¹(0.975). */
const HALF_WIDTH_95 = 1.959963984540054;

/** Panels in a row, and the sizes of both kinds of panels. */
const COLUMNS = 3;
const PLANE_SIZE = 240;
const TIME_SIZE = { width: PLANE_SIZE, height: 190 };

/** Room between the plot areas of panels, for the axes. */
const SPACING = { column: 50, row: 56 };

/** Intervals that are drawn for a curve; more would hide it. */
const INTERVALS = 10;

/**
 * Falling, standing still, rising. Grey in the middle, not white or black, so that the lines can be
 * seen on a light and on a dark page; blue and red can be told apart by colour-blind readers.
 */
const LOSS_COLORS = ["#0067c5", "#9aa0a6", "#e0492f"];

/** Colours of layers, from the palette of Okabe and Ito. */
const LAYER_COLORS = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9"];

/**
 * Draws an information plane.
 *
 * @param records Records of one run; those that have no `quantity` are passed over.
 * @returns The specification, data inline, or null if there is nothing to draw.
 */
export function drawInformationPlane(records: readonly ReportRecord[]): VegaLiteSpec | null {
  const series = planeSeries(records).filter(({ epochs }) => epochs.length > 0);
  if (series.length === 0) return null;
  const layers = series.map(({ layer }) => layer);
  return {
    $schema: VEGA_LITE_SCHEMA,
    title: {
      text: "Figure 5. Information plane of the MNIST classifier",
      subtitle: subtitle(records, series),
    },
    data: { values: series.flatMap(pointsOf) },
    vconcat: [
      {
        concat: layers.map((layer, i) => planePanel(layer, i, series)),
        columns: COLUMNS,
        spacing: SPACING,
        bounds: "flush",
        resolve: { scale: { color: "shared" } },
      },
      {
        hconcat: [
          lossPanel(series),
          informationPanel("I(X; L)", "x", layers),
          informationPanel("I(L; Y)", "y", layers),
        ],
        spacing: SPACING.column,
        bounds: "flush",
        resolve: { scale: { color: "independent" } },
      },
    ],
    spacing: 30,
    resolve: { scale: { color: "independent" } },
    config: THEME,
  };
}

function subtitle(records: readonly ReportRecord[], series: readonly PlaneSeries[]): string[] {
  const shown = records.filter(({ quantity }) => quantity !== undefined);
  const distinct = (values: readonly unknown[]): string => [...new Set(values)].join(", ");
  const step = intervalStep(series[0].epochs.length);
  const failed = shown.filter(({ estimate }) => estimate === null).length;
  const missing = failed === 0 ? "" : `; ${failed} of ${shown.length} estimates are missing`;
  return [
    `N = ${distinct(shown.map(({ n }) => n))} samples at each epoch; estimator ` +
    `${
      distinct(shown.map(({ method }) => method.toUpperCase()))
    } on compressed inputs and outputs; ` +
    `seed ${distinct(shown.map(({ seed }) => seed))}; computed on the ` +
    `${distinct(shown.map(({ device }) => device.toUpperCase()))}${missing}.`,
    `Strong lines: smoothed. Faint lines, bars and bands: as estimated, ± 1.96 standard errors (95 %)${
      step > 1 ? `; bars at every ${ordinal(step)} point` : ""
    }. Ring: first epoch. Dot: last epoch.`,
    `Smoothing: ${distinct(series.map(({ smoothing }) => smoothing.text))}.`,
  ];
}

function ordinal(n: number): string {
  const ending = n % 10 < 4 && Math.floor(n / 10) % 10 !== 1
    ? ["th", "st", "nd", "rd"][n % 10]
    : "th";
  return `${n}${ending}`;
}

/** Every how manieth point has its interval drawn. */
function intervalStep(length: number): number {
  return Math.max(1, Math.ceil(length / INTERVALS));
}

/** One row of data for each epoch of a layer, with the ends of the line from the epoch before. */
function pointsOf(series: PlaneSeries): Record<string, unknown>[] {
  const { layer, epochs, losses, lossChanges, testLosses, input, target } = series;
  const step = intervalStep(epochs.length);
  const last = epochs.length - 1;
  return epochs.map((epoch, i) => {
    const before = Math.max(0, i - 1);
    return {
      layer,
      epoch,
      before: epochs[before],
      loss: short(losses[i]),
      lossBefore: short(losses[before]),
      testLoss: short(testLosses[i]),
      change: short(lossChanges[i]),
      ...coordinate("x", input, i),
      ...coordinate("y", target, i),
      interval: i % step === 0,
      end: i === 0 ? "first" : i === last ? "last" : null,
    };
  });
}

function coordinate(
  name: "x" | "y",
  { raw, smoothed, standardErrors }: PlaneSeries["input"],
  i: number,
): Record<string, number | null> {
  const error = standardErrors[i];
  const half = error === null ? null : HALF_WIDTH_95 * error;
  return {
    [name]: short(smoothed[i]),
    [`${name}Before`]: short(smoothed[Math.max(0, i - 1)]),
    [`${name}Raw`]: short(raw[i]),
    [`${name}Low`]: half === null ? null : short(raw[i] - half),
    [`${name}High`]: half === null ? null : short(raw[i] + half),
  };
}

/** Five significant digits: more cannot be seen, and make the file longer. */
function short(value: number | null): number | null {
  return value === null ? null : Number(value.toPrecision(5));
}

function axis(field: string, title: string | null): VegaLiteSpec {
  return { field, type: "quantitative", title, scale: { zero: false, nice: true } };
}

function panelTitle(text: string): VegaLiteSpec {
  return { text, fontSize: 12, anchor: "middle", offset: 6 };
}

/** The colour of the change of the loss, the same in every panel: from fastest fall to as fast a rise. */
function changeColor(series: readonly PlaneSeries[], legend: boolean): VegaLiteSpec {
  const changes = series.flatMap(({ lossChanges }) => lossChanges.map((change) => change ?? 0));
  const largest = Math.max(...changes.map(Math.abs)) || 1;
  return {
    field: "change",
    type: "quantitative",
    scale: { domain: [-largest, 0, largest], range: LOSS_COLORS, interpolate: "rgb", clamp: true },
    legend: legend
      ? {
        title: "change of the loss per epoch",
        titleLimit: PLANE_SIZE,
        orient: "bottom",
        gradientLength: PLANE_SIZE,
        gradientThickness: 10,
      }
      : null,
  };
}

function planePanel(layer: string, index: number, series: readonly PlaneSeries[]): VegaLiteSpec {
  const isLowest = index + COLUMNS >= series.length;
  const isLeft = index % COLUMNS === 0;
  const x = axis("x", isLowest ? "I(X; L), nats" : null);
  const y = axis("y", isLeft ? "I(L; Y), nats" : null);
  return {
    title: panelTitle(layer),
    width: PLANE_SIZE,
    height: PLANE_SIZE,
    transform: [{ filter: { field: "layer", equal: layer } }],
    layer: [
      {
        mark: { type: "line", strokeWidth: 0.7, opacity: 0.35, color: COLORS.muted },
        encoding: {
          x: { ...x, field: "xRaw" },
          y: { ...y, field: "yRaw" },
          order: { field: "epoch", type: "quantitative" },
        },
      },
      intervalLayer({ ...x, field: "xLow" }, { ...y, field: "yRaw" }, { x2: { field: "xHigh" } }),
      intervalLayer({ ...x, field: "xRaw" }, { ...y, field: "yLow" }, { y2: { field: "yHigh" } }),
      {
        mark: { type: "rule", strokeWidth: 2.4, strokeCap: "round", aria: false },
        encoding: {
          x: { ...x, field: "xBefore" },
          y: { ...y, field: "yBefore" },
          x2: { field: "x" },
          y2: { field: "y" },
          color: changeColor(series, true),
        },
      },
      endLayer("first", x, y, { filled: false, strokeWidth: 1.6 }),
      endLayer("last", x, y, { filled: true }),
    ],
  };
}

function intervalLayer(x: VegaLiteSpec, y: VegaLiteSpec, other: VegaLiteSpec): VegaLiteSpec {
  return {
    transform: [{ filter: "datum.interval && isValid(datum.xLow) && isValid(datum.yLow)" }],
    mark: { type: "rule", strokeWidth: 1, opacity: 0.75, color: COLORS.muted },
    encoding: { x, y, ...other },
  };
}

function endLayer(
  end: "first" | "last",
  x: VegaLiteSpec,
  y: VegaLiteSpec,
  mark: VegaLiteSpec,
): VegaLiteSpec {
  return {
    transform: [{ filter: { field: "end", equal: end } }],
    mark: { type: "point", size: 46, opacity: 1, color: COLORS.ink, ...mark },
    encoding: { x, y },
  };
}

const EPOCH = { field: "epoch", type: "quantitative", title: "epoch", scale: { nice: false } };

/** The loss, in the colours of the planes; on held-out data it is dashed. */
function lossPanel(series: readonly PlaneSeries[]): VegaLiteSpec {
  const [{ layer, testLosses }] = series;
  const loss = axis("loss", null);
  const isHeldOut = testLosses.some((value) => value !== null);
  return {
    title: panelTitle(isHeldOut ? "loss (dashed: held-out data)" : "loss"),
    ...TIME_SIZE,
    transform: [{ filter: { field: "layer", equal: layer } }],
    layer: [
      ...(isHeldOut
        ? [{
          mark: { type: "line", strokeWidth: 1.2, strokeDash: [4, 3], color: COLORS.muted },
          encoding: { x: EPOCH, y: { ...loss, field: "testLoss" } },
        }]
        : []),
      {
        mark: { type: "rule", strokeWidth: 2.4, strokeCap: "round", aria: false },
        encoding: {
          x: { ...EPOCH, field: "before" },
          y: { ...loss, field: "lossBefore" },
          x2: { field: "epoch" },
          y2: { field: "loss" },
          color: changeColor(series, false),
        },
      },
    ],
  };
}

function informationPanel(
  title: string,
  name: "x" | "y",
  layers: readonly string[],
): VegaLiteSpec {
  const color = {
    field: "layer",
    type: "nominal",
    title: null,
    scale: { domain: layers, range: layers.map((_, i) => LAYER_COLORS[i % LAYER_COLORS.length]) },
    legend: name === "x"
      ? {
        orient: "bottom",
        symbolType: "stroke",
        symbolStrokeWidth: 3,
        symbolOpacity: 1,
        columns: 6,
        columnPadding: 14,
      }
      : null,
  };
  const y = axis(name, null);
  return {
    title: panelTitle(`${title} over the epochs, nats`),
    ...TIME_SIZE,
    layer: [
      {
        transform: [{ filter: `isValid(datum.${name}Low)` }],
        mark: { type: "area", opacity: 0.16 },
        encoding: {
          x: EPOCH,
          y: { ...y, field: `${name}Low` },
          y2: { field: `${name}High` },
          color,
        },
      },
      {
        mark: { type: "line", strokeWidth: 0.7, opacity: 0.4 },
        encoding: { x: EPOCH, y: { ...y, field: `${name}Raw` }, color },
      },
      {
        mark: { type: "line", strokeWidth: 2 },
        encoding: { x: EPOCH, y, color },
      },
    ],
  };
}
