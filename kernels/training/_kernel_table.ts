/**
 * The kernels that replace or complete those of tfjs-wasm. Each takes what the stock one takes; where
 * it does not cover a case, it returns null and the stock kernel does the work, which is right there.
 *
 * @module
 */
import { batchNormForward, batchNormGradient } from "./batch_norm.ts";
import {
  convolutionFilterGradient,
  convolutionForward,
  convolutionInputGradient,
} from "./convolution.ts";
import { convolution3dFilterGradient, convolution3dInputGradient } from "./convolution_3d.ts";
import { heapOf, type TrainingHeap } from "./heap.ts";
import type {
  KernelAttributes,
  KernelCall,
  KernelRegistry,
  TensorInfo,
  WindowInfo,
} from "./tfjs_surface.ts";

/** A kernel, or null for a call that it does not cover. */
export type TrainingKernel = (
  call: KernelCall,
  heap: TrainingHeap,
  tf: KernelRegistry,
) => TensorInfo | TensorInfo[] | null;

/** The kernels by tfjs's names; those after "LeakyReluGrad" are our own. */
export const TRAINING_KERNELS: Readonly<Record<string, TrainingKernel>> = {
  Conv2D: ({ inputs: { x, filter }, attrs }, heap, tf) =>
    isChannelsLast(attrs) && isFloat(x, filter)
      ? convolutionForward(heap, x, filter, null, convInfo(tf, x.shape, filter.shape, attrs))
      : null,
  FusedConv2D: ({ inputs: { x, filter, bias, preluActivationWeights }, attrs }, heap, tf) =>
    isChannelsLast(attrs) && isLinear(attrs) && !preluActivationWeights && isFloat(x, filter) &&
      (!bias || size(bias) === filter.shape[3])
      ? convolutionForward(
        heap,
        x,
        filter,
        bias ?? null,
        convInfo(tf, x.shape, filter.shape, attrs),
      )
      : null,
  Conv2DBackpropInput: ({ inputs: { dy, filter }, attrs }, heap, tf) =>
    isChannelsLast(attrs)
      ? convolutionInputGradient(
        heap,
        dy,
        filter,
        gradientInfo(tf, attrs.inputShape as number[], filter.shape, dy, attrs),
      )
      : null,
  Conv2DBackpropFilter({ inputs: { x, dy }, attrs }, heap, tf) {
    if (!isChannelsLast(attrs)) throw channelsFirst("Conv2DBackpropFilter");
    const info = gradientInfo(tf, x.shape, attrs.filterShape as number[], dy, attrs);
    return convolutionFilterGradient(heap, x, dy, info);
  },
  Conv3DBackpropInputV2: ({ inputs: { dy, filter }, attrs }, heap, tf) =>
    convolution3dInputGradient(heap, { dy, filter }, attrs, tf),
  Conv3DBackpropFilterV2: ({ inputs: { x, dy }, attrs }, heap, tf) =>
    convolution3dFilterGradient(heap, { x, dy }, attrs, tf),
  MaxPool({ inputs: { x }, attrs }, heap, tf) {
    if (!isFloat(x)) return null;
    const info = poolInfo(tf, x, attrs);
    const output = heap.output([info.batchSize, info.outHeight, info.outWidth, info.inChannels]);
    const [from, to] = [heap.pointer(x), heap.pointer(output)];
    if (isPlainPool(info)) heap.kernels.maxPoolTwo(from, to, ...plainPoolSizes(info));
    else heap.kernels.maxPool(from, to, ...poolSizes(info));
    return output;
  },
  MaxPoolGrad: ({ inputs: { dy, input }, attrs }, heap, tf) =>
    maxPoolGradient(heap, input, dy, poolInfo(tf, input, attrs)),
  AvgPoolGrad({ inputs: { dy, input }, attrs }, heap, tf) {
    const info = poolInfo(tf, input, attrs);
    checkPooled("AvgPoolGrad", dy, info);
    const output = heap.output(input.shape);
    const to = heap.pointer(output);
    heap.kernels.clear(to, 4 * size(output));
    heap.kernels.averagePoolGradient(heap.pointer(dy), to, ...poolSizes(info));
    return output;
  },
  AvgPool3DGrad({ attrs: { pad } }) {
    // The stock kernel counts padding in the mean, its forward kernel does not.
    if (pad === "valid" || pad === 0) return null;
    throw new Error('The gradient of tf.avgPool3d is right without padding only: use "valid".');
  },
  ResizeNearestNeighbor({ inputs: { images }, attrs }, heap) {
    const [batch, height, width, channels] = images.shape;
    const factors = wholeFactors(images.shape, attrs);
    if (!factors || !isFloat(images)) return null;
    const [fy, fx] = factors;
    const output = heap.output([batch, height * fy, width * fx, channels]);
    const [from, to] = [heap.pointer(images), heap.pointer(output)];
    heap.kernels.upsample(from, to, batch * height, width, channels, fy, fx);
    return output;
  },
  ResizeNearestNeighborGrad({ inputs: { images, dy }, attrs }, heap) {
    const factors = wholeFactors(images.shape, { ...attrs, size: dy.shape.slice(1, 3) });
    if (!factors || !isFloat(dy)) return null;
    const [batch, height, width, channels] = images.shape;
    const output = heap.output(images.shape);
    const [from, to] = [heap.pointer(dy), heap.pointer(output)];
    heap.kernels.upsampleGradient(from, to, batch * height, width, channels, ...factors);
    return output;
  },
  LeakyRelu({ inputs: { x }, attrs }, heap) {
    if (!isFloat(x)) return null;
    const output = heap.output(x.shape);
    heap.kernels.leakyRelu(heap.pointer(x), heap.pointer(output), size(x), Number(attrs.alpha));
    return output;
  },
  Sum({ inputs: { x }, attrs }, heap) {
    const leading = leadingAxes(x, attrs);
    if (leading === null || !isFloat(x)) return null;
    const kept = x.shape.slice(leading);
    const columns = kept.reduce((product, length) => product * length, 1);
    const shape = attrs.keepDims ? [...x.shape.slice(0, leading).fill(1), ...kept] : kept;
    const output = heap.output(shape);
    const [totals] = heap.scratch(8 * columns);
    const rows = size(x) / columns;
    heap.kernels.sumRows(heap.pointer(x), heap.pointer(output), totals, rows, columns);
    return output;
  },
  BatchMatMul: ({ inputs: { a, b }, attrs }, heap) => matrixProduct(heap, a, b, attrs),
  Identity: ({ inputs: { x } }, heap) => x.dtype === "string" ? null : heap.share(x),
  Cast: ({ inputs: { x }, attrs }, heap) => x.dtype === attrs.dtype ? heap.share(x) : null,
  UnsortedSegmentSum({ inputs: { x, segmentIds }, attrs }, heap) {
    if (!isFloat(x) || segmentIds.shape.length !== 1) throw unsupported("UnsortedSegmentSum");
    const segments = Number(attrs.numSegments);
    const output = heap.output([segments, ...x.shape.slice(1)]);
    const rows = x.shape[0];
    const [px, ids, out] = [x, segmentIds, output].map((tensor) => heap.pointer(tensor));
    heap.kernels.segmentSum(px, ids, out, rows, rows > 0 ? size(x) / rows : 0, segments);
    return output;
  },
  LeakyReluGrad({ inputs: { x, dy }, attrs }, heap) {
    const output = heap.output(x.shape);
    const [px, pdy, out] = [x, dy, output].map((tensor) => heap.pointer(tensor));
    heap.kernels.leakyReluGradient(px, pdy, out, size(x), Number(attrs.alpha));
    return output;
  },
  BatchNormTraining: ({ inputs: { x, gamma, beta }, attrs }, heap) =>
    batchNormForward(heap, x, gamma, beta, Number(attrs.epsilon)),
  BatchNormTrainingGrad: ({ inputs: { x, dy, gamma, mean, variance }, attrs }, heap) =>
    batchNormGradient(heap, x, dy, gamma, mean, variance, Number(attrs.epsilon)),
  AdamStep({ inputs: { p, g, m, v }, attrs }, heap) {
    const outputs = [p, m, v].map(({ shape }) => heap.output(shape));
    const pointers = [p, g, m, v, ...outputs].map((tensor) => heap.pointer(tensor));
    const { beta1, beta2, rate, root, epsilon } = attrs as Record<string, number>;
    heap.kernels.adam(...pointers, size(p), beta1, beta2, rate, root, epsilon);
    return outputs;
  },
  GaussianNoise: ({ inputs: { x }, attrs }, heap) => noise(heap, x, x.shape, attrs),
  GaussianTerms: ({ attrs }, heap) => noise(heap, null, attrs.shape as number[], attrs),
  ScaleByNoise({ inputs: { x, terms } }, heap) {
    const output = heap.output(x.shape);
    const pointers = [x, terms, output].map((tensor) => heap.pointer(tensor));
    heap.kernels.scaleByNoise(...pointers, size(x));
    return output;
  },
  DropoutMask({ attrs }, heap) {
    const output = heap.output(attrs.shape as number[]);
    const [scratch] = heap.scratch(64);
    const sizes = [size(output), Number(attrs.limit), Number(attrs.scale)];
    heap.kernels.dropoutMask(heap.pointer(output), ...sizes, ...streamOf(attrs), scratch);
    return output;
  },
};

/** x + sigma · noise, or the noise alone. */
function noise(
  heap: TrainingHeap,
  x: TensorInfo | null,
  shape: readonly number[],
  attrs: KernelAttributes,
): TensorInfo {
  const output = heap.output(shape);
  const [scratch] = heap.scratch(64);
  const pointers = [x ? heap.pointer(x) : 0, heap.pointer(output)];
  const sigma = Number(attrs.sigma);
  heap.kernels.addNoise(...pointers, size(output), sigma, ...streamOf(attrs), scratch);
  return output;
}

/** The words that name a stream of noise. */
function streamOf(attrs: KernelAttributes): number[] {
  return ["key0", "key1", "stream0", "stream1"].map((name) => Number(attrs[name]));
}

/** A kernel in the form that tfjs calls. */
export function bindKernel(
  name: string,
  kernel: TrainingKernel,
  stock: ((call: KernelCall) => TensorInfo | TensorInfo[]) | undefined,
  tf: KernelRegistry,
): (call: KernelCall) => TensorInfo | TensorInfo[] {
  return (call) => {
    const result = kernel(call, heapOf(call.backend), tf) ?? stock?.(call);
    if (!result) throw unsupported(name);
    return result;
  };
}

function maxPoolGradient(
  heap: TrainingHeap,
  input: TensorInfo,
  dy: TensorInfo,
  info: WindowInfo,
): TensorInfo {
  checkPooled("MaxPoolGrad", dy, info);
  const output = heap.output(input.shape);
  const pointers = [input, dy, output].map((tensor) => heap.pointer(tensor));
  const plain = isPlainPool(info);
  const whole = info.inHeight === 2 * info.outHeight && info.inWidth === 2 * info.outWidth;
  if (!plain || !whole) heap.kernels.clear(pointers[2], 4 * size(output));
  if (plain) heap.kernels.maxPoolGradientTwo(...pointers, ...plainPoolSizes(info), Number(!whole));
  else heap.kernels.maxPoolGradient(...pointers, ...poolSizes(info));
  return output;
}

/** Windows 2 × 2 side by side without padding, on whole vectors of channels. */
function isPlainPool(info: WindowInfo): boolean {
  const { filterHeight, filterWidth, strideHeight, strideWidth, padInfo, inChannels } = info;
  return filterHeight === 2 && filterWidth === 2 && strideHeight === 2 && strideWidth === 2 &&
    padInfo.top === 0 && padInfo.left === 0 && inChannels % 4 === 0 &&
    2 * info.outHeight <= info.inHeight && 2 * info.outWidth <= info.inWidth;
}

function plainPoolSizes(info: WindowInfo): number[] {
  const { batchSize, inHeight, inWidth, inChannels, outHeight, outWidth } = info;
  return [batchSize, inHeight, inWidth, inChannels, outHeight, outWidth];
}

/** tfjs does not hand a gradient how sizes were rounded: "ceil" would give other windows. */
function checkPooled(name: string, dy: TensorInfo, { outHeight, outWidth }: WindowInfo): void {
  if (dy.shape[1] !== outHeight || dy.shape[2] !== outWidth) throw unsupported(name);
}

function matrixProduct(
  heap: TrainingHeap,
  a: TensorInfo,
  b: TensorInfo,
  { transposeA, transposeB }: KernelAttributes,
): TensorInfo | null {
  const matrices = a.shape.slice(0, -2).reduce((product, length) => product * length, 1);
  const same = a.shape.length === b.shape.length &&
    a.shape.slice(0, -2).every((length, i) => length === b.shape[i]);
  if (!same || !isFloat(a, b)) return null;
  const [aRows, aColumns] = a.shape.slice(-2);
  const [bRows, bColumns] = b.shape.slice(-2);
  const [m, depth] = transposeA ? [aColumns, aRows] : [aRows, aColumns];
  const [inner, n] = transposeB ? [bColumns, bRows] : [bRows, bColumns];
  if (inner !== depth) return null; // The stock kernel says what is wrong.
  const output = heap.output([...a.shape.slice(0, -2), m, n]);
  const [panel] = heap.scratch(256 * 8 * 4);
  const aSteps = transposeA ? [4, 4 * aColumns] : [4 * aColumns, 4];
  const bSteps = transposeB ? [4, 4 * bColumns] : [4 * bColumns, 4];
  for (let i = 0; i < matrices; i++) {
    heap.kernels.matrixProduct(
      heap.pointer(a) + 4 * i * m * depth,
      heap.pointer(b) + 4 * i * depth * n,
      heap.pointer(output) + 4 * i * m * n,
      panel,
      m,
      n,
      depth,
      ...aSteps,
      ...bSteps,
    );
  }
  return output;
}

/** Number of leading axes that a sum goes over, or null where it goes over others. */
function leadingAxes({ shape }: TensorInfo, { axis }: KernelAttributes): number | null {
  const given = axis === null || axis === undefined ? [...shape.keys()] : [axis].flat(2);
  const axes = given.map((value) => (Number(value) + shape.length) % shape.length);
  const sorted = [...new Set(axes)].sort((first, second) => first - second);
  const leading = sorted.every((value, i) => value === i);
  return leading && shape.every((length) => length > 0) ? sorted.length : null;
}

function wholeFactors(
  [, height, width]: readonly number[],
  { size, alignCorners }: KernelAttributes,
): [number, number] | null {
  const [newHeight, newWidth] = size as number[];
  if (alignCorners || newHeight % height !== 0 || newWidth % width !== 0) return null;
  return newHeight > 0 && newWidth > 0 ? [newHeight / height, newWidth / width] : null;
}

function convInfo(
  tf: KernelRegistry,
  inputShape: readonly number[],
  filterShape: readonly number[],
  { strides, dilations, pad, dimRoundingMode }: KernelAttributes,
): WindowInfo {
  return tf.backend_util.computeConv2DInfo(
    inputShape,
    filterShape,
    strides,
    dilations ?? 1,
    pad,
    dimRoundingMode,
    false,
    "channelsLast",
  );
}

function gradientInfo(
  tf: KernelRegistry,
  inputShape: readonly number[],
  filterShape: readonly number[],
  dy: TensorInfo,
  attrs: KernelAttributes,
): WindowInfo {
  const info = convInfo(tf, inputShape, filterShape, attrs);
  const expected = [info.batchSize, info.outHeight, info.outWidth, info.outChannels];
  if (expected.some((length, i) => length !== dy.shape[i])) {
    throw new Error(
      `The gradient of a convolution has shape [${dy.shape}], its output [${expected}].`,
    );
  }
  return info;
}

function poolInfo(tf: KernelRegistry, x: TensorInfo, attrs: KernelAttributes): WindowInfo {
  const { filterSize, strides, pad, dimRoundingMode } = attrs;
  return tf.backend_util.computePool2DInfo(x.shape, filterSize, strides, 1, pad, dimRoundingMode);
}

function poolSizes(info: WindowInfo): number[] {
  return [
    info.batchSize,
    info.inHeight,
    info.inWidth,
    info.inChannels,
    info.filterHeight,
    info.filterWidth,
    info.strideHeight,
    info.strideWidth,
    info.padInfo.top,
    info.padInfo.left,
    info.outHeight,
    info.outWidth,
  ];
}

function isChannelsLast({ dataFormat }: KernelAttributes): boolean {
  return dataFormat === undefined || dataFormat === "NHWC" || dataFormat === "channelsLast";
}

function isLinear({ activation }: KernelAttributes): boolean {
  return activation === undefined || activation === null || activation === "linear";
}

function isFloat(...tensors: readonly TensorInfo[]): boolean {
  return tensors.every(({ dtype }) => dtype === "float32");
}

function size({ shape }: TensorInfo): number {
  return shape.reduce((product, length) => product * length, 1);
}

function channelsFirst(kernel: string): Error {
  return new Error(`${kernel} takes images in the order NHWC: transpose those in NCHW first.`);
}

function unsupported(kernel: string): Error {
  return new Error(`The training kernel ${kernel} does not cover these shapes or types.`);
}
