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
