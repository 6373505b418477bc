/**
 * Computes a cell of any kind.
 *
 * @module
 */
import {
  type Cell,
  type CellContext,
  type CellResult,
  NO_CONTEXT,
  type TimedResult,
} from "./cell.ts";
import { runEstimation } from "./estimation_cell.ts";
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
 * @param context What it needs, and whom to tell; nothing and nobody by default.
 * @returns The result and how long it took.
 * @throws {Error} If the kind is unknown, or the computation fails for a reason other than its input.
 */
export async function runCell(cell: Cell, context: CellContext = NO_CONTEXT): Promise<TimedResult> {
  const compute = KINDS[cell.kind];
  if (!compute) throw new Error(`There is no cell of kind "${cell.kind}".`);
  const start = performance.now();
  const result = JSON.parse(JSON.stringify(await compute(cell, context)));
  return { result, elapsedMs: Math.round(performance.now() - start) };
}
