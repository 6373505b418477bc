/**
 * Records of an information plane as points: both kinds of information of a layer at an epoch.
 *
 * @module
 */
import { HALF_WIDTH_95 } from "./interval.ts";
import type { ReportRecord } from "./record.ts";

/** An estimate with its 95 % interval, in nats. */
export interface IntervalValue {
  /** Estimate. */
  readonly estimate: number;
  /** Lower end; the estimate itself where there is no standard error. */
  readonly lower: number;
  /** Upper end, likewise. */
  readonly upper: number;
}

/** A layer at an epoch. */
export interface LayerState {
  /** Name of the layer. */
  readonly layer: string;
  /** Epoch. */
  readonly epoch: number;
  /** I(X; L). */
  readonly input: IntervalValue;
  /** I(L; Y). */
  readonly target: IntervalValue;
  /** Loss at that epoch, where it is known. */
  readonly loss: number | null;
}

/**
 * Joins the records of both quantities.
 *
 * @param records Records of any artefact; those of no plane, and those without an estimate, are left out.
 * @returns Points by layer, in the order of the records, and by epoch within a layer.
 */
export function layerStates(records: readonly ReportRecord[]): readonly LayerState[] {
  const present = records.filter(({ quantity, estimate }) => quantity && estimate !== null);
  const layers = [...Map.groupBy(present, ({ layer = "" }) => layer)];
  return layers.flatMap(([layer, members]) =>
    [...Map.groupBy(members, ({ epoch = 0 }) => epoch)]
      .sort(([a], [b]) => a - b)
      .flatMap(([epoch, both]) => {
        const input = both.find(({ quantity }) => quantity === "I(X;L)");
        const target = both.find(({ quantity }) => quantity === "I(L;Y)");
        if (!input || !target) return [];
        const loss = input.loss ?? target.loss ?? null;
        return [{ layer, epoch, input: value(input), target: value(target), loss }];
      })
  );
}

function value({ estimate, standardError }: ReportRecord): IntervalValue {
  const nats = estimate ?? NaN;
  const half = HALF_WIDTH_95 * (standardError ?? 0);
  return { estimate: nats, lower: nats - half, upper: nats + half };
}

/** The epochs of the points, each once, in order. */
export function epochsOf(points: readonly LayerState[]): number[] {
  return [...new Set(points.map(({ epoch }) => epoch))].sort((a, b) => a - b);
}
