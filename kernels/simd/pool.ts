/**
 * A warm pool of Workers that run kernels beside the calling thread, which takes its share. They are
 * started when first needed, need no permission, and end when idle, so that a program that is done
 * ends a moment later. Where none can be started, or one fails, the calling thread does the work; the
 * results are the same bits.
 *
 * @module
 */
import type { KernelExports } from "./instance.ts";
import { textUrl } from "./text_url.ts";
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
  readonly call: Exclude<keyof KernelExports, "memory">;
  /** The parts, in order. */
  readonly parts: readonly Part[];
  /** Takes the output of each part, in any order. */
  readonly collect: (part: number, output: ArrayBuffer) => void;
  /** Checked between parts. */
  readonly signal?: AbortSignal | undefined;
  /** Told the share of the parts that is done. */
  readonly onProgress?: ((fraction: number) => void) | undefined;
  /** How long all Workers may be silent before they are given up. @default {10000} */
  readonly patienceMs?: number | undefined;
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

/**
 * Work expected to take less than this runs on the calling thread: to start a Worker takes it 15 ms,
 * and as long again until the Worker is ready.
 */
const WORTH_STARTING_MS = 120;

/**
 * The same where Workers are running: a message takes 0.1 ms each way, the image a copy, and a Worker
 * that shares its processor with another program keeps the others waiting at the end.
 */
const WORTH_ASKING_MS = 10;

/** Idle Workers are kept this long: a running Worker keeps its process alive. */
const KEEP_IDLE_MS = 200;

/** The calling thread lets other tasks run at least this often. */
const YIELD_EVERY_MS = 50;

/** The same where Workers wait for parts; a turn of the event loop takes it 0.1 ms. */
const SERVE_EVERY_MS = 1;

/** Each Worker has a copy of the image; all of them together take no more than this. */
const MOST_IMAGE_BYTES = 2 ** 30;

/** Workers that are silent for so long, and for a hundred parts, are given up: an engine may lose one. */
const PATIENCE_MS = 10_000;

/** Parts that a Worker has at a time: one to work on, one so that it need not wait. */
const AHEAD = 2;

let budget: number | undefined;
let lent = 0;
let program: string | undefined;
let workers: Worker[] = [];
let busy = false;
let idle: ReturnType<typeof setTimeout> | undefined;
let watch: ReturnType<typeof setInterval> | undefined;

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

/**
 * Takes a thread of the budget for work that is not a kernel's; kernels then get along with the others.
 *
 * @returns Gives the thread back; null where the budget has none but the calling thread.
 */
export function takeThread(): (() => void) | null {
  if (threadBudget() - lent < 2) return null;
  lent++;
  let held = true;
  return () => {
    if (held) lent--;
    held = false;
  };
}

/**
 * Starts the Workers of the budget before there is work for them, so that work that would not be worth
 * starting them is shared too. They end when idle, as always.
 */
export function openPool(): void {
  startWorkers(threadBudget() - 1);
  if (busy) return;
  clearTimeout(idle);
  if (workers.length > 0) idle = setTimeout(closePool, KEEP_IDLE_MS);
}

/** Ends the pool's Workers at once; the next work starts them again. */
export function closePool(): void {
  clearTimeout(idle);
  for (const worker of workers) worker.terminate();
  workers = [];
}

/**
 * Runs every part. The first ones run here and tell how long the rest would take; if that is worth it,
 * Workers help. One work at a time has the pool; others meanwhile run on the calling thread.
 *
 * @param work The work and its parts.
 * @throws {DOMException} If the signal aborts (AbortError).
 */
export async function runParts(work: PartedWork): Promise<void> {
  const { parts, signal } = work;
  const tally: Tally = { next: 0, done: 0, returned: [] };
  const turns = new Turns();
  let crew: Promise<void> | undefined;
  try {
    while (tally.done < parts.length) {
      const part = takePart(tally, parts.length);
      signal?.throwIfAborted();
      if (part === undefined) {
        await crew; // Parts that Workers could not do come back.
        continue;
      }
      runHere(work, part);
      count(work, tally);
      const helpers = crew || busy ? 0 : helpersFor(work, tally, turns);
      if (helpers > 0) crew = recruit(work, tally, helpers, turns);
      await turns.yieldEvery(crew ? SERVE_EVERY_MS : YIELD_EVERY_MS, crew);
    }
  } catch (cause) {
    if (crew) closePool(); // Workers may have parts of this work still before them.
    throw cause;
  } finally {
    turns.end();
    if (crew) {
      busy = false;
      clearInterval(watch);
      if (workers.length > 0) idle = setTimeout(closePool, KEEP_IDLE_MS);
    }
  }
}

/** How far a work is. */
interface Tally {
  /** First part that nobody has taken. */
  next: number;
  /** Parts that are done. */
  done: number;
  /** Parts that a Worker took and could not do. */
  readonly returned: number[];
}

/** A part for the calling thread; undefined where all are taken. */
function takePart(tally: Tally, of: number): number | undefined {
  return tally.next < of ? tally.next++ : tally.returned.pop();
}

function count({ parts, onProgress }: PartedWork, tally: Tally): void {
  tally.done++;
  onProgress?.(tally.done / parts.length);
}

/** How many Workers are worth it for what remains, within the budget and the memory. */
function helpersFor(
  { parts, imageBytes }: PartedWork,
  { next }: Tally,
  { started }: Turns,
): number {
  const remaining = (performance.now() - started) / next * (parts.length - next);
  const price = workers.length > 0 ? WORTH_ASKING_MS : WORTH_STARTING_MS;
  const most = Math.max(1, Math.floor(MOST_IMAGE_BYTES / imageBytes));
  return Math.min(threadBudget() - lent - 1, most, Math.floor(remaining / price));
}

function runHere({ kernels, call, parts, collect }: PartedWork, part: number): void {
  const { args, pointer, length } = parts[part];
  kernels[call](...args);
  collect(part, (kernels.memory.buffer as ArrayBuffer).slice(pointer, pointer + length));
}

/** Turns of the event loop, by messages to itself: a timer would take up to 4 ms. */
class Turns {
  /** When the work began. */
  readonly started: number = performance.now();
  #last = this.started;
  #channel: MessageChannel | undefined;

  /** Lets other tasks run if they have not for `ms`; fails at once where `crew` has failed. */
  async yieldEvery(ms: number, crew: Promise<void> | undefined): Promise<void> {
    if (performance.now() - this.#last < ms) return;
    const { port1, port2 } = this.#channel ??= new MessageChannel();
    const turn = new Promise<void>((resolve) => port1.onmessage = () => resolve());
    port2.postMessage(null);
    await turn;
    // Of two settled promises the first counts, and a pending one does not.
    if (crew) await Promise.race([crew, Promise.resolve()]);
    this.#last = performance.now();
  }

  /** Frees what was used. */
  end(): void {
    this.#channel?.port1.close();
    this.#channel?.port2.close();
  }
}

/**
 * Gives each Worker the image and some parts, then one more for each that comes back.
 *
 * @returns A promise for the parts that Workers took: kept once the last part of all is taken and
 *   theirs are done or returned.
 */
function recruit(
  work: PartedWork,
  tally: Tally,
  helpers: number,
  { started }: Turns,
): Promise<void> {
  const { module, kernels, imageBytes, call, parts, collect, signal } = work;
  const partMs = (performance.now() - started) / tally.next;
  const patience = Math.max(work.patienceMs ?? PATIENCE_MS, 100 * partMs);
  let heard = performance.now();
  busy = true;
  clearTimeout(idle);
  const image = new Uint8Array(kernels.memory.buffer, 0, imageBytes);
  const bytes = kernels.memory.buffer.byteLength;
  const out = new Map<Worker, Set<number>>();
  const crew = new Promise<void>((resolve, reject) => {
    const post = (worker: Worker, taken: Set<number>): void => {
      if (tally.next >= parts.length) return;
      const part = tally.next++;
      taken.add(part);
      worker.postMessage({ part, call, ...parts[part] });
    };
    const leave = (worker: Worker): void => {
      out.delete(worker);
      if (out.size === 0) resolve();
    };
    const giveUp = (worker: Worker, taken: Set<number>): void => {
      dismiss(worker);
      tally.returned.push(...taken);
      leave(worker);
    };
    watch = setInterval(() => {
      if (performance.now() - heard < patience) return;
      for (const [worker, taken] of out) giveUp(worker, taken);
    }, patience / 10);
    for (const worker of startWorkers(helpers)) {
      const taken = new Set<number>();
      out.set(worker, taken);
      worker.onerror = (event) => {
        event.preventDefault();
        giveUp(worker, taken);
      };
      worker.onmessage = ({ data: { part, result } }) => {
        heard = performance.now();
        if (signal?.aborted) return reject(signal.reason);
        taken.delete(part);
        collect(part, result);
        count(work, tally);
        post(worker, taken);
        if (taken.size === 0) leave(worker);
      };
      worker.postMessage({ module, image, bytes });
      for (let ahead = 0; ahead < AHEAD; ahead++) post(worker, taken);
      if (taken.size === 0) out.delete(worker);
    }
    if (out.size === 0) resolve();
  });
  crew.catch(() => {}); // Met where it is awaited, perhaps later.
  return crew;
}

/** Some Workers of the pool, `count` where they can be had. */
function startWorkers(count: number): Worker[] {
  try {
    program ??= textUrl(WORKER_SOURCE);
    while (workers.length < count) workers.push(new Worker(program, { type: "module" }));
  } catch {
    // No more Workers here: the calling thread does the work.
  }
  return workers.slice(0, count);
}

function dismiss(worker: Worker): void {
  worker.onerror = null;
  worker.onmessage = null;
  worker.terminate();
  workers = workers.filter((other) => other !== worker);
}
