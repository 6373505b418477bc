/**
 * What {@linkcode estimate} takes and what it returns.
 *
 * @module
 */
import type { Interval, IntervalKind } from "./intervals/interval.ts";
import type { IndependenceTest } from "./intervals/permutation_test.ts";
import type { OptionValues } from "./registry.ts";
import type { Compressor, Device, FittedCompressor, TrainingSummary, Warning } from "./types.ts";

export type { IndependenceTest, Interval, IntervalKind };

/** Settings of {@linkcode estimate}. */
export interface EstimateOptions {
  /**
   * Id of a method: one of `METHODS.ids()`. Two discrete sides always take the plug-in estimate.
   *
   * @default {"auto"}
   */
  readonly method?: string | undefined;
  /** Options of the method by name; those of the registry entry. @default {{}} */
  readonly methodOptions?: OptionValues | undefined;
  /** The method's `neighbors`, for short: how many nearest neighbours it uses. */
  readonly neighbors?: number | undefined;
  /** The method's `weights`, for short: `"berrett"` (the paper's text) or `"reference"` (its code). */
  readonly weights?: string | undefined;
  /** Takes the rows of x as labels. Text is discrete by itself. @default {false} */
  readonly xDiscrete?: boolean | undefined;
  /** Takes the rows of y as labels. Text is discrete by itself. @default {false} */
  readonly yDiscrete?: boolean | undefined;
  /** Compressor of x, E in Eq. (4): `"pca:4"`, one to be fitted to x, or one already fitted. */
  readonly compressX?: string | Compressor | FittedCompressor | undefined;
  /** Compressor of y: `"pca:4"`, one to be fitted to y, or one already fitted. */
  readonly compressY?: string | Compressor | FittedCompressor | undefined;
  /**
   * Options of the compressors that are given in their short form, by id and name:
   * `{ ae: { epochs: 50 } }`. @default {{}}
   */
  readonly compressorOptions?: Readonly<Record<string, OptionValues>> | undefined;
  /**
   * Told each side's compressor once it is fitted, or as it was handed in: to keep it.
   * `JSON.stringify` gives what `pcaFromJson` and `autoencoderFromJson` read. Awaited.
   */
  readonly onCompressed?:
    | ((fitted: FittedCompressor, side: "x" | "y") => void | Promise<void>)
    | undefined;
  /**
   * Kind of the interval. By default `asymptotic` where the method has such a standard error, and
   * `subsampling` else, which is left out with a remark where there are too few samples for it.
   */
  readonly interval?: IntervalKind | "none" | undefined;
  /** Confidence level of the interval, between 0 and 1. @default {0.95} */
  readonly level?: number | undefined;
  /** Permutations of a test of independence, each of which takes an estimate. @default {0} */
  readonly test?: number | undefined;
  /** Seed of all randomness, an integer: equal seeds give equal bits. @default {0} */
  readonly seed?: number | undefined;
  /** Where the work runs. @default {"auto"} */
  readonly device?: Device | undefined;
  /**
   * Standard deviation of normal noise added to what the estimator sees of each continuous side, as a
   * share of every column's own. It separates duplicate rows. @default {0}
   */
  readonly jitter?: number | undefined;
  /** Returns the contribution of every sample too. @default {false} */
  readonly pointwise?: boolean | undefined;
  /** Aborts the work between its steps. */
  readonly signal?: AbortSignal | undefined;
  /** Told how far the work is, from 0 to 1, with a name for the current step. */
  readonly onProgress?: ((fraction: number, step: string) => void) | undefined;
}

/** A mutual-information estimate with all that is needed to judge and to repeat it; plain JSON. */
export interface Estimate {
  /** Version of this layout. */
  readonly schema: 1;
  /** Estimate of I(X; Y) in nats; never clamped, so it can be negative. */
  readonly mutualInformation: number;
  /** Asymptotic standard error in nats; null where the method has none. */
  readonly standardError: number | null;
  /** Confidence interval around the estimate, with its own standard error; null where there is none. */
  readonly interval: Interval | null;
  /** Permutation test of independence, on request. */
  readonly independenceTest?: IndependenceTest;
  /** Unit of every information and entropy here. */
  readonly unit: "nat";
  /** Id of the method; `plug-in` when both sides are discrete. */
  readonly method: string;
  /** Settings of the method, and `jitter` where there is one. */
  readonly parameters: Readonly<Record<string, unknown>>;
  /** Number of samples. */
  readonly samples: number;
  /** Dimensions before and after compression. */
  readonly dimensions: Dimensions;
  /** Numbers of different labels of the discrete sides; not there where both are continuous. */
  readonly classes?: { readonly x?: number; readonly y?: number };
  /** What compression did to each side; null where there was none. */
  readonly compression: {
    /** Compression of x. */
    readonly x: CompressionSummary | null;
    /** Compression of y. */
    readonly y: CompressionSummary | null;
  };
  /** The entropies that the estimate is made of; null where the method has no such entropy. */
  readonly entropies: {
    /** h(X), or the Shannon entropy H(X) for two discrete sides. */
    readonly x: EntropySummary | null;
    /** h(Y), or H(Y) for two discrete sides. */
    readonly y: EntropySummary | null;
    /** h(X, Y), or H(X, Y) for two discrete sides. */
    readonly joint: EntropySummary | null;
    /** Entropy of the continuous side in each class of the discrete one, largest class first. */
    readonly conditional?: readonly ClassEntropySummary[];
  };
  /** Contribution of every sample in nats, in their order; their mean is the estimate. On request. */
  readonly pointwise?: readonly number[];
  /** Where the work ran. */
  readonly device: "cpu" | "gpu";
  /** Name of the GPU, where one was used. */
  readonly adapter?: string;
  /** What trained the method's networks, where it has any; compressors name theirs. */
  readonly engine?: string;
  /** Seed that was used. */
  readonly seed: number;
  /** What a reader of the number should know. */
  readonly warnings: readonly Warning[];
  /** Duration in milliseconds. */
  readonly elapsedMs: number;
  /** Version of infoplane. */
  readonly version: string;
}

/** Number of columns on each side: 1 for a list of labels. */
export interface Dimensions {
  /** Columns of x as given. */
  readonly x: number;
  /** Columns of y as given. */
  readonly y: number;
  /** Columns of x that the estimator sees: those of the code where x is compressed. */
  readonly codeX: number;
  /** Columns of y that the estimator sees: those of the code where y is compressed. */
  readonly codeY: number;
}

/** What compression kept and lost. */
export interface CompressionSummary {
  /** Id of the compressor, such as `pca`. */
  readonly id: string;
  /** Dimension of the code. */
  readonly dim: number;
  /** Mean squared reconstruction error per coordinate of these data, in their squared units. */
  readonly reconstructionError: number;
  /** Share of the total variance that each code coordinate explains, where that is defined. */
  readonly explainedVariance?: readonly number[];
  /** How it was trained, where it is a network. */
  readonly training?: TrainingSummary;
  /** What computed the codes, where it is a network: the package and its build. */
  readonly engine?: string;
}

/** An entropy without its pointwise values. */
export interface EntropySummary {
  /** Entropy in nats. */
  readonly nats: number;
  /** Standard error in nats: sd of the pointwise values over √n. */
  readonly standardError: number;
  /** Kernel bandwidth in whitened units, where the method has one. */
  readonly bandwidth?: number;
  /** Weights of the k neighbours, where the method has them. */
  readonly weights?: readonly number[];
}

/** Entropy of the continuous side in one class. */
export interface ClassEntropySummary extends EntropySummary {
  /** The label, as text. */
  readonly label: string;
  /** Number of samples with this label. */
  readonly samples: number;
}
