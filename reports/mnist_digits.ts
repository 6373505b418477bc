/**
 * MNIST in the units of the paper's networks.
 *
 * @module
 */
import { loadMnist, type MnistSplit } from "../data/mnist.ts";
import type { Samples } from "../lib/types.ts";

/** Mean and standard deviation of the training pixels, on [0, 1]. */
const MEAN = 0.1307;
const DEVIATION = 0.3081;

/** Standardised images with their digits. */
export interface MnistDigits {
  /** Shape `(n, 784)`. */
  readonly images: Samples;
  /** 0 … 9. */
  readonly labels: readonly number[];
}

/**
 * Reads images and standardises them.
 *
 * @param split Training or test images.
 * @param count How many, the first ones.
 * @returns Images as (pixel / 255 − 0.1307) / 0.3081, and labels.
 */
export async function loadMnistDigits(split: MnistSplit, count: number): Promise<MnistDigits> {
  const { images, labels } = await loadMnist({ split });
  const d = 28 * 28;
  const pixels = images.data.subarray(0, count * d);
  return {
    images: {
      data: Float64Array.from(pixels, (value) => (value / 255 - MEAN) / DEVIATION),
      n: count,
      d,
    },
    labels: [...labels.subarray(0, count)],
  };
}
