/**
 * What the information plane takes, and the records that it gives.
 *
 * @module
 */
import type { CompressionSummary, EstimateOptions } from "../estimate_types.ts";
import type { Compressor, FittedCompressor, Labels, SamplesLike, Warning } from "../types.ts";

/** Noise that is added to, or multiplies, the outputs of one layer: what makes it stochastic. */
export interface LayerNoise {
  /** Additive: L = S + σN; multiplicative: L = S ⊙ (1 + σN); N standard normal, S the noise-free layer. */
  readonly kind: "additive" | "multiplicative";
  /** σ, greater than 0. */
  readonly sigma: number;
}

/** What is known of the noise of a layer: its own, that of an earlier layer alone, none, or nothing. */
export type NoiseInfo = LayerNoise | "upstream" | "none" | "unknown";

/** Outputs of the layers in one state of the network. */
export interface Observation {
  /** Outputs by layer, in the order of the layers; row i belongs to row i of the inputs. */
  readonly outputs: Readonly<Record<string, SamplesLike>>;
  /** Loss on the measured samples, as in use; null where it is not known. */
  readonly testLoss?: number | null;
  /** Share of the measured samples that are classified right; null where there is no such thing. */
  readonly accuracy?: number | null;
}

/**
 * A network in training, as Algorithm 2 sees it: something that trains an epoch and shows the outputs
 * of its layers. See {@linkcode modelSource}, {@linkcode functionSource}, {@linkcode recordedSource}.
 */
export interface PlaneSource {
  /** Inputs x_k for which the layers are observed, shape `(n, …)`. */
  readonly inputs: SamplesLike;
  /** Inputs that the compressor of the inputs is fitted to; `inputs` by default. */
  readonly fitInputs?: SamplesLike | undefined;
  /** Epochs of training that are complete. */
  readonly epoch: number;
  /** The last epoch there is, where the source knows it. */
  readonly lastEpoch?: number | undefined;
  /** What is known of the noise by layer; a layer that is not named is `"unknown"`. */
  readonly noise?: Readonly<Record<string, NoiseInfo>> | undefined;
  /**
   * Goes to the next epoch.
   *
   * @returns Mean loss of the epoch, null where it is not known; undefined if there is no next epoch.
   * @throws If the signal aborts; a call after that goes on where it stopped.
   */
  train(signal?: AbortSignal): Promise<{ readonly loss: number | null } | undefined>;
  /** Outputs of the layers now, noise included. Equal states give equal outputs. */
  observe(signal?: AbortSignal): Promise<Observation>;
  /** A copy of all that the rest of the training depends on, for `structuredClone` or {@linkcode encodeState}. */
  save?(): unknown;
  /** Takes a saved state. */
  restore?(state: unknown): void;
  /** Frees what the source holds. */
  dispose?(): void;
}

/** A compressor in its short form, to be fitted, already fitted, or none. */
export type CompressorChoice = string | Compressor | FittedCompressor | null;

/** An extra layer, computed from another one. */
export interface DerivedLayer {
  /** Name of the extra layer: "exp(L5)". */
  readonly name: string;
  /** The layer that it is computed from. */
  readonly from: string;
  /** What is done to every value. */
  readonly map: (value: number) => number;
}

/** Settings of {@linkcode informationPlane}. */
export interface PlaneOptions {
  /** Y for every input: labels of any number of classes, or rows of numbers for continuous targets. */
  readonly targets: Labels | SamplesLike;
  /** Whether numbers in `targets` are labels; text is by itself. @default {false} */
  readonly targetsDiscrete?: boolean | undefined;
  /** Last epoch; the source's own last one by default, and needed where the source has none. */
  readonly epochs?: number | undefined;
  /** Measures at every so many epochs; the first state and the last one always. @default {1} */
  readonly every?: number | undefined;
  /** Layers to measure, of those that the source shows. @default {all} */
  readonly layers?: readonly string[] | undefined;
  /** Extra layers. @default {[]} */
  readonly derived?: readonly DerivedLayer[] | undefined;
  /** Pairs of layers (L_i, L_j) whose mutual information is estimated too. @default {[]} */
  readonly pairs?: readonly (readonly [string, string])[] | undefined;
  /** E_X, the compressor of the inputs; null for none. @default {null} */
  readonly inputCompressor?: CompressorChoice | undefined;
  /**
   * E_L, the compressor of the layers, one for all or by layer; it is fitted anew at every epoch. A
   * layer that is no wider than the code is not compressed. @default {"pca:4"}
   */
  readonly layerCompressor?:
    | CompressorChoice
    | Readonly<Record<string, CompressorChoice>>
    | undefined;
  /** Compressor of continuous targets; null for none. @default {null} */
  readonly targetCompressor?: CompressorChoice | undefined;
  /** Method and its options, level, jitter and device, as {@linkcode estimate} takes them. @default {wkl} */
  readonly estimate?:
    | Pick<
      EstimateOptions,
      "method" | "methodOptions" | "neighbors" | "weights" | "level" | "jitter" | "device"
    >
    | undefined;
  /** Seed of compressors and estimators. @default {0} */
  readonly seed?: number | undefined;
  /** Aborts between steps; {@linkcode InformationPlane.save} gives the state then. */
  readonly signal?: AbortSignal | undefined;
  /** Told what is being done, before it is done. */
  readonly onProgress?: ((progress: PlaneProgress) => void) | undefined;
}

/** What an information plane is doing. */
export interface PlaneProgress {
  /** Epochs that are complete. */
  readonly epoch: number;
  /** The last epoch. */
  readonly epochs: number;
  /** "training", "layer outputs", "L1". */
  readonly step: string;
}

/** An estimate in the plane. */
export interface PlaneInformation {
  /** Estimate in nats; never clamped, so it can be negative. */
  readonly nats: number;
  /** Asymptotic standard error in nats; null where the method has none. */
  readonly standardError: number | null;
  /** Lower end of the interval in nats; null without a standard error. */
  readonly lower: number | null;
  /** Upper end of the interval in nats; null without a standard error. */
  readonly upper: number | null;
}

/**
 * Bounds of what the layer itself holds, given the estimate from its code: Statement 3 with
 * Statement 7 and Statement 8 or Corollary 4. `"vacuous"` where they say nothing.
 */
export type PlaneBound = "vacuous" | {
  /** Lower bound in nats: the estimate itself. */
  readonly lower: number;
  /** Upper bound in nats: the estimate and h(Z) − h(Z | E(L), Y), at most H(Y) for labels. */
  readonly upper: number;
};

/** Bounds of one layer. */
export interface PlaneBounds {
  /** Of I(L; E_X(X)), L not compressed. */
  readonly input: PlaneBound;
  /** Of I(L; Y), L not compressed. */
  readonly target: PlaneBound;
  /** h(Z) − h(Z | E(L), Y) in nats: the most that compression can have lost; null where vacuous. */
  readonly gap: number | null;
  /** What the bounds rest on, or why they are vacuous, in words. */
  readonly basis: string;
}

/** What could not be estimated, and why. */
export interface PlaneError {
  /** What it concerns: "layer" (then there is nothing), "input", "target", or the other layer of a pair. */
  readonly about: string;
  /** Stable identifier of the condition: `constant-column`, `class-too-small`. */
  readonly code: string;
  /** What is wrong, in one line. */
  readonly message: string;
}

/** One layer at one epoch; plain JSON. */
export interface PlaneRecord {
  /** Version of this layout. */
  readonly schema: 1;
  /** Epochs of training before; 0 for the untrained network. */
  readonly epoch: number;
  /** Name of the layer. */
  readonly layer: string;
  /** Numbers in one output of the layer; 0 where it has none. */
  readonly width: number;
  /** Numbers that the estimator sees of one output; 0 where there was an error. */
  readonly codeDim: number;
  /** Samples. */
  readonly samples: number;
  /** Mean loss of the training epoch that led here; null at epoch 0 or where it is not known. */
  readonly loss: number | null;
  /** Loss on the measured samples; null where it is not known. */
  readonly testLoss: number | null;
  /** Share of the measured samples that are classified right; null where there is no such thing. */
  readonly accuracy: number | null;
  /** Estimate of I(E_X(X); E_L(L)); null after an error. */
  readonly inputInformation: PlaneInformation | null;
  /** Estimate of I(E_L(L); Y); null after an error. */
  readonly targetInformation: PlaneInformation | null;
  /** Estimates of I(E_L(L); E_L'(L')) by the other layer, in the record of the later of the two. */
  readonly pairs: Readonly<Record<string, PlaneInformation | null>>;
  /** Bounds for the layer itself. */
  readonly bounds: PlaneBounds;
  /** What compression of the layer kept and lost; null where there was none. */
  readonly compression: CompressionSummary | null;
  /** What a reader of the numbers should know; `about` as in {@linkcode PlaneError}. */
  readonly warnings: readonly (Warning & { readonly about: string })[];
  /** What could not be estimated. */
  readonly errors: readonly PlaneError[];
  /** Milliseconds that this record took; training and observation are with the first one of an epoch. */
  readonly ms: number;
}

/** What the rest of an information plane depends on, besides its data and options. */
export interface PlaneState {
  /** Version of this form. */
  readonly schema: 1;
  /** Epoch that is measured, or that training started from. */
  readonly epoch: number;
  /** Records of that epoch that were given already. */
  readonly given: number;
  /** Whether that epoch has all its records: training is next. */
  readonly measured: boolean;
  /** Loss of the epoch that led there. */
  readonly loss: number | null;
  /** State of the source. */
  readonly source: unknown;
}
