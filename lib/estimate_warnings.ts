/**
 * Which remarks of {@linkcode estimate} apply to a result.
 *
 * @module
 */
import type { CompressedSide } from "./estimate_compression.ts";
import type { Side } from "./estimate_inputs.ts";
import type { DeviceUsage, Settings } from "./estimate_settings.ts";
import type { Interval } from "./estimate_types.ts";
import { biasBeyondInterval } from "./intervals/bias_beyond_interval.ts";
import { linearPart } from "./mi/linear_part.ts";
import {
  discreteLooking,
  duplicateRows,
  oneCauseOfRepeats,
  tiedColumns,
} from "./repeat_warnings.ts";
import { findRepeats, jitterTooSmall, type NamedSamples } from "./repeats.ts";
import { groupByLabel } from "./samples.ts";
import type { Labels, MiEstimate, Samples, Warning } from "./types.ts";
import {
  aboveEntropy,
  compressionLoss,
  constantLabels,
  highDimension,
  manyNeighbors,
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
  /** The continuous sides before jitter. */
  readonly still: readonly NamedSamples[];
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
  const { given, seen, mi, interval, settings } = outcome;
  const known = settings.jitter > 0 || mi.warnings.some(({ code }) => code === "duplicates");
  const entropies = mi.entropies.x !== undefined;
  const columns = !settings.method.tolerates?.anyColumns;
  const warnings = mergeWarnings(oneCauseOfRepeats([
    ...mi.warnings,
    ...(["x", "y"] as const).flatMap((name) =>
      sideWarnings(given[name], seen[name], name, { known, entropies, columns })
    ),
    ...(settings.jitter > 0 && outcome.still.length > 0
      ? jitterTooSmall(findRepeats(outcome.still), settings.jitter)
      : []),
    ...methodWarnings(outcome),
    ...negativeEstimate(mi.nats, interval?.upper),
    ...deviceWarnings(settings.usage),
  ]));
  return [...warnings, ...biasBeyondInterval(settings.method.id, warnings, interval, mi.nats)];
}

function deviceWarnings({ asked, gpu }: DeviceUsage): Warning[] {
  if (gpu?.failure) {
    const message = `${gpu.failure}; what was left was computed on the CPU.`;
    return [{ code: "gpu-failed", message }];
  }
  if (gpu?.software) {
    const message =
      `The GPU is ${gpu.adapter}, which is software on the CPU: correct, but slower ` +
      "than --device cpu.";
    return [{ code: "software-adapter", message }];
  }
  if (asked !== "gpu" || gpu) return [];
  return [{
    code: "gpu-unused",
    message:
      "Nothing here was work for the GPU, and all ran on the CPU: its kernels serve kl, wkl, " +
      "cwkl, kde-ml and kde-lse in up to 128 dimensions, and it trains autoencoders and MINE's critic.",
  }];
}

function sideWarnings(
  given: Side,
  seen: CompressedSide,
  name: string,
  repeats: { readonly known: boolean; readonly entropies: boolean; readonly columns: boolean },
): Warning[] {
  if (given.kind === "discrete") return constantLabels(given.labels, name);
  if (seen.side.kind === "discrete") return [];
  const { fitted, reconstructionError } = seen;
  return [
    ...(fitted
      ? compressionLoss(given.samples, reconstructionError, name)
      : repeats.columns
      ? repeatedValues(given.samples, name)
      : []),
    ...(repeats.known ? [] : duplicateRows(seen.side.samples, name, repeats.entropies)),
  ];
}

/** What says more comes first, and is enough. */
function repeatedValues(samples: Samples, name: string): Warning[] {
  const discrete = discreteLooking(samples, name);
  return discrete.length > 0 ? discrete : tiedColumns(samples, name);
}

function methodWarnings(outcome: Outcome): Warning[] {
  const { seen, mi, settings } = outcome;
  const [x, y] = [seen.x.side, seen.y.side];
  if (x.kind === "discrete") {
    return y.kind === "discrete"
      ? plugInBiasWarning(x.labels, y.labels, mi.standardError ?? 0)
      : mixedWarnings(y.d, x.labels, outcome);
  }
  if (y.kind === "discrete") return mixedWarnings(x.d, y.labels, outcome);
  const { n } = x;
  const d = x.d + y.d;
  const { weights = weightsOf(settings), bandwidth } = mi.entropies.joint ?? {};
  // A method without neighbourhoods in (X, Y) says by itself what limits it.
  if (weights === undefined && mi.entropies.joint === undefined) return [];
  const crowded = manyNeighbors(n, neighborsOf(outcome), "samples");
  const linear = linearPart(x.samples, y.samples);
  return [
    ...highDimension(n, d, "samples"),
    ...crowded,
    // With that many neighbours errors of both signs are common: "higher" would be a guess.
    ...(crowded.length > 0
      ? []
      : nearSaturation({ nats: mi.nats, linear, n, d, weights, bandwidth })),
  ];
}

function mixedWarnings(
  d: number,
  labels: Labels,
  outcome: Outcome,
): Warning[] {
  const { mi, interval, settings } = outcome;
  const groups = [...groupByLabel(labels)];
  const [label, rows] = groups.reduce((a, b) => b[1].length < a[1].length ? b : a);
  return [
    ...(settings.method.tolerates?.manyDimensions
      ? []
      : highDimension(rows.length, d, `samples of class "${label}"`)),
    ...manyNeighbors(rows.length, neighborsOf(outcome), `samples of class "${label}"`),
    ...aboveEntropy(mi.nats, interval?.lower, labels),
  ];
}

/** The neighbours of a nearest-neighbour entropy; 0 for another method, whose bias is another. */
function neighborsOf({ mi, settings: { method } }: Outcome): number {
  return mi.entropies.x === undefined ? 0 : Number(method.parameters.neighbors ?? 0);
}

/** The weights of a method that uses its k-th neighbour only; undefined for one that uses none. */
function weightsOf({ method }: Settings): number[] | undefined {
  const k = Number(method.parameters.neighbors ?? 0);
  return k > 0 ? [...new Array(k - 1).fill(0), 1] : undefined;
}
