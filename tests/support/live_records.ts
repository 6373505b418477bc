/**
 * Made-up records of an information plane as `plane` gives them, for tests of what shows a run.
 *
 * @module
 */
import type { PlaneInformation, PlaneRecord } from "../../lib/plane/plane_types.ts";

/** Layers of the records, in order. */
export const LIVE_LAYERS: readonly string[] = ["L1", "L2", "exp(L2)"];

/** An estimate with a standard error of 0.1 nats. */
function information(nats: number): PlaneInformation {
  return { nats, standardError: 0.1, lower: nats - 0.196, upper: nats + 0.196 };
}

/**
 * One record. I(X; L) is `5 − layer + epoch / 10`, I(L; Y) is `1 + layer / 10 + epoch / 100`, both in nats; the
 * loss is 1 / epoch, and not known at epoch 0.
 */
export function liveRecord(
  epoch: number,
  layer: number,
  changes: Partial<PlaneRecord> = {},
): PlaneRecord {
  return {
    schema: 1,
    epoch,
    layer: LIVE_LAYERS[layer],
    width: 10,
    codeDim: 4,
    samples: 500,
    loss: epoch === 0 ? null : 1 / epoch,
    testLoss: 1 / (epoch + 1),
    accuracy: 1 - 0.9 / (epoch + 1),
    inputInformation: information(5 - layer + epoch / 10),
    targetInformation: information(1 + layer / 10 + epoch / 100),
    pairs: {},
    bounds: { input: "vacuous", target: "vacuous", gap: null, basis: "made up" },
    compression: null,
    warnings: [],
    errors: [],
    ms: 1,
    ...changes,
  };
}

/** All records of the epochs up to `last`. */
export function liveRecords(last: number): PlaneRecord[] {
  return Array.from({ length: last + 1 }, (_, epoch) => epoch)
    .flatMap((epoch) => LIVE_LAYERS.map((_, layer) => liveRecord(epoch, layer)));
}
