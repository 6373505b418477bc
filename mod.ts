/**
 * Mutual information of high-dimensional data: compress first, then estimate; with the estimators,
 * bounds, compressors and synthetic data of Butakov et al., "Information Bottleneck Analysis of Deep
 * Neural Networks via Lossy Compression" (ICLR 2024).
 *
 * {@linkcode estimate} does the whole of it: two continuous variables, Eq. (4), or one continuous and
 * one discrete, Eq. (5), each side compressed where that is asked for. What it is made of can be used
 * by itself: entropy estimators ({@linkcode ENTROPY_METHODS}), compressors ({@linkcode COMPRESSORS},
 * {@linkcode fitPca}), pairs whose mutual information is known ({@linkcode SAMPLERS}), exact
 * neighbours ({@linkcode nearestNeighbors}), and readers of data files ({@linkcode parseDataFile}).
 * {@linkcode informationPlane} follows any network through its training (Algorithm 2), and
 * {@linkcode measureCompressionQuality} tests estimates on data of known information (Algorithm 1).
 * All information is in nats, no estimate is clamped, and equal seeds give equal bits.
 *
 * Run as a program, this module is the command line: `deno run --allow-read mod.ts estimate --help`.
 *
 * @example 16×16 images that share 2 nats, compressed to two numbers each
 * ```ts
 * import { estimate, SAMPLERS } from "@infoplane/infoplane";
 *
 * const sampler = SAMPLERS.get("gaussian-image").create({ side: 16 });
 * const { x, y } = sampler.sample({ samples: 1000, mutualInformation: 2, seed: 1 });
 * const { mutualInformation, interval } = await estimate(x, y, {
 *   compressX: "pca:2",
 *   compressY: "pca:2",
 * });
 * // Two linear components cannot hold all that the images share: the estimate is a lower one.
 * if (mutualInformation < 0.5 || mutualInformation > 2.5) throw new Error("unexpected");
 * if (interval === null || interval.standardError > 0.3) throw new Error("unexpected");
 * ```
 *
 * @module
 */
export { estimate } from "./lib/estimate.ts";
export type {
  ClassEntropySummary,
  CompressionSummary,
  Dimensions,
  EntropySummary,
  Estimate,
  EstimateOptions,
  IndependenceTest,
  Interval,
  IntervalKind,
} from "./lib/estimate.ts";
export { nestedEstimates, nestedSizes } from "./lib/nested_estimates.ts";
export type { NestedEstimate, NestedEstimateOptions } from "./lib/nested_estimates.ts";
export type {
  Compressor,
  Context,
  Device,
  EntropyEstimate,
  EntropyHints,
  EntropyMethod,
  FittedCompressor,
  GpuUse,
  Labels,
  MiEstimate,
  MiMethod,
  NdArray,
  NumericArray,
  Samples,
  SamplesLike,
  Tolerances,
  TrainingSummary,
  Warning,
} from "./lib/types.ts";
export {
  DeviceUnavailableError,
  InputError,
  KernelError,
  TrainingDivergedError,
} from "./lib/errors.ts";
export type { KernelStage } from "./lib/errors.ts";
export { Registry } from "./lib/registry.ts";
export type { OptionSpec, OptionValues, RegistryEntry } from "./lib/registry.ts";
export { asSamples, joinColumns, takeRows } from "./lib/samples.ts";
export { createRng, deriveSeed } from "./lib/rng.ts";
export type { Rng } from "./lib/rng.ts";
export { VERSION } from "./lib/version.ts";

// Entropy and mutual information
export { METHODS } from "./lib/mi/registry.ts";
export type { MethodEntry } from "./lib/mi/registry.ts";
export { entropyDifference } from "./lib/mi/entropy_difference.ts";
export { plugIn } from "./lib/mi/plug_in.ts";
export { ENTROPY_METHODS } from "./lib/entropy/registry.ts";
export type { EntropyEntry } from "./lib/entropy/registry.ts";
export { wklWeights } from "./lib/entropy/wkl_weights.ts";
export type { WeightsRule, WklWeights } from "./lib/entropy/wkl_weights.ts";
export { nearestNeighbors } from "./lib/neighbors/nearest_neighbors.ts";
export type {
  Metric,
  NearestNeighborsOptions,
  Neighbors,
} from "./lib/neighbors/nearest_neighbors.ts";

// Bounds and closed forms
export {
  autoencoderEntropyBound,
  denoisingBounds,
  pcaEntropyGapBounds,
  pcaInformationChangeBounds,
  pcaInformationLossBounds,
} from "./lib/bounds/compression_bounds.ts";
export type {
  AutoencoderTerms,
  DenoisingTerms,
  NatsInterval,
  PcaTerms,
} from "./lib/bounds/compression_bounds.ts";
export {
  additiveNoiseEntropyBound,
  conditionalAdditiveNoiseEntropyBound,
  conditionalMultiplicativeNoiseEntropyBound,
  elementwiseNoiseEntropyBound,
  entropyUpperBound,
  expectedLogAbsDet,
  multiplicativeNoiseEntropyBound,
  residualEntropyUpperBound,
} from "./lib/bounds/entropy_bounds.ts";
export type { AdditiveCondition, MultiplicativeCondition } from "./lib/bounds/entropy_bounds.ts";
export {
  gaussianEntropy,
  gaussianMutualInformation,
  isotropicGaussianEntropy,
} from "./lib/gaussian.ts";
export type { MatrixLike, SquareMatrix } from "./lib/gaussian.ts";

// Compression
export { COMPRESSORS, parseCompressor } from "./lib/compress/registry.ts";
export type { CompressorSettings } from "./lib/compress/registry.ts";
export { autoencoderFromJson, fitAutoencoder } from "./lib/compress/autoencoder.ts";
export type {
  Autoencoder,
  AutoencoderFields,
  AutoencoderJson,
  AutoencoderOptions,
  Scaling,
} from "./lib/compress/autoencoder.ts";
export { toTfjsArtifacts } from "./lib/compress/autoencoder_export.ts";
export { fitPca, pcaFromJson } from "./lib/compress/pca.ts";
export type { LinearCode } from "./lib/compress/linear_code.ts";
export type { Pca, PcaFields, PcaJson, PcaOptions } from "./lib/compress/pca.ts";

// Networks and the information plane
export { informationPlane } from "./lib/plane/information_plane.ts";
export type { InformationPlane } from "./lib/plane/information_plane.ts";
export { modelSource } from "./lib/plane/model_source.ts";
export type { ModelSourceOptions } from "./lib/plane/model_source.ts";
export { classifierSource } from "./lib/plane/classifier_source.ts";
export type { ClassifierSourceOptions } from "./lib/plane/classifier_source.ts";
export { functionSource } from "./lib/plane/function_source.ts";
export type {
  Assessment,
  FunctionSourceOptions,
  TrainedEpoch,
} from "./lib/plane/function_source.ts";
export { recordedSource } from "./lib/plane/recorded_source.ts";
export type { EpochMetrics, RecordedSourceOptions } from "./lib/plane/recorded_source.ts";
export { expLayer } from "./lib/plane/derived_layers.ts";
export type {
  CompressorChoice,
  DerivedLayer,
  LayerNoise,
  NoiseInfo,
  Observation,
  PlaneBound,
  PlaneBounds,
  PlaneError,
  PlaneInformation,
  PlaneOptions,
  PlaneProgress,
  PlaneRecord,
  PlaneSource,
  PlaneState,
} from "./lib/plane/plane_types.ts";
export { measureCompressionQuality } from "./lib/plane/compression_quality.ts";
export type {
  CompressionQuality,
  KnownPair,
  MethodQuality,
  PairSampler,
  QualityEstimate,
  QualityMethod,
  QualityOptions,
} from "./lib/plane/compression_quality.ts";
export { mnistClassifier } from "./lib/nn/networks.ts";
export type {
  AutoencoderSpec,
  ClassifierSpec,
  LayerSpec,
  StageSpec,
  TrainingDefaults,
  WeightInit,
} from "./lib/nn/networks.ts";
export { loadTfjs } from "./lib/nn/load_tfjs.ts";
export { openAccelerator } from "./lib/nn/accelerator.ts";
export type { Accelerator, AcceleratorOptions } from "./lib/nn/accelerator.ts";
export { meanAbsoluteError, meanSquaredError, negativeLogLikelihood } from "./lib/nn/losses.ts";
export type { TrainingSet, TrainSettings } from "./lib/nn/train_settings.ts";
export type { EpochRecord } from "./lib/nn/train_settings.ts";
export type {
  Layer,
  LayerClass,
  LayerFactories,
  LayersModel,
  LayerVariable,
  ModelArtifacts,
  SymbolicTensor,
  Tensor,
  Tfjs,
  Variable,
} from "./lib/nn/tfjs_types.ts";
export { decodeState, encodeState } from "./lib/nn/encode_state.ts";

// Data
export { mnistSets } from "./data/mnist_sets.ts";
export type { MnistSets, MnistSetsOptions } from "./data/mnist_sets.ts";
export { SAMPLERS } from "./data/samplers.ts";
export type { Sampler, SamplerEntry, SampleRequest, SyntheticPair } from "./data/sampler.ts";
export { encodeNpy, parseDataFile, selectColumns } from "./data/files.ts";
export type {
  ArrayFile,
  DataColumn,
  DataFile,
  LabelsFile,
  NumberColumn,
  Selection,
  SelectOptions,
  TableFile,
  TextColumn,
  UnreadableColumn,
} from "./data/files.ts";
export { loadMnist } from "./data/mnist.ts";
export type { Mnist, MnistOptions, MnistSplit } from "./data/mnist.ts";

// What `reproduce` writes
export type {
  Curve,
  Json,
  Measurement,
  PlaneQuantity,
  RecordError,
  ReportRecord,
} from "./reports/record.ts";

if (import.meta.main) {
  const { main } = await import("./main.ts");
  Deno.exitCode = await main(Deno.args, import.meta.url);
}
