/**
 * The information plane of a network in training: Algorithm 2.
 *
 * @module
 */
import { InputError } from "../errors.ts";
import type { Samples, SamplesLike } from "../types.ts";
import { type CodedLayer, codeLayer } from "./layer_code.ts";
import {
  failedLayer,
  isPlaneError,
  type Measured,
  measureLayer,
  recorded,
} from "./layer_record.ts";
import { type PlaneSetup, readSetup } from "./plane_setup.ts";
import { type Sides, sidesOf } from "./plane_sides.ts";
import type {
  NoiseInfo,
  Observation,
  PlaneError,
  PlaneOptions,
  PlaneRecord,
  PlaneSource,
  PlaneState,
} from "./plane_types.ts";

/** The layers of one epoch. */
interface Epoch {
  readonly observation: Observation;
  /** Names of the layers to record, in order. */
  readonly layers: readonly string[];
  /** Codes so far, for pairs. */
  readonly codes: Map<string, Promise<CodedLayer | PlaneError>>;
}

/**
 * Follows a network through its training (Algorithm 2, Section 6): at every measured epoch, the
 * untrained network included, the outputs of every layer are collected with their noise on, compressed
 * by an encoder fitted to them, and I(E_X(X); E_L(L)) and I(E_L(L); Y) are estimated.
 *
 * Iterate over it: every step gives one record, when it is there, so that callers can plot while the
 * network trains. Leaving the loop stops the work, and another loop goes on where it stopped.
 *
 * A layer whose outputs cannot be used (constant ones, repeated rows, a class with too few samples) has
 * its condition in `errors` of its record; the run goes on. What ends a run is a diverged training, an
 * option that cannot be used, or the signal.
 *
 * @param source The network: {@linkcode modelSource}, {@linkcode functionSource},
 *   {@linkcode recordedSource}, or anything of that shape.
 * @param options Targets, epochs, compressors, method; see {@linkcode PlaneOptions}.
 * @returns The plane, before its first record.
 * @throws {InputError} If an option cannot be used.
 *
 * Per epoch it takes a pass over the training set, and per layer a fit of its compressor and two
 * estimates; `estimate` tells their time.
 */
export function informationPlane(source: PlaneSource, options: PlaneOptions): InformationPlane {
  return new InformationPlane(source, options);
}

/** A running information plane; see {@linkcode informationPlane}. */
export class InformationPlane implements AsyncIterableIterator<PlaneRecord> {
  readonly #source: PlaneSource;
  readonly #setup: PlaneSetup;
  #sides: Promise<Sides> | undefined;
  #current: Epoch | null = null;
  #given = 0;
  #measured = false;
  #ended = false;
  #loss: number | null = null;
  #busy: Promise<unknown> = Promise.resolve();

  /** Checks the options; {@linkcode informationPlane} is the short way here. */
  constructor(source: PlaneSource, options: PlaneOptions) {
    this.#source = source;
    this.#setup = readSetup(source, options);
  }

  /** Epochs of training that are complete. */
  get epoch(): number {
    return this.#source.epoch;
  }

  /** The last epoch that there will be. */
  get epochs(): number {
    return this.#setup.epochs;
  }

  /** Whether all records of the current epoch were given: the cheapest moment to save. */
  get epochDone(): boolean {
    return this.#measured;
  }

  /**
   * The next record, after training where that is due.
   *
   * @throws {TrainingDivergedError} If the training diverges.
   * @throws If the signal aborts; {@linkcode save} gives the state then.
   */
  next(): Promise<IteratorResult<PlaneRecord, undefined>> {
    const turn = this.#busy.then(() => this.#next());
    this.#busy = turn.catch(() => {});
    return turn;
  }

  /** Ends a loop; the plane can be iterated again, and then goes on. */
  return(): Promise<IteratorResult<PlaneRecord, undefined>> {
    return Promise.resolve({ done: true, value: undefined });
  }

  /** The plane itself. */
  [Symbol.asyncIterator](): this {
    return this;
  }

  /**
   * All that the rest depends on besides source, data and options. It can be taken at any time; what
   * was not given yet is computed again.
   *
   * @throws {InputError} If the source cannot be saved.
   */
  save(): PlaneState {
    if (!this.#source.save) throw notSaved();
    const { epoch } = this.#source;
    const given = this.#given;
    return {
      schema: 1,
      epoch,
      given,
      measured: this.#measured,
      loss: this.#loss,
      source: this.#source.save(),
    };
  }

  /**
   * Takes a saved state: the records that follow have the same bits as without the interruption.
   *
   * @throws {InputError} If the state is none, or belongs to another source.
   */
  restore(state: PlaneState): void {
    if (!this.#source.restore) throw notSaved();
    if (state?.schema !== 1 || !Number.isInteger(state.given)) {
      throw new InputError(
        "checkpoint-mismatch",
        "This is no saved state of an information plane.",
      );
    }
    this.#source.restore(state.source);
    this.#current = null;
    this.#given = state.given;
    this.#measured = state.measured;
    this.#loss = state.loss;
    this.#ended = false;
  }

  /** Frees what the source holds. */
  dispose(): void {
    this.#source.dispose?.();
  }

  async #next(): Promise<IteratorResult<PlaneRecord, undefined>> {
    const started = performance.now();
    const { signal } = this.#setup;
    signal?.throwIfAborted();
    if (this.#measured && !this.#ended) this.#ended = !await this.#advance();
    if (this.#ended) return { done: true, value: undefined };
    const sides = await (this.#sides ??= this.#openSides());
    const epoch = this.#current ??= await this.#observe();
    const layer = epoch.layers[this.#given];
    const record = await this.#record(layer, epoch, sides, started);
    this.#given++;
    if (this.#given === epoch.layers.length) {
      this.#measured = true;
      this.#current = null;
    }
    return { done: false, value: record };
  }

  #openSides(): Promise<Sides> {
    return sidesOf(this.#source, this.#setup).catch((error) => {
      this.#sides = undefined;
      throw error;
    });
  }

  /** Trains to the next epoch that is to be measured; false if there is none. */
  async #advance(): Promise<boolean> {
    const { epochs, every, signal } = this.#setup;
    while (this.#source.epoch < epochs) {
      this.#report("training");
      const trained = await this.#source.train(signal);
      if (!trained) return false;
      this.#loss = trained.loss;
      const { epoch } = this.#source;
      if (epoch % every !== 0 && epoch !== epochs) continue;
      this.#given = 0;
      this.#measured = false;
      return true;
    }
    return false;
  }

  async #observe(): Promise<Epoch> {
    this.#report("layer outputs");
    const observation = await this.#source.observe(this.#setup.signal);
    const layers = this.#setup.layersOf(Object.keys(observation.outputs));
    if (this.#given < layers.length) return { observation, layers, codes: new Map() };
    throw new InputError("checkpoint-mismatch", "The saved state belongs to other layers.");
  }

  async #record(
    layer: string,
    epoch: Epoch,
    { inputs, targets }: Sides,
    started: number,
  ): Promise<PlaneRecord> {
    this.#report(layer);
    const { seed, signal, estimate } = this.#setup;
    const coded = await this.#code(layer, epoch, inputs.n);
    const measured: Measured = isPlaneError(coded)
      ? failedLayer(this.#width(layer, epoch), coded)
      : await measureLayer(coded, await this.#partners(layer, epoch, inputs.n), {
        epoch: this.#source.epoch,
        layer,
        inputs,
        targets,
        noise: this.#noise(layer),
        estimate,
        seed,
        signal,
      });
    const { testLoss = null, accuracy = null } = epoch.observation;
    return {
      schema: 1,
      epoch: this.#source.epoch,
      layer,
      samples: inputs.n,
      loss: this.#loss,
      testLoss,
      accuracy,
      ...measured,
      ms: performance.now() - started,
    };
  }

  /** The code of a layer, computed once in an epoch; its seed is its own, whatever came before. */
  #code(
    layer: string,
    { observation, codes }: Epoch,
    rows: number,
  ): Promise<CodedLayer | PlaneError> {
    let code = codes.get(layer);
    if (!code) {
      const { compressorOf, contextOf } = this.#setup;
      code = recorded("layer", () =>
        codeLayer(
          layer,
          this.#outputs(layer, observation),
          rows,
          compressorOf(layer),
          contextOf(this.#source.epoch, layer),
        ));
      codes.set(layer, code);
    }
    return code;
  }

  #outputs(layer: string, { outputs }: Observation): SamplesLike {
    const derived = this.#setup.derived.get(layer);
    if (!derived) return outputs[layer];
    return derived(outputs);
  }

  #width(layer: string, { observation }: Epoch): number {
    const given = this.#setup.derivedFrom(layer);
    return widthOf(observation.outputs[given]);
  }

  #noise(layer: string): NoiseInfo {
    return this.#setup.derived.has(layer) ? "unknown" : this.#source.noise?.[layer] ?? "unknown";
  }

  /** Codes of the earlier layers that are in a pair with this one. */
  async #partners(
    layer: string,
    epoch: Epoch,
    rows: number,
  ): Promise<Map<string, Samples | PlaneError>> {
    const partners = new Map<string, Samples | PlaneError>();
    for (const other of this.#setup.partnersOf(layer, epoch.layers)) {
      const coded = await this.#code(other, epoch, rows);
      partners.set(other, isPlaneError(coded) ? coded : coded.code);
    }
    return partners;
  }

  #report(step: string): void {
    const { onProgress, epochs } = this.#setup;
    onProgress?.({ epoch: this.#source.epoch, epochs, step });
  }
}

function notSaved(): InputError {
  return new InputError(
    "not-resumable",
    "The source of this information plane cannot be saved.",
    "Give it save() and restore().",
  );
}

/** Numbers in a row, of data that may be anything; 0 where there are none. */
function widthOf(given: SamplesLike): number {
  if (given && "d" in given) return given.d;
  if (given && "shape" in given) return given.shape.slice(1).reduce((a, b) => a * b, 1);
  const first = Array.isArray(given) ? given[0] : undefined;
  return Array.isArray(first) ? first.length : 1;
}
