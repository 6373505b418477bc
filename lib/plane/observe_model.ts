/**
 * What a tfjs network shows: outputs of its layers with their noise on, loss and accuracy without.
 *
 * @module
 */
import { type NoiseLayer, noiseLayersOf } from "../nn/noise_layers.ts";
import type { LayersModel, Tensor, Tfjs } from "../nn/tfjs_types.ts";
import type { TrainingSet } from "../nn/train_settings.ts";
import type { ModelSourceOptions } from "./model_source.ts";
import type { Observation } from "./plane_types.ts";

/** Rows that go through the network at a time. Noise depends on it, so it is fixed. */
const ROWS = 1024;

/**
 * Runs `work` with all noise on or off. Draws made in it start from `draws` and do not count: the
 * training goes on as if nothing had happened.
 */
function withNoise<Result>(model: LayersModel, draws: number | null, work: () => Result): Result {
  const layers: NoiseLayer[] = noiseLayersOf(model).filter(({ alwaysOn }) =>
    alwaysOn !== undefined
  );
  const before = layers.map(({ draws, alwaysOn }) => ({ draws, alwaysOn: alwaysOn! }));
  for (const layer of layers) {
    layer.alwaysOn = draws !== null;
    if (draws !== null) layer.draws = draws;
  }
  try {
    return work();
  } finally {
    layers.forEach((layer, i) => Object.assign(layer, before[i]));
  }
}

/** Outputs of the layers with noise that depends on the epoch and the batch alone. */
export async function collectOutputs(
  tf: Tfjs,
  observed: LayersModel,
  names: readonly string[],
  set: TrainingSet,
  epoch: number,
  pause: () => Promise<void>,
): Promise<Observation["outputs"]> {
  const widths = observed.outputs.map(({ shape }) => product(shape.slice(1) as number[]));
  const values = widths.map((width) => new Float32Array(width * set.rows));
  for (let row = 0, batch = 0; row < set.rows; row += ROWS, batch++) {
    await pause();
    // The draws of training stay below 2³², so these streams are never theirs.
    withNoise(observed, 2 ** 32 * (epoch + 1) + batch, () =>
      // Nothing is returned: tidy would search all values of an array for tensors.
      tf.tidy(() => {
        const result = observed.apply(batchOf(tf, observed, set, row), { training: false });
        (Array.isArray(result) ? result : [result]).forEach((output: Tensor, i) =>
          values[i].set(output.dataSync(), row * widths[i])
        );
      }));
  }
  return Object.fromEntries(names.map((name, i) => [
    name,
    { data: values[i], shape: [set.rows, widths[i]] },
  ]));
}

/** Loss and accuracy in use: noise off. */
export async function assessModel(
  { tf, model, test, classifier, settings }: Pick<
    ModelSourceOptions,
    "tf" | "model" | "test" | "classifier" | "settings"
  >,
  pause: () => Promise<void>,
): Promise<{ loss: number; accuracy: number | null }> {
  const targets = test.targets ?? test.inputs;
  const width = targets.length / test.rows;
  let lossSum = 0;
  let right = 0;
  for (let row = 0; row < test.rows; row += ROWS) {
    await pause();
    const rows = Math.min(ROWS, test.rows - row);
    const wanted = targets.subarray(row * width, (row + rows) * width);
    withNoise(model, null, () =>
      tf.tidy(() => {
        const output: Tensor = model.apply(batchOf(tf, model, test, row), { training: false });
        const shape = [rows, ...model.outputs[0].shape.slice(1) as number[]];
        lossSum += rows * settings.loss(tf.tensor(wanted, shape), output).dataSync()[0];
        if (classifier) right += countRight(output.dataSync(), wanted, width);
      }));
  }
  return { loss: lossSum / test.rows, accuracy: classifier ? right / test.rows : null };
}

function countRight(outputs: Float32Array, targets: Float32Array, width: number): number {
  let right = 0;
  for (let offset = 0; offset < targets.length; offset += width) {
    if (greatest(outputs, offset, width) === greatest(targets, offset, width)) right++;
  }
  return right;
}

function greatest(values: Float32Array, offset: number, width: number): number {
  let best = 0;
  for (let j = 1; j < width; j++) if (values[offset + j] > values[offset + best]) best = j;
  return best;
}

function batchOf(tf: Tfjs, model: LayersModel, { inputs, rows }: TrainingSet, row: number): Tensor {
  const shape = model.inputs[0].shape.slice(1) as number[];
  const count = Math.min(ROWS, rows - row);
  const width = product(shape);
  return tf.tensor(inputs.subarray(row * width, (row + count) * width), [count, ...shape]);
}

function product(shape: readonly number[]): number {
  return shape.reduce((total, length) => total * length, 1);
}
