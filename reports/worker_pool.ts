/**
 * Runs cells on workers. What a cell gives depends on the cell alone, so neither the number of
 * workers nor the order changes any bit.
 *
 * @module
 */
import { threadBudget } from "../kernels/simd/pool.ts";
import type { Cell, TimedResult } from "./cell.ts";
import type { CellOrder } from "./cell_worker.ts";
import { runCell } from "./run_cell.ts";

/** How to run cells. */
export interface PoolOptions {
  /** Number of cells that run at the same time, at least 1. */
  readonly jobs: number;
  /** Stops the work: running cells are dropped. */
  readonly signal?: AbortSignal | undefined;
  /** Told when a cell starts. */
  readonly onStart?: ((key: string) => void) | undefined;
  /** Told when a cell is done; the lane waits for it before it takes the next cell. */
  readonly onDone: (key: string, timed: TimedResult) => Promise<void>;
  /** Module that a worker runs. @default {cell_worker.ts} */
  readonly workerUrl?: URL | undefined;
}

/** One place where cells run, one after another. */
interface Lane {
  run(cell: Cell): Promise<TimedResult>;
  close(): void;
}

/** A worker that did not start, or died. */
class WorkerLostError extends Error {}

/**
 * Runs all cells, the most expensive first.
 *
 * @param cells Cells by key.
 * @param options Number of lanes, and whom to tell.
 * @returns When all are done.
 * @throws {Error} What a cell throws, or `signal.reason` when it is aborted; no cell is then left
 *   running.
 */
export async function runCells(
  cells: ReadonlyMap<string, Cell>,
  options: PoolOptions,
): Promise<void> {
  const { jobs, signal, onStart, onDone } = options;
  const queue = [...cells].sort(([, a], [, b]) => b.cost - a.cost);
  const workerUrl = options.workerUrl ?? new URL("./cell_worker.ts", import.meta.url);
  const threads = Math.max(1, Math.floor(threadBudget() / Math.min(jobs, cells.size)));
  const stop = new AbortController();
  const stopped = signal ? AbortSignal.any([signal, stop.signal]) : stop.signal;

  async function drain(): Promise<void> {
    let lane = openWorker(workerUrl, threads, stopped);
    try {
      for (let next = queue.shift(); next; next = queue.shift()) {
        stopped.throwIfAborted();
        const [key, cell] = next;
        onStart?.(key);
        const timed = await lane.run(cell).catch((error) => {
          if (!(error instanceof WorkerLostError)) throw error;
          lane.close();
          lane = IN_PROCESS;
          return lane.run(cell);
        });
        await onDone(key, timed);
      }
    } catch (error) {
      stop.abort(error);
      throw error;
    } finally {
      lane.close();
    }
  }

  const lanes = Array.from({ length: Math.min(jobs, cells.size) }, drain);
  await Promise.allSettled(lanes);
  await Promise.all(lanes);
}

/** Runs cells in this thread: where no worker can start, and after one died. */
const IN_PROCESS: Lane = {
  async run(cell) {
    // One turn of the event loop, so that timers and signals are served between cells.
    await new Promise((resolve) => setTimeout(resolve, 0));
    return await runCell(cell);
  },
  close() {},
};

function openWorker(url: URL, threads: number, signal: AbortSignal): Lane {
  let worker: Worker;
  try {
    worker = new Worker(url, { type: "module" });
  } catch {
    return IN_PROCESS;
  }
  const lost = Promise.withResolvers<never>();
  // Handled here too, since nobody may be waiting on the worker at the moment it is lost.
  lost.promise.catch(() => {});
  worker.onerror = (event) => {
    event.preventDefault();
    lost.reject(new WorkerLostError(event.message));
  };
  const abort = () => lost.reject(signal.reason);
  if (signal.aborted) abort();
  else signal.addEventListener("abort", abort, { once: true });
  return {
    run(cell) {
      const answer = Promise.withResolvers<TimedResult>();
      worker.onmessage = ({ data }) => {
        if (data.error) answer.reject(data.error);
        else answer.resolve(data.timed);
      };
      worker.postMessage({ cell, threads } satisfies CellOrder);
      return Promise.race([answer.promise, lost.promise]);
    },
    close() {
      signal.removeEventListener("abort", abort);
      worker.terminate();
    },
  };
}
