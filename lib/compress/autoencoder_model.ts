/**
 * A fitted autoencoder: its codes, and its JSON form.
 *
 * @module
 */
import { encodeBase64 } from "../../kernels/simd/base64.ts";
import { InputError } from "../errors.ts";
import { type AutoencoderModels, buildAutoencoder } from "../nn/build_network.ts";
import type { AutoencoderSpec } from "../nn/networks.ts";
import { openTfjs, takeValues, trainingEngine } from "../nn/tfjs.ts";
import type { LayersModel, Tensor, Tfjs } from "../nn/tfjs_types.ts";
import type { EpochRecord } from "../nn/train_settings.ts";
import { writeWeights } from "../nn/weights.ts";
import type { FittedCompressor, Samples, TrainingSummary } from "../types.ts";
import { fromUnits, type Scaling, toUnits } from "./autoencoder_scaling.ts";

/** What a fitted autoencoder consists of. */
export interface AutoencoderFields {
  /** The network. */
  readonly spec: AutoencoderSpec;
  /** The units in which it sees the data. */
  readonly scaling: Scaling;
  /** Weights of the encoder, then of the decoder, in the order of their layers. */
  readonly weights: readonly Float32Array[];
  /** The epochs of the training. */
  readonly history: readonly EpochRecord[];
  /** The epoch whose weights these are; the last one where it is not given. */
  readonly epoch?: number | undefined;
}

/** A fitted autoencoder. It holds its weights in arrays: nothing of it needs to be disposed. */
export interface Autoencoder extends FittedCompressor, AutoencoderFields {
  /** Always "ae". */
  readonly id: "ae";
  /** What runs it here; `training.engine` is what trained it. */
  readonly engine: string;
  /** How it was trained, where its epochs were kept. */
  readonly training?: TrainingSummary;
  /** A JSON-serialisable form, for `autoencoderFromJson`; `JSON.stringify` calls it by itself. */
  toJSON(): AutoencoderJson;
}

/** A fitted autoencoder as JSON. */
export interface AutoencoderJson {
  /** Always "ae". */
  readonly id: "ae";
  /** Version of this form. */
  readonly schema: 1;
  /** The network. */
  readonly spec: AutoencoderSpec;
  /** The units in which it sees the data. */
  readonly scaling: Scaling;
  /** Weights, each as base64 of little-endian float32. */
  readonly weights: readonly string[];
  /** The epochs of the training. */
  readonly history: readonly EpochRecord[];
  /** The epoch whose weights these are; the last one where it is not given. */
  readonly epoch?: number | undefined;
  /** Mean squared error per coordinate on the data that it was fitted to. */
  readonly reconstructionError: number;
  /** What trained it. */
  readonly engine: string;
}

/** Rows that go through the network at a time. */
const ROWS = 1024;

/** A fitted autoencoder from its parts and what trained it; measures what it loses on `samples`. */
export async function createAutoencoder(
  fields: AutoencoderFields,
  samples: Samples,
  engine: string = trainingEngine(),
): Promise<Autoencoder> {
  const fitted = fromFields(fields, 0, engine);
  const back = await fitted.decode(await fitted.encode(samples));
  let squares = 0;
  back.data.forEach((value, i) => squares += (value - samples.data[i]) ** 2);
  return fromFields(fields, squares / samples.data.length, engine);
}

/**
 * A fitted autoencoder from its parts.
 *
 * @param fields Network, units, weights and history.
 * @param reconstructionError Mean squared error per coordinate on the data that it was fitted to.
 * @param engine What trained it.
 */
export function fromFields(
  fields: AutoencoderFields,
  reconstructionError: number,
  engine: string,
): Autoencoder {
  const { spec, scaling, weights, history, epoch } = fields;
  const { dim } = spec;
  const inputDim = spec.inputShape.reduce((product, length) => product * length, 1);
  return {
    ...fields,
    id: "ae",
    dim,
    inputDim,
    reconstructionError,
    engine: trainingEngine(),
    ...(history.length > 0 ? { training: summariseTraining(fields, engine) } : {}),
    async encode(data: Samples): Promise<Samples> {
      checkDimension(data, inputDim, "data", "the data that the autoencoder was fitted to");
      const codes = await apply(fields, "encoder", toUnits(data, scaling), data.n);
      return { data: Float64Array.from(codes), n: data.n, d: dim };
    },
    async decode(codes: Samples): Promise<Samples> {
      checkDimension(codes, dim, "codes", "the code of this autoencoder");
      const values = await apply(fields, "decoder", Float32Array.from(codes.data), codes.n);
      return { data: fromUnits(values, inputDim, scaling), n: codes.n, d: inputDim };
    },
    toJSON: () => ({
      id: "ae",
      schema: 1,
      spec,
      scaling,
      weights: weights.map(({ buffer, byteOffset, byteLength }) =>
        encodeBase64(new Uint8Array(buffer, byteOffset, byteLength))
      ),
      history,
      ...(epoch === undefined ? {} : { epoch }),
      reconstructionError,
      engine,
    }),
  };
}

/** Runs rows through one half of the network, which is built for it and freed again. */
async function apply(
  { spec, weights }: AutoencoderFields,
  part: "encoder" | "decoder",
  inputs: Float32Array,
  rows: number,
): Promise<Float32Array> {
  const tf = await openTfjs();
  const models = buildAutoencoder(tf, spec, 0);
  try {
    setWeights(tf, models, weights);
    const model = models[part];
    const outputWidth = part === "encoder"
      ? spec.dim
      : spec.inputShape.reduce((product, length) => product * length, 1);
    const outputs = new Float32Array(rows * outputWidth);
    for (let row = 0; row < rows; row += ROWS) {
      const count = Math.min(ROWS, rows - row);
      const width = inputs.length / rows;
      const batch = inputs.subarray(row * width, (row + count) * width);
      outputs.set(predict(tf, model, batch, count), row * outputWidth);
    }
    return outputs;
  } finally {
    models.autoencoder.dispose();
  }
}

function predict(tf: Tfjs, model: LayersModel, values: Float32Array, rows: number): Float32Array {
  return takeValues(tf.tidy(() => {
    const shape = [rows, ...(model.inputs[0].shape.slice(1) as number[])];
    return model.apply(tf.tensor(values, shape), { training: false }) as Tensor;
  }));
}

/** Writes weights into the models of an autoencoder. */
export function setWeights(
  tf: Tfjs,
  { encoder, decoder }: AutoencoderModels,
  weights: readonly Float32Array[],
): void {
  writeWeights(tf, [...encoder.weights, ...decoder.weights], weights);
}

function checkDimension({ d }: Samples, expected: number, what: string, reference: string): void {
  if (d === expected) return;
  throw new InputError(
    "dimension-mismatch",
    `The ${what} have ${d} columns, ${reference} has ${expected}.`,
  );
}

function summariseTraining(
  { spec, history, epoch }: AutoencoderFields,
  engine: string,
): TrainingSummary {
  const last = history[history.length - 1];
  const taken = history.find((record) => record.epoch === epoch) ?? last;
  return {
    network: spec.id,
    epochs: last.epoch,
    epoch: taken.epoch,
    loss: taken.loss,
    heldOutLoss: taken.validationLoss,
    engine,
  };
}
