/**
 * An information plane to walk through: where every layer is at one epoch, with the way that it came.
 * The epoch is a parameter of the specification, which a page moves with a slider.
 *
 * @module
 */
import type { VegaLiteSpec } from "./artefact.ts";
import { epochsOf, type LayerState, layerStates } from "./layer_states.ts";
import type { ReportRecord } from "./record.ts";
import { THEME, VEGA_LITE_SCHEMA } from "./theme.ts";
import { walkLoss, walkPlane } from "./walk_panels.ts";

/** An information plane to walk through. */
export interface PlaneWalk {
  /** The specification; its parameter `epoch` is the epoch shown. */
  readonly spec: VegaLiteSpec;
  /** The epochs that there are estimates for, in order. */
  readonly epochs: readonly number[];
}

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
    hconcat: [plane(points), ...loss(points)],
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
  return walkPlane([...new Set(points.map(({ layer }) => layer))], {
    x: axis("input", "I(X; L), nats", points.map(({ input }) => input)),
    y: axis("target", "I(L; Y), nats", points.map(({ target }) => target)),
    level: "95 %",
  });
}

/** The loss by epoch, with a rule at the epoch shown; nothing where no loss is known. */
function loss(points: readonly LayerState[]): VegaLiteSpec[] {
  if (points.every(({ loss }) => loss === null)) return [];
  const epochs = epochsOf(points);
  return [{ width: 240, height: 400, ...walkLoss([epochs[0], epochs[epochs.length - 1]]) }];
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
