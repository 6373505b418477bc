/**
 * What Algorithm 1 takes and gives.
 *
 * @module
 */
import type { CompressionSummary, Estimate, EstimateOptions } from "../estimate_types.ts";
import type { SamplesLike } from "../types.ts";
import type { CompressorChoice } from "./plane_types.ts";

/** Pairs (f(x_k), g(y_k)) whose mutual information is known; what a sampler of `SAMPLERS` draws is one. */
export interface KnownPair {
  /** X = f(ξ), shape `(n, …)`. */
  readonly x: SamplesLike;
  /** Y = g(η), shape `(n, …)`. */
  readonly y: SamplesLike;
  /** ξ, where it is known. */
  readonly latentX?: SamplesLike | undefined;
  /** η. */
  readonly latentY?: SamplesLike | undefined;
  /** f₁(ξ), the structured latents of Figure 2, where they are known. */
  readonly structuredX?: SamplesLike | undefined;
  /** g₁(η). */
  readonly structuredY?: SamplesLike | undefined;
  /** True mutual information in nats. */
  readonly mutualInformation: number;
}

/** What draws such pairs, as the samplers of `SAMPLERS` do. */
export interface PairSampler {
  /** Draws pairs; equal requests give equal bits. */
  sample(request: {
    readonly samples: number;
    readonly mutualInformation: number;
    readonly seed: number;
  }): KnownPair;
}

/** A method with its options. */
export type QualityMethod = Pick<
  EstimateOptions,
  "method" | "methodOptions" | "neighbors" | "weights"
>;

/** Settings of {@linkcode measureCompressionQuality}. */
export interface QualityOptions {
  /** E_X: in short form or to be fitted, then it is trained on these x; a fitted one; null for none. */
  readonly compressX: CompressorChoice;
  /** E_Y, alike. */
  readonly compressY: CompressorChoice;
  /** Methods to compare, on the same codes. @default {[{ method: "wkl" }]} */
  readonly methods?: readonly QualityMethod[] | undefined;
  /** Number of pairs to draw, where a sampler is given. @default {5000} */
  readonly samples?: number | undefined;
  /** True mutual information in nats of the pairs to draw, where a sampler is given. */
  readonly mutualInformation?: number | undefined;
  /** Seed of the pairs, the training and the methods. @default {0} */
  readonly seed?: number | undefined;
  /** Confidence level of the intervals. @default {0.95} */
  readonly level?: number | undefined;
  /** Where the work runs. @default {"auto"} */
  readonly device?: EstimateOptions["device"];
  /** Aborts between steps. */
  readonly signal?: AbortSignal | undefined;
  /** Told how far the current step is, from 0 to 1, and its name. */
  readonly onProgress?: ((fraction: number, step: string) => void) | undefined;
}

/** What one method made of one level of Figure 2. */
export interface QualityEstimate {
  /** The estimate; null where the method could not be used on these data. */
  readonly estimate: Estimate | null;
  /** Estimate minus truth, in nats. */
  readonly error: number | null;
  /** Why there is no estimate. */
  readonly failure: { readonly code: string; readonly message: string } | null;
}

/** One method in the comparison. */
export interface MethodQuality {
  /** Id of the method. */
  readonly method: string;
  /** Its settings. */
  readonly parameters: Readonly<Record<string, unknown>>;
  /** From ξ and η; null where they are not given. */
  readonly latent: QualityEstimate | null;
  /** From f₁(ξ) and g₁(η), the blue curves of Figures 3 and 4; null where they are not given. */
  readonly structured: QualityEstimate | null;
  /** From the codes, the green curves. */
  readonly code: QualityEstimate;
}

/** What {@linkcode measureCompressionQuality} gives; plain JSON. */
export interface CompressionQuality {
  /** Version of this layout. */
  readonly schema: 1;
  /** True mutual information in nats. */
  readonly mutualInformation: number;
  /** Number of pairs. */
  readonly samples: number;
  /** The methods, in the order given. */
  readonly methods: readonly MethodQuality[];
  /** What compression kept and lost of each side. */
  readonly compression: {
    readonly x: CompressionSummary | null;
    readonly y: CompressionSummary | null;
  };
  /** Seed that was used. */
  readonly seed: number;
  /** Milliseconds. */
  readonly elapsedMs: number;
}
