/**
 * A Worker for half of an estimate. It is started where the work is worth it, the thread budget has a thread
 * to spare and the program may load a Worker without being asked; it ends when idle, so that intervals, which
 * estimate many times, pay for its start once.
 *
 * @module
 */
import { takeThread } from "../../kernels/simd/pool.ts";

/** What the Worker runs. Estimates import it too, so that it is loaded, or cached, wherever they are. */
const PROGRAM = "jobs.ts";

/** The Worker's name, by which its program knows that it is one. */
export const THREAD_NAME = "infoplane-second-thread";

/** Work expected to take less is done here: the Worker takes 60 ms to start, and starts with cold code. */
const WORTH_STARTING_MS = 200;

/** The same where the Worker runs. */
const WORTH_ASKING_MS = 20;

/** An idle Worker is kept this long: a running one keeps its process alive. */
const KEEP_IDLE_MS = 200;

/** What the Worker answers. */
export interface Answer {
  /** Whether the job was done: if not, it is done again by the one who asked, who then meets its error. */
  readonly done: boolean;
  /** What came of it. */
  readonly result?: unknown;
}

/** The parts of Deno's permissions that are needed. */
interface Permissions {
  querySync(descriptor: Record<string, unknown>): { state: string; partial?: boolean };
}

let worker: Worker | null = null;
let busy = false;
let broken = false;
let idle: ReturnType<typeof setTimeout> | undefined;

/**
 * Gives a job to the second thread.
 *
 * @param job What the Worker's program understands; it is copied.
 * @param milliseconds How long it is expected to take.
 * @param signal Ends the Worker.
 * @returns What came of it, or a missing value where the Worker could not do it; null where the job is better done
 *   here. Rejected with the signal's reason if that aborts.
 */
export function askSecondThread(
  job: object,
  milliseconds: number,
  signal?: AbortSignal,
): Promise<Answer> | null {
  if (busy || signal?.aborted) return null;
  if (milliseconds < (worker ? WORTH_ASKING_MS : WORTH_STARTING_MS)) return null;
  const giveBack = takeThread();
  if (!giveBack) return null;
  const started = worker ?? start();
  if (!started) {
    giveBack();
    return null;
  }
  worker = started;
  clearTimeout(idle);
  busy = true;
  const answer = answerOf(started, job, signal).finally(() => {
    busy = false;
    giveBack();
    if (worker) idle = setTimeout(endSecondThread, KEEP_IDLE_MS);
  });
  answer.catch(() => {}); // Met where it is awaited, perhaps later.
  return answer;
}

/** Ends the Worker at once, if there is one that waits; the next work starts it again. */
export function endSecondThread(): void {
  if (busy) return;
  clearTimeout(idle);
  dismiss();
}

function answerOf(
  started: Worker,
  job: object,
  signal: AbortSignal | undefined,
): Promise<Answer> {
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  const abort = (): void => {
    dismiss();
    reject(signal?.reason);
  };
  started.onmessage = ({ data }: MessageEvent<Answer>) => resolve(data);
  started.onerror = (event) => {
    event.preventDefault();
    broken = true; // It would be again.
    lose(resolve);
  };
  signal?.addEventListener("abort", abort, { once: true });
  started.onmessageerror = () => lose(resolve);
  try {
    started.postMessage(job);
  } catch { // It cannot be copied, or not without memory.
    lose(resolve);
  }
  return promise.finally(() => signal?.removeEventListener("abort", abort));
}

/** The job is left to the one who asked. */
function lose(resolve: (answer: Answer) => void): void {
  dismiss();
  resolve({ done: false });
}

function dismiss(): void {
  if (!worker) return;
  worker.onmessage = null;
  worker.onerror = null;
  worker.onmessageerror = null;
  worker.terminate();
  worker = null;
}

/** A Worker, or null where none can be had without a question. */
function start(): Worker | null {
  if (broken || !mayLoad(import.meta.url)) return null;
  try {
    return new Worker(new URL(PROGRAM, import.meta.url), { type: "module", name: THREAD_NAME });
  } catch {
    return null;
  }
}

/**
 * Whether a Worker may load the modules beside this one. Only in Deno, where they are files: bundled for a browser
 * there are none.
 */
function mayLoad(self: string): boolean {
  const { Deno: deno } = globalThis as unknown as { Deno?: { permissions?: Permissions } };
  if (!deno?.permissions || !self.endsWith("/lib/mi/second_thread.ts")) return false;
  const { protocol, hostname, port } = new URL(self);
  const descriptor = protocol === "file:"
    ? { name: "read", path: new URL("../../", self) }
    : { name: "import", host: `${hostname}:${port || (protocol === "https:" ? 443 : 80)}` };
  const { state, partial } = deno.permissions.querySync(descriptor);
  return state === "granted" && !partial;
}
