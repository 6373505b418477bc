/**
 * Which remarks of {@linkcode estimate} apply to a result.
 *
 * @module
 */
import type { CompressedSide } from "./estimate_compression.ts";
import type { Side } from "./estimate_inputs.ts";
import type { Settings } from "./estimate_settings.ts";
import type { Interval } from "./estimate_types.ts";
import { linearPart } from "./mi/linear_part.ts";
import { groupByLabel } from "./samples.ts";
import type { Labels, MiEstimate, Warning } from "./types.ts";
import {
  aboveEntropy,
  compressionLoss,
  constantLabels,
  discreteLooking,
  duplicateRows,
  highDimension,
  mergeWarnings,
  nearSaturation,
  negativeEstimate,
  plugInBiasWarning,
} from "./warnings.ts";

/** An estimate and all that it came from. */
export interface Outcome {
  /** The sides as given. */
  readonly given: {
    /** X. */
    readonly x: Side;
    /** Y. */
    readonly y: Side;
  };
  /** The sides as the estimator saw them. */
  readonly seen: {
    /** X, or its code. */
    readonly x: CompressedSide;
    /** Y, or its code. */
    readonly y: CompressedSide;
  };
  /** The estimate. */
  readonly mi: MiEstimate;
  /** Its interval, where there is one. */
  readonly interval: Interval | null;
  /** The settings. */
  readonly settings: Settings;
}

/**
 * Collects the warnings of the method and those that follow from data and result.
 *
 * @param outcome An estimate and all that it came from.
 * @returns The warnings, each once.
 */
export function warningsOf(outcome: Outcome): Warning[] {
  const { given, seen, mi, interval } = outcome;
  return mergeWarnings([
    ...mi.warnings,
    ...(["x", "y"] as const).flatMap((name) =>
      sideWarnings(given[name], seen[name], name, outcome.settings.jitter > 0)
    ),
    ...methodWarnings(outcome),
    ...negativeEstimate(mi.nats, interval?.upper),
  ]);
}

function sideWarnings(given: Side, seen: CompressedSide, name: string, jitter: boolean): Warning[] {
  if (given.kind === "discrete") return constantLabels(given.labels, name);
  if (seen.side.kind === "discrete") return [];
  const { fitted } = seen;
  return [
    ...(fitted
      ? compressionLoss(given.samples, fitted.reconstructionError, name)
      : discreteLooking(given.samples, name)),
    ...(jitter ? [] : duplicateRows(seen.side.samples, name)),
  ];
}

function methodWarnings({ seen, mi, interval, settings }: Outcome): Warning[] {
  const [x, y] = [seen.x.side, seen.y.side];
  if (x.kind === "discrete") {
    return y.kind === "discrete"
      ? plugInBiasWarning(x.labels, y.labels, mi.standardError ?? 0)
      : mixedWarnings(y, x.labels, mi, interval, settings);
  }
  if (y.kind === "discrete") return mixedWarnings(x, y.labels, mi, interval, settings);
  const { n } = x;
  const d = x.d + y.d;
  const { weights, bandwidth } = mi.entropies.joint ?? {};
  const k = neighborsOf(settings);
  const atK = k > 0 ? Array.from({ length: k }, (_, j) => j === k - 1 ? 1 : 0) : undefined;
  const linear = linearPart(x.samples, y.samples);
  return [
    ...highDimension(n, d, Math.max(1, k), "samples"),
    ...nearSaturation({ nats: mi.nats, linear, n, d, bandwidth, weights: weights ?? atK }),
  ];
}

function mixedWarnings(
  { n, d }: Side,
  labels: Labels,
  mi: MiEstimate,
  interval: Interval | null,
  settings: Settings,
): Warning[] {
  const [label, rows] = [...groupByLabel(labels)].reduce((a, b) =>
    b[1].length < a[1].length ? b : a
  );
  const least = { n: rows.length, what: `samples of class "${label}"` };
  const { what } = least.n < n ? least : { what: "samples" };
  return [
    ...highDimension(least.n, d, Math.max(1, neighborsOf(settings)), what),
    ...aboveEntropy(mi.nats, interval?.lower, labels),
  ];
}

/** How many neighbours the method uses; 0 where it uses none. */
function neighborsOf({ method }: Settings): number {
  return Number(method.parameters.neighbors ?? 0);
}
