/**
 * What a worker of {@linkcode runCells} runs: takes a cell, answers with its result.
 *
 * @module
 */
import type { Cell } from "./cell.ts";
import { runCell } from "./run_cell.ts";

/** The parts of a worker's global scope that are used here. */
interface WorkerScope {
  onmessage: ((event: MessageEvent<Cell>) => void) | null;
  postMessage(message: unknown): void;
}

const scope = globalThis as unknown as WorkerScope;

scope.onmessage = async ({ data: cell }) => {
  try {
    scope.postMessage({ timed: await runCell(cell) });
  } catch (error) {
    scope.postMessage({ error });
  }
};
