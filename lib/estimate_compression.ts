/**
 * The compression of one side of {@linkcode estimate}: E in equations (4) and (5).
 *
 * @module
 */
import { COMPRESSORS, parseCompressor } from "./compress/registry.ts";
import { InputError } from "./errors.ts";
import type { Side } from "./estimate_inputs.ts";
import type { EstimateOptions } from "./estimate_types.ts";
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
  /** Mean squared error per coordinate of these data; 0 without a compressor. */
  readonly reconstructionError: number;
}

/**
 * Compresses a side, where that is asked for.
 *
 * @param side One side; not changed.
 * @param name What to call it in messages: "x".
 * @param options Those of the estimate: compressors, their options, and who is told of them.
 * @param context Its seed is derived once more, for this side.
 * @returns The side itself, or its code.
 * @throws {InputError} If the side is discrete, or the code would not have fewer dimensions.
 */
export async function compressSide(
  side: Side,
  name: "x" | "y",
  options: EstimateOptions,
  context: Context,
): Promise<CompressedSide> {
  const compressor = name === "x" ? options.compressX : options.compressY;
  if (compressor === undefined) return { side, name, fitted: null, reconstructionError: 0 };
  if (side.kind === "discrete") {
    throw new InputError(
      "compressed-discrete",
      `${name} is discrete: there is nothing to compress.`,
      `Leave out its compressor (--compress-${name}, --encoder-${name}), or --${name}-discrete.`,
    );
  }
  const { samples: data, imageShape } = side;
  const chosen = typeof compressor === "string"
    ? parseCompressor(compressor, { options: options.compressorOptions, imageShape })
    : compressor;
  context.signal?.throwIfAborted();
  context.onProgress?.(0, `compression of ${name}`);
  const handedIn = "encode" in chosen;
  const fitted = handedIn
    ? checkInput(chosen, data, name)
    : await fit(chosen, data, name, contextOf(name, context));
  await options.onCompressed?.(fitted, name);
  const samples = await fitted.encode(data);
  // Of the data that it was fitted to, a compressor knows the error.
  const reconstructionError = handedIn
    ? meanSquares(data, await fitted.decode(samples))
    : fitted.reconstructionError;
  return {
    side: { kind: "continuous", samples, n: samples.n, d: samples.d },
    name: `the code of ${name}`,
    fitted,
    reconstructionError,
  };
}

/**
 * Checks that options are given to compressors that are used.
 *
 * @throws {InputError} If there is no such compressor, or no side names it in its short form.
 */
export function checkCompressorOptions(options: EstimateOptions): void {
  const { compressX, compressY, compressorOptions = {} } = options;
  const used = [compressX, compressY].map((compressor) =>
    typeof compressor === "string" ? compressor.trim().split(":")[0] : undefined
  );
  for (const [id, values] of Object.entries(compressorOptions)) {
    const entry = COMPRESSORS.get(id);
    const given = Object.keys(values).find((option) => values[option] !== undefined);
    if (given === undefined || used.includes(id)) continue;
    throw new InputError(
      "unused-option",
      `Option "${given}" of compressor "${id}" is given, but no side is fitted by it.`,
      `Name it, e.g. --compress-x ${entry.id}:4.`,
    );
  }
}

/** The seed is the side's own, and steps say what they are part of. */
function contextOf(name: "x" | "y", context: Context): Context {
  const { onProgress } = context;
  return {
    ...context,
    seed: deriveSeed(context.seed, `compress-${name}`),
    onProgress: onProgress &&
      ((fraction, step) => onProgress(fraction, `compression of ${name}: ${step}`)),
  };
}

function meanSquares({ data }: Samples, { data: back }: Samples): number {
  let squares = 0;
  for (let i = 0; i < data.length; i++) squares += (back[i] - data[i]) ** 2;
  return squares / data.length;
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
