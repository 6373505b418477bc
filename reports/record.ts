/**
 * The record: one computed number of a figure or table, with everything that says what it is.
 *
 * @module
 */

/** A JSON value. */
export type Json = null | boolean | number | string | readonly Json[] | {
  readonly [name: string]: Json;
};

/** What the estimate was made from: structured latents, codes of a compressor, or the raw data. */
export type Curve = "latent" | "compressed" | "raw";

/** Which mutual information of a layer L an information plane shows: with the input X, or with Y. */
export type PlaneQuantity = "I(X;L)" | "I(L;Y)";

/** Why a cell has no number. */
export interface RecordError {
  /** Stable identifier, in kebab-case. */
  readonly code: string;
  /** One sentence with the cause. */
  readonly message: string;
}

/** The part of a record that a cell computes. */
export interface Measurement {
  /** Estimated mutual information in nats, never clamped; null where there is an error. */
  readonly estimate: number | null;
  /** Standard error in nats; null where there is none. */
  readonly standardError: number | null;
  /** Where the work ran. */
  readonly device: string;
  /** Version of infoplane that computed it. */
  readonly version: string;
  /** What trained the networks behind it, where there are any: relaxed SIMD may round differently. */
  readonly engine?: string;
  /** Training epoch, for records of a training. */
  readonly epoch?: number;
  /** Layer of a network, for records of an information plane. */
  readonly layer?: string;
  /** Which information of that layer, for records of an information plane. */
  readonly quantity?: PlaneQuantity;
  /** Loss of the network at that epoch, on its training data. */
  readonly loss?: number;
  /** Loss of the network at that epoch on data that it is not trained on. */
  readonly testLoss?: number;
  /** Share of that held-out data that the network classifies correctly, 0 … 1. */
  readonly accuracy?: number;
  /** Codes of what a reader of the estimate should know. */
  readonly warnings?: readonly string[];
  /** Why there is no estimate. */
  readonly error?: RecordError;
}

/** One computed number of an artefact; `records.schema.json` is its JSON Schema. */
export interface ReportRecord extends Measurement {
  /** Artefact that shows it, such as `figure-3`. */
  readonly artefact: string;
  /** Panel of the artefact, such as `a` or `kde-ml, 16×16`. */
  readonly panel: string;
  /** Id of the sampler that made the data. */
  readonly family: string;
  /** Side of the images in pixels; null for data that are no images. */
  readonly side: number | null;
  /** Id of the method. */
  readonly method: string;
  /** What the estimate was made from. */
  readonly curve: Curve;
  /** True mutual information in nats; null where it is not known. */
  readonly truth: number | null;
  /** Number of samples. */
  readonly n: number;
  /** Seed of the run. */
  readonly seed: number;
  /** Everything else that determines the number. */
  readonly settings: { readonly [name: string]: Json };
  /** There where the method is this project's own, which the paper's artefact does not have. */
  readonly ours?: true;
}
