/**
 * Work on tensors that reads some of them on its way: at once where the backend can, or later, as on a
 * GPU. Written once, as a generator that yields tensors and is handed their values.
 *
 * @module
 */
import type { Accelerator } from "./accelerator.ts";
import type { Tensor, Tfjs } from "./tfjs_types.ts";

/** Work that yields tensors and is handed copies of their values. */
export type Reading<Result> = Generator<readonly Tensor[], Result, readonly Float32Array[]>;

/** Whether values of the current backend can be read at once; those of a GPU cannot. */
export function canReadNow(tf: Tfjs): boolean {
  return tf.getBackend() !== "webgpu";
}

/** Does the work at once, on the current backend. */
export function readNow<Result>(work: Reading<Result>): Result {
  let state = work.next();
  while (!state.done) state = work.next(state.value.map((tensor) => tensor.dataSync().slice()));
  return state.value;
}

/** Does the work on a GPU; between its parts the other backend is the current one. */
export async function readLater<Result>(
  work: Reading<Result>,
  { run }: Accelerator,
): Promise<Result> {
  let state = run(() => work.next());
  while (!state.done) {
    const values = await Promise.all(state.value.map((tensor) => tensor.data()));
    state = run(() => work.next(values.map((each) => each.slice())));
  }
  return state.value;
}
