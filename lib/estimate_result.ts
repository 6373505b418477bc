/**
 * From what a method returns to the result that users see.
 *
 * @module
 */
import type {
  ClassEntropySummary,
  CompressionSummary,
  EntropySummary,
  Estimate,
  Interval,
} from "./estimate_types.ts";
import { normalQuantile } from "./special.ts";
import type { EntropyEstimate, FittedCompressor, MiEstimate } from "./types.ts";

/**
 * The asymptotic interval nats ± z standardError, with z the normal quantile of (1 + level) / 2.
 *
 * @param nats Estimate in nats.
 * @param standardError Standard error in nats, or null.
 * @param level Nominal coverage, between 0 and 1.
 * @returns The interval, or null without a standard error.
 */
export function intervalOf(
  nats: number,
  standardError: number | null,
  level: number,
): Interval | null {
  if (standardError === null) return null;
  const halfWidth = normalQuantile((1 + level) / 2) * standardError;
  return { level, lower: nats - halfWidth, upper: nats + halfWidth };
}

/**
 * The entropies of an estimate without their pointwise values.
 *
 * @param mi What the method returned.
 * @param swapped Whether it was given Y first, so that its x is the user's y.
 * @returns The part `entropies` of the result.
 */
export function summariseEntropies(mi: MiEstimate, swapped: boolean): Estimate["entropies"] {
  const { joint, conditional } = mi.entropies;
  const [x, y] = swapped ? [mi.entropies.y, mi.entropies.x] : [mi.entropies.x, mi.entropies.y];
  const summary = {
    x: x ? summarise(x) : null,
    y: y ? summarise(y) : null,
    joint: joint ? summarise(joint) : null,
  };
  return conditional ? { ...summary, conditional: summariseClasses(conditional) } : summary;
}

function summariseClasses(
  conditional: ReadonlyMap<string, EntropyEstimate>,
): ClassEntropySummary[] {
  return [...conditional]
    .map(([label, entropy]) => ({
      label,
      samples: entropy.pointwise.length,
      ...summarise(entropy),
    }))
    .sort((a, b) => b.samples - a.samples || (a.label < b.label ? -1 : 1));
}

function summarise({ nats, standardError, bandwidth, weights }: EntropyEstimate): EntropySummary {
  return {
    nats,
    standardError,
    ...(bandwidth === undefined ? {} : { bandwidth }),
    ...(weights === undefined ? {} : { weights: Array.from(weights) }),
  };
}

/** What a fitted compressor kept and lost, without its functions; null where there is none. */
export function summariseCompression(fitted: FittedCompressor | null): CompressionSummary | null {
  if (fitted === null) return null;
  const { id, dim, reconstructionError, explainedVariance } = fitted;
  return {
    id,
    dim,
    reconstructionError,
    ...(explainedVariance ? { explainedVariance: Array.from(explainedVariance) } : {}),
  };
}
