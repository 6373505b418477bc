/**
 * What `plane` follows: the paper's classifier on MNIST, or recorded layers.
 *
 * @module
 */
import { InputError } from "../errors.ts";
import type { Autoencoder, AutoencoderJson } from "../compress/autoencoder.ts";
import { METHODS } from "../mi/registry.ts";
import { expLayer } from "../plane/derived_layers.ts";
import type { CompressorChoice, PlaneOptions, PlaneSource } from "../plane/plane_types.ts";
import type { Device, Samples } from "../types.ts";
import type { CliIo } from "./cli_io.ts";
import type { ParsedFlags } from "./flags.ts";
import {
  checkPlaneFlags,
  expLayers,
  layerNoise,
  layerPairs,
  methodOptions,
} from "./plane_flags.ts";
import { readBytes } from "./read_bytes.ts";

/** A run, ready to start. */
export interface PlaneRun {
  /** The network. */
  readonly source: PlaneSource;
  /** Options of the plane, but for the compressor of the inputs. */
  readonly options: Omit<PlaneOptions, "inputCompressor" | "signal" | "onProgress">;
  /** All that the results depend on, but for the number of epochs. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** The compressor of the inputs; an autoencoder may be trained for it, or taken from `saved`. */
  inputCompressor(
    saved: AutoencoderJson | null,
    onProgress: (fraction: number, step: string) => void,
  ): Promise<CompressorChoice>;
}

/**
 * Makes a run from the flags.
 *
 * @throws {InputError} If flags or files cannot be used.
 */
export async function openRun(flags: ParsedFlags, io: CliIo): Promise<PlaneRun> {
  checkPlaneFlags(flags);
  return flags.text("layers") === undefined
    ? await openNetwork(flags, io)
    : await openRecorded(flags, io);
}

async function openNetwork(flags: ParsedFlags, io: CliIo): Promise<PlaneRun> {
  const { mnistSets } = await import("../../data/mnist_sets.ts");
  const { classifierSource } = await import("../plane/classifier_source.ts");
  const { mnistAutoencoder, mnistClassifier } = await import("../nn/networks.ts");
  const sigma = flags.number("sigma") ?? 1e-3;
  requirePositive(flags, ["sigma", "learning-rate", "encoder-learning-rate"]);
  const seed = flags.number("seed") ?? 0;
  const sizes = { training: flags.number("training"), test: flags.number("test") };
  const { training, test, labels } = await mnistSets({ ...sizes, directory: flags.text("mnist") });
  const spec = mnistClassifier(sigma);
  const { training: defaults } = spec;
  const batchSize = flags.number("batch-size") ?? defaults.batchSize;
  const learningRate = flags.number("learning-rate") ?? defaults.learningRate;
  const source = await classifierSource(spec, { training, test, seed, batchSize, learningRate });
  const input = flags.text("encoder") ?? flags.text("compress-input") ?? "ae:4";
  const dim = flags.text("encoder") === undefined && /^ae:(\d+)$/.exec(input)?.[1];
  const encoder = dim ? mnistAutoencoder(Number(dim)) : null;
  const encoderTraining = encoder && {
    epochs: flags.number("encoder-epochs") ?? encoder.training.epochs,
    batchSize: flags.number("encoder-batch-size") ?? encoder.training.batchSize,
    learningRate: flags.number("encoder-learning-rate") ?? encoder.training.learningRate,
  };
  const shared = sharedOptions(flags, spec.stages.at(-1)!.name);
  return {
    source,
    options: {
      ...shared.options,
      targets: labels,
      targetsDiscrete: true,
      epochs: flags.number("epochs") ?? defaults.epochs,
    },
    settings: {
      network: spec.id,
      training: training.rows,
      test: test.rows,
      batchSize,
      learningRate,
      sigma,
      input,
      encoderTraining,
      ...shared.settings,
    },
    async inputCompressor(saved, onProgress) {
      if (!encoder || !encoderTraining) return await namedCompressor(flags, input, io);
      const { autoencoderFromJson, fitAutoencoder } = await import("../compress/autoencoder.ts");
      if (saved) return await autoencoderFromJson(saved);
      // Section F holds nothing out: the number of epochs is given.
      return await fitAutoencoder(widened(training.inputs, training.rows), encoder.dim, {
        ...encoderTraining,
        network: encoder,
        holdOut: 0,
        seed,
        name: "the images",
        onEpoch: ({ epoch, loss }) =>
          onProgress(
            epoch / encoderTraining.epochs,
            `autoencoder, epoch ${epoch} of ${encoderTraining.epochs}, loss ${loss.toPrecision(3)}`,
          ),
      });
    },
  };
}

function widened(values: Float32Array, rows: number): Samples {
  return { data: Float64Array.from(values), n: rows, d: values.length / rows };
}

async function openRecorded(flags: ParsedFlags, io: CliIo): Promise<PlaneRun> {
  const { openLayerFolder } = await import("../../data/layer_folder.ts");
  const { recordedSource } = await import("../plane/recorded_source.ts");
  const folder = flags.text("layers")!;
  const opened = await openLayerFolder(folder, {
    list: (path) => io.files.list(path),
    read: (path) => readBytes(path, "--layers", io),
  });
  const { inputs, targets, targetsDiscrete, epochs, layers, metrics, load } = opened;
  const width = inputs.shape.slice(1).reduce((product, length) => product * length, 1);
  const input = flags.text("encoder") ?? flags.text("compress-input") ??
    (width > 4 ? "pca:4" : "none");
  const noise = layerNoise(flags, layers);
  const shared = sharedOptions(flags, null);
  return {
    source: recordedSource({ inputs, epochs, load, metrics, noise }),
    options: {
      ...shared.options,
      targets,
      targetsDiscrete,
      ...(flags.number("epochs") === undefined ? {} : { epochs: flags.number("epochs") }),
    },
    settings: { layers: folder, samples: inputs.shape[0], input, noise, ...shared.settings },
    inputCompressor: () => namedCompressor(flags, input, io),
  };
}

/** Options that network and recorded layers share; `last` is the layer of `--exp` by default. */
function sharedOptions(
  flags: ParsedFlags,
  last: string | null,
): Pick<PlaneRun, "settings"> & {
  options: Omit<PlaneRun["options"], "targets" | "targetsDiscrete">;
} {
  const layers = flags.text("compress-layers") ?? "pca:4";
  const exp = expLayers(flags, last === null ? [] : [last]);
  const method = flags.text("method") ?? "wkl";
  const given = methodOptions(flags, method);
  const { parameters } = METHODS.get(method).create(given);
  const [seed, every] = [flags.number("seed") ?? 0, flags.number("every") ?? 1];
  const [level, jitter] = [flags.number("level") ?? 0.95, flags.number("jitter") ?? 0];
  const pairs = layerPairs(flags);
  const device = (flags.text("device") ?? "auto") as Device;
  return {
    options: {
      every,
      seed,
      pairs,
      derived: exp.map(expLayer),
      layerCompressor: layers === "none" ? null : layers,
      estimate: { method, methodOptions: given, level, jitter, device },
    },
    settings: {
      compressLayers: layers,
      exp,
      pairs: pairs.map((pair) => pair.join(":")),
      every,
      seed,
      method,
      parameters,
      level,
      jitter,
    },
  };
}

async function namedCompressor(
  flags: ParsedFlags,
  name: string,
  io: CliIo,
): Promise<CompressorChoice> {
  if (flags.text("encoder") !== undefined) return await readEncoder(name, io);
  return name === "none" ? null : name;
}

async function readEncoder(path: string, io: CliIo): Promise<Autoencoder> {
  const { autoencoderFromJson } = await import("../compress/autoencoder.ts");
  const text = new TextDecoder().decode(await readBytes(path, "--encoder", io));
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new InputError(
      "invalid-encoder",
      `Cannot read --encoder ${path}: it is no JSON.`,
      "It takes a saved autoencoder.",
      { cause: error },
    );
  }
  return await autoencoderFromJson(value);
}

function requirePositive(flags: ParsedFlags, names: readonly string[]): void {
  for (const name of names) {
    const value = flags.number(name);
    if (value === undefined || value > 0) continue;
    throw new InputError("invalid-flag", `--${name} must be above 0: current value is ${value}.`);
  }
}
