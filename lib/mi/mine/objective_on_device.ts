/**
 * MINE's objective for tensors whose values are not read while the gradient is taken, as on a GPU.
 *
 * @module
 */
import type { Tensor, Tfjs } from "../../nn/tfjs_types.ts";

/**
 * A scalar with the gradient of `batchObjective` with respect to T, −1 / B for a pair and e^T / (B a)
 * for a permuted one, computed in float32 where T is; the scalar's own value means nothing. Everything
 * is taken relative to the greatest value, so that nothing overflows that does not in float64.
 *
 * @param tf The tfjs module.
 * @param values T of the B pairs, then of the B permuted pairs, shape (2 B, 1).
 * @param logAverage ln of the moving average before this batch; null for the first.
 * @param weight Weight of the batch's mean in the average, in (0, 1].
 */
export function objectiveOnDevice(
  tf: Tfjs,
  values: Tensor,
  logAverage: number | null,
  weight: number,
): Tensor {
  // A custom gradient, since that of T in e^T and in the average is not to be taken.
  return tf.customGrad((input, save) => {
    const rows = input.shape[0] / 2;
    const permuted = tf.slice(input, [rows, 0], [rows, 1]);
    const average = logAverageWith(tf, permuted, logAverage, weight);
    const independent = permuted.sub(average).exp().mul(1 / rows);
    const pairs = tf.zeros([rows, 1]).sub(1 / rows);
    const gradient = tf.concat([pairs, independent], 0);
    save([gradient]);
    return { value: input.sum(), gradFunc: (dy, [saved]) => saved.mul(dy) };
  })(values);
}

/** ln of the moving average with this batch in it. */
function logAverageWith(
  tf: Tfjs,
  permuted: Tensor,
  logAverage: number | null,
  weight: number,
): Tensor {
  const greatest = permuted.max();
  const own = permuted.sub(greatest).exp().mean().log().add(greatest);
  if (logAverage === null) return own;
  const before = tf.scalar(logAverage);
  const top = own.maximum(before);
  const mix = before.sub(top).exp().mul(1 - weight).add(own.sub(top).exp().mul(weight));
  return mix.log().add(top);
}
