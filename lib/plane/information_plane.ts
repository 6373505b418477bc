/**
 * The information plane of a network in training: Algorithm 2.
 *
 * @module
 */
import { InputError } from "../errors.ts";
import { EpochLayers } from "./epoch_layers.ts";
import { type PlaneSetup, readSetup } from "./plane_setup.ts";
import { type Sides, sidesOf } from "./plane_sides.ts";
import type { PlaneOptions, PlaneRecord, PlaneSource, PlaneState } from "./plane_types.ts";

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
  #current: EpochLayers | null = null;
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
    const epoch = this.#current ??= await this.#observe(sides);
    const layer = epoch.names[this.#given];
    this.#report(layer);
    const record = await epoch.record(layer, this.#loss, started);
    this.#given++;
    if (this.#given === epoch.names.length) {
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

  async #observe(sides: Sides): Promise<EpochLayers> {
    this.#report("layer outputs");
    const observation = await this.#source.observe(this.#setup.signal);
    const layers = new EpochLayers(this.#source, this.#setup, sides, observation);
    if (this.#given < layers.names.length) return layers;
    throw new InputError("checkpoint-mismatch", "The saved state belongs to other layers.");
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
