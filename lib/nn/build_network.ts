/**
 * Models from their definitions.
 *
 * @module
 */
import { createRng, deriveSeed, type Rng } from "../rng.ts";
import { trainingLayers } from "./layers.ts";
import type { AutoencoderSpec, ClassifierSpec, LayerSpec, WeightInit } from "./networks.ts";
import type { Layer, LayersModel, SymbolicTensor, Tfjs } from "./tfjs_types.ts";

/** Running statistics of batch normalisation, as PyTorch's default of 0.1 for the new value. */
const MOMENTUM = 0.9;

/** Added to variances, as PyTorch does. */
const EPSILON = 1e-5;

/** An autoencoder's models; they share their layers. */
export interface AutoencoderModels {
  /** From data to codes. */
  readonly encoder: LayersModel;
  /** From codes to data. */
  readonly decoder: LayersModel;
  /** Both, with the noise on the code between them. */
  readonly autoencoder: LayersModel;
}

/**
 * Builds an autoencoder with its starting weights.
 *
 * @param tf The tfjs module, from {@linkcode openTfjs}.
 * @param spec Its definition.
 * @param seed Seed of the weights and of the noise.
 */
export function buildAutoencoder(
  tf: Tfjs,
  spec: AutoencoderSpec,
  seed: number | string,
): AutoencoderModels {
  const encoder = chain(tf, "encoder", spec.encoder, spec.inputShape, seed);
  const decoder = chain(tf, "decoder", spec.decoder, [spec.dim], seed);
  initialise(tf, encoder, spec.init, createRng(deriveSeed("weights", seed, "encoder")));
  initialise(tf, decoder, spec.init, createRng(deriveSeed("weights", seed, "decoder")));
  const input = tf.input({ shape: spec.inputShape });
  let code: SymbolicTensor = encoder.apply(input);
  for (const [i, layer] of spec.codeNoise.entries()) {
    code = buildLayer(tf, layer, `code_${i}`, seed).apply(code);
  }
  const autoencoder = tf.model({
    inputs: input,
    outputs: decoder.apply(code),
    name: "autoencoder",
  });
  return { encoder, decoder, autoencoder };
}

/** A classifier's models; they share their layers. */
export interface ClassifierModels {
  /** From data to log-probabilities: what is trained. */
  readonly classifier: LayersModel;
  /** From data to the outputs of all stages, in order. */
  readonly observed: LayersModel;
}

/**
 * Builds a classifier with its starting weights.
 *
 * @param tf The tfjs module, from {@linkcode openTfjs}.
 * @param spec Its definition.
 * @param seed Seed of the weights, the dropout and the noise.
 */
export function buildClassifier(
  tf: Tfjs,
  spec: ClassifierSpec,
  seed: number | string,
): ClassifierModels {
  const input = tf.input({ shape: spec.inputShape });
  let output = input;
  const outputs = spec.stages.map(({ name, layers }) => {
    layers.forEach((layer, i) => {
      output = buildLayer(tf, layer, `${name}_${i}`, seed).apply(output);
    });
    return output;
  });
  const classifier = tf.model({ inputs: input, outputs: output, name: "classifier" });
  const observed = tf.model({ inputs: input, outputs, name: "observed" });
  initialise(tf, classifier, spec.init, createRng(deriveSeed("weights", seed, "classifier")));
  return { classifier, observed };
}

/** A model of layers in a row. */
export function chain(
  tf: Tfjs,
  name: string,
  layers: readonly LayerSpec[],
  inputShape: readonly number[],
  seed: number | string,
): LayersModel {
  const input = tf.input({ shape: inputShape });
  let output = input;
  layers.forEach((layer, i) => {
    output = buildLayer(tf, layer, `${name}_${i}`, seed).apply(output);
  });
  return tf.model({ inputs: input, outputs: output, name });
}

/** One layer; its name is unique in the network, and part of the seed of its noise. */
export function buildLayer(tf: Tfjs, spec: LayerSpec, name: string, seed: number | string): Layer {
  const layers = trainingLayers(tf);
  // Weights are drawn afterwards, from our own generator.
  const zeros = { kernelInitializer: "zeros", name };
  switch (spec.kind) {
    case "conv": {
      const { filters, size: kernelSize, padding, bias: useBias } = spec;
      return layers.conv2d({ ...zeros, filters, kernelSize, padding, useBias });
    }
    case "batch-norm":
      return layers.batchNormalization({ name, momentum: MOMENTUM, epsilon: EPSILON });
    case "leaky-relu":
      return layers.leakyReLU({ name, alpha: spec.slope });
    case "max-pool":
      return layers.maxPooling2d({ name, poolSize: spec.size, strides: spec.size });
    case "upsample":
      return layers.upSampling2d({ name, size: [spec.factor, spec.factor] });
    case "dense":
      return layers.dense({ ...zeros, units: spec.units });
    case "flatten":
      return layers.flatten({ name });
    case "reshape":
      return layers.reshape({ name, targetShape: spec.shape });
    case "dropout":
      return layers.dropout({ name, rate: spec.rate, noiseSeed: deriveSeed(seed, name) });
    case "noise": {
      const settings = { name, stddev: spec.sigma, noiseSeed: deriveSeed(seed, name) };
      return spec.multiplicative
        ? layers.gaussianDropout(settings)
        : layers.gaussianNoise(settings);
    }
    case "log-softmax":
      return layers.activation({ name, activation: "logSoftmax" });
    default:
      return layers.activation({ name, activation: spec.kind });
  }
}

/** Draws the kernels of a model, in place; biases and batch normalisation keep their zeros and ones. */
export function initialise(tf: Tfjs, model: LayersModel, init: WeightInit, rng: Rng): void {
  for (const weight of model.trainableWeights) {
    if (!weight.originalName.endsWith("kernel")) continue;
    const { shape } = weight;
    const deviation = shape.length === 4 ? init.convDeviation : init.denseDeviation;
    const count = shape.reduce((product, length) => product * length, 1);
    const window = count / (shape[shape.length - 1] * shape[shape.length - 2]);
    const fans = window * (shape[shape.length - 1] + shape[shape.length - 2]);
    const limit = Math.sqrt(6 / fans);
    const values = Float32Array.from(
      { length: count },
      () => deviation === null ? limit * (2 * rng.uniform() - 1) : deviation * rng.normal(),
    );
    const tensor = tf.tensor(values, shape);
    weight.write(tensor);
    tensor.dispose();
  }
}
