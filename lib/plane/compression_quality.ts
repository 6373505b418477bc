/**
 * How well mutual information is estimated through compression: Algorithm 1.
 *
 * @module
 */
import { InputError } from "../errors.ts";
import { estimate } from "../estimate.ts";
import { summariseCompression } from "../estimate_result.ts";
import { readSettings } from "../estimate_settings.ts";
import type { CompressionSummary, Estimate, EstimateOptions } from "../estimate_types.ts";
import { deriveSeed } from "../rng.ts";
import { asSamples } from "../samples.ts";
import type { Context, FittedCompressor, Samples, SamplesLike } from "../types.ts";
import { fitTo } from "./layer_code.ts";
import { isPlaneError, recorded } from "./layer_record.ts";
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

/**
 * Algorithm 1 (Section 5): the quality of estimates through compression, on pairs whose mutual
 * information is known. Compressors are trained on f(x_k) and g(y_k), the codes are given to every
 * method, and the estimates are compared with the truth, and with those from the latents, which no
 * compression has touched (Figure 2).
 *
 * @param pairs The data, or a sampler that draws them with the options `samples` and
 *   `mutualInformation`.
 * @param options Compressors, methods, seed; see {@linkcode QualityOptions}.
 * @returns Estimates and errors by method. A method that fails on these data says why.
 * @throws {InputError} If an option cannot be used, or the data cannot be compressed.
 *
 * Takes the training of two compressors and, for each method, one estimate for each level.
 *
 * @example Points on lines in space, compressed by PCA: one component holds all there is
 * ```ts
 * import { measureCompressionQuality } from "./compression_quality.ts";
 *
 * const wave = (k: number) => Math.sin(12.9898 * k) * 43758.5453 % 1;
 * const x = Array.from({ length: 500 }, (_, k) => wave(k + 1));
 * const y = x.map((value, k) => value + wave(k + 1000));
 * const line = (values: number[]) => values.map((value) => [value, 2 * value, -value]);
 * const { methods } = await measureCompressionQuality(
 *   { x: line(x), y: line(y), latentX: x, latentY: y, mutualInformation: 0.5 },
 *   { compressX: "pca:1", compressY: "pca:1", methods: [{ method: "kl" }] },
 * );
 * const [{ latent, code }] = methods;
 * if (Math.abs(latent!.error! - code.error!) > 1e-6) throw new Error("unexpected");
 * ```
 */
export async function measureCompressionQuality(
  pairs: KnownPair | PairSampler,
  options: QualityOptions,
): Promise<CompressionQuality> {
  const started = performance.now();
  const { methods = [{}], seed = 0, level = 0.95, device = "auto", signal, onProgress } = options;
  const checked = methods.map((method) => readSettings({ ...method, level, seed, device }).method);
  const pair = "sample" in pairs ? draw(pairs, options, seed) : pairs;
  const given = { x: asSamples(pair.x, "x"), y: asSamples(pair.y, "y") };
  const side = (which: "x" | "y", choice: CompressorChoice) =>
    encodeSide(given[which], which, choice, {
      seed: deriveSeed(seed, "quality", which),
      device,
      signal,
      onProgress: (fraction, step) => onProgress?.(fraction, `compressor of ${which}: ${step}`),
    });
  const x = await side("x", options.compressX);
  const y = await side("y", options.compressY);
  const levels = { latent: bothOf(pair, "latent"), structured: bothOf(pair, "structured") };
  const results: MethodQuality[] = [];
  for (const [i, method] of methods.entries()) {
    const { id, parameters } = checked[i];
    const run = (a: SamplesLike, b: SamplesLike, what: string) => {
      onProgress?.(i / methods.length, `${id} on ${what}`);
      return compare(a, b, { ...method, level, device, seed, signal }, pair.mutualInformation);
    };
    const { latent, structured } = levels;
    results.push({
      method: id,
      parameters,
      latent: latent && await run(...latent, "latents"),
      structured: structured && await run(...structured, "structured latents"),
      code: await run(x.code, y.code, "codes"),
    });
  }
  return {
    schema: 1,
    mutualInformation: pair.mutualInformation,
    samples: given.x.n,
    methods: results,
    compression: { x: summariseCompression(x.fitted), y: summariseCompression(y.fitted) },
    seed,
    elapsedMs: performance.now() - started,
  };
}

function draw(
  sampler: PairSampler,
  { samples = 5000, mutualInformation }: QualityOptions,
  seed: number,
): KnownPair {
  if (mutualInformation !== undefined) return sampler.sample({ samples, mutualInformation, seed });
  throw new InputError(
    "missing-option",
    "A sampler needs the option mutualInformation: the truth, in nats.",
  );
}

async function encodeSide(
  samples: Samples,
  name: string,
  choice: CompressorChoice,
  context: Context,
): Promise<{ code: Samples; fitted: FittedCompressor | null }> {
  const fitted = await fitTo(samples, choice, name, context);
  return { fitted, code: fitted ? await fitted.encode(samples) : samples };
}

function bothOf(
  pair: KnownPair,
  which: "latent" | "structured",
): readonly [SamplesLike, SamplesLike] | null {
  const [x, y] = [pair[`${which}X`], pair[`${which}Y`]];
  return x === undefined || y === undefined ? null : [x, y];
}

async function compare(
  x: SamplesLike,
  y: SamplesLike,
  options: EstimateOptions,
  truth: number,
): Promise<QualityEstimate> {
  const result = await recorded("estimate", () => estimate(x, y, options));
  if (isPlaneError(result)) {
    const { code, message } = result;
    return { estimate: null, error: null, failure: { code, message } };
  }
  return { estimate: result, error: result.mutualInformation - truth, failure: null };
}
