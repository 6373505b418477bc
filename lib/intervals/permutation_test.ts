/**
 * The permutation test of independence.
 *
 * @module
 */
import { eventTurns } from "../event_turns.ts";
import { createRng, deriveSeed, permutation } from "../rng.ts";
import type { Context } from "../types.ts";

/** A test of independence. */
export interface IndependenceTest {
  /** Number of random pairings that the data were compared with. */
  readonly permutations: number;
  /** Probability of so great a statistic if X and Y were independent: at least 1 / (permutations + 1). */
  readonly pValue: number;
  /** The statistic of the data in nats: what the method reads. */
  readonly statistic: number;
}

/**
 * What a method reads for another pairing of the same rows: row i of X with row `order[i]` of Y.
 *
 * @param order A permutation of the rows.
 * @param context Abort signal and progress of this one estimate.
 */
export type Statistic = (order: Int32Array, context: Context) => Promise<number>;

/**
 * Tests whether X and Y are independent: Y's rows are permuted B times, and p = (b + 1) / (B + 1), with b
 * the number of permutations whose statistic is not less than that of the data. If the rows are independent
 * and identically distributed and X is independent of Y, all pairings are equally likely, so that
 * P(p ≤ α) ≤ α for any statistic, whatever its bias, with equality where α (B + 1) is whole and no two
 * statistics are equal.
 *
 * @param n Number of samples.
 * @param statistic The statistic for a pairing.
 * @param count B, at least 1.
 * @param context Seed of the permutations, progress, abort signal.
 * @returns The test.
 * @throws What `statistic` throws, and the reason of the signal if it is aborted.
 *
 * Takes B + 1 statistics.
 */
export async function permutationTest(
  n: number,
  statistic: Statistic,
  count: number,
  context: Context,
): Promise<IndependenceTest> {
  const { signal, onProgress, seed } = context;
  const turn = eventTurns();
  const read = async (order: Int32Array, done: number): Promise<number> => {
    await turn();
    signal?.throwIfAborted();
    onProgress?.(done / (count + 1), `test: permutation ${done} of ${count}`);
    // All take the same seed, or the data would not be one among equals.
    return await statistic(order, { ...context, onProgress: undefined });
  };
  const observed = await read(Int32Array.from({ length: n }, (_, i) => i), 0);
  let reached = 0;
  for (let b = 1; b <= count; b++) {
    const order = permutation(n, createRng(deriveSeed(seed, "permutation-test", b)));
    if (await read(order, b) >= observed) reached++;
  }
  return { permutations: count, pValue: (reached + 1) / (count + 1), statistic: observed };
}
