// The kernels for training: they work in the memory of tfjs-wasm, which they import. No data segment:
// it would overwrite that memory. Pointers and sizes come from kernels/training/.
export { padImages, pixelOffsets, tapOffsets } from "./training/padding";
export { convolve, packFilter } from "./training/convolution";
export { addWeightGradient, roundTotals } from "./training/weight_gradient";
export { averagePoolGradient } from "./training/pooling";
export { maxPool, maxPoolGradient, maxPoolGradientTwo, maxPoolTwo } from "./training/pooling";
export { upsample, upsampleGradient } from "./training/upsampling";
export { leakyRelu, leakyReluGradient } from "./training/leaky_relu";
export { sumRows } from "./training/sums";
export { applyGradient, gradientSums, moments, normalise } from "./training/batch_norm";
export { matrixProduct } from "./training/matrix_product";
export { adam } from "./training/adam";
export { addNoise, dropoutMask, scaleByNoise } from "./training/noise";
export { segmentSum } from "./training/segments";

/** Fills bytes with zeros. */
export function clear(at: usize, bytes: usize): void {
  memory.fill(at, 0, bytes);
}

/** Copies bytes. */
export function copy(to: usize, from: usize, bytes: usize): void {
  memory.copy(to, from, bytes);
}
