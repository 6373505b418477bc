/**
 * A small stochastic classifier with its data, for tests of the information plane.
 *
 * @module
 */
import type { ClassifierSpec } from "../../lib/nn/networks.ts";
import type { TrainingSet } from "../../lib/nn/train_settings.ts";
import { createRng } from "../../lib/rng.ts";

/** Numbers in one sample. */
export const INPUT_DIM = 6;

/** A set of clouds around the vertices of a polygon, with its labels. */
export interface Clouds extends TrainingSet {
  /** One-hot rows. */
  readonly targets: Float32Array;
  /** Number of the class, by sample. */
  readonly labels: number[];
}

/** Clouds of sd 0.5 around points on the unit circle, in six dimensions. */
export function clouds(rows: number, classes: number, seed: number): Clouds {
  const rng = createRng(seed);
  const inputs = new Float32Array(rows * INPUT_DIM);
  const targets = new Float32Array(rows * classes);
  const labels: number[] = [];
  for (let row = 0; row < rows; row++) {
    const label = rng.integer(classes);
    const angle = 2 * Math.PI * label / classes;
    for (let j = 0; j < INPUT_DIM; j++) {
      const centre = j === 0 ? Math.cos(angle) : j === 1 ? Math.sin(angle) : 0;
      inputs[row * INPUT_DIM + j] = centre + 0.5 * rng.normal();
    }
    targets[row * classes + label] = 1;
    labels.push(label);
  }
  return { inputs, targets, rows, labels };
}

/** Two layers: L1 with additive noise, L2 with multiplicative noise and dropout before it. */
export function smallClassifier(classes: number): ClassifierSpec {
  return {
    id: "small",
    title: "small classifier",
    inputShape: [INPUT_DIM],
    stages: [
      {
        name: "L1",
        layers: [
          { kind: "dense", units: 8 },
          { kind: "tanh" },
          { kind: "noise", sigma: 0.05, multiplicative: false },
        ],
      },
      {
        name: "L2",
        layers: [
          { kind: "dropout", rate: 0.1 },
          { kind: "dense", units: classes },
          { kind: "log-softmax" },
          { kind: "noise", sigma: 0.05, multiplicative: true },
        ],
      },
    ],
    init: { convDeviation: null, denseDeviation: null },
    training: { loss: "nll", epochs: 3, batchSize: 64, learningRate: 1e-2 },
  };
}
