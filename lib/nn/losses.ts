/**
 * What trainings minimise: means over all values of a batch.
 *
 * @module
 */
import type { Tensor } from "./tfjs_types.ts";

/** Mean absolute error over all values of a batch. */
export function meanAbsoluteError(targets: Tensor, outputs: Tensor): Tensor {
  return outputs.sub(targets).abs().mean();
}

/** Mean squared error over all values of a batch. */
export function meanSquaredError(targets: Tensor, outputs: Tensor): Tensor {
  return outputs.sub(targets).square().mean();
}

/**
 * Negative log-likelihood: minus the log-probability of the target's class, mean over the batch.
 *
 * @param targets One-hot rows, shape (rows, classes).
 * @param outputs Log-probabilities of the same shape.
 */
export function negativeLogLikelihood(targets: Tensor, outputs: Tensor): Tensor {
  return outputs.mul(targets).sum().mul(-1 / targets.shape[0]);
}
