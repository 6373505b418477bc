/**
 * The estimate: mutual information of two sides of data, compressed first where that is asked for.
 *
 * @module
 */
import { balanceColumns } from "./column_scales.ts";
import { InputError } from "./errors.ts";
import {
  checkCompressorOptions,
  type CompressedSide,
  compressSide,
} from "./estimate_compression.ts";
import { checkColumns, checkSharedColumns, readSide, type Side } from "./estimate_inputs.ts";
import { dispatch } from "./estimate_dispatch.ts";
import { type LogScales, summariseCompression, summariseEntropies } from "./estimate_result.ts";
import { readSettings, type Settings } from "./estimate_settings.ts";
import type { Estimate, EstimateOptions } from "./estimate_types.ts";
import { sharesOf, uncertaintyOf } from "./estimate_uncertainty.ts";
import { warningsOf } from "./estimate_warnings.ts";
import { gpuFor } from "./gpu.ts";
import { addJitter } from "./jitter.ts";
import { findRepeats, type NamedSamples, repeatsHint } from "./repeats.ts";
import { deriveSeed } from "./rng.ts";
import { groupByLabel } from "./samples.ts";
import type { Labels, SamplesLike } from "./types.ts";
import { VERSION } from "./version.ts";

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
} from "./estimate_types.ts";

/**
 * Estimates the mutual information I(X; Y) in nats.
 *
 * What is computed follows from the sides:
 * - both continuous: Eq. (4), Section 3.1, I = h(E(X)) + h(E(Y)) − h(E(X), E(Y));
 * - one continuous, one discrete: Eq. (5), Section 3.1, I = h(E(X)) − Σ p̂(y) h(E(X) | Y = y), with X
 *   the continuous one;
 * - both discrete: the plug-in estimate, reported as method `plug-in`.
 *
 * E is a compressor, or nothing. These are the formulas of the paper's methods, which estimate every
 * entropy on whitened data; the default, `auto`, and others have formulas of their own (`METHODS`).
 * The estimate has the bias of that method (see `METHODS`), is never clamped, and can be negative.
 * Compression cannot add information, but can lose it: the result says how much variance was lost.
 * The interval covers sampling noise only, not bias, and takes a compressor as given; `warnings` name
 * what is known to mislead. Methods with an asymptotic standard error give that interval by default, at
 * no cost; the others estimate on disjoint parts of the samples, which takes two to three times as long
 * again and is left out by `interval: "none"`.
 *
 * @param x Samples of X: numbers of shape `(n, d)`, further axes flattened, or n labels. Text, or
 *   `xDiscrete`, makes them discrete. Not changed.
 * @param y Samples of Y, in the same order, alike.
 * @param options Method, compression, and all else; see {@linkcode EstimateOptions}.
 * @returns The estimate with all that is needed to judge and to repeat it; plain JSON.
 * @throws {InputError} If data or options cannot be used: different numbers of samples; values that are
 *   missing or not finite; a constant or a repeated column; a singular covariance; too few samples, or
 *   too few in a class, which is named; repeated rows, for the methods that need neighbour distances;
 *   an unknown method or option, a value out of range.
 * @throws {DeviceUnavailableError} If device `gpu` is asked for and there is none.
 *
 * Takes the time of three entropies, or of one and one for each class, and that of the interval.
 *
 * @example Two correlated normal variables: the truth is −½ ln(1 − 0.8²) = 0.51 nats
 * ```ts
 * import { estimate } from "./estimate.ts";
 * import { createRng } from "./rng.ts";
 *
 * const rng = createRng(1);
 * const x = Array.from({ length: 1000 }, () => rng.normal());
 * const y = x.map((value) => 0.8 * value + 0.6 * rng.normal());
 * const { mutualInformation, interval } = await estimate(x, y, { method: "kl" });
 * if (Math.abs(mutualInformation - 0.51) > 0.2) throw new Error("unexpected");
 * if (interval === null || interval.lower > 0.51) throw new Error("unexpected");
 * ```
 */
export async function estimate(
  x: SamplesLike | Labels,
  y: SamplesLike | Labels,
  options: EstimateOptions = {},
): Promise<Estimate> {
  const started = performance.now();
  const settings = readSettings(options);
  const { context, usage } = settings;
  // Whoever insists on a GPU learns at once that there is none.
  if (context.device === "gpu") await gpuFor("gpu", Infinity);
  const given = {
    x: readSide(x, "x", options.xDiscrete ?? false),
    y: readSide(y, "y", options.yDiscrete ?? false),
  };
  checkCounts(given.x, given.y);
  checkCompressorOptions(options);
  const compressed = {
    x: await compressSide(given.x, "x", options, context),
    y: await compressSide(given.y, "y", options, context),
  };
  const { anyColumns = false } = settings.method.tolerates ?? {};
  if (!anyColumns) checkSides(compressed.x, compressed.y);
  const { x: a, y: b, logScales } = anyColumns
    ? { ...compressed, logScales: { x: 0, y: 0 } }
    : balanced(compressed.x, compressed.y);
  const seen = { x: jittered(a, "x", settings), y: jittered(b, "y", settings) };
  const shares = sharesOf(settings);
  const { mi, method, parameters } = await dispatch(seen.x, seen.y, {
    ...settings,
    context: shares.estimate,
  }).catch((error) => {
    throw withRepeatsHint(error, continuousSides(a, b));
  });
  const swapped = seen.x.side.kind === "discrete" && seen.y.side.kind === "continuous";
  const { interval, independenceTest, remarks } = await uncertaintyOf(seen, mi, settings, shares);
  return {
    schema: 1,
    mutualInformation: mi.nats,
    standardError: mi.standardError,
    interval,
    ...(independenceTest ? { independenceTest } : {}),
    unit: "nat",
    method,
    parameters,
    samples: given.x.n,
    dimensions: { x: given.x.d, y: given.y.d, codeX: seen.x.side.d, codeY: seen.y.side.d },
    ...classesOf(seen.x.side, seen.y.side),
    compression: {
      x: summariseCompression(seen.x.fitted, seen.x.reconstructionError),
      y: summariseCompression(seen.y.fitted, seen.y.reconstructionError),
    },
    entropies: summariseEntropies(mi, swapped, logScales),
    ...(mi.engine === undefined ? {} : { engine: mi.engine }),
    ...(options.pointwise ? { pointwise: Array.from(mi.pointwise) } : {}),
    device: usage.gpu ? "gpu" : "cpu",
    ...(usage.gpu ? { adapter: usage.gpu.adapter } : {}),
    seed: context.seed,
    warnings: [
      ...warningsOf({ given, seen, still: continuousSides(a, b), mi, interval, settings }),
      ...remarks,
    ],
    elapsedMs: performance.now() - started,
    version: VERSION,
  };
}

/** How many labels there are on the sides that have any. */
function classesOf(x: Side, y: Side): Pick<Estimate, "classes"> {
  const count = (side: Side, name: "x" | "y") =>
    side.kind === "discrete" ? { [name]: groupByLabel(side.labels).size } : {};
  const classes = { ...count(x, "x"), ...count(y, "y") };
  return Object.keys(classes).length === 0 ? {} : { classes };
}

/** The continuous sides by their names, before jitter. */
function continuousSides(x: CompressedSide, y: CompressedSide): NamedSamples[] {
  return ([["x", x.side], ["y", y.side]] as const).flatMap(([name, side]) =>
    side.kind === "continuous" ? [{ name, samples: side.samples }] : []
  );
}

/** Methods know that rows repeat; only the sides as a whole show why, and so what helps. */
function withRepeatsHint(error: unknown, sides: readonly NamedSamples[]): unknown {
  if (!(error instanceof InputError) || error.code !== "duplicates") return error;
  const hint = repeatsHint(findRepeats(sides));
  return new InputError(error.code, error.message, hint, { cause: error });
}

function checkCounts(x: Side, y: Side): void {
  if (x.n === y.n) return;
  throw new InputError(
    "sample-count",
    `x has ${x.n} samples, y has ${y.n}: they must be pairs.`,
    "Give one row of each per sample, in the same order.",
  );
}

function checkSides(x: CompressedSide, y: CompressedSide): void {
  for (const { side, name } of [x, y]) {
    if (side.kind === "continuous") checkColumns(side.samples, name);
  }
  if (x.side.kind === "continuous" && y.side.kind === "continuous") {
    checkSharedColumns(x.side.samples, y.side.samples);
  }
}

/** Noise comes after compression, where it separates equal codes too, and from a seed for each side. */
function jittered(
  { side, ...rest }: CompressedSide,
  which: "x" | "y",
  { jitter, context }: Settings,
): CompressedSide {
  if (side.kind === "discrete" || jitter === 0) return { side, ...rest };
  const samples = addJitter(side.samples, jitter, deriveSeed(context.seed, `jitter-${which}`));
  return { side: { ...side, samples }, ...rest };
}

/** The sides with their columns at like scales, so that units are not taken for linear dependence. */
function balanced(
  x: CompressedSide,
  y: CompressedSide,
): { x: CompressedSide; y: CompressedSide; logScales: LogScales } {
  const scaled = balanceColumns(
    [x.side, y.side].flatMap((side) => side.kind === "continuous" ? [side.samples] : []),
  );
  const logScales = { x: 0, y: 0 };
  const take = (compressed: CompressedSide, which: "x" | "y"): CompressedSide => {
    const next = compressed.side.kind === "continuous" ? scaled.shift() : undefined;
    if (next === undefined || compressed.side.kind === "discrete") return compressed;
    logScales[which] = next.logScale;
    return { ...compressed, side: { ...compressed.side, samples: next.samples } };
  };
  return { x: take(x, "x"), y: take(y, "y"), logScales };
}
