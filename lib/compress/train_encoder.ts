/**
 * The training of an autoencoder of images that can be interrupted at any step.
 *
 * @module
 */
import { buildAutoencoder } from "../nn/build_network.ts";
import { meanAbsoluteError, meanSquaredError } from "../nn/losses.ts";
import type { AutoencoderSpec } from "../nn/networks.ts";
import { openTfjs } from "../nn/tfjs.ts";
import { Trainer } from "../nn/train.ts";
import type { EpochRecord, TrainerState } from "../nn/train_settings.ts";
import type { Samples } from "../types.ts";
import { type Autoencoder, createAutoencoder } from "./autoencoder_model.ts";
import { fitScaling, toUnits } from "./autoencoder_scaling.ts";

/** How {@linkcode trainEncoder} works. */
export interface EncoderTraining {
  /** Passes over the images. */
  readonly epochs: number;
  /** Images of a step. */
  readonly batchSize: number;
  /** Step size of Adam. */
  readonly learningRate: number;
  /** Seed of weights, noise and data order. */
  readonly seed: number;
  /** Where an earlier training stopped; null to start. */
  readonly state: TrainerState | null;
  /** Told before the first step: `save` gives the state between any two steps. */
  readonly onStart: (save: () => TrainerState) => void;
  /** Told after every epoch. */
  readonly onEpoch: (record: EpochRecord) => void | Promise<void>;
}

/**
 * Trains an autoencoder of images for a given number of epochs, with nothing held out, as Section F
 * does.
 *
 * @param images Shape `(n, pixels)`; scaled to [0, 1] by their extremes.
 * @param spec The network.
 * @param training Settings; with a state, the same bits as without the interruption.
 * @returns The fitted compressor.
 * @throws {InputError} If images, settings or state do not fit the network.
 * @throws {TrainingDivergedError} If the loss leaves the range of numbers.
 */
export async function trainEncoder(
  images: Samples,
  spec: AutoencoderSpec,
  training: EncoderTraining,
): Promise<Autoencoder> {
  const { epochs, batchSize, learningRate, seed, state, onStart, onEpoch } = training;
  const scaling = fitScaling(images, true, "the images");
  const tf = await openTfjs();
  const models = buildAutoencoder(tf, spec, seed);
  try {
    const data = { inputs: toUnits(images, scaling), rows: images.n };
    const trainer = new Trainer(tf, models.autoencoder, data, {
      epochs,
      batchSize,
      learningRate,
      loss: spec.training.loss === "mae" ? meanAbsoluteError : meanSquaredError,
      seed,
      onEpoch,
    });
    try {
      if (state) trainer.restore(state);
      onStart(() => trainer.save());
      await trainer.run();
    } finally {
      trainer.dispose();
    }
    const weights = [...models.encoder.weights, ...models.decoder.weights]
      .map((weight) => weight.read().dataSync().slice());
    return await createAutoencoder({ spec, scaling, weights, history: trainer.history }, images);
  } finally {
    models.autoencoder.dispose();
  }
}
