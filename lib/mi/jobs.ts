/**
 * The halves of an estimate that can run on a second thread, and the program of that thread.
 *
 * @module
 */
import { setThreadBudget } from "../../kernels/simd/pool.ts";
import type { CanonicalPair } from "../canonical.ts";
import type { MiEstimate, Samples } from "../types.ts";
import { kcca } from "./kcca/kcca.ts";
import { type Answer, askSecondThread, THREAD_NAME } from "./second_thread.ts";
import { type ShearDirection, shearDirection } from "./shear/direction.ts";

/** One direction of the shear estimate: b predicted by a. */
export interface DirectionJob {
  /** Which job. */
  readonly call: "direction";
  /** The side that predicts, shape `(n, d)`. */
  readonly a: Samples;
  /** The side that is predicted, shape `(n, e)`. */
  readonly b: Samples;
}

/** KCV on canonical functions. */
export interface KccaJob {
  /** Which job. */
  readonly call: "kcca";
  /** Canonical coordinates. */
  readonly pair: CanonicalPair;
  /** Neighbours of KSG. */
  readonly neighbors: number;
}

/** What a job gives. */
export type ResultOf<J> = J extends DirectionJob ? ShearDirection : MiEstimate;

/** Each thread has features of its own: 1 GiB at this number of samples. */
const MOST_SAMPLES = 50_000;

/**
 * Two halves of the work at the same time, where a second thread is worth it and can be had, or one after the
 * other: the same bits, and the same error.
 *
 * @param here The first half; told whether the other runs beside it.
 * @param job The half that can run elsewhere.
 * @param milliseconds How long the shorter half is expected to take.
 * @param signal Aborts both.
 * @returns The results of both.
 * @throws What the first half throws, or the job, and the signal's reason if it aborts.
 */
export async function sideBySide<T, J extends DirectionJob | KccaJob>(
  here: (beside: boolean) => Promise<T>,
  job: J,
  milliseconds: number,
  signal?: AbortSignal,
): Promise<[T, ResultOf<J>]> {
  const { n } = job.call === "kcca" ? job.pair.a : job.a;
  const stop = new AbortController();
  const either = signal ? AbortSignal.any([signal, stop.signal]) : stop.signal;
  const asked = n <= MOST_SAMPLES ? askSecondThread(job, milliseconds, either) : null;
  try {
    const first = await here(asked !== null);
    const answer = await asked;
    return [first, answer?.done ? answer.result as ResultOf<J> : await runJob(job, signal)];
  } catch (cause) {
    stop.abort(cause);
    throw cause;
  }
}

async function runJob<J extends DirectionJob | KccaJob>(
  job: J,
  signal?: AbortSignal,
): Promise<ResultOf<J>> {
  const result = job.call === "kcca"
    ? await kcca(job.pair, job.neighbors, { signal })
    : await shearDirection(job.a, job.b, signal);
  return result as ResultOf<J>;
}

/** What a Worker sees of itself. */
interface WorkerScope {
  name?: string;
  onmessage: (event: MessageEvent<DirectionJob | KccaJob>) => void;
  postMessage(answer: Answer): void;
}

/** In the second thread: does what it is asked, one job at a time. */
function serve(scope: WorkerScope): void {
  setThreadBudget(1);
  scope.onmessage = ({ data: job }) => {
    runJob(job).then(
      (result) => scope.postMessage({ done: true, result }),
      () => scope.postMessage({ done: false }),
    );
  };
}

const scope = globalThis as unknown as WorkerScope;
if (scope.name === THREAD_NAME) serve(scope);
