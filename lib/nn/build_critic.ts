/**
 * Models of critics from their definitions.
 *
 * @module
 */
import { createRng, deriveSeed } from "../rng.ts";
import { chain, initialise } from "./build_network.ts";
import type { CriticSpec } from "./critic_networks.ts";
import { trainingLayers } from "./layers.ts";
import { shapeAfter } from "./network_tables.ts";
import type { LayersModel, Tfjs } from "./tfjs_types.ts";

/** A critic's models; they share their layers. */
export interface CriticModels {
  /** From samples of X to features. */
  readonly branchX: LayersModel;
  /** From samples of Y to features. */
  readonly branchY: LayersModel;
  /**
   * From the features of both to T. Permuting the features of one side gives the values for
   * independent samples without running the branches again.
   */
  readonly head: LayersModel;
  /** All of it: [x, y] to T(x, y). */
  readonly critic: LayersModel;
}

/**
 * Builds a critic with its starting weights.
 *
 * @param tf The tfjs module, from {@linkcode openTfjs}.
 * @param spec Its definition.
 * @param seed Seed of the weights.
 */
export function buildCritic(tf: Tfjs, spec: CriticSpec, seed: number | string): CriticModels {
  const widths = spec.inputShapes.map((shape) =>
    spec.branch.reduce<readonly number[]>((before, layer) => shapeAfter(layer, before), shape)[0]
  );
  const branches = spec.inputShapes.map((shape, i) =>
    chain(tf, i === 0 ? "branch_x" : "branch_y", spec.branch, shape, seed)
  );
  const features = widths.map((width) => tf.input({ shape: [width] }));
  const joined = trainingLayers(tf).concatenate({ name: "pair" }).apply(features);
  const dense = chain(tf, "dense", spec.head, [widths[0] + widths[1]], seed);
  const head = tf.model({ inputs: features, outputs: dense.apply(joined), name: "head" });
  for (const model of [...branches, dense]) {
    initialise(tf, model, spec.init, createRng(deriveSeed("weights", seed, model.name)));
  }
  const inputs = spec.inputShapes.map((shape) => tf.input({ shape }));
  const outputs = head.apply(inputs.map((input, i) => branches[i].apply(input)));
  const critic = tf.model({ inputs, outputs, name: "critic" });
  return { branchX: branches[0], branchY: branches[1], head, critic };
}
