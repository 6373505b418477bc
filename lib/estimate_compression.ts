/**
 * The compression of one side of {@linkcode estimate}: E in equations (4) and (5).
 *
 * @module
 */
import { parseCompressor } from "./compress/registry.ts";
import { InputError } from "./errors.ts";
import type { Side } from "./estimate_inputs.ts";
import { deriveSeed } from "./rng.ts";
import type { Compressor, Context, FittedCompressor, Samples } from "./types.ts";

/** What the estimator sees of a side, and by which compressor. */
export interface CompressedSide {
  /** The side, or its code. */
  readonly side: Side;
  /** What to call it in messages: "x", "the code of x". */
  readonly name: string;
  /** The compressor; null where there is none. */
  readonly fitted: FittedCompressor | null;
}

/**
 * Compresses a side, where that is asked for.
 *
 * @param side One side; not changed.
 * @param name What to call it in messages: "x".
 * @param compressor In its short form, to be fitted, or fitted; undefined for none.
 * @param context Its seed is derived once more, for this side.
 * @returns The side itself, or its code.
 * @throws {InputError} If the side is discrete, or the code would not have fewer dimensions.
 */
export async function compressSide(
  side: Side,
  name: "x" | "y",
  compressor: string | Compressor | FittedCompressor | undefined,
  context: Context,
): Promise<CompressedSide> {
  if (compressor === undefined) return { side, name, fitted: null };
  if (side.kind === "discrete") {
    throw new InputError(
      "compressed-discrete",
      `${name} is discrete: there is nothing to compress.`,
      `Leave out --compress-${name}, or --${name}-discrete.`,
    );
  }
  const chosen = typeof compressor === "string" ? parseCompressor(compressor) : compressor;
  context.signal?.throwIfAborted();
  context.onProgress?.(0, `compression of ${name}`);
  const seed = deriveSeed(context.seed, `compress-${name}`);
  const fitted = "encode" in chosen
    ? checkInput(chosen, side.samples, name)
    : await fit(chosen, side.samples, name, { ...context, seed, onProgress: undefined });
  const samples = await fitted.encode(side.samples);
  return {
    side: { kind: "continuous", samples, n: samples.n, d: samples.d },
    name: `the code of ${name}`,
    fitted,
  };
}

function checkInput(fitted: FittedCompressor, { d }: Samples, name: string): FittedCompressor {
  if (fitted.inputDim === d) return fitted;
  throw new InputError(
    "compressor-input",
    `The compressor of ${name} was fitted to ${fitted.inputDim} columns: ${name} has ${d}.`,
    "Fit it to data of the same shape.",
  );
}

function fit(
  compressor: Compressor,
  samples: Samples,
  name: string,
  context: Context,
): Promise<FittedCompressor> {
  const dim = Number(compressor.parameters.dim);
  if (dim >= samples.d) {
    throw new InputError(
      "compression-dimension",
      `Cannot compress ${name} to ${dim} dimensions: it has ${samples.d}.`,
      samples.d > 1
        ? `Use fewer, e.g. --compress-${name} ${compressor.id}:${Math.min(4, samples.d - 1)}.`
        : `Leave out --compress-${name}.`,
    );
  }
  return compressor.fit(samples, context);
}
