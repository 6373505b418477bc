/**
 * A tfjs network as the source of an information plane, trained by {@linkcode Trainer}.
 *
 * @module
 */
import { InputError } from "../errors.ts";
import { noiseLayersOf } from "../nn/noise_layers.ts";
import type { Layer, LayersModel, Tfjs } from "../nn/tfjs_types.ts";
import { Trainer } from "../nn/train.ts";
import type { TrainerState, TrainingSet, TrainSettings } from "../nn/train_settings.ts";
import { assessModel, collectOutputs } from "./observe_model.ts";
import type { NoiseInfo, PlaneSource } from "./plane_types.ts";

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
      const outputs = await collectOutputs(
        tf,
        observed,
        names,
        test,
        trainer.epoch,
        () => pause(signal),
      );
      const { loss, accuracy } = await assessModel(options, () => pause(signal));
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
