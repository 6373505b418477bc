/**
 * A warm pool of Workers that run kernels beside the main thread. They are started when first needed,
 * need no permission, and end when idle, so that a program that is done ends a moment later. Where
 * none can be started, the caller's own thread does all the work; the results are the same bits.
 *
 * @module
 */
import type { KernelExports } from "./instance.ts";
import { WORKER_SOURCE } from "./worker_source.ts";

/** Work that splits into parts: a memory image and the calls that read it. */
export interface PartedWork {
  /** The compiled kernels. */
  readonly module: WebAssembly.Module;
  /** An instance whose memory holds the image, laid out and ready. */
  readonly kernels: KernelExports;
  /** Bytes of the memory that the parts read, from 0; what lies behind is scratch and output. */
  readonly imageBytes: number;
  /** Name of the export to call. */
  readonly call: "query" | "kernelSums";
  /** The parts, in order. */
  readonly parts: readonly Part[];
  /** Takes the output of each part, in any order. */
  readonly collect: (part: number, output: ArrayBuffer) => void;
  /** Checked between parts. */
  readonly signal?: AbortSignal | undefined;
  /** Told the share of the parts that is done. */
  readonly onProgress?: ((fraction: number) => void) | undefined;
}

/** One call: its arguments, and where its output lies afterwards. */
export interface Part {
  /** Arguments of the export. */
  readonly args: readonly number[];
  /** First byte of the output. */
  readonly pointer: number;
  /** Bytes of output. */
  readonly length: number;
}

/** Work expected to take less than this runs on the calling thread: a cold Worker takes 30 ms. */
const WORTH_WORKERS_MS = 60;

/** Idle Workers are kept this long: a running Worker keeps its process alive. */
const KEEP_IDLE_MS = 200;

/** The calling thread lets other tasks run at least this often. */
const YIELD_EVERY_MS = 50;

let budget: number | undefined;
let workers: Worker[] = [];
let busy = false;
let idle: ReturnType<typeof setTimeout> | undefined;

/**
 * How many threads kernels may use; by default the number of logical processors.
 *
 * @param threads At least 1. With 1, no Worker is started.
 */
export function setThreadBudget(threads: number): void {
  budget = Math.max(1, Math.floor(threads));
}

/** How many threads kernels may use. */
export function threadBudget(): number {
  return budget ?? globalThis.navigator?.hardwareConcurrency ?? 1;
}

/** Ends the pool's Workers at once; the next work starts them again. */
export function closePool(): void {
  clearTimeout(idle);
  for (const worker of workers) worker.terminate();
  workers = [];
}

/**
 * Runs every part. The first parts run here and tell how long the rest would take; if that is worth
 * it, the pool takes the rest. One work at a time has the pool; others meanwhile run on this thread.
 *
 * @param work The work and its parts.
 * @throws {DOMException} If the signal aborts (AbortError).
 */
export async function runParts(work: PartedWork): Promise<void> {
  const { parts, signal } = work;
  const started = performance.now();
  let yielded = started;
  for (let part = 0; part < parts.length; part++) {
    signal?.throwIfAborted();
    runHere(work, part);
    work.onProgress?.((part + 1) / parts.length);
    const now = performance.now();
    const remaining = (now - started) / (part + 1) * (parts.length - part - 1);
    if (remaining > WORTH_WORKERS_MS && threadBudget() > 1 && !busy) {
      if (await runInPool(work, part + 1)) return;
    }
    if (now - yielded > YIELD_EVERY_MS) {
      await new Promise((resolve) => setTimeout(resolve, 0));
      yielded = performance.now();
    }
  }
}

function runHere({ kernels, call, parts, collect }: PartedWork, part: number): void {
  const { args, pointer, length } = parts[part];
  kernels[call](...args);
  collect(part, (kernels.memory.buffer as ArrayBuffer).slice(pointer, pointer + length));
}

/** Runs the parts from `from` on in the pool; false if there is none, with nothing done. */
async function runInPool(work: PartedWork, from: number): Promise<boolean> {
  busy = true;
  clearTimeout(idle);
  try {
    startWorkers(threadBudget());
    if (workers.length === 0) return false;
    await distribute(work, from);
    return true;
  } catch (cause) {
    closePool();
    throw cause;
  } finally {
    busy = false;
    if (workers.length > 0) idle = setTimeout(closePool, KEEP_IDLE_MS);
  }
}

/** Gives each Worker the image and two parts, then one more for each that comes back. */
function distribute(work: PartedWork, from: number): Promise<void> {
  const { module, kernels, imageBytes, call, parts, collect, signal, onProgress } = work;
  const image = new Uint8Array(kernels.memory.buffer, 0, imageBytes);
  const bytes = kernels.memory.buffer.byteLength;
  let next = from;
  let done = from;
  return new Promise((resolve, reject) => {
    const post = (worker: Worker): void => {
      if (next < parts.length) worker.postMessage({ part: next, call, ...parts[next++] });
    };
    for (const worker of workers) {
      worker.onerror = (event) => {
        event.preventDefault();
        reject(new Error(`A kernel Worker failed: ${event.message}`));
      };
      worker.onmessage = ({ data: { part, result } }) => {
        if (signal?.aborted) return reject(signal.reason);
        collect(part, result);
        done++;
        onProgress?.(done / parts.length);
        if (done === parts.length) resolve();
        else post(worker);
      };
      worker.postMessage({ module, image, bytes });
      post(worker);
      post(worker);
    }
  });
}

function startWorkers(count: number): void {
  const url = `data:text/javascript,${encodeURIComponent(WORKER_SOURCE)}`;
  try {
    while (workers.length < count) workers.push(new Worker(url, { type: "module" }));
    while (workers.length > count) workers.pop()?.terminate();
  } catch {
    closePool(); // No Workers here: the calling thread does the work.
  }
}
