/**
 * The training of MINE's critic: seeded, interruptible after any step, resumable with the same bits.
 *
 * @module
 */
import { InputError, TrainingDivergedError } from "../../errors.ts";
import { Adam } from "../../nn/adam.ts";
import type { CriticModels } from "../../nn/build_critic.ts";
import { canReadNow, type Reading, readLater, readNow } from "../../nn/reading.ts";
import type { LayersModel, Tensor, Tfjs, Variable } from "../../nn/tfjs_types.ts";
import { gatherRows, writeWeights } from "../../nn/weights.ts";
import { createRng, deriveSeed, permutation } from "../../rng.ts";
import { type CriticBound, evaluateCritic, type EvaluateOptions, readBound } from "./evaluate.ts";
import {
  checkMine,
  checkPairs,
  MINE_DEFAULTS,
  type MineRecord,
  type MineSettings,
  type MineState,
  type PairSet,
} from "./mine_settings.ts";
import { batchObjective } from "./objective.ts";
import { objectiveOnDevice } from "./objective_on_device.ts";
import { cyclicPermutation, permuteRows } from "./permute_rows.ts";

/** The loop lets other tasks run at least this often. */
const YIELD_EVERY_MS = 50;

/**
 * One critic in training (Belghazi et al. 2018): the Donsker–Varadhan bound E_P[T] − ln E_{P⊗P}[e^T] is
 * raised by Adam, with the gradient of its second term divided by a moving average.
 *
 * A step takes a batch of pairs in an order that is drawn anew for every epoch; what is left of an
 * epoch after its last whole batch is left out of it. Independent pairs come from permuting y within
 * the batch, no row staying in its place. The branches run once for each side, and features are
 * permuted, not samples.
 *
 * With an accelerator, the steps and the looks at validation pairs run on the GPU; after the last step
 * the critic is back on the CPU, where it is evaluated.
 */
export class MineTrainer {
  readonly #tf: Tfjs;
  readonly #models: CriticModels;
  readonly #pairs: PairSet;
  readonly #settings: MineSettings & Required<Pick<MineSettings, keyof typeof MINE_DEFAULTS>>;
  readonly #variables: readonly Variable[];
  readonly #adam: Adam;
  #step = 0;
  #logAverage: number | null = null;
  #boundSum = 0;
  #history: MineRecord[] = [];
  #best: MineState["best"] = null;
  #order: { readonly epoch: number; readonly rows: Int32Array } | null = null;
  #yielded = performance.now();

  /**
   * Prepares a training; the critic's current weights are the start.
   *
   * @param tf The tfjs module, from {@linkcode openTfjs}.
   * @param models The critic, from {@linkcode buildCritic}.
   * @param pairs What is trained on; not changed, and not copied.
   * @param settings Number of steps, seed and the rest.
   * @throws {InputError} If a setting is out of range, or the pairs do not fit the critic.
   */
  constructor(tf: Tfjs, models: CriticModels, pairs: PairSet, settings: MineSettings) {
    this.#settings = { ...MINE_DEFAULTS, ...settings };
    checkMine(models, pairs, this.#settings);
    this.#tf = tf;
    this.#models = models;
    this.#pairs = pairs;
    this.#variables = models.critic.trainableWeights.map(({ val }) => val);
    this.#adam = new Adam(tf, this.#variables, { learningRate: this.#settings.learningRate });
  }

  /** Steps that are complete. */
  get steps(): number {
    return this.#step;
  }

  /** The records so far. */
  get history(): readonly MineRecord[] {
    return this.#history;
  }

  /** Step whose weights {@linkcode MineTrainer.run} takes: the best one on the validation pairs. */
  get bestStep(): number {
    return this.#best?.step ?? this.#step;
  }

  /** Whether all steps are done, or early stopping ended the training. */
  get done(): boolean {
    const { steps, patience } = this.#settings;
    return this.#step >= steps ||
      (this.#best !== null && this.#step - this.#best.step >= patience);
  }

  /**
   * One step of the optimiser, on the CPU.
   *
   * @returns The batch's bound before the step, in nats, on the batch that is trained on.
   * @throws {TrainingDivergedError} If the bound is not finite; the weights are still those before.
   */
  step(): number {
    return readNow(this.#takeStep());
  }

  /**
   * One step where the training runs: on the GPU, or else as {@linkcode MineTrainer.step}. The GPU's
   * last step is followed by moving the critic to the CPU.
   */
  async advance(): Promise<number> {
    const { accelerator } = this.#settings;
    if (!accelerator) return this.step();
    const bound = await readLater(this.#takeStep(), accelerator);
    if (this.done) {
      const weights = await readLater(this.#getWeights(), accelerator);
      writeWeights(this.#tf, this.#models.critic.weights, weights);
    }
    return bound;
  }

  *#takeStep(): Reading<number> {
    const rows = this.#batchRows();
    const rng = createRng(deriveSeed(this.#settings.seed, "independent pairs", this.#step));
    const bound = yield* this.#optimise(rows, cyclicPermutation(rows.length, rng));
    if (!Number.isFinite(bound)) throw new TrainingDivergedError(this.#epoch + 1, -bound);
    this.#step++;
    this.#boundSum += bound;
    if (this.#step % this.#settings.recordEvery === 0 || this.#step >= this.#settings.steps) {
      yield* this.#record();
    }
    return bound;
  }

  /**
   * Trains to the end, and takes the weights with the greatest validation bound where there are
   * validation pairs.
   *
   * @returns The records, those before a resumption included.
   * @throws {TrainingDivergedError} If the bound is not finite.
   * @throws If the signal aborts; the state can still be saved.
   */
  async run(): Promise<readonly MineRecord[]> {
    const { signal, onStep, onRecord } = this.#settings;
    while (!this.done) {
      signal?.throwIfAborted();
      const records = this.#history.length;
      const bound = await this.advance();
      onStep?.(this.#step, bound);
      if (this.#history.length > records) await onRecord?.(this.#history[records]);
      await this.#yield();
    }
    if (this.#best) writeWeights(this.#tf, this.#models.critic.weights, this.#best.weights);
    return this.#history;
  }

  /**
   * The bound of the critic as it is, in chunks; see {@linkcode evaluateCritic}. On the CPU: a critic
   * that is trained on a GPU is there after the last step.
   *
   * @param pairs Two or more pairs in the critic's units.
   * @param options Seed of the independent pairs, and their number.
   * @throws {InputError} If the pairs do not fit the critic.
   */
  evaluate(pairs: PairSet, options: EvaluateOptions = {}): CriticBound {
    checkPairs(this.#models, pairs, "the evaluation");
    return evaluateCritic(this.#tf, this.#models, pairs, options);
  }

  /** A copy of everything that the rest of the training depends on; not from a GPU. */
  save(): MineState {
    return readNow(this.#getState());
  }

  /** The same, from where the training runs. No step may be taken before it is there. */
  saveLater(): Promise<MineState> {
    const { accelerator } = this.#settings;
    return accelerator ? readLater(this.#getState(), accelerator) : Promise.resolve(this.save());
  }

  *#getState(): Reading<MineState> {
    return {
      schema: 1,
      step: this.#step,
      weights: yield* this.#getWeights(),
      adam: yield* this.#adam.read(),
      logAverage: this.#logAverage,
      boundSum: this.#boundSum,
      history: [...this.#history],
      best: this.#best,
    };
  }

  /**
   * Takes a saved state: what follows has the same bits as without the interruption, if critic, pairs
   * and settings are the same.
   *
   * @throws {InputError} If the state belongs to another critic.
   */
  restore(state: MineState): void {
    const lengths = this.#models.critic.weights.map(({ shape }) =>
      shape.reduce((a, b) => a * b, 1)
    );
    const fits = (arrays: readonly Float32Array[]): boolean =>
      arrays.length === lengths.length && arrays.every(({ length }, i) => length === lengths[i]);
    if (state.schema !== 1 || !fits(state.weights) || !fits(state.adam.first)) {
      throw new InputError(
        "checkpoint-mismatch",
        "The checkpoint belongs to another critic.",
        "Start the training anew, or use the settings that it was made with.",
      );
    }
    writeWeights(this.#tf, this.#models.critic.weights, state.weights);
    this.#adam.restore(state.adam);
    this.#step = state.step;
    this.#logAverage = state.logAverage;
    this.#boundSum = state.boundSum;
    this.#history = [...state.history];
    this.#best = state.best;
  }

  /** Frees the moments; the critic stays. */
  dispose(): void {
    this.#adam.dispose();
  }

  get #batchSize(): number {
    return Math.min(this.#settings.batchSize, this.#pairs.rows);
  }

  get #epochSteps(): number {
    return Math.floor(this.#pairs.rows / this.#batchSize);
  }

  get #epoch(): number {
    return Math.floor(this.#step / this.#epochSteps);
  }

  #batchRows(): Int32Array {
    const epoch = this.#epoch;
    if (this.#order?.epoch !== epoch) {
      const rng = createRng(deriveSeed(this.#settings.seed, "data order", epoch));
      this.#order = { epoch, rows: permutation(this.#pairs.rows, rng) };
    }
    const start = (this.#step - epoch * this.#epochSteps) * this.#batchSize;
    return this.#order!.rows.subarray(start, start + this.#batchSize);
  }

  *#optimise(rows: Int32Array, order: Int32Array): Reading<number> {
    const tf = this.#tf;
    const { averageWeight } = this.#settings;
    const { values, value, grads } = tf.tidy(() => {
      const x = this.#batch(this.#models.branchX, this.#pairs.x, rows);
      const y = this.#batch(this.#models.branchY, this.#pairs.y, rows);
      let values: Tensor;
      const graded = tf.variableGrads(() => {
        values = tf.keep(this.#criticValues(x, y, order));
        return this.#objective(values);
      }, this.#variables);
      return { values: values!, ...graded };
    });
    const [read] = yield [values];
    const { bound, logAverage } = batchObjective(read, this.#logAverage, averageWeight);
    if (Number.isFinite(bound)) {
      this.#logAverage = logAverage;
      this.#adam.step(this.#variables.map(({ name }) => grads[name]));
    }
    tf.dispose([values, value, grads]);
    return bound;
  }

  /** Linear in T, with the objective's gradient. */
  #objective(values: Tensor): Tensor {
    const tf = this.#tf;
    const { averageWeight } = this.#settings;
    if (!canReadNow(tf)) return objectiveOnDevice(tf, values, this.#logAverage, averageWeight);
    const { gradient } = batchObjective(values.dataSync(), this.#logAverage, averageWeight);
    return values.mul(tf.tensor(gradient, values.shape)).sum();
  }

  /** T of the pairs, then of the pairs with y permuted, shape (2 B, 1). */
  #criticValues(x: Tensor, y: Tensor, order: Int32Array): Tensor {
    const tf = this.#tf;
    const { branchX, branchY, head } = this.#models;
    const featuresX: Tensor = branchX.apply(x, { training: true });
    const featuresY: Tensor = branchY.apply(y, { training: true });
    return head.apply([
      tf.concat([featuresX, featuresX], 0),
      tf.concat([featuresY, permuteRows(tf, featuresY, order)], 0),
    ], { training: true });
  }

  #batch(branch: LayersModel, values: Float32Array, rows: Int32Array): Tensor {
    const width = values.length / this.#pairs.rows;
    const batch = gatherRows(values, width, rows);
    const shape = branch.inputs[0].shape.slice(1) as number[];
    return this.#tf.tensor(batch, [rows.length, ...shape]);
  }

  *#record(): Reading<void> {
    const { validation, recordEvery, seed } = this.#settings;
    const step = this.#step;
    const steps = step % recordEvery || recordEvery;
    const bound = this.#boundSum / steps;
    const validationBound = validation
      ? (yield* this.#measure(validation, deriveSeed(seed, "validation"))).nats
      : null;
    this.#boundSum = 0;
    this.#history.push({ step, bound, validationBound });
    if (validationBound !== null && validationBound > (this.#best?.bound ?? -Infinity)) {
      this.#best = { bound: validationBound, step, weights: yield* this.#getWeights() };
    }
  }

  #measure(pairs: PairSet, seed: number): Reading<CriticBound> {
    return readBound(this.#tf, this.#models, pairs, { seed });
  }

  *#getWeights(): Reading<readonly Float32Array[]> {
    return yield this.#models.critic.weights.map((weight) => weight.read());
  }

  async #yield(): Promise<void> {
    if (performance.now() - this.#yielded < YIELD_EVERY_MS) return;
    await new Promise((resolve) => setTimeout(resolve, 0));
    this.#yielded = performance.now();
  }
}
