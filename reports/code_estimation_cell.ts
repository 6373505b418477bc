/**
 * The cell behind the compressed curves of Figures 3, 4 and 6: estimates by several methods from codes
 * of a trained encoder, on synthetic data of known mutual information (Algorithm 1, with the encoder
 * given).
 *
 * @module
 */
import { SAMPLERS } from "../data/samplers.ts";
import { type Autoencoder, autoencoderFromJson } from "../lib/compress/autoencoder.ts";
import type { OptionValues } from "../lib/registry.ts";
import { deriveSeed } from "../lib/rng.ts";
import {
  canonicalJson,
  type Cell,
  type CellContext,
  cellKey,
  type CellResult,
  type CellSettings,
} from "./cell.ts";
import { dataSeed, measure } from "./estimation_cell.ts";
import { estimationCost } from "./estimation_cost.ts";
import { ownMark } from "./our_method.ts";
import type { Json, Measurement, ReportRecord } from "./record.ts";
import type { TrainingSettings } from "./training_cell.ts";

/** What determines estimates from codes, besides the encoder. */
export interface CodeEstimationSettings {
  /** Registry id of the sampler. */
  readonly family: string;
  /** Options of the sampler. */
  readonly familyOptions: OptionValues;
  /** True mutual information in nats. */
  readonly truth: number;
  /** Number of samples. */
  readonly n: number;
  /** Registry ids of the methods, each with its default options. */
  readonly methods: readonly string[];
}

/**
 * The cell of estimates from codes.
 *
 * @param seed Seed of the run.
 * @param encoder The cell that trains the encoder of both X and Y.
 * @param settings What else determines the estimates.
 * @returns The cell; its result has one measurement for each method, in their order.
 */
export function codeEstimationCell(
  seed: number,
  encoder: Cell,
  settings: CodeEstimationSettings,
): Cell {
  const { family, familyOptions, methods, truth, n } = settings;
  const { dim } = encoder.settings as unknown as TrainingSettings;
  const side = Number(familyOptions.side ?? 0);
  const factors = { n, dataDim: side * side, jointDim: 2 * dim };
  return {
    kind: "code-estimation",
    seed,
    settings: settings as unknown as CellSettings,
    parts: [`sampler:${family}`, ...methods.map((method) => `method:${method}`)],
    needs: [encoder],
    label: `codes of ${family}${side ? ` ${side}×${side}` : ""} I=${truth}`,
    cost: methods.reduce((sum, method) => sum + estimationCost({ ...factors, method }), 0) +
      2e-4 * n * side * side,
  };
}

/** Computes the cell. */
export async function runCodeEstimation(cell: Cell, context: CellContext): Promise<CellResult> {
  const settings = cell.settings as unknown as CodeEstimationSettings;
  const { family, familyOptions, truth, n, methods } = settings;
  const encoder = await encoderOf(cell.needs![0], context.needed[0]);
  const pair = SAMPLERS.get(family).create(familyOptions).sample({
    samples: n,
    mutualInformation: truth,
    seed: dataSeed(cell.seed, settings),
  });
  const codes = [await encoder.encode(pair.x), await encoder.encode(pair.y)] as const;
  const measurements: Measurement[] = [];
  for (const method of methods) {
    const seed = deriveSeed(cell.seed, "estimate", method, canonicalJson(cell.settings));
    const options = { method, methodOptions: {}, seed };
    const measurement = await measure(() => Promise.resolve(codes), options);
    measurements.push({ ...measurement, engine: encoder.engine });
  }
  return { measurements };
}

/** Encoders that this thread has already read: cells at different true values share one. */
const encoders: Map<string, Promise<Autoencoder>> = new Map();

/** The encoder that a training cell gave. */
export function encoderOf(training: Cell, { model }: CellResult): Promise<Autoencoder> {
  const key = cellKey(training);
  let encoder = encoders.get(key);
  if (!encoder) {
    encoder = autoencoderFromJson(model);
    encoders.set(key, encoder);
  }
  return encoder;
}

/**
 * The records of a computed cell, one for each method.
 *
 * @param cell A cell of {@linkcode codeEstimationCell}.
 * @param result What it gave.
 * @param artefact Id of the artefact that shows it.
 * @param panelOf Panel of the artefact for a method.
 * @returns The records, in the order of the methods.
 */
export function codeEstimationRecords(
  cell: Cell,
  result: CellResult,
  artefact: string,
  panelOf: (method: string) => string,
): ReportRecord[] {
  const settings = cell.settings as unknown as CodeEstimationSettings;
  const { family, familyOptions, truth, n, methods } = settings;
  const [training] = cell.needs!;
  return methods.map((method, i) => ({
    artefact,
    panel: panelOf(method),
    family,
    side: typeof familyOptions.side === "number" ? familyOptions.side : null,
    method,
    curve: "compressed",
    truth,
    n,
    seed: cell.seed,
    ...result.measurements[i],
    settings: {
      dataSeed: dataSeed(cell.seed, settings),
      familyOptions: familyOptions as Json,
      methodOptions: {},
      compression: { id: "ae", ...training.settings },
    },
    ...ownMark(method),
  }));
}
