/**
 * The cell behind Figures 3, 4 and 6 and Table 2: one estimate on synthetic data of known mutual
 * information (Algorithm 1).
 *
 * @module
 */
import { SAMPLERS } from "../data/samplers.ts";
import { COMPRESSORS } from "../lib/compress/registry.ts";
import { InputError } from "../lib/errors.ts";
import { estimate } from "../lib/estimate.ts";
import { INTERVAL_REMARKS } from "../lib/intervals/interval.ts";
import { METHODS } from "../lib/mi/registry.ts";
import type { OptionValues } from "../lib/registry.ts";
import { deriveSeed } from "../lib/rng.ts";
import type { FittedCompressor, Samples } from "../lib/types.ts";
import { VERSION } from "../lib/version.ts";
import { canonicalJson, type Cell, type CellResult, type CellSettings } from "./cell.ts";
import { estimationCost } from "./estimation_cost.ts";
import { ownMark } from "./our_method.ts";
import type { Curve, Json, Measurement, ReportRecord } from "./record.ts";

/** Compression by a model that is fitted to separate samples of X, of zero mutual information. */
export interface Compression {
  /** Registry id of the compressor. */
  readonly id: string;
  /** Dimension of the code. */
  readonly dim: number;
  /** Number of separate samples that it is fitted to. */
  readonly trainingSamples: number;
}

/** What determines an estimate on synthetic data. */
export interface EstimationSettings {
  /** Registry id of the sampler. */
  readonly family: string;
  /** Options of the sampler. */
  readonly familyOptions: OptionValues;
  /** True mutual information in nats. */
  readonly truth: number;
  /** Number of samples. */
  readonly n: number;
  /** What is estimated from: the structured latents, the raw data, or codes of a compressor. */
  readonly curve: Curve;
  /** Registry id of the method. */
  readonly method: string;
  /** Options of the method. */
  readonly methodOptions: OptionValues;
  /** How X and Y are compressed; null for the curves that are not `compressed`. */
  readonly compression: Compression | null;
}

/**
 * The cell of an estimate.
 *
 * @param seed Seed of the run.
 * @param settings What determines the estimate.
 * @returns The cell.
 */
export function estimationCell(seed: number, settings: EstimationSettings): Cell {
  const { family, method, compression, truth, curve } = settings;
  return {
    kind: "estimation",
    seed,
    settings: settings as unknown as CellSettings,
    parts: [
      `sampler:${family}`,
      `method:${method}`,
      ...(compression ? [`compressor:${compression.id}`] : []),
    ],
    label: `${method} ${curve} ${family} I=${truth}`,
    cost: expectedCost(settings),
  };
}

function expectedCost(settings: EstimationSettings): number {
  const { family, familyOptions, curve, compression, method, n } = settings;
  const { latentDims: [dimX, dimY] } = SAMPLERS.get(family).create(familyOptions);
  const side = Number(familyOptions.side ?? 0);
  const dataDim = Math.max(side * side, dimX + dimY);
  const codeDim = compression?.dim ?? side * side;
  const jointDim = curve === "latent" ? dimX + dimY : 2 * codeDim;
  return estimationCost({ method, n, dataDim, jointDim });
}

/**
 * Seed of the samples of a cell. It depends on the family, the number of samples and the true value
 * only, so that methods, curves and image sizes that are compared start from the same normal vectors.
 */
export function dataSeed(
  seed: number,
  { family, n, truth }: Pick<EstimationSettings, "family" | "n" | "truth">,
): number {
  return deriveSeed(seed, "samples", family, n, truth);
}

/**
 * Computes the cell.
 *
 * @param cell A cell of {@linkcode estimationCell}.
 * @returns One measurement; where the data or the settings make an estimate impossible, it carries
 *   the cause.
 */
export async function runEstimation(cell: Cell): Promise<CellResult> {
  const settings = cell.settings as unknown as EstimationSettings;
  const { method, methodOptions } = settings;
  const seed = deriveSeed(cell.seed, "estimate", canonicalJson(cell.settings));
  const measurement = await measure(
    () => observe(cell.seed, settings),
    { method, methodOptions, seed },
  );
  return { measurements: [measurement] };
}

/** How {@linkcode measure} estimates. */
export interface MeasureOptions {
  /** Registry id of the method. */
  readonly method: string;
  /** Options of the method. */
  readonly methodOptions: OptionValues;
  /** Seed of the estimate. */
  readonly seed: number;
}

/**
 * An estimate as a measurement; where the data or the settings make an estimate impossible, it carries
 * the cause.
 *
 * @param observed Gives what the estimator sees of X and Y.
 * @param options How to estimate.
 */
export async function measure(
  observed: () => Promise<readonly [Samples, Samples]>,
  options: MeasureOptions,
): Promise<Measurement> {
  try {
    const [x, y] = await observed();
    // Records hold no interval: one that takes estimates on parts of the samples is saved.
    const { interval: kind = "asymptotic" } = METHODS.get(options.method);
    const interval = kind === "asymptotic" ? undefined : "none";
    const result = await estimate(x, y, { ...options, interval, device: "cpu" });
    const warnings = result.warnings.map(({ code }) => code)
      .filter((code) => !INTERVAL_REMARKS.includes(code));
    return {
      estimate: result.mutualInformation,
      standardError: result.standardError,
      device: result.device,
      version: result.version,
      ...(warnings.length > 0 ? { warnings } : {}),
    };
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    const { code, message } = error;
    const failed = { estimate: null, standardError: null, device: "cpu", version: VERSION };
    return { ...failed, error: { code, message } };
  }
}

/** What the estimator is given for X and for Y. */
async function observe(seed: number, settings: EstimationSettings): Promise<[Samples, Samples]> {
  const { family, familyOptions, truth, n, curve, compression } = settings;
  const pair = SAMPLERS.get(family).create(familyOptions).sample({
    samples: n,
    mutualInformation: truth,
    seed: dataSeed(seed, settings),
  });
  if (curve === "latent") return [pair.structuredX, pair.structuredY];
  if (!compression) return [pair.x, pair.y];
  const fitted = await fittedCompressor(seed, family, familyOptions, compression);
  return [await fitted.encode(pair.x), await fitted.encode(pair.y)];
}

/** Compressors that this thread has already fitted: cells at different true values share one. */
const fittedCompressors: Map<string, Promise<FittedCompressor>> = new Map();

function fittedCompressor(
  seed: number,
  family: string,
  familyOptions: OptionValues,
  { id, dim, trainingSamples }: Compression,
): Promise<FittedCompressor> {
  const identity = canonicalJson([seed, family, familyOptions as Json, id, dim, trainingSamples]);
  let fitted = fittedCompressors.get(identity);
  if (!fitted) {
    const training = SAMPLERS.get(family).create(familyOptions).sample({
      samples: trainingSamples,
      mutualInformation: 0,
      seed: deriveSeed(seed, "training", identity),
    });
    const context = { seed: deriveSeed(seed, "fit", identity), device: "cpu" as const };
    fitted = COMPRESSORS.get(id).create({ dim }).fit(training.x, context);
    fittedCompressors.set(identity, fitted);
  }
  return fitted;
}

/**
 * The record of a computed cell.
 *
 * @param cell A cell of {@linkcode estimationCell}.
 * @param result What it gave.
 * @param artefact Id of the artefact that shows it.
 * @param panel Panel of the artefact.
 * @returns The record.
 */
export function estimationRecord(
  cell: Cell,
  result: CellResult,
  artefact: string,
  panel: string,
): ReportRecord {
  const settings = cell.settings as unknown as EstimationSettings;
  const { family, familyOptions, truth, n, curve, method, methodOptions, compression } = settings;
  return {
    artefact,
    panel,
    family,
    side: typeof familyOptions.side === "number" ? familyOptions.side : null,
    method,
    curve,
    truth,
    n,
    seed: cell.seed,
    ...result.measurements[0],
    settings: {
      dataSeed: dataSeed(cell.seed, settings),
      familyOptions: familyOptions as Json,
      methodOptions: methodOptions as Json,
      compression: compression as unknown as Json,
    },
    ...ownMark(method),
  };
}
