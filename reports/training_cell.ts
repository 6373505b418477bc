/**
 * The cell that trains an autoencoder; estimates from codes, and the information plane, need one.
 *
 * @module
 */
import { mnistSets } from "../data/mnist_sets.ts";
import { SAMPLERS } from "../data/samplers.ts";
import { type EncoderState, trainEncoder } from "../lib/compress/train_encoder.ts";
import { type Augmentation, augmentImages } from "../lib/nn/augmentation.ts";
import {
  antiPcaAutoencoder,
  type AutoencoderSpec,
  imageAutoencoder,
  mnistAutoencoder,
} from "../lib/nn/networks.ts";
import type { TrainingSet } from "../lib/nn/train_settings.ts";
import type { OptionValues } from "../lib/registry.ts";
import { deriveSeed } from "../lib/rng.ts";
import {
  canonicalJson,
  type Cell,
  type CellContext,
  type CellResult,
  type CellSettings,
} from "./cell.ts";
import type { Json } from "./record.ts";

/** What determines a trained autoencoder. */
export interface TrainingSettings {
  /** Registry id of the sampler whose X it is trained on, or "mnist". */
  readonly family: string;
  /** Options of the sampler; none for MNIST. */
  readonly familyOptions: OptionValues;
  /** Which network. */
  readonly network: "image" | "anti-pca" | "mnist";
  /** Dimension of the code. */
  readonly dim: number;
  /** Number of training samples. */
  readonly samples: number;
  /** Number of further samples on which the error is measured. */
  readonly validation: number;
  /** Passes over the data. */
  readonly epochs: number;
  /** Rows of a step. */
  readonly batchSize: number;
  /** Step size of Adam. */
  readonly learningRate: number;
  /** Random zooms and shifts of the images; null for none. */
  readonly augmentation: Augmentation | null;
}

/** The validation error is measured, and an epoch kept in the history, this many times. */
const HISTORY_LENGTH = 100;

/** Milliseconds of a sample in a step, measured on one core; see `bench:train`. */
const STEP_MS: Readonly<Record<TrainingSettings["network"], (side: number) => number>> = {
  image: (side) => 0.08 * (side / 16) ** 2,
  "anti-pca": () => 0.005,
  mnist: () => 0.3,
};

/**
 * The cell of a training.
 *
 * @param seed Seed of the run.
 * @param settings What determines the network.
 * @returns The cell; its result has a model and no measurements.
 */
export function trainingCell(seed: number, settings: TrainingSettings): Cell {
  const { family, network, epochs, samples, familyOptions } = settings;
  const side = Number(familyOptions.side ?? 0);
  return {
    kind: "training",
    seed,
    settings: settings as unknown as CellSettings,
    parts: [...(family === "mnist" ? [] : [`sampler:${family}`]), `network:${network}`],
    label: `autoencoder ${family}${side ? ` ${side}×${side}` : ""}`,
    cost: epochs * samples * STEP_MS[network](side),
  };
}

/**
 * Computes the cell. The state is kept in the checkpoint as it goes; a resumed training gives the
 * same bits.
 *
 * @param cell A cell of {@linkcode trainingCell}.
 * @param context Where the state is kept, and whom to tell.
 * @returns The autoencoder, as {@linkcode autoencoderFromJson} reads it. The history has the training
 *   loss, and the validation error, of about a hundred epochs; `reconstructionError` is the mean
 *   squared error of a pixel on the validation samples.
 */
export async function runTraining(cell: Cell, context: CellContext): Promise<CellResult> {
  const settings = cell.settings as unknown as TrainingSettings;
  const { epochs, batchSize, learningRate, augmentation } = settings;
  const { checkpoint, onProgress } = context;
  const spec = networkOf(settings);
  const [side] = spec.inputShape;
  const data = await trainingData(cell.seed, settings);
  const seed = deriveSeed(cell.seed, "training", canonicalJson(cell.settings));
  let save: () => EncoderState;
  const fitted = await trainEncoder(data.training, spec, {
    epochs,
    batchSize,
    learningRate,
    seed,
    augment: augmentation
      ? (images, step) => augmentImages(images, side, augmentation, seed, step)
      : undefined,
    validation: data.validation,
    keepEvery: Math.ceil(epochs / HISTORY_LENGTH),
    state: await checkpoint?.read<EncoderState>(),
    onStart: (saveState) => save = saveState,
    async onEpoch({ epoch }) {
      onProgress(epoch / epochs, `epoch ${epoch} of ${epochs}`);
      await checkpoint?.offer(save);
    },
  });
  return { measurements: [], model: JSON.parse(JSON.stringify(fitted)) };
}

function networkOf({ network, familyOptions, dim }: TrainingSettings): AutoencoderSpec {
  switch (network) {
    case "image":
      return imageAutoencoder(Number(familyOptions.side), dim);
    case "anti-pca":
      return antiPcaAutoencoder(Number(familyOptions.dims ?? 32), dim);
    case "mnist":
      return mnistAutoencoder(dim);
  }
}

async function trainingData(
  seed: number,
  { family, familyOptions, samples, validation }: TrainingSettings,
): Promise<Record<"training" | "validation", TrainingSet>> {
  if (family === "mnist") {
    const { training: { inputs } } = await mnistSets({ training: samples + validation, test: 1 });
    const d = inputs.length / (samples + validation);
    return {
      training: { inputs: inputs.subarray(0, samples * d), rows: samples },
      validation: { inputs: inputs.subarray(samples * d), rows: validation },
    };
  }
  const draw = (purpose: string, count: number): TrainingSet => {
    const { x } = SAMPLERS.get(family).create(familyOptions).sample({
      samples: count,
      mutualInformation: 0,
      seed: deriveSeed(seed, purpose, family, canonicalJson(familyOptions as Json), count),
    });
    return { inputs: Float32Array.from(x.data), rows: count };
  };
  return {
    training: draw("training samples", samples),
    validation: draw("validation samples", validation),
  };
}
