/**
 * What runs of `plane` have in common, whatever they follow.
 *
 * @module
 */
import type { Autoencoder, AutoencoderJson } from "../compress/autoencoder.ts";
import { InputError } from "../errors.ts";
import { PAPER_METHOD } from "../mi/default_method.ts";
import { METHODS } from "../mi/registry.ts";
import type { EncoderState } from "../compress/train_encoder.ts";
import { expLayer } from "../plane/derived_layers.ts";
import type { CompressorChoice, PlaneOptions, PlaneSource } from "../plane/plane_types.ts";
import type { Device } from "../types.ts";
import type { CliIo } from "./cli_io.ts";
import type { ParsedFlags } from "./flags.ts";
import { expLayers, layerPairs, methodOptions } from "./plane_flag_values.ts";
import { readBytes } from "./read_bytes.ts";

/** What an interrupted run has left of the autoencoder of its inputs, and who hears of the training. */
export interface EncoderProgress {
  /** The trained one; null where there is none yet. */
  readonly encoder: AutoencoderJson | null;
  /** Where its training stopped; null to start. */
  readonly training: EncoderState | null;
  /** Told how far the training is. */
  readonly onProgress: (fraction: number, step: string) => void;
  /** Told before the first step what gives the state between any two. */
  readonly onStart: (save: () => EncoderState) => void;
  /** Told after every epoch. */
  readonly onEpoch: () => Promise<void>;
}

/** A run, ready to start. */
export interface PlaneRun {
  /** The network. */
  readonly source: PlaneSource;
  /** Options of the plane, but for the compressor of the inputs. */
  readonly options: Omit<PlaneOptions, "inputCompressor" | "signal" | "onProgress">;
  /** All that the results depend on, but for the number of epochs. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** The compressor of the inputs; an autoencoder may be trained for it. */
  inputCompressor(before: EncoderProgress): Promise<CompressorChoice>;
}

/** Options that network and recorded layers share; `last` is the layer of `--exp` by default. */
export function sharedOptions(
  flags: ParsedFlags,
  last: string | null,
): Pick<PlaneRun, "settings"> & {
  options: Omit<PlaneRun["options"], "targets" | "targetsDiscrete">;
} {
  const layers = flags.text("compress-layers") ?? "pca:4";
  const exp = expLayers(flags, last === null ? [] : [last]);
  const method = flags.text("method") ?? PAPER_METHOD;
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

/** The compressor that `--encoder` or `--compress-input` names, neither of which is trained here. */
export async function namedCompressor(
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
