/**
 * The training loop: seeded, interruptible after any step, and resumable with the same bits.
 *
 * @module
 */
import { InputError, TrainingDivergedError } from "../errors.ts";
import { createRng, deriveSeed, permutation } from "../rng.ts";
import { Adam } from "./adam.ts";
import { noiseLayersOf } from "./noise_layers.ts";
import { type Reading, readLater, readNow } from "./reading.ts";
import type { LayersModel, Tensor, Tfjs, Variable } from "./tfjs_types.ts";
import {
  checkTraining,
  type EpochRecord,
  type TrainerState,
  type TrainingSet,
  type TrainSettings,
} from "./train_settings.ts";
import { gatherRows, writeWeights } from "./weights.ts";

/** The loop lets other tasks run at least this often. */
const YIELD_EVERY_MS = 50;

/** One network in training. */
export class Trainer {
  readonly #tf: Tfjs;
  readonly #model: LayersModel;
  readonly #data: TrainingSet;
  readonly #settings: TrainSettings;
  readonly #variables: readonly Variable[];
  readonly #adam: Adam;
  #epoch = 0;
  #step = 0;
  #lossSum = 0;
  #history: EpochRecord[] = [];
  #best: TrainerState["best"] = null;
  #order: { readonly epoch: number; readonly rows: Int32Array } | null = null;
  #yielded = performance.now();

  /**
   * Prepares a training; the model's current weights are the start.
   *
   * @param tf The tfjs module.
   * @param model The network.
   * @param data Training set; not changed, and not copied.
   * @param settings Loss, batch size, seed and the rest.
   * @throws {InputError} If a setting is no positive integer, or the lengths do not fit the model.
   */
  constructor(tf: Tfjs, model: LayersModel, data: TrainingSet, settings: TrainSettings) {
    checkTraining(model, data, settings);
    this.#tf = tf;
    this.#model = model;
    this.#data = data;
    this.#settings = settings;
    this.#variables = model.trainableWeights.map(({ val }) => val);
    const { learningRate = 1e-3 } = settings;
    this.#adam = new Adam(tf, this.#variables, { learningRate });
  }

  /** Epochs that are complete. */
  get epoch(): number {
    return this.#epoch;
  }

  /** The epochs so far. */
  get history(): readonly EpochRecord[] {
    return this.#history;
  }

  /** The epoch with the least held-out loss so far; undefined without held-out data. */
  get bestEpoch(): number | undefined {
    return this.#best?.epoch;
  }

  /**
   * Whether all epochs are done, or early stopping ended the training.
   */
  get done(): boolean {
    const { epochs, patience = Infinity } = this.#settings;
    if (this.#epoch >= epochs) return true;
    return this.#best !== null && this.#step === 0 && this.#epoch - this.#best.epoch >= patience;
  }

  /**
   * One step of the optimiser.
   *
   * @returns The record of the epoch that the step completed, or null within an epoch.
   * @throws {TrainingDivergedError} If the loss is not finite.
   */
  step(): EpochRecord | null {
    return readNow(this.#takeStep());
  }

  *#takeStep(): Reading<EpochRecord | null> {
    const { batchSize } = this.#settings;
    const { rows } = this.#data;
    const start = this.#step * batchSize;
    const count = Math.min(batchSize, rows - start);
    const loss = yield* this.#optimise(this.#orderOfEpoch().subarray(start, start + count));
    if (!Number.isFinite(loss)) throw new TrainingDivergedError(this.#epoch + 1, loss);
    this.#lossSum += loss * count;
    this.#step++;
    return this.#step * batchSize >= rows ? yield* this.#endEpoch() : null;
  }

  /**
   * Trains to the end, and takes the weights of the best epoch where there are held-out data.
   *
   * @returns The epochs, those before a resumption included.
   * @throws {TrainingDivergedError} If the loss is not finite.
   * @throws If the signal aborts; the state can still be saved.
   */
  async run(): Promise<readonly EpochRecord[]> {
    const { accelerator } = this.#settings;
    while (!this.done) {
      this.#settings.signal?.throwIfAborted();
      const record = accelerator ? await readLater(this.#takeStep(), accelerator) : this.step();
      if (record) await this.#settings.onEpoch?.(record);
      await this.#yield();
    }
    if (this.#best) writeWeights(this.#tf, this.#model.weights, this.#best.weights);
    return this.#history;
  }

  /** Loss on a set in use: without noise, with the running statistics. */
  evaluate(set: TrainingSet): number {
    return readNow(this.#measure(set));
  }

  *#measure(set: TrainingSet): Reading<number> {
    const { batchSize, loss } = this.#settings;
    let sum = 0;
    for (let start = 0; start < set.rows; start += batchSize) {
      const rows = Int32Array.from(
        { length: Math.min(batchSize, set.rows - start) },
        (_, i) => start + i,
      );
      const tensor = this.#tf.tidy(() => {
        const [x, y] = this.#batch(set, rows);
        return loss(y, this.#model.apply(x, { training: false }));
      });
      const [[value]] = yield [tensor];
      tensor.dispose();
      sum += rows.length * value;
    }
    return sum / set.rows;
  }

  /** A copy of everything that the rest of the training depends on; not from a GPU. */
  save(): TrainerState {
    return {
      schema: 1,
      epoch: this.#epoch,
      step: this.#step,
      lossSum: this.#lossSum,
      weights: readNow(this.#getWeights()),
      adam: this.#adam.save(),
      draws: noiseLayersOf(this.#model).map(({ draws }) => draws),
      history: [...this.#history],
      best: this.#best,
    };
  }

  /**
   * Takes a saved state: what follows has the same bits as without the interruption, if model, data
   * and settings are the same.
   *
   * @throws {InputError} If the state belongs to another network.
   */
  restore(state: TrainerState): void {
    const lengths = this.#model.weights.map(({ shape }) => shape.reduce((a, b) => a * b, 1));
    const noise = noiseLayersOf(this.#model);
    const fits = state.schema === 1 && state.weights.length === lengths.length &&
      state.weights.every(({ length }, i) => length === lengths[i]) &&
      state.adam.first.length === this.#variables.length && state.draws.length === noise.length;
    if (!fits) {
      throw new InputError(
        "checkpoint-mismatch",
        "The checkpoint belongs to another network.",
        "Start the training anew, or use the settings that it was made with.",
      );
    }
    writeWeights(this.#tf, this.#model.weights, state.weights);
    this.#adam.restore(state.adam);
    noise.forEach((layer, i) => layer.draws = state.draws[i]);
    this.#epoch = state.epoch;
    this.#step = state.step;
    this.#lossSum = state.lossSum;
    this.#history = [...state.history];
    this.#best = state.best;
  }

  /** Frees the moments; the model stays. */
  dispose(): void {
    this.#adam.dispose();
  }

  *#optimise(rows: Int32Array): Reading<number> {
    const tf = this.#tf;
    const { augment, batchSize } = this.#settings;
    const step = this.#epoch * Math.ceil(this.#data.rows / batchSize) + this.#step;
    const { value, grads } = tf.tidy(() => {
      const [x, y] = this.#batch(this.#data, rows, (inputs) => augment?.(inputs, step));
      return tf.variableGrads(
        () => this.#settings.loss(y, this.#model.apply(x, { training: true })),
        this.#variables,
      );
    });
    const [[loss]] = yield [value];
    if (Number.isFinite(loss)) {
      this.#adam.step(this.#variables.map(({ name }) => grads[name]));
    }
    tf.dispose([value, grads]);
    return loss;
  }

  #batch(
    { inputs, targets, rows: total }: TrainingSet,
    rows: Int32Array,
    change: (inputs: Float32Array) => void = () => {},
  ): [Tensor, Tensor] {
    const take = (values: Float32Array): Float32Array =>
      gatherRows(values, values.length / total, rows);
    const tensor = (batch: Float32Array, shape: readonly (number | null)[]): Tensor =>
      this.#tf.tensor(batch, [rows.length, ...(shape.slice(1) as number[])]);
    const batch = take(inputs);
    change(batch);
    const x = tensor(batch, this.#model.inputs[0].shape);
    return [x, targets ? tensor(take(targets), this.#model.outputs[0].shape) : x];
  }

  #orderOfEpoch(): Int32Array {
    if (this.#order?.epoch !== this.#epoch) {
      const rng = createRng(deriveSeed(this.#settings.seed, "data order", this.#epoch));
      this.#order = { epoch: this.#epoch, rows: permutation(this.#data.rows, rng) };
    }
    return this.#order!.rows;
  }

  *#endEpoch(): Reading<EpochRecord> {
    const { validation } = this.#settings;
    const loss = this.#lossSum / this.#data.rows;
    const validationLoss = validation ? yield* this.#measure(validation) : null;
    this.#epoch++;
    this.#step = 0;
    this.#lossSum = 0;
    if (validationLoss !== null && !Number.isFinite(validationLoss)) {
      throw new TrainingDivergedError(this.#epoch, validationLoss);
    }
    const record = { epoch: this.#epoch, loss, validationLoss };
    this.#history.push(record);
    if (validationLoss !== null && validationLoss < (this.#best?.loss ?? Infinity)) {
      const weights = yield* this.#getWeights();
      this.#best = { loss: validationLoss, epoch: this.#epoch, weights };
    }
    return record;
  }

  *#getWeights(): Reading<readonly Float32Array[]> {
    return yield this.#model.weights.map((weight) => weight.read());
  }

  async #yield(): Promise<void> {
    if (performance.now() - this.#yielded < YIELD_EVERY_MS) return;
    await new Promise((resolve) => setTimeout(resolve, 0));
    this.#yielded = performance.now();
  }
}
