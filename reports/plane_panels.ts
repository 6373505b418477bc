/**
 * The panels of Figure 5.
 *
 * @module
 */
import type { VegaLiteSpec } from "./artefact.ts";
import type { PlaneSeries } from "./plane_series.ts";
import { COLORS, LAYER_COLORS } from "./theme.ts";

/** Panels in a row, and the sizes of both kinds of panels. */
export const COLUMNS = 3;
const PLANE_SIZE = 240;
const TIME_SIZE = { width: PLANE_SIZE, height: 190 };

/**
 * Falling, standing still, rising. Grey in the middle, not white or black, so that the lines can be
 * seen on a light and on a dark page; blue and red can be told apart by colour-blind readers.
 */
const LOSS_COLORS = ["#0067c5", "#9aa0a6", "#e0492f"];

function axis(field: string, title: string | null): VegaLiteSpec {
  return { field, type: "quantitative", title, scale: { zero: false, nice: true } };
}

/**
 * The title of a panel as a layer of it: titles of Vega-Lite move upward where an axis label stands
 * out, so that those of a row would not be level.
 */
function panelTitle(text: string): VegaLiteSpec {
  return {
    data: { values: [{}] },
    mark: { type: "text", text, fontSize: 12, fontWeight: "bold", color: COLORS.ink },
    encoding: { x: { value: PLANE_SIZE / 2 }, y: { value: -12 } },
  };
}

/** The colour of the change of the loss, the same in every panel: from fastest fall to as fast a rise. */
function changeColor(series: readonly PlaneSeries[], legend: boolean): VegaLiteSpec {
  const changes = series.flatMap(({ lossChanges }) => lossChanges.map((change) => change ?? 0));
  const largest = Math.max(...changes.map(Math.abs));
  return {
    field: "change",
    type: "quantitative",
    scale: {
      domain: largest > 0 ? [-largest, 0, largest] : [-1, 0, 1],
      range: LOSS_COLORS,
      interpolate: "rgb",
      clamp: true,
    },
    legend: legend && largest > 0
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

/**
 * The information plane of a layer.
 *
 * @param index Number of the layer, which says where the panel stands.
 * @param series All layers.
 * @returns The panel, on the rows of `planePoints`.
 */
export function planePanel(index: number, series: readonly PlaneSeries[]): VegaLiteSpec {
  const { layer } = series[index];
  const isLowest = index + COLUMNS >= series.length;
  const isLeft = index % COLUMNS === 0;
  const x = axis("x", isLowest ? "I(X; L), nats" : null);
  const y = axis("y", isLeft ? "I(L; Y), nats" : null);
  return {
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
      panelTitle(layer),
    ],
  };
}

function intervalLayer(x: VegaLiteSpec, y: VegaLiteSpec, other: VegaLiteSpec): VegaLiteSpec {
  return {
    transform: [{ filter: "datum.interval && isValid(datum.xLow) && isValid(datum.yLow)" }],
    mark: { type: "rule", strokeWidth: 1, opacity: 0.6, color: COLORS.muted },
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

/**
 * The loss, in the colours of the planes; on held-out data it is dashed.
 *
 * @param series All layers: they have the same loss.
 * @returns The panel.
 */
export function lossPanel(series: readonly PlaneSeries[]): VegaLiteSpec {
  const [{ layer, testLosses }] = series;
  const loss = axis("loss", null);
  const isHeldOut = testLosses.some((value) => value !== null);
  return {
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
      panelTitle(isHeldOut ? "loss (dashed: held-out data)" : "loss"),
    ],
  };
}

/**
 * One information of all layers over the epochs.
 *
 * @param title The information: "I(X; L)".
 * @param name Its name in the rows of `planePoints`.
 * @param layers Names of the layers.
 * @returns The panel.
 */
export function informationPanel(
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
    ...TIME_SIZE,
    layer: [
      {
        transform: [{ filter: `datum.interval && isValid(datum.${name}Low)` }],
        mark: { type: "rule", strokeWidth: 1.2, opacity: 0.65 },
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
      panelTitle(`${title} over the epochs, nats`),
    ],
  };
}
