/**
 * What a training of MINE is given, and what it leaves.
 *
 * @module
 */
import { InputError } from "../../errors.ts";
import type { Accelerator } from "../../nn/accelerator.ts";
import type { AdamState } from "../../nn/adam.ts";
import type { CriticModels } from "../../nn/build_critic.ts";

/** Settings of {@linkcode MineTrainer} where none are given. */
export const MINE_DEFAULTS: Readonly<
  Record<"batchSize" | "learningRate" | "averageWeight" | "patience" | "recordEvery", number>
> = {
  batchSize: 512,
  learningRate: 1e-3,
  averageWeight: 0.01,
  patience: Infinity,
  recordEvery: 50,
};

/** Pairs in the units of the critic, float32; row i of x belongs to row i of y. */
export interface PairSet {
  /** Values of X, row by row. */
  readonly x: Float32Array;
  /** Values of Y, row by row. */
  readonly y: Float32Array;
  /** Number of pairs. */
  readonly rows: number;
}

/** Settings of {@linkcode MineTrainer}. */
export interface MineSettings {
  /** Most steps of the optimiser. */
  readonly steps: number;
  /** Pairs of a step; all of them where there are fewer. @default {512} */
  readonly batchSize?: number;
  /** Step size of Adam. @default {1e-3} */
  readonly learningRate?: number;
  /** Weight of a batch's mean e^T in the moving average, in (0, 1]; 1 for none. @default {0.01} */
  readonly averageWeight?: number;
  /** Seed of data order and permutations. */
  readonly seed: number;
  /** Pairs that are not trained on: the weights with the greatest bound on them are taken. */
  readonly validation?: PairSet | undefined;
  /**
   * Steps without a greater bound on `validation` after which the training stops. Without such pairs
   * it has no effect. @default {Infinity}
   */
  readonly patience?: number;
  /** Steps from one record, and one look at `validation`, to the next. @default {50} */
  readonly recordEvery?: number;
  /** A GPU that `run` and `advance` train on; the CPU without one. */
  readonly accelerator?: Accelerator | undefined;
  /** Aborts between steps. */
  readonly signal?: AbortSignal | undefined;
  /** Told after every step. */
  readonly onStep?: ((step: number, bound: number) => void) | undefined;
  /** Told of every record. */
  readonly onRecord?: ((record: MineRecord) => void | Promise<void>) | undefined;
}

/** How far a training was. */
export interface MineRecord {
  /** Steps so far. */
  readonly step: number;
  /** Mean of the batches' bounds since the last record, in nats. */
  readonly bound: number;
  /** Bound on the validation pairs in nats; null without them. */
  readonly validationBound: number | null;
}

/** Everything that the rest of a training depends on, besides data and settings; plain arrays. */
export interface MineState {
  /** Version of this form. */
  readonly schema: 1;
  /** Steps that are complete: data order and permutations follow from it and the seed. */
  readonly step: number;
  /** Weights of the critic. */
  readonly weights: readonly Float32Array[];
  /** Moments and running products of Adam. */
  readonly adam: AdamState;
  /** ln of the moving average of e^T; null before the first step. */
  readonly logAverage: number | null;
  /** Sum of the batches' bounds since the last record. */
  readonly boundSum: number;
  /** Records so far. */
  readonly history: readonly MineRecord[];
  /** Weights with the greatest validation bound, that bound and its step. */
  readonly best: {
    readonly bound: number;
    readonly step: number;
    readonly weights: readonly Float32Array[];
  } | null;
}

/**
 * Checks that settings and pairs fit a critic.
 *
 * @throws {InputError} If they do not; the message says which.
 */
export function checkMine(models: CriticModels, pairs: PairSet, settings: MineSettings): void {
  const check = (condition: boolean, what: string): void => {
    if (!condition) throw new InputError("invalid-training", `MINE needs ${what}.`);
  };
  const { steps, validation } = settings;
  const { batchSize, learningRate, averageWeight, recordEvery, patience } = {
    ...MINE_DEFAULTS,
    ...settings,
  };
  const positive = (value: number): boolean => Number.isInteger(value) && value >= 1;
  check(positive(steps), `a positive number of steps, not ${steps}`);
  check(Number.isInteger(batchSize) && batchSize >= 2, `a batch of at least 2, not ${batchSize}`);
  check(learningRate > 0, `a positive learning rate, not ${learningRate}`);
  check(averageWeight > 0 && averageWeight <= 1, `an averaging weight in (0, 1]`);
  check(positive(recordEvery), `a positive number of steps between records, not ${recordEvery}`);
  check(patience >= 1, `a positive patience, not ${patience}`);
  checkPairs(models, pairs, "the training");
  if (validation) checkPairs(models, validation, "the validation");
}

/**
 * Checks that pairs fit a critic, and that there are two or more.
 *
 * @throws {InputError} If they do not.
 */
export function checkPairs(models: CriticModels, { x, y, rows }: PairSet, what: string): void {
  const width = (shape: readonly (number | null)[]): number =>
    shape.slice(1).reduce<number>((product, length) => product * (length ?? 1), 1);
  const fits = x.length === rows * width(models.branchX.inputs[0].shape) &&
    y.length === rows * width(models.branchY.inputs[0].shape);
  if (!(rows >= 2)) {
    throw new InputError(
      "too-few-samples",
      `MINE needs two pairs or more for ${what}, not ${rows}.`,
    );
  }
  if (!fits) {
    throw new InputError("invalid-training", `MINE needs pairs of the critic's own shapes.`);
  }
}
