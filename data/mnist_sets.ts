/**
 * MNIST as the sets that its classifier is trained and observed on (Section 6).
 *
 * @module
 */
import { InputError } from "../lib/errors.ts";
import type { TrainingSet } from "../lib/nn/train_settings.ts";
import { loadMnist, type Mnist, type MnistSplit } from "./mnist.ts";

/** Mean grey value of the training images, on a scale of 0 … 1. */
export const MNIST_MEAN = 0.1307;

/** Standard deviation of the grey values of the training images, on that scale. */
export const MNIST_DEVIATION = 0.3081;

/** Digits. */
const CLASSES = 10;

/** What {@linkcode mnistSets} takes. */
export interface MnistSetsOptions {
  /** Number of training images: the first ones of 60,000. @default {50000} */
  readonly training?: number | undefined;
  /** Number of test images: the first ones of 10,000. @default {10000} */
  readonly test?: number | undefined;
  /** Folder with MNIST's files; without it they come from the npm package. */
  readonly directory?: string | undefined;
}

/** Training and test set with one-hot targets. */
export interface MnistSets {
  /** Images that the network is trained on. */
  readonly training: TrainingSet;
  /** Images for which the layers are observed. */
  readonly test: TrainingSet;
  /** Digits of the test images. */
  readonly labels: number[];
}

/**
 * MNIST for a classifier: grey values normalised by the mean and the standard deviation of the
 * training images, 0.1307 and 0.3081; targets one-hot.
 *
 * @param options How many images.
 * @returns The two sets.
 * @throws {InputError} If a number is out of range, or MNIST cannot be read.
 */
export async function mnistSets(options: MnistSetsOptions = {}): Promise<MnistSets> {
  const { training = 50000, test = 10000, directory } = options;
  checkCount("training", training, 60000);
  checkCount("test", test, 10000);
  const load = (split: MnistSplit) => loadMnist({ split, directory });
  const shown = await load("test");
  return {
    training: toSet(await load("train"), training),
    test: toSet(shown, test),
    labels: Array.from(shown.labels.subarray(0, test)),
  };
}

function checkCount(what: string, count: number, most: number): void {
  if (Number.isInteger(count) && count >= 1 && count <= most) return;
  throw new InputError(
    `invalid-${what}`,
    `The number of ${what} images must be 1 … ${most}: current value is ${count}.`,
  );
}

function toSet({ images, labels }: Mnist, rows: number): TrainingSet {
  const width = images.shape.slice(1).reduce((product, length) => product * length, 1);
  const inputs = new Float32Array(rows * width);
  for (let i = 0; i < inputs.length; i++) {
    inputs[i] = (images.data[i] / 255 - MNIST_MEAN) / MNIST_DEVIATION;
  }
  const targets = new Float32Array(rows * CLASSES);
  for (let row = 0; row < rows; row++) targets[row * CLASSES + labels[row]] = 1;
  return { inputs, targets, rows };
}
