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
} from "./estimate_types.ts";
import type { EntropyEstimate, FittedCompressor, MiEstimate } from "./types.ts";

/** What brings the entropies of scaled sides back to the units of the data, in nats. */
export interface LogScales {
  /** To be added to h(X). */
  readonly x: number;
  /** To be added to h(Y). */
  readonly y: number;
}

/**
 * The entropies of an estimate without their pointwise values, in the units of the data.
 *
 * @param mi What the method returned.
 * @param swapped Whether it was given Y first, so that its x is the user's y.
 * @param logScales What was taken out of the sides before.
 * @returns The part `entropies` of the result.
 */
export function summariseEntropies(
  mi: MiEstimate,
  swapped: boolean,
  logScales: LogScales,
): Estimate["entropies"] {
  const { joint, conditional } = mi.entropies;
  const [x, y] = swapped ? [mi.entropies.y, mi.entropies.x] : [mi.entropies.x, mi.entropies.y];
  const summary = {
    x: x ? summarise(x, logScales.x) : null,
    y: y ? summarise(y, logScales.y) : null,
    joint: joint ? summarise(joint, logScales.x + logScales.y) : null,
  };
  if (!conditional) return summary;
  return {
    ...summary,
    conditional: summariseClasses(conditional, swapped ? logScales.y : logScales.x),
  };
}

function summariseClasses(
  conditional: ReadonlyMap<string, EntropyEstimate>,
  logScale: number,
): ClassEntropySummary[] {
  return [...conditional]
    .map(([label, entropy]) => ({
      label,
      samples: entropy.pointwise.length,
      ...summarise(entropy, logScale),
    }))
    .sort((a, b) => b.samples - a.samples || (a.label < b.label ? -1 : 1));
}

function summarise(entropy: EntropyEstimate, logScale: number): EntropySummary {
  const { nats, standardError, bandwidth, weights } = entropy;
  return {
    nats: nats + logScale,
    standardError,
    ...(bandwidth === undefined ? {} : { bandwidth }),
    ...(weights === undefined ? {} : { weights: Array.from(weights) }),
  };
}

/**
 * What a fitted compressor kept and lost, without its functions; null where there is none.
 *
 * @param fitted The compressor.
 * @param reconstructionError Of the data at hand; by default that of those it was fitted to.
 */
export function summariseCompression(
  fitted: FittedCompressor | null,
  reconstructionError: number = fitted?.reconstructionError ?? NaN,
): CompressionSummary | null {
  if (fitted === null) return null;
  const { id, dim, explainedVariance, training, engine } = fitted;
  return {
    id,
    dim,
    reconstructionError,
    ...(explainedVariance ? { explainedVariance: Array.from(explainedVariance) } : {}),
    ...(training ? { training } : {}),
    ...(engine === undefined ? {} : { engine }),
  };
}
