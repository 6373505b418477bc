/**
 * Canonical coordinates in an order that the data give.
 *
 * @module
 */
import { type CanonicalPair, canonicalPair } from "../canonical.ts";
import { InputError } from "../errors.ts";
import { gaussianise } from "../gaussianise.ts";
import { takeRows } from "../samples.ts";
import type { Samples } from "../types.ts";

/** Fewer samples than this leave the regressions nothing to learn from. */
const LEAST_SAMPLES = 30;

/**
 * The sides Gaussianised and in canonical coordinates, their rows in an order that the data give.
 *
 * @param x Shape `(n, d)`; not changed.
 * @param y Shape `(n, e)`; not changed.
 * @returns Coordinates, and the original row of every one of theirs.
 * @throws {InputError} If a side cannot be whitened, or there are fewer than 30 samples.
 */
export function sortedPair(x: Samples, y: Samples): { pair: CanonicalPair; order: Int32Array } {
  const { n } = x;
  const [gx, gy] = [gaussianise(x), gaussianise(y)];
  const keys = Float64Array.from({ length: n }, (_, i) => rowSum(gx, i) + rowSum(gy, i));
  const order = Int32Array.from(keys, (_, i) => i).sort((p, q) => keys[p] - keys[q] || p - q);
  const pair = canonicalPair(takeRows(gx, order), takeRows(gy, order));
  if (n < LEAST_SAMPLES) {
    throw new InputError(
      "too-few-samples",
      `There are ${n} samples: this method needs at least ${LEAST_SAMPLES}.`,
      "Give more samples, or use another method, such as ksg-1.",
    );
  }
  return { pair, order };
}

/** Contributions of sorted rows, in the order of the samples. */
export function unsorted(values: Float64Array, order: Int32Array): Float64Array {
  const out = new Float64Array(values.length);
  for (let i = 0; i < values.length; i++) out[order[i]] = values[i];
  return out;
}

function rowSum({ data, d }: Samples, i: number): number {
  let sum = 0;
  for (let j = 0; j < d; j++) sum += data[i * d + j];
  return sum;
}
