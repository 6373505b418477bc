/**
 * Autoencoders: the nonlinear compressors of Sections 5 and 6.
 *
 * @module
 */
import { InputError, TrainingDivergedError } from "../errors.ts";
import { buildAutoencoder } from "../nn/build_network.ts";
import {
  type AutoencoderSpec,
  denseAutoencoder,
  imageAutoencoder,
  mnistAutoencoder,
} from "../nn/networks.ts";
import { type Accelerator, openAccelerator, trainOn } from "../nn/accelerator.ts";
import { openTfjs } from "../nn/tfjs.ts";
import { meanAbsoluteError, meanSquaredError } from "../nn/losses.ts";
import { Trainer } from "../nn/train.ts";
import type { Tfjs } from "../nn/tfjs_types.ts";
import type { EpochRecord, TrainingSet, TrainSettings } from "../nn/train_settings.ts";
import { createRng, deriveSeed, permutation } from "../rng.ts";
import type { Device, GpuUse, Samples } from "../types.ts";
import {
  type Autoencoder,
  type AutoencoderFields,
  createAutoencoder,
} from "./autoencoder_model.ts";
import { AUTOENCODER_DEFAULTS as DEFAULTS, isImageShape } from "./autoencoder_entry.ts";
import { fitScaling, type Scaling, toUnits } from "./autoencoder_scaling.ts";

export type { Autoencoder, AutoencoderFields, AutoencoderJson } from "./autoencoder_model.ts";
export { autoencoderFromJson } from "./autoencoder_json.ts";
export type { Scaling } from "./autoencoder_scaling.ts";

/** How {@linkcode fitAutoencoder} works. */
export interface AutoencoderOptions {
  /**
   * Height and width of the images that the rows hold, for a convolutional network: both the same
   * power of two, at least 8 (Table 3), or 28 × 28 (Table 4). Undefined for vectors, which get a
   * dense network.
   * @default {undefined}
   */
  readonly imageShape?: readonly [number, number] | undefined;
  /** The network, instead of the one that the shape of the data gives. @default {undefined} */
  readonly network?: AutoencoderSpec | undefined;
  /** Seed of weights, noise, data order and held-out rows. @default {0} */
  readonly seed?: number;
  /** Most passes over the data. @default {300} */
  readonly epochs?: number;
  /** Rows of a step. @default {256} */
  readonly batchSize?: number;
  /** Step size of Adam. @default {1e-3} */
  readonly learningRate?: number;
  /** Share of the rows that is held out for early stopping; 0 for none. @default {0.1} */
  readonly holdOut?: number;
  /** Epochs without a lower held-out loss after which the training stops. @default {30} */
  readonly patience?: number;
  /**
   * Where the network is trained; codes are always computed on the CPU. `auto` takes a GPU where it is
   * hardware and the batches are large. @default {"cpu"}
   */
  readonly device?: Device | undefined;
  /** Told when a GPU is used. @default {undefined} */
  readonly onGpu?: ((use: GpuUse) => void) | undefined;
  /** What to call the data in messages. @default {"data"} */
  readonly name?: string;
  /** Aborts between steps. @default {undefined} */
  readonly signal?: AbortSignal | undefined;
  /** Told after every epoch. @default {undefined} */
  readonly onEpoch?: ((record: EpochRecord) => void) | undefined;
}

/**
 * Trains an autoencoder A = D ∘ E and returns it as a compressor: the convolutional one of Table 3 for
 * images, a dense one for vectors. Images are scaled to [0, 1] by their extremes, vectors column by
 * column to mean 0 and variance 1; mean absolute error for images, mean squared error for vectors.
 *
 * @param samples Shape `(n, d)`; images row by row. Not changed.
 * @param dim Dimension of the code, 1 … d.
 * @param options Shape of images and settings of the training.
 * @returns The fitted compressor; `reconstructionError` is the mean squared error per coordinate on
 *   all of these samples, in their own units.
 * @throws {InputError} If dim, shape or settings do not fit the data, or the data are constant.
 * @throws {TrainingDivergedError} If the loss leaves the range of numbers, in training, on the
 *   held-out rows, or on all rows after the last epoch.
 *
 * Same seed, same bits, on one build of the training kernels (`engine` names it).
 */
export async function fitAutoencoder(
  samples: Samples,
  dim: number,
  options: AutoencoderOptions = {},
): Promise<Autoencoder> {
  const { name = "data", seed = 0, device = "cpu", signal, onEpoch } = options;
  const settings = { ...DEFAULTS, ...definedOf(options) };
  const spec = options.network ?? chooseNetwork(samples, dim, options.imageShape, name);
  checkFit(samples, dim, spec, settings.holdOut, name);
  const scaling = fitScaling(samples, spec.inputShape.length > 1, name);
  const { training, validation } = split(samples, scaling, settings.holdOut, seed);
  const tf = await openTfjs();
  const batchValues = settings.batchSize * samples.d;
  const train = (accelerator: Accelerator | null) =>
    trainNetwork(tf, spec, training, {
      epochs: settings.epochs,
      batchSize: settings.batchSize,
      learningRate: settings.learningRate,
      patience: settings.patience,
      loss: spec.training.loss === "mae" ? meanAbsoluteError : meanSquaredError,
      seed,
      validation,
      accelerator: accelerator ?? undefined,
      signal,
      onEpoch,
    });
  const { result, on } = await trainOn(
    await openAccelerator(tf, device, { batchValues }),
    train,
    options.onGpu,
  );
  const fitted = await createAutoencoder({ spec, scaling, ...result }, samples, on?.engine);
  if (Number.isFinite(fitted.reconstructionError)) return fitted;
  throw new TrainingDivergedError(result.history.length, fitted.reconstructionError);
}

/** Weights of a trained network, with what led to them. */
async function trainNetwork(
  tf: Tfjs,
  spec: AutoencoderSpec,
  training: TrainingSet,
  settings: TrainSettings,
): Promise<Pick<AutoencoderFields, "weights" | "history" | "epoch">> {
  const models = buildAutoencoder(tf, spec, settings.seed);
  try {
    const trainer = new Trainer(tf, models.autoencoder, training, settings);
    try {
      const history = await trainer.run();
      const weights = await Promise.all(
        [...models.encoder.weights, ...models.decoder.weights]
          .map(async (weight) => (await weight.read().data()).slice()),
      );
      return { weights, history, epoch: trainer.bestEpoch };
    } finally {
      trainer.dispose();
    }
  } finally {
    models.autoencoder.dispose();
  }
}

/** Settings that were given. */
function definedOf(options: AutoencoderOptions): Partial<typeof DEFAULTS> {
  return Object.fromEntries(
    Object.entries(options).filter(([key, value]) => key in DEFAULTS && value !== undefined),
  );
}

function chooseNetwork(
  { d }: Samples,
  dim: number,
  imageShape: readonly [number, number] | undefined,
  name: string,
): AutoencoderSpec {
  if (!imageShape) return denseAutoencoder(d, dim);
  const [height, width] = imageShape;
  if (!isImageShape(imageShape)) {
    throw new InputError(
      "image-shape",
      "The autoencoder for images takes squares with a side of 8, 16, 32, … or 28: " +
        `${name} has ${height} × ${width} pixels.`,
      "Crop or pad the images, or leave out the shape: vectors get a dense network.",
    );
  }
  return height === 28 ? mnistAutoencoder(dim) : imageAutoencoder(height, dim);
}

function checkFit(
  { data, n, d }: Samples,
  dim: number,
  spec: AutoencoderSpec,
  holdOut: number,
  name: string,
): void {
  const fail = (code: string, problem: string, hint: string): never => {
    throw new InputError(code, `Cannot compress ${name} by an autoencoder: ${problem}.`, hint);
  };
  if (!Number.isInteger(dim) || dim < 1 || dim > d || dim !== spec.dim) {
    fail("invalid-dim", `a code of ${dim} dimensions for data of ${d}`, `Use 1 … ${d}.`);
  }
  const pixels = spec.inputShape.reduce((product, length) => product * length, 1);
  if (pixels !== d) {
    fail(
      "image-shape",
      `its rows have ${d} values, the network takes ${spec.inputShape.join(" × ")}`,
      "Give the height and width that the images have.",
    );
  }
  if (data.length !== n * d) {
    fail("invalid-shape", `${data.length} values are not ${n} × ${d}`, "Give rows of one length.");
  }
  const wrong = data.findIndex((value) => !Number.isFinite(value));
  if (wrong >= 0) {
    const place = `row ${Math.floor(wrong / d) + 1}, column ${wrong % d + 1}`;
    fail("non-finite", `${place} is ${data[wrong]}`, "Remove or fill such rows first.");
  }
  if (!(holdOut >= 0 && holdOut < 1)) {
    fail("invalid-option", `the held-out share is ${holdOut}`, "Use a share in [0, 1).");
  }
  if (n - Math.floor(n * holdOut) < 2) {
    fail("too-few-samples", `${n} samples are too few`, "Give more samples.");
  }
}

function split(
  samples: Samples,
  scaling: Scaling,
  holdOut: number,
  seed: number,
): Record<"training" | "validation", { inputs: Float32Array; rows: number } | undefined> & {
  training: { inputs: Float32Array; rows: number };
} {
  const { n, d } = samples;
  const units = toUnits(samples, scaling);
  const order = permutation(n, createRng(deriveSeed(seed, "held-out rows")));
  const held = Math.floor(n * holdOut);
  const take = (rows: Int32Array): { inputs: Float32Array; rows: number } => {
    const inputs = new Float32Array(rows.length * d);
    rows.forEach((row, i) => inputs.set(units.subarray(row * d, (row + 1) * d), i * d));
    return { inputs, rows: rows.length };
  };
  return {
    training: take(order.subarray(held)),
    validation: held > 0 ? take(order.subarray(0, held)) : undefined,
  };
}
