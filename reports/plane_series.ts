/**
 * The records of an information plane as one series for each layer, raw and smoothed.
 *
 * @module
 */
import type { PlaneQuantity, ReportRecord } from "./record.ts";
import { smoothed, type Smoothing, smoothingFor } from "./smoothing.ts";

/** Mutual information of a layer over the epochs, in nats. */
export interface InformationSeries {
  /** Estimates. */
  readonly raw: readonly number[];
  /** Their standard errors; null where there is none. */
  readonly standardErrors: readonly (number | null)[];
  /** Smoothed estimates. */
  readonly smoothed: readonly number[];
}

/** What happens to a layer during training; all series are as long as `epochs`. */
export interface PlaneSeries {
  /** Name of the layer. */
  readonly layer: string;
  /** Epochs with both estimates, ascending. */
  readonly epochs: readonly number[];
  /** Loss of the network; null where the record has none. */
  readonly losses: readonly (number | null)[];
  /** Change of the loss since the epoch before, divided by the epochs between them. */
  readonly lossChanges: readonly (number | null)[];
  /** Loss on data that the network is not trained on. */
  readonly testLosses: readonly (number | null)[];
  /** I(X; L). */
  readonly input: InformationSeries;
  /** I(L; Y). */
  readonly target: InformationSeries;
  /** How the series are smoothed: as evenly spaced. */
  readonly smoothing: Smoothing;
}

/**
 * Sorts records into series. Epochs at which an estimate of a layer is missing are left out of its
 * series.
 *
 * @param records Records of an information plane; others are passed over.
 * @returns One series for each layer, in the order in which the layers first occur; O(n log n).
 */
export function planeSeries(records: readonly ReportRecord[]): PlaneSeries[] {
  const ofPlane = records.filter(({ quantity }) => quantity !== undefined);
  const byLayer = Map.groupBy(ofPlane, ({ layer }) => layer ?? "");
  return [...byLayer].map(([layer, members]) => seriesOf(layer, members));
}

function seriesOf(layer: string, records: readonly ReportRecord[]): PlaneSeries {
  const byEpoch = [...Map.groupBy(records, ({ epoch }) => epoch ?? 0)]
    .map(([epoch, members]) => ({
      epoch,
      input: measured(members, "I(X;L)"),
      target: measured(members, "I(L;Y)"),
    }))
    .flatMap(({ epoch, input, target }) => input && target ? [{ epoch, input, target }] : [])
    .sort((a, b) => a.epoch - b.epoch);
  const epochs = byEpoch.map(({ epoch }) => epoch);
  const losses = byEpoch.map(({ input }) => input.loss ?? null);
  const smoothing = smoothingFor(epochs.length);
  return {
    layer,
    epochs,
    losses,
    lossChanges: changes(epochs, losses),
    testLosses: byEpoch.map(({ input }) => input.testLoss ?? null),
    input: information(byEpoch.map(({ input }) => input), smoothing),
    target: information(byEpoch.map(({ target }) => target), smoothing),
    smoothing,
  };
}

function measured(
  records: readonly ReportRecord[],
  quantity: PlaneQuantity,
): ReportRecord | undefined {
  return records.find((record) => record.quantity === quantity && record.estimate !== null);
}

function information(records: readonly ReportRecord[], smoothing: Smoothing): InformationSeries {
  const raw = records.map(({ estimate }) => Number(estimate));
  return {
    raw,
    standardErrors: records.map(({ standardError }) => standardError),
    smoothed: smoothed(raw, smoothing),
  };
}

function changes(
  epochs: readonly number[],
  losses: readonly (number | null)[],
): (number | null)[] {
  return losses.map((loss, i) => {
    const before = i === 0 ? null : losses[i - 1];
    return loss === null || before === null ? null : (loss - before) / (epochs[i] - epochs[i - 1]);
  });
}
