/**
 * The training of an autoencoder for a given number of epochs, as in Section F, that can be
 * interrupted at any step.
 *
 * @module
 */
import { buildAutoencoder } from "../nn/build_network.ts";
import { meanAbsoluteError, meanSquaredError } from "../nn/losses.ts";
import type { AutoencoderSpec } from "../nn/networks.ts";
import { openTfjs } from "../nn/tfjs.ts";
import { Trainer } from "../nn/train.ts";
import type {
  EpochRecord,
  TrainerState,
  TrainingSet,
  TrainSettings,
} from "../nn/train_settings.ts";
import { copyWeights } from "../nn/weights.ts";
import type { Samples } from "../types.ts";
import { type Autoencoder, createAutoencoder } from "./autoencoder_model.ts";

/** How {@linkcode trainEncoder} works. */
export interface EncoderTraining
  extends Pick<TrainSettings, "epochs" | "batchSize" | "learningRate" | "seed" | "augment"> {
  /**
   * Samples that are not trained on: the history has their error, and `reconstructionError` is theirs.
   *
   * @default {those that are trained on, with no error in the history}
   */
  readonly validation?: TrainingSet | undefined;
  /** Every so many epochs are kept in the history, and the last one. @default {1} */
  readonly keepEvery?: number;
  /** Where an earlier training stopped. @default {null, to start} */
  readonly state?: EncoderState | null | undefined;
  /** Told before the first step: `save` gives the state between any two steps. */
  readonly onStart?: ((save: () => EncoderState) => void) | undefined;
  /** Told after every epoch. */
  readonly onEpoch?: ((record: EpochRecord) => void | Promise<void>) | undefined;
}

/** An unfinished training. */
export interface EncoderState {
  /** All that the next step depends on. */
  readonly trainer: TrainerState;
  /** The epochs that are kept. */
  readonly history: readonly EpochRecord[];
}

/**
 * Trains an autoencoder for a given number of epochs; the weights are those of the last one.
 *
 * @param data What it is trained on, in the network's units, which are those of the compressor too.
 * @param spec The network.
 * @param training Settings; with a state, the same bits as without the interruption.
 * @returns The fitted compressor.
 * @throws {InputError} If data, settings or state do not fit the network.
 * @throws {TrainingDivergedError} If the loss leaves the range of numbers.
 */
export async function trainEncoder(
  data: TrainingSet,
  spec: AutoencoderSpec,
  training: EncoderTraining,
): Promise<Autoencoder> {
  const { epochs, batchSize, learningRate = 1e-3, seed, augment, validation } = training;
  const tf = await openTfjs();
  const { encoder, decoder, autoencoder } = buildAutoencoder(tf, spec, seed);
  const trainer = new Trainer(tf, autoencoder, data, {
    epochs,
    batchSize,
    learningRate,
    loss: spec.training.loss === "mae" ? meanAbsoluteError : meanSquaredError,
    seed,
    augment,
  });
  try {
    const history = await runEpochs(trainer, training);
    const weights = copyWeights([...encoder.weights, ...decoder.weights]);
    const scaling = { offset: [0], scale: [1] };
    return await createAutoencoder(
      { spec, scaling, weights, history },
      samplesOf(validation ?? data),
    );
  } finally {
    trainer.dispose();
    autoencoder.dispose();
  }
}

async function runEpochs(trainer: Trainer, training: EncoderTraining): Promise<EpochRecord[]> {
  const { epochs, validation, keepEvery = 1, state, onStart, onEpoch } = training;
  if (state) trainer.restore(state.trainer);
  const history = [...state?.history ?? []];
  // The trainer's own history has every epoch, which the state need not have twice.
  onStart?.(() => ({ trainer: { ...trainer.save(), history: [] }, history: [...history] }));
  while (!trainer.done) {
    // One turn of the event loop, so that timers and signals are served between steps.
    await new Promise((resolve) => setTimeout(resolve, 0));
    const record = trainer.step();
    if (!record) continue;
    if (record.epoch % keepEvery === 0 || record.epoch === epochs) {
      const validationLoss = validation ? trainer.evaluate(validation) : null;
      history.push({ ...record, validationLoss });
    }
    await onEpoch?.(record);
  }
  return history;
}

/** Rows in double precision, as compressors take them. */
function samplesOf({ inputs, rows }: TrainingSet): Samples {
  return { data: Float64Array.from(inputs), n: rows, d: inputs.length / rows };
}
