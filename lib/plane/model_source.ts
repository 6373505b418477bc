/**
 * A tfjs network as the source of an information plane, trained by {@linkcode Trainer}.
 *
 * @module
 */
import { InputError } from "../errors.ts";
import { type NoiseLayer, noiseLayersOf } from "../nn/noise_layers.ts";
import type { Layer, LayersModel, Tensor, Tfjs } from "../nn/tfjs_types.ts";
import { Trainer } from "../nn/train.ts";
import type { TrainerState, TrainingSet, TrainSettings } from "../nn/train_settings.ts";
import type { NoiseInfo, Observation, PlaneSource } from "./plane_types.ts";

/** What {@linkcode modelSource} takes. */
export interface ModelSourceOptions {
  /** The tfjs module that the model was made with, from `openTfjs`. */
  readonly tf: Tfjs;
  /** The network; its current weights are the start. */
  readonly model: LayersModel;
  /**
   * The layers to observe: names of tfjs layers, or names of your own with those of tfjs layers.
   *
   * @default {all but the input}
   */
  readonly layers?: readonly string[] | Readonly<Record<string, string>> | undefined;
  /** What it is trained on. */
  readonly training: TrainingSet;
  /** The samples whose layer outputs are measured; their targets are those of the network. */
  readonly test: TrainingSet;
  /** Whether the greatest output and the greatest target name a class, so that there is an accuracy. */
  readonly classifier?: boolean | undefined;
  /** Loss, batch size, step size and seed of the data order. */
  readonly settings: Pick<
    TrainSettings,
    "batchSize" | "learningRate" | "loss" | "seed" | "augment"
  >;
}

/** Rows that go through the network at a time. Noise depends on it, so it is fixed. */
const ROWS = 1024;

/** The work lets other tasks run at least this often. */
const YIELD_EVERY_MS = 50;

/**
 * A tfjs network that the information plane trains itself: seeded, and resumable after any step with
 * the same bits (see {@linkcode Trainer}).
 *
 * Layer outputs are collected with all noise layers of `openTfjs` on. That noise has a stream of its
 * own for every epoch: measuring, or not measuring, never changes the training.
 *
 * @param options The network, its data and its training.
 * @returns The source. `dispose` frees what the training holds; the model stays.
 * @throws {InputError} If data, settings or names of layers do not fit the network.
 */
export function modelSource(options: ModelSourceOptions): PlaneSource {
  const { tf, model, training, test, settings } = options;
  const layers = observedLayers(model, options.layers);
  const trainer = new Trainer(tf, model, training, {
    ...settings,
    epochs: Number.MAX_SAFE_INTEGER,
  });
  const observed = tf.model({
    inputs: model.inputs,
    outputs: layers.map(({ layer }) => layer.output),
  });
  const width = (set: TrainingSet) => set.inputs.length / set.rows;
  let yielded = performance.now();
  const pause = async (signal: AbortSignal | undefined): Promise<void> => {
    signal?.throwIfAborted();
    if (performance.now() - yielded < YIELD_EVERY_MS) return;
    await new Promise((resolve) => setTimeout(resolve, 0));
    yielded = performance.now();
  };
  return {
    inputs: { data: test.inputs, shape: [test.rows, width(test)] },
    fitInputs: { data: training.inputs, shape: [training.rows, width(training)] },
    noise: noiseOf(model, layers),
    get epoch() {
      return trainer.epoch;
    },
    async train(signal) {
      while (true) {
        await pause(signal);
        const record = trainer.step();
        if (record) return { loss: record.loss };
      }
    },
    async observe(signal) {
      const names = layers.map(({ name }) => name);
      const outputs = await collect(tf, observed, names, test, trainer.epoch, () => pause(signal));
      const { loss, accuracy } = await assess(options, () => pause(signal));
      return { outputs, testLoss: loss, accuracy };
    },
    save: () => trainer.save(),
    restore: (state) => trainer.restore(state as TrainerState),
    dispose: () => trainer.dispose(),
  };
}

interface ObservedLayer {
  readonly name: string;
  readonly layer: Layer;
}

function observedLayers(
  model: LayersModel,
  wanted: ModelSourceOptions["layers"],
): ObservedLayer[] {
  const all = model.layers.filter((layer) => layer.getClassName() !== "InputLayer");
  if (wanted === undefined) return all.map((layer) => ({ name: layer.name, layer }));
  const pairs = Array.isArray(wanted)
    ? wanted.map((name: string) => [name, name] as const)
    : Object.entries(wanted as Readonly<Record<string, string>>);
  return pairs.map(([name, layerName]) => {
    const layer = model.layers.find((candidate) => candidate.name === layerName);
    if (layer) return { name, layer };
    throw new InputError(
      "unknown-layer",
      `The network has no layer "${layerName}".`,
      `Its layers: ${all.map((candidate) => candidate.name).join(", ")}.`,
    );
  });
}

/** What is known of the noise of every observed layer, from the noise layers of the network. */
function noiseOf(
  model: LayersModel,
  layers: readonly ObservedLayer[],
): Readonly<Record<string, NoiseInfo>> {
  const isNoise = (layer: Layer) => sigmaOf(layer) > 0;
  const first = model.layers.findIndex((layer) =>
    "layers" in layer ? noiseLayersOf(layer as LayersModel).some(isNoise) : isNoise(layer)
  );
  return Object.fromEntries(layers.map(({ name, layer }): [string, NoiseInfo] => {
    if (isNoise(layer)) {
      const kind = layer.getClassName() === "GaussianDropout" ? "multiplicative" : "additive";
      return [name, { kind, sigma: sigmaOf(layer) }];
    }
    const isNoisy = first >= 0 && model.layers.indexOf(layer) >= first;
    return [name, isNoisy ? "upstream" : "none"];
  }));
}

/** σ of a seeded noise layer; 0 for any other. */
function sigmaOf(layer: Layer): number {
  const { alwaysOn, stddev } = layer as unknown as { alwaysOn?: boolean; stddev?: number };
  return alwaysOn === undefined ? 0 : stddev ?? 0;
}

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
async function collect(
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
async function assess(
  { tf, model, test, classifier, settings }: ModelSourceOptions,
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
