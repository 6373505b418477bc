/**
 * What a training is given, and what it leaves: data, settings, records and checkpoints.
 *
 * @module
 */
import { InputError } from "../errors.ts";
import type { Accelerator } from "./accelerator.ts";
import type { AdamState } from "./adam.ts";
import type { LayersModel, Tensor } from "./tfjs_types.ts";

/** Rows of inputs, float32; row i of a set belongs to row i of its targets. */
export interface TrainingSet {
  /** Values of the inputs, row by row. */
  readonly inputs: Float32Array;
  /** Values of the targets; the inputs themselves by default, as for an autoencoder. */
  readonly targets?: Float32Array;
  /** Number of rows. */
  readonly rows: number;
}

/** What a training is given. */
export interface TrainSettings {
  /** Passes over the training set. */
  readonly epochs: number;
  /** Rows of a step; the last step of an epoch takes what is left. */
  readonly batchSize: number;
  /** Step size of Adam. @default {1e-3} */
  readonly learningRate?: number;
  /** What is minimised: a scalar of (targets, outputs), mean over the batch. */
  readonly loss: (targets: Tensor, outputs: Tensor) => Tensor;
  /** Seed of the data order. */
  readonly seed: number;
  /**
   * Changes the inputs of a batch in place before each step, such as by random zooms; where the
   * targets are the inputs, they change with them. It must depend on the number of the step, from 0,
   * alone, so that a resumed training repeats it.
   */
  readonly augment?: ((inputs: Float32Array, step: number) => void) | undefined;
  /** Held-out data, for early stopping. */
  readonly validation?: TrainingSet | undefined;
  /**
   * Epochs without a lower held-out loss after which the training stops; the weights of the best
   * epoch are taken. Without held-out data it has no effect. @default {Infinity}
   */
  readonly patience?: number;
  /** A GPU that `run` trains on; the CPU without one. */
  readonly accelerator?: Accelerator | undefined;
  /** Aborts between steps. */
  readonly signal?: AbortSignal | undefined;
  /** Told after every epoch. */
  readonly onEpoch?: ((record: EpochRecord) => void | Promise<void>) | undefined;
}

/** One epoch of a training. */
export interface EpochRecord {
  /** Number of the epoch, from 1. */
  readonly epoch: number;
  /** Mean loss of its steps, noise and batch statistics included. */
  readonly loss: number;
  /** Loss on the held-out data after it, as in use; null without such data. */
  readonly validationLoss: number | null;
}

/** Everything that the rest of a training depends on, besides data and settings. */
export interface TrainerState {
  /** Version of this form. */
  readonly schema: 1;
  /** Epochs that are complete. */
  readonly epoch: number;
  /** Steps of the current epoch that are complete. */
  readonly step: number;
  /** Sum of loss · rows over those steps. */
  readonly lossSum: number;
  /** All weights, the statistics of batch normalisation included. */
  readonly weights: readonly Float32Array[];
  /** Moments and running products of Adam. */
  readonly adam: AdamState;
  /** Draws of every noise layer so far. */
  readonly draws: readonly number[];
  /** Epochs so far. */
  readonly history: readonly EpochRecord[];
  /** Weights of the epoch with the least held-out loss, and that loss. */
  readonly best: {
    readonly loss: number;
    readonly epoch: number;
    readonly weights: readonly Float32Array[];
  } | null;
}

/**
 * Checks that settings and data fit a model.
 *
 * @throws {InputError} If they do not; the message says which.
 */
export function checkTraining(
  model: LayersModel,
  { inputs, targets, rows }: TrainingSet,
  { epochs, batchSize, validation, learningRate = 1e-3 }: TrainSettings,
): void {
  const check = (condition: boolean, what: string): void => {
    if (!condition) throw new InputError("invalid-training", `The training needs ${what}.`);
  };
  check(Number.isInteger(epochs) && epochs >= 1, `a positive number of epochs, not ${epochs}`);
  check(Number.isInteger(batchSize) && batchSize >= 1, `a positive batch size, not ${batchSize}`);
  check(learningRate > 0, `a positive learning rate, not ${learningRate}`);
  check(rows >= 1, "at least one row");
  const width = (shape: readonly (number | null)[]): number =>
    shape.slice(1).reduce<number>((product, length) => product * (length ?? 1), 1);
  const inputWidth = width(model.inputs[0].shape);
  const targetWidth = width(model.outputs[0].shape);
  const fits = (set: TrainingSet): boolean =>
    set.inputs.length === set.rows * inputWidth &&
    (set.targets ?? set.inputs).length === set.rows * targetWidth;
  check(
    fits({ inputs, ...(targets ? { targets } : {}), rows }),
    "rows of the network's own shapes",
  );
  check(!validation || fits(validation), "held-out rows of the network's own shapes");
}
