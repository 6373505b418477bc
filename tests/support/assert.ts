/**
 * The assertions that tests use: one module, so that another assertion library is one line away.
 * Whoever imports it computes on one thread: Workers are kept for the next work, which looks like a
 * leak where a test ends.
 *
 * @module
 */
import { setThreadBudget } from "../../kernels/simd/pool.ts";

export {
  deepStrictEqual,
  match,
  notDeepStrictEqual,
  ok,
  rejects,
  strictEqual,
  throws,
} from "node:assert/strict";
import { fail } from "node:assert/strict";

setThreadBudget(1);

/** Largest differences that {@linkcode assertAllClose} accepts: |got − want| ≤ atol + rtol·|want|. */
export interface Tolerance {
  /** Relative tolerance. @default {0} */
  readonly rtol?: number;
  /** Absolute tolerance. @default {0} */
  readonly atol?: number;
}

/** Fails, with the index and both values, at the first element of `got` that is too far from `want`. */
export function assertAllClose(
  got: ArrayLike<number>,
  want: ArrayLike<number>,
  { rtol = 0, atol = 0 }: Tolerance,
  message = "",
): void {
  if (got.length !== want.length) fail(`${message} length ${got.length}, expected ${want.length}`);
  for (let i = 0; i < want.length; i++) {
    const error = Math.abs(got[i] - want[i]);
    if (error <= atol + rtol * Math.abs(want[i])) continue;
    fail(`${message} [${i}]: got ${got[i]}, want ${want[i]}, |error| ${error}`);
  }
}

/** Fails unless `got` is within the tolerance of `want`. */
export function assertClose(
  got: number,
  want: number,
  tolerance: Tolerance,
  message = "",
): void {
  assertAllClose([got], [want], tolerance, message);
}
