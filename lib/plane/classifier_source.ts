/**
 * A classifier from its definition as the source of an information plane.
 *
 * @module
 */
import type { ClassifierSpec } from "../nn/networks.ts";
import { negativeLogLikelihood } from "../nn/losses.ts";
import type { TrainingSet } from "../nn/train_settings.ts";
import { modelSource } from "./model_source.ts";
import type { PlaneSource } from "./plane_types.ts";

/** What {@linkcode classifierSource} takes. */
export interface ClassifierSourceOptions {
  /** What it is trained on; targets are one-hot rows. */
  readonly training: TrainingSet;
  /** The samples whose layer outputs are measured; targets are one-hot rows. */
  readonly test: TrainingSet;
  /** Seed of weights, dropout, noise and data order. @default {0} */
  readonly seed?: number | undefined;
  /** Rows of a step; that of the definition by default. */
  readonly batchSize?: number | undefined;
  /** Step size of Adam; that of the definition by default. */
  readonly learningRate?: number | undefined;
}

/**
 * Builds a classifier, such as {@linkcode mnistClassifier}, and observes its stages: the network of
 * Definition 1, L_i = f_i(L_{i−1}, noise), whose every layer can be seen.
 *
 * @param spec The definition.
 * @param options Data, seed and training.
 * @returns The source; `dispose` frees the network.
 * @throws {InputError} If the data do not fit the network, or tfjs cannot be loaded.
 */
export async function classifierSource(
  spec: ClassifierSpec,
  options: ClassifierSourceOptions,
): Promise<PlaneSource> {
  const { training, test, seed = 0 } = options;
  const { batchSize = spec.training.batchSize } = options;
  const { learningRate = spec.training.learningRate } = options;
  // Evaluated here alone: the rest of the information plane needs no network.
  const [{ openTfjs }, { buildClassifier }] = await Promise.all([
    import("../nn/tfjs.ts"),
    import("../nn/build_network.ts"),
  ]);
  const tf = await openTfjs();
  const { classifier } = buildClassifier(tf, spec, seed);
  const source = modelSource({
    tf,
    model: classifier,
    layers: Object.fromEntries(
      spec.stages.map(({ name, layers }) => [name, `${name}_${layers.length - 1}`]),
    ),
    training,
    test,
    classifier: true,
    settings: { batchSize, learningRate, loss: negativeLogLikelihood, seed },
  });
  return Object.defineProperties(
    {} as PlaneSource,
    {
      ...Object.getOwnPropertyDescriptors(source),
      dispose: {
        value: () => {
          source.dispose?.();
          classifier.dispose();
        },
      },
    },
  );
}
