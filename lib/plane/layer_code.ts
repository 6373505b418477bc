/**
 * The code of a layer: steps 4 and 5 of Algorithm 2.
 *
 * @module
 */
import { parseCompressor } from "../compress/registry.ts";
import { InputError } from "../errors.ts";
import { asSamples } from "../samples.ts";
import type { Context, FittedCompressor, Samples, SamplesLike, Warning } from "../types.ts";
import type { CompressorChoice } from "./plane_types.ts";

/** What is left of one variable for the estimator. */
export interface CodedLayer {
  /** Numbers in one output, before anything was left out. */
  readonly width: number;
  /** The outputs without those that are constant. */
  readonly outputs: Samples;
  /** What the estimator sees: their code, or they themselves. */
  readonly code: Samples;
  /** The compressor; null where there is none. */
  readonly fitted: FittedCompressor | null;
  /** Remarks. */
  readonly warnings: readonly Warning[];
}

/**
 * Compresses the outputs of a layer; a layer that is no wider than the code is left as it is.
 * Constant outputs hold no information and are left out first, so that dead units do no harm.
 *
 * @param name What to call the layer in messages.
 * @param given Its outputs.
 * @param rows The number of rows that they must have.
 * @param choice The compressor.
 * @param context Seed and the rest for the fit.
 * @returns The code with what led to it.
 * @throws {InputError} If the outputs are not finite, ragged, constant, of another number of rows, or
 *   have fewer directions with any variance than the code is to have.
 */
export async function codeLayer(
  name: string,
  given: SamplesLike,
  rows: number,
  choice: CompressorChoice,
  context: Context,
): Promise<CodedLayer> {
  const all = asSamples(given, name);
  if (all.n !== rows) {
    throw new InputError(
      "sample-count",
      `${name} has ${all.n} rows of outputs, there are ${rows} inputs.`,
      "Give one row of outputs per input, in the same order.",
    );
  }
  const outputs = withoutConstants(all, name);
  const width = all.d;
  const dropped = width - outputs.d;
  const warnings: Warning[] = dropped === 0 ? [] : [{
    code: "constant-units",
    message: `${dropped} of ${width} outputs of ${name} are constant and were left out.`,
  }];
  const fitted = await fitTo(outputs, choice, name, context);
  const code = fitted ? await fitted.encode(outputs) : outputs;
  return { width, outputs, code, fitted, warnings };
}

/**
 * Fits a compressor, where there is anything to compress.
 *
 * @param samples What it is fitted to.
 * @param choice The compressor; one that is fitted already is checked and returned.
 * @param name What to call the data in messages.
 * @param context Seed and the rest for the fit.
 * @returns The fitted compressor, or null where none was asked for or the code would not be narrower.
 */
export async function fitTo(
  samples: Samples,
  choice: CompressorChoice,
  name: string,
  context: Context,
): Promise<FittedCompressor | null> {
  if (choice === null) return null;
  const chosen = typeof choice === "string" ? parseCompressor(choice) : choice;
  if (!("encode" in chosen)) {
    return Number(chosen.parameters.dim) < samples.d ? await chosen.fit(samples, context) : null;
  }
  if (chosen.inputDim === samples.d) return chosen;
  throw new InputError(
    "compressor-input",
    `The compressor of ${name} was fitted to ${chosen.inputDim} columns: ${name} has ${samples.d}.`,
    "Fit it to data of the same shape.",
  );
}

function withoutConstants(samples: Samples, name: string): Samples {
  const { data, n, d } = samples;
  const kept: number[] = [];
  for (let j = 0; j < d; j++) {
    let row = 1;
    while (row < n && data[row * d + j] === data[j]) row++;
    if (row < n) kept.push(j);
  }
  if (kept.length === d) return samples;
  if (kept.length === 0) {
    throw new InputError(
      "constant-layer",
      `All outputs of ${name} are constant: it carries no information.`,
      "Train on, or look for dead units.",
    );
  }
  const left = new Float64Array(n * kept.length);
  for (let i = 0; i < n; i++) {
    kept.forEach((j, c) => left[i * kept.length + c] = data[i * d + j]);
  }
  return { data: left, n, d: kept.length };
}
