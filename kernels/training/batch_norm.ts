/**
 * Batch normalisation with the statistics of the batch, and its gradient, each in two passes.
 *
 * @module
 */
import type { TrainingHeap } from "./heap.ts";
import type { TensorInfo } from "./tfjs_surface.ts";

/**
 * y = (x − mean) / √(variance + epsilon) · gamma + beta over all axes but the last.
 *
 * @returns y, mean and biased variance.
 */
export function batchNormForward(
  heap: TrainingHeap,
  x: TensorInfo,
  gamma: TensorInfo,
  beta: TensorInfo,
  epsilon: number,
): [TensorInfo, TensorInfo, TensorInfo] {
  const { rows, channels } = matrixOf(x);
  const y = heap.output(x.shape);
  const mean = heap.output([channels]);
  const variance = heap.output([channels]);
  const [totals, scale] = heap.scratch(16 * channels, 4 * channels);
  const { kernels } = heap;
  kernels.moments(
    heap.pointer(x),
    heap.pointer(mean),
    heap.pointer(variance),
    totals,
    rows,
    channels,
  );
  const variances = heap.readFloats(heap.pointer(variance), channels);
  const gammas = heap.readFloats(heap.pointer(gamma), channels);
  heap.writeFloats(scale, gammas.map((value, c) => value / Math.sqrt(variances[c] + epsilon)));
  kernels.normalise(
    heap.pointer(x),
    heap.pointer(y),
    heap.pointer(mean),
    scale,
    heap.pointer(beta),
    rows,
    channels,
  );
  return [y, mean, variance];
}

/** Gradients in x, gamma and beta; those of mean and variance as outputs are not passed on. */
export function batchNormGradient(
  heap: TrainingHeap,
  x: TensorInfo,
  dy: TensorInfo,
  gamma: TensorInfo,
  mean: TensorInfo,
  variance: TensorInfo,
  epsilon: number,
): [TensorInfo, TensorInfo, TensorInfo] {
  const { rows, channels } = matrixOf(x);
  const dx = heap.output(x.shape);
  const dGamma = heap.output([channels]);
  const dBeta = heap.output([channels]);
  const [totals, factors] = heap.scratch(16 * channels, 12 * channels);
  const { kernels } = heap;
  const [px, pdy, pm] = [heap.pointer(x), heap.pointer(dy), heap.pointer(mean)];
  kernels.gradientSums(px, pdy, pm, totals, rows, channels);
  const sums = heap.readDoubles(totals, 2 * channels);
  const gammas = heap.readFloats(heap.pointer(gamma), channels);
  const variances = heap.readFloats(heap.pointer(variance), channels);
  const inverse = Float64Array.from(variances, (value) => 1 / Math.sqrt(value + epsilon));
  const factor = new Float32Array(3 * channels);
  for (let c = 0; c < channels; c++) {
    const scale = gammas[c] * inverse[c];
    factor[c] = scale;
    factor[channels + c] = -scale * inverse[c] ** 2 * sums[channels + c] / rows;
    factor[2 * channels + c] = -scale * sums[c] / rows;
  }
  heap.writeFloats(factors, factor);
  heap.writeFloats(heap.pointer(dBeta), sums.subarray(0, channels));
  heap.writeFloats(heap.pointer(dGamma), inverse.map((value, c) => value * sums[channels + c]));
  kernels.applyGradient(px, pdy, heap.pointer(dx), pm, factors, rows, channels);
  return [dx, dGamma, dBeta];
}

function matrixOf({ shape }: TensorInfo): { readonly rows: number; readonly channels: number } {
  const channels = shape[shape.length - 1];
  return { rows: shape.slice(0, -1).reduce((product, length) => product * length, 1), channels };
}
