/**
 * The panels of an information plane at one epoch, the parameter `epoch` of the specification.
 *
 * @module
 */
import type { VegaLiteSpec } from "./artefact.ts";
import { COLORS, LAYER_COLORS } from "./theme.ts";

/** Rows up to the epoch shown. */
const PASSED = { filter: "datum.epoch <= epoch" };

/** Of those, the last one of each layer. */
const CURRENT = [
  PASSED,
  {
    joinaggregate: [{ op: "max", field: "epoch", as: "latest" }],
    groupby: ["layer"],
  },
  { filter: "datum.epoch === datum.latest" },
];

/**
 * One row for the epoch shown, or for the first one where that is later and so is not to be seen: without a
 * row the axes would have nothing to go by.
 */
const SHOWN = [
  { joinaggregate: [{ op: "min", field: "epoch", as: "first" }] },
  { calculate: "datum.epoch <= epoch ? datum.epoch : datum.first", as: "passed" },
  { joinaggregate: [{ op: "max", field: "passed", as: "latest" }] },
  { filter: "datum.epoch === datum.latest" },
];

/** What the plane is drawn on. */
export interface PlaneAxes {
  /** Channel of I(X; L), on the field `input`. */
  readonly x: VegaLiteSpec;
  /** Channel of I(L; Y), on the field `target`. */
  readonly y: VegaLiteSpec;
  /** Confidence level of the intervals: "95 %". */
  readonly level: string;
}

/**
 * The plane of all layers, on rows with the fields `layer`, `epoch`, `input`, `target`, `loss`, and
 * `inputLower`, `inputUpper`, `targetLower`, `targetUpper`.
 *
 * @param layers Names of the layers, in order.
 * @param axes What it is drawn on.
 * @returns The panel, 500 × 400.
 */
export function walkPlane(layers: readonly string[], { x, y, level }: PlaneAxes): VegaLiteSpec {
  const color = layerColor(layers, {
    orient: "bottom",
    symbolType: "circle",
    symbolOpacity: 1,
    symbolSize: 90,
    columns: 6,
  });
  const order = { field: "epoch", type: "quantitative" };
  const line = (strokeWidth: number, opacity: number) => ({ type: "line", strokeWidth, opacity });
  const rule = { type: "rule", strokeWidth: 1.5, opacity: 0.8 };
  return {
    width: 500,
    height: 400,
    layer: [
      { mark: line(1, 0.22), encoding: { x, y, order, color } },
      { transform: [PASSED], mark: line(2, 0.9), encoding: { x, y, order, color } },
      {
        transform: CURRENT,
        mark: rule,
        encoding: { x: { ...x, field: "inputLower" }, x2: { field: "inputUpper" }, y, color },
      },
      {
        transform: CURRENT,
        mark: rule,
        encoding: { x, y: { ...y, field: "targetLower" }, y2: { field: "targetUpper" }, color },
      },
      {
        transform: CURRENT,
        mark: { type: "point", filled: true, size: 130, opacity: 1 },
        encoding: { x, y, color, tooltip: stateTooltip(level) },
      },
      {
        transform: CURRENT,
        mark: { type: "text", align: "left", dx: 9, dy: -9, fontSize: 11.5 },
        encoding: { x, y, text: { field: "layer", type: "nominal" }, color },
      },
    ],
  };
}

/**
 * The colour of a layer, the same in every panel.
 *
 * @param layers Names of the layers, in order.
 * @param legend Its legend; null for none.
 * @returns The channel.
 */
export function layerColor(layers: readonly string[], legend: VegaLiteSpec | null): VegaLiteSpec {
  return {
    field: "layer",
    type: "nominal",
    title: "layer",
    scale: { domain: layers, range: layers.map((_, i) => LAYER_COLORS[i % LAYER_COLORS.length]) },
    legend,
  };
}

/**
 * The loss by epoch, with a point at the epoch shown, on the rows of {@linkcode walkPlane}.
 *
 * @param domain First and last epoch of the axis; those of the data where it is not given.
 * @param title Title of the other axis.
 * @returns The panel, without a size.
 */
export function walkLoss(
  domain?: readonly [number, number],
  title: string = "training loss",
): VegaLiteSpec {
  const x = {
    field: "epoch",
    type: "quantitative",
    title: "epoch",
    scale: { ...(domain ? { domain } : {}), nice: false },
    axis: { tickMinStep: 1 },
  };
  return {
    transform: [
      { filter: "isValid(datum.loss)" },
      { aggregate: [{ op: "mean", field: "loss", as: "loss" }], groupby: ["epoch"] },
    ],
    layer: [
      {
        mark: { type: "line", strokeWidth: 1.6, color: COLORS.muted },
        encoding: { x, y: { field: "loss", type: "quantitative", title } },
      },
      {
        transform: SHOWN,
        mark: { type: "point", filled: true, size: 130, color: COLORS.ink },
        encoding: {
          x,
          y: { field: "loss", type: "quantitative", title },
          opacity: { condition: { test: "datum.epoch <= epoch", value: 1 }, value: 0 },
        },
      },
    ],
  };
}

/**
 * What is shown of a layer at an epoch under the pointer.
 *
 * @param level Confidence level of the intervals: "95 %".
 * @returns The lines of the tooltip.
 */
export function stateTooltip(level: string): VegaLiteSpec[] {
  const nats = (field: string, title: string) => ({
    field,
    type: "quantitative",
    title,
    format: ".4~g",
  });
  return [
    { field: "layer", type: "nominal", title: "layer" },
    { field: "epoch", type: "quantitative", title: "epoch" },
    nats("input", "I(X; L)"),
    nats("inputLower", `${level} from`),
    nats("inputUpper", `${level} to`),
    nats("target", "I(L; Y)"),
    nats("targetLower", `${level} from `),
    nats("targetUpper", `${level} to `),
    nats("loss", "loss"),
  ];
}
