/**
 * Weights of models as arrays, and batches of rows.
 *
 * @module
 */
import type { LayerVariable, Tfjs } from "./tfjs_types.ts";

/** Copies of the values of weights, in their order. */
export function copyWeights(weights: readonly LayerVariable[]): Float32Array[] {
  return weights.map((weight) => weight.read().dataSync().slice());
}

/**
 * Gives weights new values.
 *
 * @param tf The tfjs module.
 * @param weights What is written to.
 * @param values As many arrays as weights, of their sizes.
 */
export function writeWeights(
  tf: Tfjs,
  weights: readonly LayerVariable[],
  values: readonly Float32Array[],
): void {
  weights.forEach((weight, i) => {
    const value = tf.tensor(values[i], weight.shape);
    weight.write(value);
    value.dispose();
  });
}

/**
 * Some rows of a row-major array, side by side.
 *
 * @param values All rows.
 * @param width Values of a row.
 * @param rows Numbers of the rows wanted.
 */
export function gatherRows(values: Float32Array, width: number, rows: Int32Array): Float32Array {
  const batch = new Float32Array(rows.length * width);
  rows.forEach((row, i) => batch.set(values.subarray(row * width, (row + 1) * width), i * width));
  return batch;
}
