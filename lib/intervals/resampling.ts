/**
 * What the intervals from resampling share: parts of the samples, and an estimate on each.
 *
 * @module
 */
import { eventTurns } from "../event_turns.ts";
import { createRng, deriveSeed, permutation } from "../rng.ts";
import type { Context } from "../types.ts";

/**
 * An estimate in nats on some of the samples.
 *
 * @param rows Their numbers, ascending, each once.
 * @param context Abort signal and progress of this one estimate.
 */
export type EstimateOn = (rows: Int32Array, context: Context) => Promise<number>;

/**
 * Splits 0 … n − 1 at random into parts whose sizes differ by at most one.
 *
 * @param n Number of samples, at least `count`.
 * @param count Number of parts.
 * @param seed Source of the split.
 * @returns Parts that are disjoint and together hold all; each ascending.
 */
export function randomParts(n: number, count: number, seed: number): Int32Array[] {
  const order = permutation(n, createRng(seed));
  return Array.from({ length: count }, (_, part) => {
    const [from, to] = [part, part + 1].map((edge) => Math.floor(edge * n / count));
    return order.slice(from, to).sort();
  });
}

/**
 * Estimates on lists of rows, one after the other.
 *
 * @param lists Rows of each estimate.
 * @param estimateOn The estimate.
 * @param context Its progress is the share of all rows that were worked on.
 * @param name What a list is called in the progress: "part".
 * @returns The estimates in nats, in the order of the lists.
 * @throws What `estimateOn` throws, and the reason of the signal if it is aborted.
 */
export async function estimateEach(
  lists: readonly Int32Array[],
  estimateOn: EstimateOn,
  context: Context,
  name: string,
): Promise<number[]> {
  const total = lists.reduce((sum, rows) => sum + rows.length, 0);
  const estimates: number[] = [];
  const turn = eventTurns();
  let done = 0;
  for (const [i, rows] of lists.entries()) {
    await turn();
    context.signal?.throwIfAborted();
    const step = `interval: ${name} ${i + 1} of ${lists.length}`;
    const before = done;
    context.onProgress?.(before / total, step);
    const onProgress = (part: number): void =>
      context.onProgress?.((before + part * rows.length) / total, step);
    // Each has a seed of its own: a method that draws numbers draws others for each.
    const seed = deriveSeed(context.seed, "interval", i);
    estimates.push(await estimateOn(rows, { ...context, seed, onProgress }));
    done += rows.length;
  }
  return estimates;
}

/** Sum of squared deviations from the mean. */
export function squaredDeviations(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
}
