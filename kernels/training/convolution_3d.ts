/**
 * The gradients of a 3-D convolution in plain loops: those of tfjs-wasm 4.22.0 are wrong, in the input
 * for most shapes, in the filter for strides above 1. Layout NDHWC, filters
 * [depth, height, width, in, out].
 *
 * @module
 */
import type { TrainingHeap } from "./heap.ts";
import type { KernelAttributes, KernelRegistry, TensorInfo } from "./tfjs_surface.ts";

/** A convolution: lengths of its three axes, and how windows lie on them. */
interface Volume {
  readonly images: number;
  readonly inputs: readonly number[];
  readonly outputs: readonly number[];
  readonly taps: readonly number[];
  readonly strides: readonly number[];
  readonly padding: readonly number[];
  readonly inChannels: number;
  readonly outChannels: number;
}

/**
 * The gradient in the input, shape of the input.
 *
 * @throws {Error} If dy does not have the shape of the output.
 */
export function convolution3dInputGradient(
  heap: TrainingHeap,
  { dy, filter }: { readonly dy: TensorInfo; readonly filter: TensorInfo },
  attrs: KernelAttributes,
  tf: KernelRegistry,
): TensorInfo {
  const shape = attrs.inputShape as number[];
  const volume = volumeOf(tf, shape, filter.shape, dy, attrs);
  const { inChannels, outChannels } = volume;
  const [gradient, weights] = [read(heap, dy), read(heap, filter)];
  const sums = new Float64Array(product(shape));
  eachTap(volume, (input, output, tap) => {
    for (let c = 0; c < inChannels; c++) {
      for (let k = 0; k < outChannels; k++) {
        sums[input + c] += gradient[output + k] * weights[tap + c * outChannels + k];
      }
    }
  });
  return write(heap, sums, shape);
}

/**
 * The gradient in the filter, shape of the filter.
 *
 * @throws {Error} If dy does not have the shape of the output.
 */
export function convolution3dFilterGradient(
  heap: TrainingHeap,
  { x, dy }: { readonly x: TensorInfo; readonly dy: TensorInfo },
  attrs: KernelAttributes,
  tf: KernelRegistry,
): TensorInfo {
  const shape = attrs.filterShape as number[];
  const volume = volumeOf(tf, x.shape, shape, dy, attrs);
  const { inChannels, outChannels } = volume;
  const [values, gradient] = [read(heap, x), read(heap, dy)];
  const sums = new Float64Array(product(shape));
  eachTap(volume, (input, output, tap) => {
    for (let c = 0; c < inChannels; c++) {
      for (let k = 0; k < outChannels; k++) {
        sums[tap + c * outChannels + k] += gradient[output + k] * values[input + c];
      }
    }
  });
  return write(heap, sums, shape);
}

function volumeOf(
  tf: KernelRegistry,
  inputShape: readonly number[],
  filterShape: readonly number[],
  dy: TensorInfo,
  { strides, pad }: KernelAttributes,
): Volume {
  const info = tf.backend_util.computeConv3DInfo(inputShape, filterShape, strides, 1, pad);
  const outputs = [info.outDepth, info.outHeight, info.outWidth];
  const expected = [inputShape[0], ...outputs, info.outChannels];
  if (expected.some((length, i) => length !== dy.shape[i])) {
    throw new Error(
      `The gradient of a 3-D convolution has shape [${dy.shape}], not [${expected}].`,
    );
  }
  return {
    images: inputShape[0],
    inputs: inputShape.slice(1, 4),
    outputs,
    taps: filterShape.slice(0, 3),
    strides: [info.strideDepth, info.strideHeight, info.strideWidth],
    padding: [info.padInfo.front, info.padInfo.top, info.padInfo.left],
    inChannels: info.inChannels,
    outChannels: info.outChannels,
  };
}

/** Calls `visit` for every output and every tap of its window that is no padding, with indices. */
function eachTap(
  { images, inputs, outputs, taps, strides, padding, inChannels, outChannels }: Volume,
  visit: (input: number, output: number, tap: number) => void,
): void {
  for (let image = 0; image < images; image++) {
    for (const out of places(outputs)) {
      const output = index([image, ...out], outputs) * outChannels;
      for (const tap of places(taps)) {
        const at = out.map((place, a) => place * strides[a] - padding[a] + tap[a]);
        if (at.some((place, a) => place < 0 || place >= inputs[a])) continue;
        const input = index([image, ...at], inputs) * inChannels;
        visit(input, output, index([0, ...tap], taps) * inChannels * outChannels);
      }
    }
  }
}

/** Every place of a box, row by row. */
function* places([depth, height, width]: readonly number[]): Generator<[number, number, number]> {
  for (let z = 0; z < depth; z++) {
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) yield [z, y, x];
    }
  }
}

function index([image, z, y, x]: readonly number[], sizes: readonly number[]): number {
  return ((image * sizes[0] + z) * sizes[1] + y) * sizes[2] + x;
}

function read(heap: TrainingHeap, tensor: TensorInfo): Float32Array {
  return heap.readFloats(heap.pointer(tensor), product(tensor.shape));
}

function write(heap: TrainingHeap, sums: Float64Array, shape: readonly number[]): TensorInfo {
  const output = heap.output(shape);
  heap.writeFloats(heap.pointer(output), sums);
  return output;
}

function product(shape: readonly number[]): number {
  return shape.reduce((size, length) => size * length, 1);
}
