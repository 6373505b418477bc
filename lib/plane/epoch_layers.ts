/**
 * The layers of a network at one epoch: steps 3 to 7 of Algorithm 2.
 *
 * @module
 */
import type { Samples, SamplesLike } from "../types.ts";
import { type CodedLayer, codeLayer } from "./layer_code.ts";
import { failedLayer, isPlaneError, measureLayer, recorded } from "./layer_record.ts";
import type { PlaneSetup } from "./plane_setup.ts";
import type { Sides } from "./plane_sides.ts";
import type { Observation, PlaneError, PlaneRecord, PlaneSource } from "./plane_types.ts";

/** What was observed at one epoch, and the codes that were made of it so far. */
export class EpochLayers {
  /** Names of the layers to record, in order. */
  readonly names: readonly string[];
  readonly #source: PlaneSource;
  readonly #setup: PlaneSetup;
  readonly #sides: Sides;
  readonly #observation: Observation;
  readonly #codes = new Map<string, Promise<CodedLayer | PlaneError>>();

  /**
   * Takes an observation.
   *
   * @throws {InputError} If it lacks a layer that the options name.
   */
  constructor(source: PlaneSource, setup: PlaneSetup, sides: Sides, observation: Observation) {
    this.#source = source;
    this.#setup = setup;
    this.#sides = sides;
    this.#observation = observation;
    this.names = setup.layersOf(Object.keys(observation.outputs));
  }

  /**
   * The record of one layer. Its bits do not depend on which layers came before.
   *
   * @param layer Its name.
   * @param loss Loss of the epoch that led here.
   * @param started When the work on the record began, as `performance.now` tells it.
   */
  async record(layer: string, loss: number | null, started: number): Promise<PlaneRecord> {
    const { seed, signal, estimate } = this.#setup;
    const { epoch, noise = {} } = this.#source;
    const { inputs, targets } = this.#sides;
    const coded = await this.#code(layer);
    const measured = isPlaneError(coded)
      ? failedLayer(this.#width(layer), coded)
      : await measureLayer(coded, await this.#partners(layer), {
        epoch,
        layer,
        inputs,
        targets,
        noise: this.#setup.derived.has(layer) ? "unknown" : noise[layer] ?? "unknown",
        estimate,
        seed,
        signal,
      });
    const { testLoss = null, accuracy = null } = this.#observation;
    return {
      schema: 1,
      epoch,
      layer,
      samples: inputs.n,
      loss,
      testLoss,
      accuracy,
      ...measured,
      ms: performance.now() - started,
    };
  }

  /** The code of a layer, computed once in an epoch; its seed is its own. */
  #code(layer: string): Promise<CodedLayer | PlaneError> {
    const known = this.#codes.get(layer);
    if (known) return known;
    const { compressorOf, contextOf } = this.#setup;
    const code = recorded("layer", () =>
      codeLayer(
        layer,
        this.#outputs(layer),
        this.#sides.inputs.n,
        compressorOf(layer),
        contextOf(this.#source.epoch, layer),
      ));
    this.#codes.set(layer, code);
    return code;
  }

  #outputs(layer: string): SamplesLike {
    const { outputs } = this.#observation;
    return this.#setup.derived.get(layer)?.(outputs) ?? outputs[layer];
  }

  #width(layer: string): number {
    return widthOf(this.#observation.outputs[this.#setup.derivedFrom(layer)]);
  }

  /** Codes of the earlier layers that are in a pair with this one. */
  async #partners(layer: string): Promise<Map<string, Samples | PlaneError>> {
    const partners = new Map<string, Samples | PlaneError>();
    for (const other of this.#setup.partnersOf(layer, this.names)) {
      const coded = await this.#code(other);
      partners.set(other, isPlaneError(coded) ? coded : coded.code);
    }
    return partners;
  }
}

/** Numbers in a row, of data that may be anything; 0 where there are none. */
function widthOf(given: SamplesLike): number {
  if (given && "d" in given) return given.d;
  if (given && "shape" in given) return given.shape.slice(1).reduce((a, b) => a * b, 1);
  const first = Array.isArray(given) ? given[0] : undefined;
  return Array.isArray(first) ? first.length : 1;
}
