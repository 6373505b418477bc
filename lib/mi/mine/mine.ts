/**
 * Mutual information by MINE: from samples to an estimate.
 *
 * @module
 */
import { type Accelerator, engineOf, openAccelerator, trainOn } from "../../nn/accelerator.ts";
import { buildCritic, type CriticModels } from "../../nn/build_critic.ts";
import { openTfjs } from "../../nn/tfjs.ts";
import type { Tfjs } from "../../nn/tfjs_types.ts";
import { deriveSeed } from "../../rng.ts";
import type { Context, MiEstimate } from "../../types.ts";
import type { CriticBound } from "./evaluate.ts";
import { mineData, type MineSide, type MineSplit, splitRows, takePairs } from "./mine_data.ts";
import { MINE_DEFAULTS, type MineRecord, type PairSet } from "./mine_settings.ts";
import { MineTrainer } from "./mine_trainer.ts";
import { mineWarnings } from "./mine_warnings.ts";

export type { MineSide } from "./mine_data.ts";

/** Steps between looks at the validation pairs; few pairs are learnt by heart within a hundred steps. */
const RECORD_EVERY = 25;

/** How {@linkcode mine} works. */
export interface MineOptions {
  /** Most steps of the training. @default {2000} */
  readonly steps?: number;
  /** Pairs of a step. @default {512} */
  readonly batchSize?: number;
  /** Step size of Adam. @default {1e-3} */
  readonly learningRate?: number;
  /** Weight of a batch in the moving average, in (0, 1]. @default {0.01} */
  readonly averageWeight?: number;
  /**
   * Which pairs the bound is taken on. `held-out`: half of them, on which nothing was trained;
   * training stops early by a tenth of the pairs. `training`: all pairs are trained on for all steps,
   * and evaluated, as the paper does it; the estimate is then too high. @default {"held-out"}
   */
  readonly evaluation?: "held-out" | "training";
  /** Steps without a greater bound after which a held-out training stops. @default {500} */
  readonly patience?: number;
  /** Height and width of the images on both sides; undefined for vectors. @default {undefined} */
  readonly imageShape?: readonly [number, number] | undefined;
}

/** An estimate with the course of its training. */
export interface MineEstimate extends MiEstimate {
  /** Records of the training. */
  readonly history: readonly MineRecord[];
  /** Step whose weights gave the estimate. */
  readonly bestStep: number;
}

/**
 * I(X; Y) ≥ E_P[T] − ln E_{P⊗P}[e^T] with a critic T that is trained (Belghazi et al. 2018): Table 3's
 * convolutional one for images, its dense head for vectors.
 *
 * The contributions of the pairs that the bound is not taken on are 0, and those of the others are
 * n / m times T − ln mean e^T, where m is their number: so the mean of all is the estimate. The
 * standard error covers the choice of the m pairs, given the critic; not how far the critic is from
 * the best one. On training pairs there is none.
 *
 * @param x Samples of shape `(n, d)`, or n labels; not changed.
 * @param y Alike.
 * @param options Settings of training and evaluation.
 * @param context Seed, device, abort signal and progress. On a GPU the critic is trained, and `engine`
 *   names it; the bound is always taken on the CPU. `auto` takes hardware for large batches.
 * @throws {InputError} If the data do not fit; see {@linkcode mineData}.
 * @throws {DeviceUnavailableError} If `gpu` is asked for and there is none. One that fails in the middle
 *   is told to `onGpu`, and the training starts again on the CPU.
 * @throws {TrainingDivergedError} If the bound leaves the range of numbers.
 *
 * Same seed, same bits, on one build of the training kernels. On a GPU the bits are also its own and its
 * driver's; from batches of 1000 on they can differ from run to run, since tfjs-webgpu then adds up
 * products over the batch in no fixed order.
 */
export async function mine(
  x: MineSide,
  y: MineSide,
  options: MineOptions,
  context: Context,
): Promise<MineEstimate> {
  const { pairs, spec } = mineData(x, y, options.imageShape);
  const split = splitRows(pairs.rows, options.evaluation !== "training", context.seed);
  context.onProgress?.(0, "training of the critic");
  const tf = await openTfjs();
  const batch = Math.min(options.batchSize ?? MINE_DEFAULTS.batchSize, split.training.length);
  const batchValues = batch * (pairs.x.length + pairs.y.length) / pairs.rows;
  const train = async (accelerator: Accelerator | null): Promise<MineEstimate> => {
    const models = buildCritic(tf, spec, context.seed);
    try {
      return await trained(tf, models, pairs, { split, options, context, accelerator });
    } finally {
      models.critic.dispose();
    }
  };
  const accelerator = await openAccelerator(tf, context.device, { batchValues });
  return (await trainOn(accelerator, train, context.onGpu)).result;
}

/** Trains a critic and takes its bound. */
async function trained(
  tf: Tfjs,
  models: CriticModels,
  pairs: PairSet,
  { split, options, context, accelerator }: Work,
): Promise<MineEstimate> {
  const { steps = 2000, patience = 500, batchSize, learningRate, averageWeight } = options;
  const { seed, signal, onProgress } = context;
  const heldOut = split.validation.length > 0;
  const trainer = new MineTrainer(tf, models, takePairs(pairs, split.training), {
    steps,
    seed,
    recordEvery: RECORD_EVERY,
    ...(batchSize === undefined ? {} : { batchSize }),
    ...(learningRate === undefined ? {} : { learningRate }),
    ...(averageWeight === undefined ? {} : { averageWeight }),
    ...(heldOut ? { patience, validation: takePairs(pairs, split.validation) } : {}),
    accelerator: accelerator ?? undefined,
    signal,
    onRecord: ({ step, bound, validationBound }) =>
      onProgress?.(
        step / steps,
        `step ${step}, bound ${(validationBound ?? bound).toPrecision(3)} nats`,
      ),
  });
  try {
    const history = await trainer.run();
    const { bestStep } = trainer;
    const evaluationSeed = deriveSeed(seed, "evaluation");
    const bound = trainer.evaluate(takePairs(pairs, split.evaluation), { seed: evaluationSeed });
    return {
      nats: bound.nats,
      standardError: heldOut ? bound.standardError : null,
      pointwise: contributions(bound, split, pairs.rows),
      entropies: {},
      engine: engineOf(accelerator),
      warnings: mineWarnings(bound.nats, split, { bestStep, steps, heldOut }),
      history,
      bestStep,
    };
  } finally {
    trainer.dispose();
  }
}

/** What is to be done with a critic. */
interface Work {
  readonly split: MineSplit;
  readonly options: MineOptions;
  readonly context: Context;
  readonly accelerator: Accelerator | null;
}

function contributions(
  { pointwise }: CriticBound,
  { evaluation }: MineSplit,
  n: number,
): Float64Array {
  const all = new Float64Array(n);
  evaluation.forEach((row, i) => all[row] = n / evaluation.length * pointwise[i]);
  return all;
}
