/**
 * Remarks on an estimate by MINE.
 *
 * @module
 */
import type { Warning } from "../../types.ts";
import type { MineSplit } from "./mine_data.ts";

/** Share of the steps after which a best bound means that it was still rising. */
const LATE = 0.9;

/** What became of the training. */
export interface TrainingOutcome {
  /** Step whose weights were taken. */
  readonly bestStep: number;
  /** Most steps. */
  readonly steps: number;
  /** Whether the pairs of the bound were held out. */
  readonly heldOut: boolean;
}

/**
 * Remarks on an estimate by MINE.
 *
 * @param nats The estimate in nats.
 * @param split Which rows served what.
 * @param outcome What became of the training.
 */
export function mineWarnings(
  nats: number,
  split: MineSplit,
  { bestStep, steps, heldOut }: TrainingOutcome,
): Warning[] {
  if (!heldOut) {
    return [{
      code: "mine-training-data",
      message:
        "The bound is taken on the pairs that the critic was trained on: it is no lower bound " +
        "then, and grows with the number of steps.",
    }];
  }
  return [...saturation(nats, split.training.length), ...unfinished(bestStep, steps)];
}

/**
 * A critic learns nothing finer than its pairs show. Measured on normal pairs in 1 + 1 dimensions, held out:
 * trained on 400 pairs (limit 3.0) truths of 3, 4, 5, 7 and 10 nats read 2.97, 3.87, 4.46, 4.99 and
 * 4.90; on 2000 (limit 3.8) truths of 3, 4, 5 and 7 read 2.99, 3.91, 4.56 and 5.14.
 */
function saturation(nats: number, training: number): Warning[] {
  const limit = 0.5 * Math.log(training);
  if (nats <= limit) return [];
  return [{
    code: "mine-saturation",
    message: `${nats.toFixed(2)} nats are above ½ ln n = ${limit.toFixed(2)} for the ${training} ` +
      "pairs of the training: the truth is probably higher. Give more pairs.",
  }];
}

function unfinished(bestStep: number, steps: number): Warning[] {
  if (bestStep <= LATE * steps) return [];
  return [{
    code: "mine-unfinished",
    message:
      `The bound was best at step ${bestStep} of ${steps}, and probably still rising. Give ` +
      "more steps.",
  }];
}
