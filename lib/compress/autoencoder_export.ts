/**
 * Fitted autoencoders as models of stock TensorFlow.js.
 *
 * @module
 */
import { buildAutoencoder } from "../nn/build_network.ts";
import { openTfjs } from "../nn/tfjs.ts";
import type { Layer, LayersModel, ModelArtifacts, Tfjs } from "../nn/tfjs_types.ts";
import { type Autoencoder, setWeights } from "./autoencoder_model.ts";
import type { Scaling } from "./autoencoder_scaling.ts";

/**
 * One half of a fitted autoencoder for `tf.loadLayersModel(tf.io.fromMemory(…))`, which needs nothing
 * of infoplane. It takes and gives data in their own units: the scaling is a batch normalisation with
 * fixed statistics, before the encoder or behind the decoder. Noise is off in `predict`.
 *
 * @param autoencoder A fitted autoencoder.
 * @param part The encoder takes shape `(n, ...spec.inputShape)` and gives `(n, dim)`; the decoder
 *   the reverse.
 * @returns Topology and weights. Outputs equal those of `encode` and `decode` to the rounding of
 *   float32, also of the inputs, which are scaled in float64 there.
 */
export async function toTfjsArtifacts(
  autoencoder: Autoencoder,
  part: "encoder" | "decoder",
): Promise<ModelArtifacts> {
  const { spec, scaling, weights } = autoencoder;
  const tf = await openTfjs();
  const models = buildAutoencoder(tf, spec, 0);
  const channels = spec.inputShape[spec.inputShape.length - 1];
  const layer = scalingLayer(tf, scaling, channels, part);
  try {
    setWeights(tf, models, weights);
    const chain = part === "encoder"
      ? [layer, ...models.encoder.layers.slice(1)]
      : [...models.decoder.layers.slice(1), layer];
    const model = modelOf(tf, chain, part === "encoder" ? spec.inputShape : [spec.dim], part);
    try {
      writeScaling(tf, layer, scaling, channels, part);
      return await artifactsOf(tf, model);
    } finally {
      model.dispose();
    }
  } finally {
    models.autoencoder.dispose();
  }
}

function scalingLayer(
  tf: Tfjs,
  { offset }: Scaling,
  channels: number,
  part: "encoder" | "decoder",
): Layer {
  // One scale for all columns serves any number of channels; otherwise there is one for each.
  if (offset.length !== 1 && offset.length !== channels) {
    throw new RangeError(`${offset.length} scales do not fit ${channels} channels.`);
  }
  const name = part === "encoder" ? "to_units" : "from_units";
  return tf.layers.batchNormalization({ name, epsilon: 0, trainable: false });
}

/** gamma (x − mean) + beta: x / scale − offset / scale before the encoder, and back behind it. */
function writeScaling(
  tf: Tfjs,
  layer: Layer,
  { offset, scale }: Scaling,
  channels: number,
  part: "encoder" | "decoder",
): void {
  const full = (values: readonly number[]): number[] =>
    values.length === 1 ? new Array(channels).fill(values[0]) : [...values];
  const [offsets, scales] = [full(offset), full(scale)];
  const zeros = scales.map(() => 0);
  const values: Readonly<Record<string, readonly number[]>> = part === "encoder"
    ? { gamma: scales.map((value) => 1 / value), beta: zeros, "moving_mean": offsets }
    : { gamma: scales, beta: offsets, "moving_mean": zeros };
  for (const weight of layer.weights) {
    const name = weight.originalName.split("/").pop()!;
    const tensor = tf.tensor(values[name] ?? scales.map(() => 1), weight.shape);
    weight.write(tensor);
    tensor.dispose();
  }
}

function modelOf(
  tf: Tfjs,
  layers: readonly Layer[],
  inputShape: readonly number[],
  name: string,
): LayersModel {
  const input = tf.input({ shape: inputShape });
  let output = input;
  for (const layer of layers) output = layer.apply(output);
  return tf.model({ inputs: input, outputs: output, name });
}

/** What `model.save` hands to a handler. */
export async function artifactsOf(tf: Tfjs, model: LayersModel): Promise<ModelArtifacts> {
  let artifacts: ModelArtifacts | undefined;
  await model.save(tf.io.withSaveHandler((saved) => {
    artifacts = saved;
    return Promise.resolve({ modelArtifactsInfo: { dateSaved: new Date(0) } });
  }));
  return artifacts!;
}

/** A file of a saved model. */
export type ModelFile = readonly [name: string, bytes: Uint8Array];

/**
 * Both halves as the files that `tf.loadLayersModel("…/encoder.json")` reads: for each one a JSON file
 * with the topology, and a binary file with the weights beside it.
 *
 * @param autoencoder A fitted autoencoder.
 * @returns Names and bytes of the four files.
 */
export async function toTfjsFiles(autoencoder: Autoencoder): Promise<ModelFile[]> {
  const files: ModelFile[] = [];
  for (const part of ["encoder", "decoder"] as const) {
    const { weightData, weightSpecs, ...model } = await toTfjsArtifacts(autoencoder, part);
    const paths = [`${part}.weights.bin`];
    const json = { ...model, weightsManifest: [{ paths, weights: weightSpecs }] };
    files.push([`${part}.json`, new TextEncoder().encode(JSON.stringify(json))]);
    files.push([paths[0], new Uint8Array([weightData].flat()[0])]);
  }
  return files;
}
