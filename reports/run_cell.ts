/**
 * Computes a cell of any kind.
 *
 * @module
 */
import {
  type Cell,
  type CellContext,
  type CellResult,
  type CellSurroundings,
  NO_CONTEXT,
  type TimedResult,
} from "./cell.ts";
import { runEstimation } from "./estimation_cell.ts";
import { Checkpoint } from "./checkpoint.ts";
import { runCodeEstimation } from "./code_estimation_cell.ts";
import { runMine } from "./mine_cell.ts";
import { runPlane } from "./plane_cell.ts";
import { runTraining } from "./training_cell.ts";

/** What computes each kind of cell. */
const KINDS: Readonly<Record<string, (cell: Cell, context: CellContext) => Promise<CellResult>>> = {
  estimation: runEstimation,
  "code-estimation": runCodeEstimation,
  mine: runMine,
  plane: runPlane,
  training: runTraining,
};

/**
 * Computes a cell and times it. The result goes through JSON, so that a new result and one read from
 * the cache are the same.
 *
 * @param cell The cell.
 * @param surroundings What it needs, where it keeps its state, and whom to tell; by default nothing,
 *   nowhere and nobody.
 * @returns The result and how long it took. The state stays: who keeps the result removes it.
 * @throws {Error} If the kind is unknown, or the computation fails for a reason other than its input.
 */
export async function runCell(
  cell: Cell,
  surroundings: CellSurroundings = NO_CONTEXT,
): Promise<TimedResult> {
  const compute = KINDS[cell.kind];
  if (!compute) throw new Error(`There is no cell of kind "${cell.kind}".`);
  const { needed, onProgress, checkpointPath, checkpointMs } = surroundings;
  const checkpoint = checkpointPath ? new Checkpoint(checkpointPath, checkpointMs) : undefined;
  const start = performance.now();
  const result = await compute(cell, { needed, onProgress, checkpoint });
  const elapsedMs = checkpoint?.spentMs ?? performance.now() - start;
  return { result: JSON.parse(JSON.stringify(result)), elapsedMs: Math.round(elapsedMs) };
}
