/**
 * What the page and its Worker say to each other.
 *
 * @module
 */
import type { Estimate, IntervalKind } from "../../lib/estimate_types.ts";
import type { OptionSpec } from "../../lib/registry.ts";
import type { Device } from "../../lib/types.ts";

/** One column of a source, as the page lists it. */
export interface ColumnSummary {
  /** Name from the header, or index from 0. */
  readonly name: string;
  /** Whether its cells are numbers, labels, or cannot be used. */
  readonly kind: "number" | "text" | "unreadable";
  /** Cells without a value. */
  readonly missing: number;
}

/** One array or table that a side can be taken from. */
export interface SourceSummary {
  /** Name for messages and for the command line: "table.csv", "archive.npz:x". */
  readonly name: string;
  /** Which side it is likely to be, by its name or its place. */
  readonly side: "x" | "y" | null;
  /** Number of samples. */
  readonly rows: number;
  /** Its columns; the pixels of an image are columns too. */
  readonly columns: readonly ColumnSummary[];
  /** First rows of the first columns, as text. */
  readonly preview: readonly (readonly string[])[];
}

/** What one side is to be. */
export interface SideRequest {
  /** Name of a source. */
  readonly source: string;
  /** Names of its columns; null for all. */
  readonly columns: readonly string[] | null;
  /** Whether its values are labels. */
  readonly discrete: boolean;
  /** Compressor in its short form: "pca:4". */
  readonly compress: string | null;
}

/** How to estimate, whatever the data are. */
export interface MethodRequest {
  /** Id of the method. */
  readonly method: string;
  /** Options of the method that are not at their defaults. */
  readonly methodOptions: Readonly<Record<string, number | string | boolean>>;
  /** Kind of the interval; null for that of the method. */
  readonly interval: IntervalKind | "none" | null;
  /** Confidence level. */
  readonly level: number;
  /** Permutations of a test of independence, 0 for none. */
  readonly test: number;
  /** Seed. */
  readonly seed: number;
  /** Noise to separate equal rows, as a share of each column's own deviation. */
  readonly jitter: number;
  /** Where to compute. */
  readonly device: Device;
}

/** What is to be estimated. */
export interface EstimateRequest extends MethodRequest {
  /** X. */
  readonly x: SideRequest;
  /** Y. */
  readonly y: SideRequest;
}

/** An example, with what to do with it. */
export interface ExampleSetup {
  /** Sources that it made. */
  readonly sources: readonly SourceSummary[];
  /** True mutual information in nats. */
  readonly truth: number;
  /** What to estimate. */
  readonly request: EstimateRequest;
}

/** The codes of some samples, for the scatter plot. */
export interface CodePoint {
  /** First coordinate of X's code, or its label. */
  readonly x: number | string;
  /** First coordinate of Y's code, or its label. */
  readonly y: number | string;
  /** Contribution of the sample, in nats. */
  readonly nats: number;
}

/** The estimate on a part of the samples. */
export interface SizePoint {
  /** Number of samples. */
  readonly samples: number;
  /** Estimate in nats. */
  readonly nats: number;
  /** Lower end of the interval; null where there is none. */
  readonly lower: number | null;
  /** Upper end of the interval. */
  readonly upper: number | null;
}

/** To the Worker, once that has said what it is. What is filled in again, after Cancel, is not answered. */
export type Order =
  | { readonly kind: "open"; readonly files: readonly File[]; readonly again?: boolean }
  | { readonly kind: "example"; readonly id: string; readonly again?: boolean }
  | { readonly kind: "estimate"; readonly request: EstimateRequest };

/** What went wrong, as the command line would say it. */
export interface Failure {
  /** One line. */
  readonly message: string;
  /** What to do. */
  readonly hint: string | null;
}

/** A method, as the page offers it. */
export interface MethodSummary {
  /** What the request calls it. */
  readonly id: string;
  /** What it is. */
  readonly summary: string;
  /** What the data must be like. */
  readonly assumptions: string;
  /** In which direction it errs. */
  readonly bias: string;
  /** Its options. */
  readonly options: readonly OptionSpec[];
}

/** What the library has and what it runs on. */
export interface About {
  /** Version of infoplane. */
  readonly version: string;
  /** Threads that the kernels use. */
  readonly threads: number;
  /** Whether the kernels are WebAssembly SIMD, and not plain loops. */
  readonly simd: boolean;
  /** The methods. */
  readonly methods: readonly MethodSummary[];
  /** The examples. */
  readonly examples: readonly { readonly id: string; readonly title: string }[];
}

/** From the Worker. */
export type Answer =
  | ({ readonly kind: "about" } & About)
  | { readonly kind: "gpu"; readonly text: string }
  | { readonly kind: "opened"; readonly sources: readonly SourceSummary[] }
  | ({ readonly kind: "example" } & ExampleSetup)
  | { readonly kind: "progress"; readonly fraction: number; readonly step: string }
  | {
    readonly kind: "estimate";
    readonly estimate: Estimate;
    readonly contributions: readonly number[];
    readonly codes: readonly CodePoint[];
  }
  | { readonly kind: "converged"; readonly points: readonly SizePoint[]; readonly text: string }
  | ({ readonly kind: "failed" } & Failure);
