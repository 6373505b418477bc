/**
 * The information plane of a run that is not over: a specification without its rows, and rows that are
 * only ever added, so that a page inserts them and draws nothing anew.
 *
 * @module
 */
import type { PlaneInformation, PlaneRecord } from "../lib/plane/plane_types.ts";
import type { VegaLiteSpec } from "./artefact.ts";
import { interactive } from "./interactive.ts";
import { COLORS, THEME, VEGA_LITE_SCHEMA } from "./theme.ts";
import { layerColor, stateTooltip, walkLoss, walkPlane } from "./walk_panels.ts";

/** Name of the data set of the specification. */
const DATA = "plane";

/** Width of the panels over the epochs, and the height of all of them. */
const TIME_WIDTH = 500;
const TIME_HEIGHT = 460;
/** Room below a panel for its axis. */
const TIME_GAP = 46;

const EPOCH = {
  field: "epoch",
  type: "quantitative",
  title: "epoch",
  scale: { nice: false },
  axis: { tickMinStep: 1 },
};

/** Digits of a number that is sent: more cannot be seen. */
const DIGITS = 6;

/**
 * One row of data for a record.
 *
 * @param record A layer at an epoch.
 * @returns `input` and `target` are I(X; L) and I(L; Y) in nats, null where there is no estimate; with
 *   `Lower` and `Upper` at the end of their names they are the interval.
 */
export function liveRow(record: PlaneRecord): Record<string, unknown> {
  const { layer, epoch, loss, testLoss, accuracy } = record;
  return {
    layer,
    epoch,
    ...coordinate("input", record.inputInformation),
    ...coordinate("target", record.targetInformation),
    loss: short(loss),
    testLoss: short(testLoss),
    accuracy: short(accuracy),
  };
}

function coordinate(
  name: "input" | "target",
  information: PlaneInformation | null,
): Record<string, number | null> {
  const { nats = null, lower = null, upper = null } = information ?? {};
  // An estimate that has no interval is its own: the marks of intervals are then points.
  return {
    [name]: short(nats),
    [`${name}Lower`]: short(lower ?? nats),
    [`${name}Upper`]: short(upper ?? nats),
  };
}

function short(value: number | null): number | null {
  return value === null ? null : Number(value.toPrecision(DIGITS));
}

/**
 * The specification for the records so far. It depends on the names of the layers and on which loss
 * is known, so that it changes in the first two epochs at most.
 *
 * @param records Records of a run.
 * @param level Confidence level of their intervals.
 * @returns A specification whose data set `plane` is empty; null where there are no records.
 */
export function liveSpec(records: readonly PlaneRecord[], level: number): VegaLiteSpec | null {
  const layers = [...new Set(records.map(({ layer }) => layer))];
  if (layers.length === 0) return null;
  const hasLoss = records.some(({ loss }) => loss !== null);
  const percent = `${Number((100 * level).toPrecision(DIGITS))} %`;
  const panels = hasLoss ? 3 : 2;
  const size = {
    width: TIME_WIDTH,
    height: Math.round((TIME_HEIGHT - (panels - 1) * TIME_GAP) / panels),
  };
  return interactive({
    $schema: VEGA_LITE_SCHEMA,
    params: [{ name: "epoch", value: Number.MAX_SAFE_INTEGER }],
    data: { name: DATA, values: [] },
    hconcat: [
      walkPlane(layers, {
        x: nats("input", "I(X; L), nats"),
        y: nats("target", "I(L; Y), nats"),
        level: percent,
      }),
      {
        vconcat: [
          ...(hasLoss ? [{ ...size, ...losses(records) }] : []),
          overEpochs("input", "I(X; L), nats", layers, percent, size),
          overEpochs("target", "I(L; Y), nats", layers, percent, size),
        ],
        spacing: 12,
        resolve: { scale: { x: "shared", color: "independent" } },
      },
    ],
    resolve: { scale: { color: "independent" } },
    config: THEME,
  }, "Information plane of the layers of a network, and its course over the epochs of training");
}

function nats(field: string, title: string): VegaLiteSpec {
  return { field, type: "quantitative", title, scale: { zero: false } };
}

/** The loss on the training samples; on held-out ones, where it is known, it is dashed. */
function losses(records: readonly PlaneRecord[]): VegaLiteSpec {
  if (records.every(({ testLoss }) => testLoss === null)) return walkLoss();
  const title = "loss";
  const heldOut = {
    transform: [
      { filter: "isValid(datum.testLoss)" },
      { aggregate: [{ op: "mean", field: "testLoss", as: "testLoss" }], groupby: ["epoch"] },
    ],
    mark: { type: "line", strokeWidth: 1.2, strokeDash: [4, 3], color: COLORS.muted },
    encoding: { x: EPOCH, y: { field: "testLoss", type: "quantitative", title } },
  };
  return { layer: [heldOut, walkLoss(undefined, title)] };
}

function overEpochs(
  name: "input" | "target",
  title: string,
  layers: readonly string[],
  level: string,
  size: { readonly width: number; readonly height: number },
): VegaLiteSpec {
  const x = EPOCH;
  const y = nats(name, title);
  const color = layerColor(layers, null);
  return {
    ...size,
    layer: [
      {
        mark: { type: "area", opacity: 0.16 },
        encoding: {
          x,
          y: { ...y, field: `${name}Lower` },
          y2: { field: `${name}Upper` },
          color,
        },
      },
      { mark: { type: "line", strokeWidth: 1.4, opacity: 1 }, encoding: { x, y, color } },
      {
        mark: { type: "point", filled: true, size: 8, opacity: 1 },
        encoding: { x, y, color, tooltip: stateTooltip(level) },
      },
    ],
  };
}
