/**
 * `plane` without `--layers`: the paper's classifier on MNIST.
 *
 * @module
 */
import { InputError } from "../errors.ts";
import type { AutoencoderSpec, TrainingDefaults } from "../nn/networks.ts";
import type { TrainingSet } from "../nn/train_settings.ts";
import type { CompressorChoice } from "../plane/plane_types.ts";
import type { CliIo } from "./cli_io.ts";
import type { ParsedFlags } from "./flags.ts";
import {
  type EncoderProgress,
  namedCompressor,
  type PlaneRun,
  sharedOptions,
} from "./plane_shared.ts";

/** Reads MNIST and builds the classifier. */
export async function openNetwork(flags: ParsedFlags, io: CliIo): Promise<PlaneRun> {
  const { mnistSets } = await import("../../data/mnist_sets.ts");
  const { classifierSource } = await import("../plane/classifier_source.ts");
  const { mnistClassifier } = await import("../nn/networks.ts");
  requirePositive(flags, ["sigma", "learning-rate", "encoder-learning-rate"]);
  const [sigma, seed] = [flags.number("sigma") ?? 1e-3, flags.number("seed") ?? 0];
  const sizes = { training: flags.number("training"), test: flags.number("test") };
  const { training, test, labels } = await mnistSets({ ...sizes, directory: flags.text("mnist") });
  const spec = mnistClassifier(sigma);
  const batchSize = flags.number("batch-size") ?? spec.training.batchSize;
  const learningRate = flags.number("learning-rate") ?? spec.training.learningRate;
  const source = await classifierSource(spec, { training, test, seed, batchSize, learningRate });
  const input = flags.text("encoder") ?? flags.text("compress-input") ?? "ae:4";
  const encoder = await encoderOf(flags, input);
  const { options, settings } = sharedOptions(flags, spec.stages.at(-1)!.name);
  const epochs = flags.number("epochs") ?? spec.training.epochs;
  return {
    source,
    options: { ...options, targets: labels, targetsDiscrete: true, epochs },
    settings: {
      network: spec.id,
      training: training.rows,
      test: test.rows,
      batchSize,
      learningRate,
      sigma,
      input,
      encoderTraining: encoder?.training ?? null,
      ...settings,
    },
    inputCompressor: async (before) =>
      encoder
        ? await readyEncoder(encoder, training, seed, before)
        : await namedCompressor(flags, input, io),
  };
}

/** The autoencoder of the inputs, and how it is trained. */
interface InputEncoder {
  readonly spec: AutoencoderSpec;
  readonly training: Omit<TrainingDefaults, "loss">;
}

/** The autoencoder of `--compress-input ae:DIM`; null where none is to be trained. */
async function encoderOf(flags: ParsedFlags, input: string): Promise<InputEncoder | null> {
  const [, dim] = flags.text("encoder") === undefined ? /^ae:(\d+)$/.exec(input) ?? [] : [];
  if (dim === undefined) return null;
  const { mnistAutoencoder } = await import("../nn/networks.ts");
  const spec = mnistAutoencoder(Number(dim));
  return {
    spec,
    training: {
      epochs: flags.number("encoder-epochs") ?? spec.training.epochs,
      batchSize: flags.number("encoder-batch-size") ?? spec.training.batchSize,
      learningRate: flags.number("encoder-learning-rate") ?? spec.training.learningRate,
    },
  };
}

/** The autoencoder of an interrupted run, or one whose training starts or goes on. */
async function readyEncoder(
  { spec, training }: InputEncoder,
  images: TrainingSet,
  seed: number,
  { encoder, training: state, onProgress, onStart, onEpoch }: EncoderProgress,
): Promise<CompressorChoice> {
  if (encoder) {
    const { autoencoderFromJson } = await import("../compress/autoencoder.ts");
    return await autoencoderFromJson(encoder);
  }
  const { trainEncoder } = await import("../compress/train_encoder.ts");
  const { epochs } = training;
  return await trainEncoder({ inputs: images.inputs, rows: images.rows }, spec, {
    ...training,
    seed,
    state,
    onStart,
    async onEpoch({ epoch, loss }) {
      const step = `autoencoder, epoch ${epoch} of ${epochs}, loss ${loss.toPrecision(3)}`;
      onProgress(epoch / epochs, step);
      await onEpoch();
    },
  });
}

function requirePositive(flags: ParsedFlags, names: readonly string[]): void {
  for (const name of names) {
    const value = flags.number(name);
    if (value === undefined || value > 0) continue;
    throw new InputError("invalid-flag", `--${name} must be above 0: current value is ${value}.`);
  }
}
