/**
 * The estimate against the number of samples, on subsets each of which holds the ones before it.
 *
 * @module
 */
import { InputError } from "./errors.ts";
import { estimate } from "./estimate.ts";
import { readSide, type Side } from "./estimate_inputs.ts";
import type { Estimate, EstimateOptions } from "./estimate_types.ts";
import { DEFAULT_METHOD } from "./mi/default_method.ts";
import { METHODS } from "./mi/registry.ts";
import { createRng, deriveSeed, permutation } from "./rng.ts";
import { takeRows } from "./samples.ts";
import type { Labels, NdArray, Samples, SamplesLike } from "./types.ts";

/** Settings of {@linkcode nestedEstimates}: those of `estimate`, and the sizes. */
export interface NestedEstimateOptions extends EstimateOptions {
  /**
   * Numbers of samples, each from 2 to n, in any order.
   *
   * @default {nestedSizes(n): nine sizes from n/16 to n}
   */
  readonly sizes?: readonly number[] | undefined;
}

/** The estimate on a subset. */
export interface NestedEstimate {
  /** Number of samples. */
  readonly samples: number;
  /** The estimate; null where the subset has none. */
  readonly estimate: Estimate | null;
  /** Why there is none: the code and the message of the error. */
  readonly error?: { readonly code: string; readonly message: string };
}

/** Fewest samples of a subset: below, standard errors are guesses themselves. */
const FEWEST = 16;

/**
 * Sizes from n/16 to n, each √2 of the one before: at a cost of about 3.4 estimates of n samples where
 * one takes O(n) time, and of 2 where it takes O(n²).
 *
 * @param n Number of samples, at least 2.
 * @returns Up to nine sizes, rising; the last is n, and none is below 16 but n itself.
 */
export function nestedSizes(n: number): number[] {
  const sizes = Array.from({ length: 9 }, (_, i) => Math.round(n / Math.SQRT2 ** (8 - i)));
  return [...new Set(sizes)].filter((size) => size >= FEWEST || size === n);
}

/**
 * Estimates the mutual information on nested subsets of the samples, to show whether the estimate has
 * settled, still drifts, or is held down by the number of samples.
 *
 * A subset is the first m of one random order of the samples, drawn from the seed, put back into their
 * own order; so the estimate of all samples is that of `estimate`, bit for bit. The subsets overlap:
 * where their estimates are means of independent contributions of variance σ², the difference of two
 * has the variance σ² (1/m − 1/n). A compressor that is not fitted yet is fitted to every subset anew;
 * one that is fitted stays the same.
 *
 * @param x Samples of X, as in `estimate`. Not changed.
 * @param y Samples of Y, in the same order, alike.
 * @param options Those of `estimate`, and the sizes; `onProgress` is told of all of the work.
 * @returns One entry for each size, smallest first. A subset whose data cannot be estimated (too few
 *   samples in a class, a column that is constant in it) has its error in place of an estimate.
 * @throws {InputError} If a size is no integer from 2 to n, or the largest subset cannot be estimated.
 *
 * Takes the time of an estimate of each size, largest first.
 *
 * @example
 * ```ts
 * import { createRng } from "./rng.ts";
 * import { nestedEstimates } from "./nested_estimates.ts";
 *
 * const rng = createRng(1);
 * const x = Array.from({ length: 400 }, () => rng.normal());
 * const y = x.map((value) => value + rng.normal());
 * const nested = await nestedEstimates(x, y, { method: "kl", sizes: [100, 200, 400] });
 * if (nested.map(({ samples }) => samples).join() !== "100,200,400") throw new Error("unexpected");
 * if (nested.some(({ estimate }) => estimate === null)) throw new Error("unexpected");
 * ```
 */
export async function nestedEstimates(
  x: SamplesLike | Labels,
  y: SamplesLike | Labels,
  options: NestedEstimateOptions = {},
): Promise<readonly NestedEstimate[]> {
  const { sizes, ...settings } = options;
  const sides = {
    x: readSide(x, "x", options.xDiscrete ?? false),
    y: readSide(y, "y", options.yDiscrete ?? false),
  };
  const n = sides.x.n;
  const wanted = checkedSizes(sizes ?? nestedSizes(n), n);
  const nested = await subsetEstimates(sides, wanted, settings);
  const { error, cause } = nested[nested.length - 1];
  if (error) throw cause;
  return nested.map(({ cause: _, ...each }) => each);
}

/**
 * The interval that subsets get where the estimate against N is only looked at: that of the options, or
 * the default one where it costs nothing. One that takes estimates on parts would quadruple the time of
 * all subsets; that of all samples tells the noise.
 *
 * @param sides X and Y.
 * @param options Those of `estimate`.
 * @returns The value for `interval`.
 */
export function intervalOfSubsets(
  { x, y }: { readonly x: Side; readonly y: Side },
  { interval, method = DEFAULT_METHOD }: EstimateOptions,
): EstimateOptions["interval"] {
  const { interval: kind = "asymptotic" } = METHODS.get(method);
  const isPlugIn = x.kind === "discrete" && y.kind === "discrete";
  return interval ?? (kind === "asymptotic" || isPlugIn ? undefined : "none");
}

/** An estimate on a subset, with the error as it was thrown. */
interface Attempt extends NestedEstimate {
  readonly cause?: unknown;
}

/**
 * As {@linkcode nestedEstimates}, of sides that are read already; the largest subset may fail too.
 *
 * @param sides X and Y.
 * @param sizes Rising numbers of samples. Without any, there is nothing to do.
 * @param options Those of `estimate`.
 * @returns One entry for each size.
 */
export async function subsetEstimates(
  sides: { readonly x: Side; readonly y: Side },
  sizes: readonly number[],
  options: EstimateOptions,
): Promise<readonly Attempt[]> {
  const { onProgress } = options;
  const n = sides.x.n;
  const order = permutation(n, createRng(deriveSeed(options.seed ?? 0, "nested-subsets")));
  const total = sizes.reduce((sum, size) => sum + size, 0);
  const results: Attempt[] = [];
  let done = 0;
  for (const size of sizes.toReversed()) {
    // Whoever gave sides of different lengths hears of it from `estimate`.
    const whole = size === n || sides.y.n !== n;
    const rows = whole ? undefined : order.slice(0, size).sort();
    const work = estimate(subset(sides.x, rows), subset(sides.y, rows), {
      ...options,
      xDiscrete: sides.x.kind === "discrete",
      yDiscrete: sides.y.kind === "discrete",
      onProgress: (fraction, step) =>
        onProgress?.((done + fraction * size) / total, `${step}, ${size} samples`),
    });
    const result = await settled(size, work);
    results.push(result);
    // The largest comes first: if that fails, there is no use in the others.
    if (result.error && size === sizes[sizes.length - 1]) break;
    done += size;
  }
  return results.reverse();
}

function checkedSizes(sizes: readonly number[], n: number): number[] {
  const wrong = sizes.find((size) => !Number.isInteger(size) || size < 2 || size > n);
  if (wrong !== undefined || sizes.length === 0) {
    throw new InputError(
      "invalid-sizes",
      `Option sizes must hold integers from 2 to ${n}, the number of samples: ` +
        `current value is ${wrong ?? "an empty list"}.`,
    );
  }
  return [...new Set(sizes)].sort((a, b) => a - b);
}

function subset(side: Side, rows: Int32Array | undefined): Samples | NdArray | Labels {
  if (side.kind === "discrete") {
    return rows ? Array.from(rows, (row) => side.labels[row]) : side.labels;
  }
  const { samples, imageShape } = side;
  const taken = rows ? takeRows(samples, rows) : samples;
  // Images stay images: a compressor that is fitted to them needs their shape.
  return imageShape ? { data: taken.data, shape: [taken.n, ...imageShape] } : taken;
}

async function settled(samples: number, work: Promise<Estimate>): Promise<Attempt> {
  try {
    return { samples, estimate: await work };
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    const { code, message } = error;
    return { samples, estimate: null, error: { code, message }, cause: error };
  }
}
