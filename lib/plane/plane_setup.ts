/**
 * The options of an information plane, checked.
 *
 * @module
 */
import { closest } from "npm:fastest-levenshtein@1.0.16";
import { parseCompressor } from "../compress/registry.ts";
import { InputError } from "../errors.ts";
import { readSettings } from "../estimate_settings.ts";
import { paperMethod } from "../mi/default_method.ts";
import { deriveSeed } from "../rng.ts";
import { asSamples } from "../samples.ts";
import type { Context, SamplesLike } from "../types.ts";
import type { CompressorChoice, DerivedLayer, PlaneOptions, PlaneSource } from "./plane_types.ts";

/** Checked options. */
export interface PlaneSetup extends Pick<PlaneOptions, "estimate" | "signal" | "onProgress"> {
  /** Last epoch. */
  readonly epochs: number;
  /** Measures at every so many epochs. */
  readonly every: number;
  /** Seed of compressors and estimators. */
  readonly seed: number;
  /** As given. */
  readonly options: PlaneOptions;
  /** The extra layers: outputs of one, from those of all others. */
  readonly derived: ReadonlyMap<
    string,
    (outputs: Readonly<Record<string, SamplesLike>>) => SamplesLike
  >;
  /** The layer whose outputs an extra layer is computed from; other layers stand for themselves. */
  derivedFrom(layer: string): string;
  /** The layers to record, of those that are shown. */
  layersOf(shown: readonly string[]): readonly string[];
  /** The layers before this one that are in a pair with it. */
  partnersOf(layer: string, layers: readonly string[]): readonly string[];
  /** The compressor of a layer. */
  compressorOf(layer: string): CompressorChoice;
  /** What the fit of a layer's compressor is handed. */
  contextOf(...what: readonly (string | number)[]): Context;
}

/** As in Section 6. */
const DEFAULT_COMPRESSOR = "pca:4";

/**
 * Checks all options that do not depend on the outputs of the network.
 *
 * @throws {InputError} If one of them cannot be used.
 */
export function readSetup(source: PlaneSource, options: PlaneOptions): PlaneSetup {
  const { every = 1, seed = 0, signal, onProgress, derived = [], pairs = [] } = options;
  const epochs = options.epochs ?? source.lastEpoch;
  if (epochs === undefined) {
    throw new InputError(
      "missing-epochs",
      "The number of epochs is needed: this source has no end.",
    );
  }
  checkWhole("epochs", epochs, 0);
  checkWhole("every", every, 1);
  checkWhole("seed", seed, Number.MIN_SAFE_INTEGER);
  checkEstimate(options, signal);
  const { layerCompressor = DEFAULT_COMPRESSOR } = options;
  const byLayer = isByLayer(layerCompressor) ? layerCompressor : undefined;
  const choices = byLayer ? Object.values(byLayer) : [layerCompressor as CompressorChoice];
  for (const choice of [...choices, options.inputCompressor, options.targetCompressor]) {
    if (typeof choice === "string") parseCompressor(choice);
  }
  const froms = new Map(derived.map(({ name, from }) => [name, from]));
  return {
    epochs,
    every,
    seed,
    signal,
    onProgress,
    options,
    estimate: paperMethod(options.estimate),
    derived: new Map(derived.map((layer) => [layer.name, deriving(layer)])),
    derivedFrom: (layer) => froms.get(layer) ?? layer,
    layersOf: (shown) => chooseLayers(shown, options),
    partnersOf: (layer, layers) =>
      pairs.filter((pair) => pair.includes(layer))
        .map(([a, b]) => a === layer ? b : a)
        .filter((other) => layers.indexOf(other) < layers.indexOf(layer)),
    compressorOf: (layer) =>
      byLayer
        ? (Object.hasOwn(byLayer, layer) ? byLayer[layer] : DEFAULT_COMPRESSOR)
        : layerCompressor as CompressorChoice,
    contextOf: (...what) => ({
      seed: deriveSeed(seed, "plane", "compress", ...what),
      device: options.estimate?.device ?? "auto",
      signal,
    }),
  };
}

/** A method that cannot take labels would fail at every epoch. */
function checkEstimate(
  { estimate = {}, targets, targetsDiscrete }: PlaneOptions,
  signal?: AbortSignal,
) {
  const { method } = readSettings({ ...paperMethod(estimate), signal });
  const text = Array.isArray(targets) &&
    targets.some((label) => typeof label === "string" || typeof label === "boolean");
  if (method.mixed || !(text || targetsDiscrete)) return;
  throw new InputError(
    "continuous-only",
    `Method "${method.id}" takes continuous data only: the targets are labels.`,
    "Choose another method.",
  );
}

function checkWhole(name: string, value: number, least: number): void {
  if (Number.isSafeInteger(value) && value >= least) return;
  const bound = least >= 0 ? `an integer of at least ${least}` : "an integer";
  throw new InputError(
    `invalid-${name}`,
    `Option ${name} must be ${bound}: current value is ${value}.`,
  );
}

/** A compressor has an `id` of its own; a table of them by layer has none, or one that is a choice. */
function isByLayer(
  choice: NonNullable<PlaneOptions["layerCompressor"]> | null,
): choice is Readonly<Record<string, CompressorChoice>> {
  return typeof choice === "object" && choice !== null && !("fit" in choice) &&
    !("encode" in choice);
}

function deriving(
  { from, map }: DerivedLayer,
): (outputs: Readonly<Record<string, SamplesLike>>) => SamplesLike {
  return (outputs) => {
    const { data, n, d } = asSamples(outputs[from], from);
    return { data: data.map(map), n, d };
  };
}

/** The layers to record, in the order in which they are shown, extra layers last. */
function chooseLayers(
  shown: readonly string[],
  { layers: wanted, derived = [], pairs = [] }: PlaneOptions,
): readonly string[] {
  const extra = derived.map(({ name }) => name);
  const named = [...wanted ?? [], ...derived.map(({ from }) => from)];
  for (const name of named) requireLayer(name, shown);
  for (const name of pairs.flat()) requireLayer(name, [...shown, ...extra]);
  const twice = extra.find((name, i) => shown.includes(name) || extra.indexOf(name) !== i);
  if (twice !== undefined) {
    throw new InputError("duplicate-layer", `There are two layers called "${twice}".`);
  }
  const chosen = [...shown.filter((name) => wanted?.includes(name) ?? true), ...extra];
  if (chosen.length > 0) return chosen;
  throw new InputError("no-layers", "There is no layer to measure.");
}

function requireLayer(name: string, known: readonly string[]): void {
  if (known.includes(name)) return;
  throw new InputError(
    "unknown-layer",
    `There is no layer "${name}".`,
    known.length > 0
      ? `Did you mean "${closest(name, [...known])}"? Layers: ${known.join(", ")}.`
      : undefined,
  );
}
