/**
 * Computes a cell of any kind.
 *
 * @module
 */
import type { Cell, CellResult, TimedResult } from "./cell.ts";
import { runEstimation } from "./estimation_cell.ts";

/** What computes each kind of cell. */
const KINDS: Readonly<Record<string, (cell: Cell) => Promise<CellResult>>> = {
  estimation: runEstimation,
};

/**
 * Computes a cell and times it. The result goes through JSON, so that a new result and one read from
 * the cache are the same.
 *
 * @param cell The cell.
 * @returns The result and how long it took.
 * @throws {Error} If the kind is unknown, or the computation fails for a reason other than its input.
 */
export async function runCell(cell: Cell): Promise<TimedResult> {
  const compute = KINDS[cell.kind];
  if (!compute) throw new Error(`There is no cell of kind "${cell.kind}".`);
  const start = performance.now();
  const result = JSON.parse(JSON.stringify(await compute(cell)));
  return { result, elapsedMs: Math.round(performance.now() - start) };
}
