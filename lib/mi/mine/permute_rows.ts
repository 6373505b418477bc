/**
 * Permutation of a tensor's rows, with its gradient.
 *
 * @module
 */
import type { Tensor, Tfjs } from "../../nn/tfjs_types.ts";
import { permutation, type Rng } from "../../rng.ts";

/**
 * A random permutation of 0 … n − 1 that is one cycle, so that no row stays in its place: a row paired
 * with itself is a sample of P(X, Y), not of P(X) P(Y).
 *
 * @param n Number of rows, at least 2.
 * @param rng Source of randomness.
 */
export function cyclicPermutation(n: number, rng: Rng): Int32Array {
  const cycle = permutation(n, rng);
  const next = new Int32Array(n);
  cycle.forEach((row, i) => next[row] = cycle[(i + 1) % n]);
  return next;
}

/** The permutation that undoes another. */
export function inversePermutation(order: Int32Array): Int32Array {
  const inverse = new Int32Array(order.length);
  order.forEach((row, i) => inverse[row] = i);
  return inverse;
}

/**
 * Rows of a tensor in another order: row i of the result is row `order[i]` of `x`. The gradient gathers
 * by the inverse permutation, where that of a general gather would add up rows.
 *
 * @param tf The tfjs module.
 * @param x Shape `(n, …)`.
 * @param order A permutation of 0 … n − 1.
 */
export function permuteRows(tf: Tfjs, x: Tensor, order: Int32Array): Tensor {
  const gather = (tensor: Tensor, rows: Int32Array): Tensor =>
    tf.gather(tensor, tf.tensor(rows, [rows.length], "int32"));
  const permute = tf.customGrad((input) => ({
    value: gather(input, order),
    gradFunc: (dy) => gather(dy, inversePermutation(order)),
  }));
  return permute(x);
}
