/**
 * The data behind the chart of Figure 5.
 *
 * @module
 */
import { HALF_WIDTH_95 } from "./interval.ts";
import type { InformationSeries, PlaneSeries } from "./plane_series.ts";

/** Most intervals that are drawn for a curve; more would hide it. */
const INTERVALS = 5;

/**
 * One row of data for each epoch of a layer, with the ends of the line from the epoch before. The
 * epochs with an interval differ between layers, so that their bars stand side by side.
 *
 * @param series The layer.
 * @param index Its number among the layers.
 * @param count How many layers there are.
 * @returns `x` and `y` are I(X; L) and I(L; Y), smoothed, in nats; with `Raw`, `Low` and `High` at
 *   the end of their names they are the estimate and its 95 % interval.
 */
export function planePoints(
  series: PlaneSeries,
  index: number,
  count: number,
): Record<string, unknown>[] {
  const { layer, epochs, losses, lossChanges, testLosses, input, target } = series;
  const step = Math.max(1, Math.ceil(epochs.length / INTERVALS));
  const first = Math.floor((index + 0.5) / count * step);
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
      change: short(lossChanges[i] ?? 0),
      ...coordinate("x", input, i),
      ...coordinate("y", target, i),
      interval: i % step === first,
      end: i === 0 ? "first" : i === last ? "last" : null,
    };
  });
}

function coordinate(
  name: "x" | "y",
  { raw, smoothed, standardErrors }: InformationSeries,
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
