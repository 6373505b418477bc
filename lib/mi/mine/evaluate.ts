/**
 * The Donsker–Varadhan bound of a critic on given pairs.
 *
 * @module
 */
import type { CriticModels } from "../../nn/build_critic.ts";
import { type Reading, readNow } from "../../nn/reading.ts";
import type { LayersModel, Tensor, Tfjs } from "../../nn/tfjs_types.ts";
import { gatherRows } from "../../nn/weights.ts";
import { createRng, deriveSeed, permutation } from "../../rng.ts";
import type { PairSet } from "./mine_settings.ts";
import { logMeanExp } from "./objective.ts";

/**
 * Independent partners of every row. From 20 on, what is left of the noise of mean e^T is that of the
 * rows, which more pairs of the same rows cannot lower by much.
 */
export const SHIFTS = 20;

/** Rows that are in memory at a time. */
const CHUNK = 1024;

/** How {@linkcode evaluateCritic} works. */
export interface EvaluateOptions {
  /** Seed of the order in which rows are paired. @default {0} */
  readonly seed?: number;
  /** Independent partners of every row; at most rows − 1 are used. @default {20} */
  readonly shifts?: number;
}

/** A bound with its noise. */
export interface CriticBound {
  /** Mean of T on the pairs − ln mean e^T on independent pairs, in nats. */
  readonly nats: number;
  /** Standard error in nats for this critic, if it was not trained on these pairs. */
  readonly standardError: number;
  /** T − ln mean e^T of every pair, in nats; their mean is `nats`. */
  readonly pointwise: Float64Array;
}

/**
 * E_P[T] − ln E_{P⊗P}[e^T] (Donsker and Varadhan), at most I(X; Y) in expectation over pairs that the
 * critic was not trained on, but for an upward bias of the logarithm of order 1 / n.
 *
 * Independent pairs: the rows are put in a random order, and x of each is paired with y of the next
 * one, the one after that, and so on, `shifts` times, cyclically. Every x and every y is used equally
 * often, and no pair twice. The standard error is the delta method's: the variance over rows of
 * T(xᵢ, yᵢ) − w(xᵢ, ·) − w(·, yᵢ) over n, with w = e^T / mean e^T averaged over the partners of a row;
 * the noise of those averages makes it somewhat too large.
 *
 * @param tf The tfjs module.
 * @param models The critic.
 * @param pairs At least 2 pairs, in its units.
 * @param options Seed, and number of partners.
 *
 * Takes O(n) runs of the branches and O(n shifts) of the head, in chunks of 1024 rows.
 */
export function evaluateCritic(
  tf: Tfjs,
  models: CriticModels,
  pairs: PairSet,
  options: EvaluateOptions = {},
): CriticBound {
  return readNow(readBound(tf, models, pairs, options));
}

/** What {@linkcode evaluateCritic} does, for a critic on a GPU too. */
export function* readBound(
  tf: Tfjs,
  models: CriticModels,
  pairs: PairSet,
  options: EvaluateOptions = {},
): Reading<CriticBound> {
  const { rows: n } = pairs;
  const { seed = 0 } = options;
  const shifts = Math.min(options.shifts ?? SHIFTS, n - 1);
  const order = permutation(n, createRng(deriveSeed(seed, "independent pairs")));
  const x = yield* features(tf, models.branchX, pairs.x, order);
  const y = yield* features(tf, models.branchY, pairs.y, order);
  const joint = yield* headValues(tf, models.head, { x, y, n }, 0);
  const others: Float32Array[] = [];
  for (let s = 1; s <= shifts; s++) {
    others.push(yield* headValues(tf, models.head, { x, y, n }, s));
  }
  const logMean = logMeanExp(Float64Array.from(others, logMeanExp));
  const pointwise = new Float64Array(n);
  const influence = new Float64Array(n);
  order.forEach((row, i) => {
    pointwise[row] = joint[i] - logMean;
    influence[row] = pointwise[row] - marginalShare(others, i, logMean);
  });
  return { nats: mean(pointwise), standardError: deviation(influence) / Math.sqrt(n), pointwise };
}

/** w(xᵢ, ·) + w(·, yᵢ). */
function marginalShare(others: readonly Float32Array[], i: number, logMean: number): number {
  let share = 0;
  others.forEach((values, s) => {
    const n = values.length;
    const partnerOfY = (i - s - 1 + n) % n;
    share += Math.exp(values[i] - logMean) + Math.exp(values[partnerOfY] - logMean);
  });
  return share / others.length;
}

/** Features of the rows in an order, row by row. */
function* features(
  tf: Tfjs,
  branch: LayersModel,
  values: Float32Array,
  order: Int32Array,
): Reading<Float32Array> {
  const n = order.length;
  const shape = branch.inputs[0].shape.slice(1) as number[];
  const width = values.length / n;
  const chunks: Float32Array[] = [];
  for (let start = 0; start < n; start += CHUNK) {
    const rows = order.subarray(start, start + CHUNK);
    const input = gatherRows(values, width, rows);
    chunks.push(
      yield* taken(tf, () => branch.apply(tf.tensor(input, [rows.length, ...shape]))),
    );
  }
  return joined(chunks);
}

/** T(xᵢ, y of the row `shift` places on), cyclically. */
function* headValues(
  tf: Tfjs,
  head: LayersModel,
  { x, y, n }: { readonly x: Float32Array; readonly y: Float32Array; readonly n: number },
  shift: number,
): Reading<Float32Array> {
  const [dx, dy] = [x.length / n, y.length / n];
  const chunks: Float32Array[] = [];
  for (let start = 0; start < n; start += CHUNK) {
    const count = Math.min(CHUNK, n - start);
    const partners = new Float32Array(count * dy);
    for (let i = 0; i < count; i++) {
      const row = (start + i + shift) % n;
      partners.set(y.subarray(row * dy, (row + 1) * dy), i * dy);
    }
    chunks.push(
      yield* taken(tf, () => {
        const left = tf.tensor(x.subarray(start * dx, (start + count) * dx), [count, dx]);
        return head.apply([left, tf.tensor(partners, [count, dy])]);
      }),
    );
  }
  return joined(chunks);
}

/** Values of a tensor that is made, read and freed. */
function* taken(tf: Tfjs, make: () => Tensor): Reading<Float32Array> {
  const tensor = tf.tidy(make);
  const [values] = yield [tensor];
  tensor.dispose();
  return values;
}

function joined(chunks: readonly Float32Array[]): Float32Array {
  const all = new Float32Array(chunks.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const chunk of chunks) {
    all.set(chunk, at);
    at += chunk.length;
  }
  return all;
}

function mean(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function deviation(values: Float64Array): number {
  const center = mean(values);
  const squares = values.reduce((sum, value) => sum + (value - center) ** 2, 0);
  return Math.sqrt(squares / (values.length - 1));
}
