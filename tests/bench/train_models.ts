/**
 * The networks of the training benchmark, ready to take steps.
 *
 * @module
 */
import { chain, initialise } from "../../lib/nn/build_network.ts";
import { imageAutoencoder, type LayerSpec } from "../../lib/nn/networks.ts";
import { openTfjs } from "../../lib/nn/tfjs.ts";
import type { Tensor } from "../../lib/nn/tfjs_types.ts";
import { meanAbsoluteError } from "../../lib/nn/losses.ts";
import { Trainer } from "../../lib/nn/train.ts";
import { createRng } from "../../lib/rng.ts";

/** A network to be trained. */
export interface TrainModel {
  /** Name in the table. */
  readonly id: string;
  /** Shape of one sample, channels last. */
  readonly inputShape: readonly number[];
  /** Its layers, in a row. */
  readonly layers: readonly LayerSpec[];
  /** Mean absolute error on the input, or negative log-likelihood of ten classes. */
  readonly loss: "mae" | "nll";
}

function autoencoder(side: number): TrainModel {
  const { encoder, codeNoise, decoder, inputShape } = imageAutoencoder(side, 4);
  const layers = [...encoder, ...codeNoise, ...decoder];
  return { id: `autoencoder-${side}`, inputShape, layers, loss: "mae" };
}

const NOISE: LayerSpec = { kind: "noise", sigma: 1e-3, multiplicative: true };

function convolution(filters: number): LayerSpec[] {
  return [
    NOISE,
    { kind: "conv", filters, size: 3, padding: "valid", bias: true },
    { kind: "max-pool", size: 2 },
    { kind: "leaky-relu", slope: 0.01 },
  ];
}

/** Those of the benchmark; the classifier is Table 4's without its dropout, on both sides. */
export const TRAIN_MODELS: Readonly<Record<string, TrainModel>> = {
  "autoencoder-16": autoencoder(16),
  "autoencoder-32": autoencoder(32),
  classifier: {
    id: "classifier",
    inputShape: [28, 28, 1],
    layers: [
      ...[8, 16, 32].flatMap(convolution),
      { kind: "flatten" },
      NOISE,
      { kind: "dense", units: 32 },
      { kind: "leaky-relu", slope: 0.01 },
      NOISE,
      { kind: "dense", units: 10 },
      { kind: "log-softmax" },
    ],
    loss: "nll",
  },
};

/** A network in training on one batch. */
export interface TrainCase {
  /** Takes one step; returns its milliseconds. */
  readonly step: () => number;
  /** Number of trained values, which the peer counts too. */
  readonly parameters: number;
  /** Frees everything. */
  readonly dispose: () => void;
}

/** Builds one. */
export async function createTrainCase(name: string, batch: number): Promise<TrainCase> {
  const tf = await openTfjs();
  const { inputShape, layers, loss } = TRAIN_MODELS[name];
  const model = chain(tf, "network", layers, inputShape, 1);
  initialise(tf, model, { convDeviation: 0.1, denseDeviation: null }, createRng(1));
  const width = inputShape.reduce((product, length) => product * length, 1);
  const rng = createRng(2);
  const inputs = Float32Array.from({ length: batch * width }, () => rng.uniform());
  const labels = {
    targets: Float32Array.from({ length: batch * 10 }, (_, i) => Number(i % 11 === 0)),
  };
  const trainer = new Trainer(
    tf,
    model,
    { inputs, rows: batch, ...(loss === "nll" ? labels : {}) },
    {
      epochs: 1e9,
      batchSize: batch,
      seed: 1,
      loss: loss === "mae"
        ? meanAbsoluteError
        : (y: Tensor, p: Tensor) => y.mul(p).sum().mul(-1 / batch),
    },
  );
  return {
    step() {
      const start = performance.now();
      trainer.step();
      return performance.now() - start;
    },
    parameters: model.trainableWeights
      .reduce((sum, { shape }) => sum + shape.reduce((product, length) => product * length, 1), 0),
    dispose() {
      trainer.dispose();
      model.dispose();
    },
  };
}
