/**
 * An information plane to walk through: where every layer is at one epoch, with the way that it came.
 * The epoch is a parameter of the specification, which a page moves with a slider.
 *
 * @module
 */
import type { VegaLiteSpec } from "./artefact.ts";
import { epochsOf, type LayerState, layerStates } from "./layer_states.ts";
import type { ReportRecord } from "./record.ts";
import { COLORS, LAYER_COLORS, THEME, VEGA_LITE_SCHEMA } from "./theme.ts";

/** An information plane to walk through. */
export interface PlaneWalk {
  /** The specification; its parameter `epoch` is the epoch shown. */
  readonly spec: VegaLiteSpec;
  /** The epochs that there are estimates for, in order. */
  readonly epochs: readonly number[];
}

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
 * Makes the walk.
 *
 * @param records Records of any artefact.
 * @returns The walk, or null if they hold fewer than two epochs of an information plane.
 */
export function planeWalk(records: readonly ReportRecord[]): PlaneWalk | null {
  const points = layerStates(records);
  const epochs = epochsOf(points);
  if (epochs.length < 2) return null;
  const [first, last] = [epochs[0], epochs[epochs.length - 1]];
  const spec: VegaLiteSpec = {
    $schema: VEGA_LITE_SCHEMA,
    title: {
      text: "The information plane, epoch by epoch",
      subtitle: [
        "Large points: the layers at the epoch shown, with their intervals (95 %). Lines: the way " +
        "there; pale: the whole way.",
      ],
    },
    params: [
      { name: "epoch", value: last, bind: { input: "range", min: first, max: last, step: 1 } },
    ],
    data: { values: points.map(row) },
    hconcat: [plane(points), ...lossPanel(points)],
    config: THEME,
  };
  return { spec, epochs };
}

function row({ layer, epoch, input, target, loss }: LayerState): Record<string, unknown> {
  return {
    layer,
    epoch,
    input: input.estimate,
    inputLower: input.lower,
    inputUpper: input.upper,
    target: target.estimate,
    targetLower: target.lower,
    targetUpper: target.upper,
    loss,
  };
}

function plane(points: readonly LayerState[]): VegaLiteSpec {
  const layers = [...new Set(points.map(({ layer }) => layer))];
  const color = {
    field: "layer",
    type: "nominal",
    title: "layer",
    scale: { domain: layers, range: layers.map((_, i) => LAYER_COLORS[i % LAYER_COLORS.length]) },
    legend: {
      orient: "bottom",
      symbolType: "circle",
      symbolOpacity: 1,
      symbolSize: 90,
      columns: 6,
    },
  };
  const x = axis("input", "I(X; L), nats", points.map(({ input }) => input));
  const y = axis("target", "I(L; Y), nats", points.map(({ target }) => target));
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
        encoding: { x, y, color, tooltip: tooltip() },
      },
      {
        transform: CURRENT,
        mark: { type: "text", align: "left", dx: 9, dy: -9, fontSize: 11.5 },
        encoding: { x, y, text: { field: "layer", type: "nominal" }, color },
      },
    ],
  };
}

/** The loss by epoch, with a rule at the epoch shown; nothing where no loss is known. */
function lossPanel(points: readonly LayerState[]): VegaLiteSpec[] {
  if (points.every(({ loss }) => loss === null)) return [];
  const epochs = epochsOf(points);
  const x = {
    field: "epoch",
    type: "quantitative",
    title: "epoch",
    scale: { domain: [epochs[0], epochs[epochs.length - 1]], nice: false },
    axis: { tickMinStep: 1 },
  };
  return [{
    width: 240,
    height: 400,
    transform: [
      { filter: "isValid(datum.loss)" },
      { aggregate: [{ op: "mean", field: "loss", as: "loss" }], groupby: ["epoch"] },
    ],
    layer: [
      {
        mark: { type: "line", strokeWidth: 1.6, color: COLORS.muted },
        encoding: { x, y: { field: "loss", type: "quantitative", title: "training loss" } },
      },
      {
        transform: [PASSED, { joinaggregate: [{ op: "max", field: "epoch", as: "latest" }] }, {
          filter: "datum.epoch === datum.latest",
        }],
        mark: { type: "point", filled: true, size: 130, opacity: 1, color: COLORS.ink },
        encoding: { x, y: { field: "loss", type: "quantitative" } },
      },
    ],
  }];
}

/** An axis that holds every interval at every epoch, so that it stands still. */
function axis(
  field: string,
  title: string,
  values: readonly { readonly lower: number; readonly upper: number }[],
): Record<string, unknown> {
  const lower = values.reduce((least, value) => Math.min(least, value.lower), Infinity);
  const upper = values.reduce((most, value) => Math.max(most, value.upper), -Infinity);
  return { field, type: "quantitative", title, scale: { domain: [lower, upper], zero: false } };
}

function tooltip(): Record<string, unknown>[] {
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
    nats("inputLower", "95 % from"),
    nats("inputUpper", "95 % to"),
    nats("target", "I(L; Y)"),
    nats("targetLower", "95 % from "),
    nats("targetUpper", "95 % to "),
    nats("loss", "loss"),
  ];
}
