/**
 * Types that every layer shares. This module imports nothing.
 *
 * @module
 */

/**
 * A sample of `n` points in `d` dimensions, row-major: coordinate `j` of point `i` is
 * `data[i * d + j]`. Values are finite; build one with {@linkcode asSamples}, which checks that.
 */
export interface Samples {
  /** Row-major values, length `n * d`. */
  readonly data: Float64Array;
  /** Number of points. */
  readonly n: number;
  /** Dimension of a point. */
  readonly d: number;
}

/** A numeric typed array that holds real values. */
export type NumericArray =
  | Float64Array
  | Float32Array
  | Int8Array
  | Uint8Array
  | Uint8ClampedArray
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array;

/** An n-dimensional array in C order, as `.npy` files hold it; the first axis counts the samples. */
export interface NdArray {
  /** Values in C order. */
  readonly data: NumericArray;
  /** Length of each axis, samples first. */
  readonly shape: readonly number[];
}

/**
 * What the public functions take as continuous data: {@linkcode Samples}, an array of rows, a plain
 * list of numbers (one dimension), or an {@linkcode NdArray} (axes after the first are flattened).
 */
export type SamplesLike =
  | Samples
  | NdArray
  | NumericArray
  | readonly number[]
  | readonly (readonly number[])[];

/** One label per sample of a discrete variable. */
export type Labels = readonly (string | number | boolean)[];

/** Something a reader of an estimate should know, with a stable code for programs. */
export interface Warning {
  /** Stable identifier, in kebab-case. */
  readonly code: string;
  /** One sentence: what was seen and what to do. */
  readonly message: string;
}

/** Where the work runs. */
export type Device = "auto" | "cpu" | "gpu";

/** What a GPU did for an estimate. */
export interface GpuUse {
  /** Name of the device, as the adapter tells it. */
  readonly adapter: string;
  /** Whether the adapter is software that runs on the CPU. */
  readonly software: boolean;
  /** Why the GPU did not finish, so that the CPU did; null if it did. */
  readonly failure: string | null;
}

/** What every estimator, compressor and sampler is handed besides its data. */
export interface Context {
  /** Source of all randomness. */
  readonly seed: number;
  /** Requested device. */
  readonly device: Device;
  /** Aborts long work between its steps. */
  readonly signal?: AbortSignal | undefined;
  /** Told how far the work is, from 0 to 1, with a name for the current step. */
  readonly onProgress?: ((fraction: number, step: string) => void) | undefined;
  /** Told after work on a GPU. */
  readonly onGpu?: ((use: GpuUse) => void) | undefined;
}

/** A differential entropy with what was learned on the way. */
export interface EntropyEstimate {
  /** Entropy in nats; may be negative. */
  readonly nats: number;
  /** Standard error in nats: sd of the pointwise values over √n. */
  readonly standardError: number;
  /** Estimate of −ln ρ at every point, in nats; their mean is `nats`. */
  readonly pointwise: Float64Array;
  /** Kernel bandwidth in whitened units, where the method has one. */
  readonly bandwidth?: number;
  /** Weights of the k neighbours, where the method has them. */
  readonly weights?: readonly number[];
  /** Remarks on the data or the settings. */
  readonly warnings: readonly Warning[];
}

/** What a mutual-information method returns. */
export interface MiEstimate {
  /** Mutual information in nats; never clamped, so it can be negative. */
  readonly nats: number;
  /** Asymptotic standard error in nats, or null where the method has none. */
  readonly standardError: number | null;
  /** Contribution of every sample, in nats; their mean is `nats`. */
  readonly pointwise: Float64Array;
  /** Entropies that the estimate is made of, where it is made of entropies. */
  readonly entropies: {
    readonly x?: EntropyEstimate;
    readonly y?: EntropyEstimate;
    readonly joint?: EntropyEstimate;
    /** h(X | Y = y) for each label, where Y is discrete. */
    readonly conditional?: ReadonlyMap<string, EntropyEstimate>;
  };
  /** What trained the method's networks, where it has any: builds may round differently. */
  readonly engine?: string;
  /** Remarks on the data or the settings. */
  readonly warnings: readonly Warning[];
}

/** How a network was trained. */
export interface TrainingSummary {
  /** Stable name of the network's definition: "image-16", "dense". */
  readonly network: string;
  /** Passes over the data that were made. */
  readonly epochs: number;
  /** The epoch whose weights were taken, from 1. */
  readonly epoch: number;
  /** Loss of that epoch on the training data, noise included. */
  readonly loss: number;
  /** Loss after it on the held-out data; null without such data. */
  readonly heldOutLoss: number | null;
  /** What trained it, with its build: relaxed SIMD may round differently from CPU to CPU. */
  readonly engine: string;
}

/** A compressor fitted to data: an encoder and a decoder. */
export interface FittedCompressor {
  /** Registry id, such as `pca`. */
  readonly id: string;
  /** Dimension of the code. */
  readonly dim: number;
  /** Dimension of the data that it takes. */
  readonly inputDim: number;
  /** Mean squared reconstruction error per coordinate on the data it was fitted to (Σ² of Statement 10). */
  readonly reconstructionError: number;
  /** Share of the total variance that each code coordinate explains, where that is defined. */
  readonly explainedVariance?: readonly number[];
  /** How it was trained, where it is a network. */
  readonly training?: TrainingSummary;
  /** What runs its network here, where it is one; see {@linkcode TrainingSummary.engine}. */
  readonly engine?: string;
  /** Codes of `samples`, shape `(n, dim)`. */
  encode(samples: Samples): Promise<Samples>;
  /** Reconstructions of `codes`, shape `(n, inputDim)`. */
  decode(codes: Samples): Promise<Samples>;
}

/** Learns a {@linkcode FittedCompressor} from data. */
export interface Compressor {
  /** Registry id. */
  readonly id: string;
  /** Settings, JSON-serialisable. */
  readonly parameters: Readonly<Record<string, unknown>>;
  /** Fits to `samples`; the data are not changed. */
  fit(samples: Samples, context: Context): Promise<FittedCompressor>;
}

/** What a method copes with that others do not. */
export interface Tolerances {
  /** More dimensions than samples: it compares no distances, and takes no covariances. */
  readonly manyDimensions?: boolean;
  /** Columns that are constant or repeat others, such as the margins of images. */
  readonly anyColumns?: boolean;
}

/** A mutual-information method with its settings. */
export interface MiMethod {
  /** Registry id. */
  readonly id: string;
  /** Settings, JSON-serialisable. */
  readonly parameters: Readonly<Record<string, unknown>>;
  /** What `estimate` need not refuse for it; nothing where it is absent. */
  readonly tolerates?: Tolerances;
  /** I(X; Y) for continuous X and Y, equation (4). */
  continuous(x: Samples, y: Samples, context: Context): Promise<MiEstimate>;
  /**
   * I(X; Y) for continuous X and discrete Y, equation (5); absent where a method has no such form.
   * `name` is what to call the continuous side in messages, `x` when it is not given.
   */
  mixed?(x: Samples, labels: Labels, context: Context, name?: string): Promise<MiEstimate>;
  /**
   * For tests of independence: what {@linkcode MiMethod.continuous} reads in nats, but for rounding, with row i
   * of x and row `order[i]` of y as pair i, for any permutation of the rows. Present where a method can keep
   * what does not depend on the pairing.
   */
  pairings?(
    x: Samples,
    y: Samples,
    context: Context,
  ): Promise<(order: Int32Array, context: Context) => Promise<number>>;
}

/** What an entropy estimator may be told besides its data. */
export interface EntropyHints {
  /** What to call the data in messages: "x", "class 3". */
  readonly name?: string;
  /** Bandwidth to use instead of searching for one (kernel estimators; whitened units). */
  readonly bandwidth?: number;
}

/** A differential-entropy estimator with its settings. */
export interface EntropyMethod {
  /** Registry id. */
  readonly id: string;
  /** Settings, JSON-serialisable. */
  readonly parameters: Readonly<Record<string, unknown>>;
  /** h(X) of `samples`, in nats; whitens by itself, and does not change the data. */
  entropy(samples: Samples, context: Context, hints?: EntropyHints): Promise<EntropyEstimate>;
}
