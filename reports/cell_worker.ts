/**
 * What a worker of {@linkcode runCells} runs: takes a cell, tells how far it is, answers with its
 * result.
 *
 * @module
 */
import { setThreadBudget } from "../kernels/simd/pool.ts";
import { InputError } from "../lib/errors.ts";
import type { Cell, CellSurroundings, TimedResult } from "./cell.ts";
import { runCell } from "./run_cell.ts";

/** What a worker is sent. */
export interface CellOrder extends Omit<CellSurroundings, "onProgress"> {
  /** The cell to compute. */
  readonly cell: Cell;
  /** How many threads its kernels may use, so that all jobs together use each processor once. */
  readonly threads: number;
}

/** What a worker answers: any number of times how far it is, then a result or an error. */
export interface CellAnswer {
  /** How far the cell is, and where that is. */
  readonly progress?: { readonly fraction: number; readonly step: string };
  /** The result. */
  readonly timed?: TimedResult;
  /** Why there is none. */
  readonly error?: unknown;
  /** Why there is none, where it is the input or the device: an `InputError` loses its class on the way. */
  readonly inputError?: Pick<InputError, "code" | "message" | "hint">;
}

/** The parts of a worker's global scope that are used here. */
interface WorkerScope {
  onmessage: ((event: MessageEvent<CellOrder>) => void) | null;
  postMessage(message: CellAnswer): void;
}

const scope = globalThis as unknown as WorkerScope;

/** The least time between two tellings of how far the cell is. */
const PROGRESS_MS = 250;

scope.onmessage = async ({ data: { cell, threads, ...context } }) => {
  setThreadBudget(threads);
  let toldAt = -Infinity;
  const onProgress = (fraction: number, step: string): void => {
    if (performance.now() - toldAt < PROGRESS_MS) return;
    toldAt = performance.now();
    scope.postMessage({ progress: { fraction, step } });
  };
  try {
    scope.postMessage({ timed: await runCell(cell, { ...context, onProgress }) });
  } catch (error) {
    if (!(error instanceof InputError)) return scope.postMessage({ error });
    const { code, message, hint } = error;
    scope.postMessage({ inputError: { code, message, hint } });
  }
};
