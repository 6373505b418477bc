/**
 * What a worker of {@linkcode runCells} runs: takes a cell, answers with its result.
 *
 * @module
 */
import { setThreadBudget } from "../kernels/simd/pool.ts";
import type { Cell } from "./cell.ts";
import { runCell } from "./run_cell.ts";

/** What a worker is sent. */
export interface CellOrder {
  /** The cell to compute. */
  readonly cell: Cell;
  /** How many threads its kernels may use, so that all jobs together use each processor once. */
  readonly threads: number;
}

/** The parts of a worker's global scope that are used here. */
interface WorkerScope {
  onmessage: ((event: MessageEvent<CellOrder>) => void) | null;
  postMessage(message: unknown): void;
}

const scope = globalThis as unknown as WorkerScope;

scope.onmessage = async ({ data: { cell, threads } }) => {
  setThreadBudget(threads);
  try {
    scope.postMessage({ timed: await runCell(cell) });
  } catch (error) {
    scope.postMessage({ error });
  }
};
