/**
 * How well mutual information is estimated through compression: Algorithm 1.
 *
 * @module
 */
import { InputError } from "../errors.ts";
import { estimate } from "../estimate.ts";
import { summariseCompression } from "../estimate_result.ts";
import { readSettings } from "../estimate_settings.ts";
import type { EstimateOptions } from "../estimate_types.ts";
import { paperMethod } from "../mi/default_method.ts";
import { deriveSeed } from "../rng.ts";
import { asSamples } from "../samples.ts";
import type { Context, FittedCompressor, Samples, SamplesLike } from "../types.ts";
import type {
  CompressionQuality,
  KnownPair,
  MethodQuality,
  PairSampler,
  QualityEstimate,
  QualityOptions,
} from "./compression_quality_types.ts";
import { fitTo } from "./layer_code.ts";
import { isPlaneError, recorded } from "./layer_record.ts";
import type { CompressorChoice } from "./plane_types.ts";

export type {
  CompressionQuality,
  KnownPair,
  MethodQuality,
  PairSampler,
  QualityEstimate,
  QualityMethod,
  QualityOptions,
} from "./compression_quality_types.ts";

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
  const { seed = 0, level = 0.95, device = "auto", signal, onProgress } = options;
  const methods = (options.methods ?? [{}]).map(paperMethod);
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
