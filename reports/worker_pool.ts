/**
 * Runs cells on workers. What a cell gives depends on the cell alone, so neither the number of
 * workers nor the order changes any bit.
 *
 * @module
 */
import { threadBudget } from "../kernels/simd/pool.ts";
import { InputError } from "../lib/errors.ts";
import type { Cell, CellSurroundings, TimedResult } from "./cell.ts";
import type { CellAnswer, CellOrder } from "./cell_worker.ts";
import { runCell } from "./run_cell.ts";
import { Schedule } from "./schedule.ts";

/** How to run cells. */
export interface PoolOptions {
  /** Number of cells that run at the same time, at least 1. */
  readonly jobs: number;
  /** Results of cells that are not to run, but that others need. @default {none} */
  readonly known?: ReadonlyMap<string, TimedResult>;
  /** Path of the file where a cell keeps its state while it runs. @default {none is kept} */
  readonly checkpointOf?: ((key: string) => string) | undefined;
  /** Cells write that file at least so many milliseconds after the last time. @default {15000} */
  readonly checkpointMs?: number | undefined;
  /** Stops the work: running cells are dropped, but for what they kept of their state. */
  readonly signal?: AbortSignal | undefined;
  /** Told when a cell starts. */
  readonly onStart?: ((key: string) => void) | undefined;
  /** Told how far a running cell is, and where that is. */
  readonly onProgress?: ((key: string, fraction: number, step: string) => void) | undefined;
  /** Told when a cell is done; the lane waits for it before it takes the next cell. */
  readonly onDone: (key: string, timed: TimedResult) => Promise<void>;
  /** Module that a worker runs. @default {cell_worker.ts} */
  readonly workerUrl?: URL | undefined;
}

/** One place where cells run, one after another. */
interface Lane {
  run(cell: Cell, surroundings: CellSurroundings): Promise<TimedResult>;
  close(): void;
}

/** A worker that did not start, or died. */
class WorkerLostError extends Error {}

/**
 * Runs all cells, those with the most work behind them first, each after those that it needs.
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
  const { jobs, signal, onStart, onProgress, onDone, known = new Map() } = options;
  const schedule = new Schedule(cells, known);
  const workerUrl = options.workerUrl ?? new URL("./cell_worker.ts", import.meta.url);
  const threads = Math.max(1, Math.floor(threadBudget() / Math.min(jobs, cells.size)));
  const stop = new AbortController();
  const stopped = signal ? AbortSignal.any([signal, stop.signal]) : stop.signal;
  const aborted = whenAborted(stopped);

  async function drain(): Promise<void> {
    let lane = openWorker(workerUrl, threads, aborted);
    try {
      while (!schedule.empty) {
        stopped.throwIfAborted();
        const next = schedule.take();
        if (!next) {
          await Promise.race([schedule.change(), aborted]);
          continue;
        }
        const { key, cell, needed } = next;
        const context = {
          needed,
          checkpointPath: options.checkpointOf?.(key),
          checkpointMs: options.checkpointMs,
          onProgress: (fraction: number, step: string) => onProgress?.(key, fraction, step),
        };
        onStart?.(key);
        const timed = await lane.run(cell, context).catch((error) => {
          if (!(error instanceof WorkerLostError)) throw error;
          lane.close();
          lane = IN_PROCESS;
          return lane.run(cell, context);
        });
        await onDone(key, timed);
        schedule.finish(key, timed.result);
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
  async run(cell, context) {
    // One turn of the event loop, so that timers and signals are served between cells.
    await new Promise((resolve) => setTimeout(resolve, 0));
    return await runCell(cell, context);
  },
  close() {},
};

/** A promise that is rejected with the signal's reason when it is aborted. */
function whenAborted(signal: AbortSignal): Promise<never> {
  const { promise, reject } = Promise.withResolvers<never>();
  promise.catch(() => {}); // Nobody may be waiting at that moment.
  if (signal.aborted) reject(signal.reason);
  else signal.addEventListener("abort", () => reject(signal.reason), { once: true });
  return promise;
}

function openWorker(url: URL, threads: number, aborted: Promise<never>): Lane {
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
  return {
    run(cell, { onProgress, ...context }) {
      const answer = Promise.withResolvers<TimedResult>();
      worker.onmessage = ({ data }: MessageEvent<CellAnswer>) => {
        if (data.progress) onProgress(data.progress.fraction, data.progress.step);
        else if (data.timed) answer.resolve(data.timed);
        else answer.reject(data.inputError ? inputErrorOf(data.inputError) : data.error);
      };
      worker.postMessage({ cell, threads, ...context } satisfies CellOrder);
      return Promise.race([answer.promise, lost.promise, aborted]);
    },
    close: () => worker.terminate(),
  };
}

function inputErrorOf({ code, message, hint }: NonNullable<CellAnswer["inputError"]>): InputError {
  return new InputError(code, message, hint);
}
