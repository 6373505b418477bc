/**
 * The cell behind the MINE column of Figures 3 and 4: a critic trained on pairs of images.
 *
 * @module
 */
import { SAMPLERS } from "../data/samplers.ts";
import { DeviceUnavailableError, TrainingDivergedError } from "../lib/errors.ts";
import type { CriticBound } from "../lib/mi/mine/evaluate.ts";
import type { MineState, PairSet } from "../lib/mi/mine/mine_settings.ts";
import { MineTrainer } from "../lib/mi/mine/mine_trainer.ts";
import { type Accelerator, engineOf, openAccelerator } from "../lib/nn/accelerator.ts";
import { buildCritic } from "../lib/nn/build_critic.ts";
import { imageCritic } from "../lib/nn/critic_networks.ts";
import { openTfjs } from "../lib/nn/tfjs.ts";
import { deriveSeed } from "../lib/rng.ts";
import { VERSION } from "../lib/version.ts";
import {
  canonicalJson,
  type Cell,
  type CellContext,
  type CellResult,
  type CellSettings,
} from "./cell.ts";
import { dataSeed } from "./estimation_cell.ts";
import type { Json, Measurement, ReportRecord } from "./record.ts";

/** What determines a MINE estimate. */
export interface MineCellSettings {
  /** Registry id of the sampler, of square images. */
  readonly family: string;
  /** Side of the images in pixels. */
  readonly side: number;
  /** True mutual information in nats. */
  readonly truth: number;
  /** Number of pairs that are trained on. */
  readonly n: number;
  /** Further pairs by which the weights are chosen. */
  readonly validation: number;
  /** Steps of Adam. */
  readonly steps: number;
  /** Pairs of a step. */
  readonly batchSize: number;
  /** Number of the repetition, with another start and data order, from 0. */
  readonly repeat: number;
  /**
   * There where the critic is trained on a GPU. Start, data order and pairs are those of the cell
   * without it. @default {on the CPU}
   */
  readonly device?: "gpu";
}

/** On which pairs a bound is taken: the measurements of a cell, in their order. */
const EVALUATIONS = ["held-out", "training"] as const;

/** Milliseconds of a pair in a step, measured on one core. */
const STEP_MS = (side: number): number => 0.05 * (side / 16) ** 2;

/**
 * Milliseconds of a step on a GPU: some 300 commands, each of which costs more to start than to do.
 * Reasoned, not measured: no hardware GPU was at hand.
 */
const GPU_STEP_MS = 5;

/**
 * The cell of a MINE estimate.
 *
 * @param seed Seed of the run.
 * @param settings What determines it.
 * @returns The cell; its result has two measurements: the bound on n pairs that nothing was trained
 *   on, by the weights that were best on the validation pairs, and the bound on the training pairs by
 *   the last weights, as in the paper.
 */
export function mineCell(seed: number, settings: MineCellSettings): Cell {
  const { family, side, truth, steps, batchSize, repeat, device } = settings;
  const place = device === "gpu" ? ", GPU" : "";
  return {
    kind: "mine",
    seed,
    settings: settings as unknown as CellSettings,
    parts: [`sampler:${family}`, "method:mine"],
    label: `MINE ${family} ${side}×${side} I=${truth}${
      repeat > 0 ? `, repeat ${repeat}` : ""
    }${place}`,
    cost: steps * (device === "gpu" ? GPU_STEP_MS : batchSize * STEP_MS(side)),
  };
}

/**
 * Computes the cell, and keeps its state as it goes, on a GPU too. The bounds are always taken on the
 * CPU.
 *
 * @throws {DeviceUnavailableError} If there is no GPU where one is asked for, or it fails.
 */
export async function runMine(cell: Cell, context: CellContext): Promise<CellResult> {
  const { device, ...settings } = cell.settings as unknown as MineCellSettings;
  const { steps, batchSize, side } = settings;
  const seed = deriveSeed(cell.seed, "mine", canonicalJson(settings as unknown as Json));
  const sets = pairSets(cell.seed, settings);
  const tf = await openTfjs();
  const accelerator = await openAccelerator(tf, device ?? "cpu");
  const models = buildCritic(tf, imageCritic(side), seed);
  const trainer = new MineTrainer(tf, models, sets.training, {
    steps,
    batchSize,
    seed,
    validation: sets.validation,
    accelerator: accelerator ?? undefined,
  });
  try {
    await train(trainer, { steps, onGpu: accelerator !== null }, context);
    const onTraining = trainer.evaluate(sets.training, { seed: deriveSeed(seed, "training") });
    await trainer.run(); // All steps are done: it takes the weights that were best.
    const heldOut = trainer.evaluate(sets.evaluation, { seed: deriveSeed(seed, "evaluation") });
    return {
      measurements: [
        measurementOf(heldOut, heldOut.standardError, accelerator),
        measurementOf(onTraining, null, accelerator),
      ],
    };
  } catch (error) {
    if (!(error instanceof TrainingDivergedError)) throw error;
    return { measurements: EVALUATIONS.map(() => divergence(error, accelerator)) };
  } finally {
    trainer.dispose();
    models.critic.dispose();
  }
}

async function train(
  trainer: MineTrainer,
  { steps, onGpu }: { readonly steps: number; readonly onGpu: boolean },
  { checkpoint, onProgress }: CellContext,
): Promise<void> {
  const passOn = (error: unknown): never => {
    throw onGpu && !(error instanceof TrainingDivergedError) ? gpuFailure(error) : error;
  };
  const saved = await checkpoint?.read<MineState>();
  if (saved) trainer.restore(saved);
  while (!trainer.done) {
    // One turn of the event loop, so that timers and signals are served between steps.
    await new Promise((resolve) => setTimeout(resolve, 0));
    await trainer.advance().catch(passOn);
    onProgress(trainer.steps / steps, `step ${trainer.steps} of ${steps}`);
    await checkpoint?.offer(() => trainer.saveLater().catch(passOn));
  }
}

/** Pairs of one draw, so that all have the same rotations. */
function pairSets(
  seed: number,
  settings: MineCellSettings,
): Record<"training" | "validation" | "evaluation", PairSet> {
  const { family, side, truth, n, validation } = settings;
  const { x, y } = SAMPLERS.get(family).create({ side }).sample({
    samples: 2 * n + validation,
    mutualInformation: truth,
    seed: dataSeed(seed, settings),
  });
  const part = (from: number, rows: number): PairSet => ({
    x: Float32Array.from(x.data.subarray(from * x.d, (from + rows) * x.d)),
    y: Float32Array.from(y.data.subarray(from * y.d, (from + rows) * y.d)),
    rows,
  });
  return { training: part(0, n), evaluation: part(n, n), validation: part(2 * n, validation) };
}

/** Work of hours on a GPU is not begun anew on the CPU, where it would take days. */
function gpuFailure(error: unknown): DeviceUnavailableError {
  return new DeviceUnavailableError(
    `The GPU could not train the critic: ${error instanceof Error ? error.message : error}`,
    "What was computed is kept, and the same command goes on from there.\n" +
      "--device cpu trains on the CPU, with a smaller budget at the paper's scale.",
    { cause: error },
  );
}

function measurementOf(
  { nats }: CriticBound,
  standardError: number | null,
  accelerator: Accelerator | null,
): Measurement {
  return { estimate: nats, standardError, ...provenance(accelerator) };
}

function divergence(
  { message }: TrainingDivergedError,
  accelerator: Accelerator | null,
): Measurement {
  const error = { code: "diverged", message };
  return { estimate: null, standardError: null, ...provenance(accelerator), error };
}

function provenance(
  accelerator: Accelerator | null,
): Pick<Measurement, "device" | "version" | "engine"> {
  return {
    device: accelerator ? "gpu" : "cpu",
    version: VERSION,
    engine: engineOf(accelerator),
  };
}

/**
 * The records of a computed cell: `settings.methodOptions.evaluation` is `held-out` or `training`.
 *
 * @param cell A cell of {@linkcode mineCell}.
 * @param result What it gave.
 * @param artefact Id of the artefact that shows it.
 * @param panel Panel of the artefact.
 * @returns Two records.
 */
export function mineRecords(
  cell: Cell,
  result: CellResult,
  artefact: string,
  panel: string,
): ReportRecord[] {
  const settings = cell.settings as unknown as MineCellSettings;
  const { family, side, truth, n, steps, batchSize, repeat, validation } = settings;
  return EVALUATIONS.map((evaluation, i) => ({
    artefact,
    panel,
    family,
    side,
    method: "mine",
    curve: "raw",
    truth,
    n,
    seed: cell.seed,
    ...result.measurements[i],
    settings: {
      dataSeed: dataSeed(cell.seed, settings),
      familyOptions: { side },
      methodOptions: { steps, batchSize, evaluation, height: side, width: side } as Json,
      compression: null,
      repeat,
      validation,
    },
  }));
}
