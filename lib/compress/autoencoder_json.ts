/**
 * Autoencoders read from their JSON form.
 *
 * @module
 */
import { decodeBase64 } from "../../kernels/simd/base64.ts";
import { InputError } from "../errors.ts";
import { buildAutoencoder } from "../nn/build_network.ts";
import type { AutoencoderSpec } from "../nn/networks.ts";
import { openTfjs } from "../nn/tfjs.ts";
import type { Tfjs } from "../nn/tfjs_types.ts";
import { type Autoencoder, type AutoencoderJson, fromFields } from "./autoencoder_model.ts";

/**
 * Reads what {@linkcode Autoencoder.toJSON} wrote; it gives the same codes, bit for bit.
 *
 * @param value Parsed JSON.
 * @returns The fitted compressor.
 * @throws {InputError} If it is no such object, or its weights do not fit its network.
 */
export async function autoencoderFromJson(value: unknown): Promise<Autoencoder> {
  const json = (value ?? {}) as AutoencoderJson;
  const fail = (problem: string, cause?: unknown): never => {
    throw new InputError(
      "invalid-autoencoder",
      `This is no saved autoencoder: ${problem}.`,
      "Save one with JSON.stringify(autoencoder).",
      { cause },
    );
  };
  if (json.id !== "ae") fail(`it has the id ${JSON.stringify(json.id)}, not "ae"`);
  if (json.schema !== 1) fail(`it has version ${JSON.stringify(json.schema)} of the form, not 1`);
  const tf = await openTfjs();
  let weights: Float32Array[] = [];
  try {
    checkFields(json);
    weights = json.weights.map((text) => new Float32Array(decodeBase64(text).buffer));
    checkWeights(tf, json.spec, weights);
  } catch (error) {
    fail(error instanceof Error ? error.message.replace(/\.$/, "") : String(error), error);
  }
  const { spec, scaling, history, epoch, reconstructionError, engine } = json;
  return fromFields({ spec, scaling, weights, history, epoch }, reconstructionError, engine);
}

function checkFields(json: AutoencoderJson): void {
  const { spec, scaling, history, reconstructionError, engine, weights } = json;
  const check = (condition: boolean, field: string): void => {
    if (!condition) throw new RangeError(`its ${field} is missing or wrong`);
  };
  const numbers = (values: unknown): values is number[] =>
    Array.isArray(values) && values.every(Number.isFinite);
  check(numbers(spec?.inputShape) && Number.isInteger(spec.dim) && spec.dim > 0, "network");
  const inputDim = spec.inputShape.reduce((product, length) => product * length, 1);
  const { offset, scale } = scaling ?? {};
  const count = (values: readonly number[]) => [1, inputDim].includes(values.length);
  check(numbers(offset) && numbers(scale) && count(offset) && count(scale), "scaling");
  check(offset.length === scale.length && scale.every((value) => value !== 0), "scaling");
  check(Array.isArray(weights), "list of weights");
  check(
    Array.isArray(history) && history.every((record) => record?.epoch > 0),
    "history",
  );
  check(reconstructionError >= 0 && typeof engine === "string", "error or engine");
}

function checkWeights(tf: Tfjs, spec: AutoencoderSpec, weights: readonly Float32Array[]): void {
  const { encoder, decoder, autoencoder } = buildAutoencoder(tf, spec, 0);
  const lengths = [...encoder.weights, ...decoder.weights]
    .map(({ shape }) => shape.reduce((product, length) => product * length, 1));
  autoencoder.dispose();
  const fit = lengths.length === weights.length &&
    lengths.every((length, i) => length === weights[i].length);
  if (!fit) throw new RangeError("its weights do not fit its network");
  if (!weights.every((values) => values.every(Number.isFinite))) {
    throw new RangeError("its weights are not all finite");
  }
}
