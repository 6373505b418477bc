/**
 * The gradient of a convolution's filter on WebGPU, spread over many threads.
 *
 * @module
 */
import type { Tensor, Tfjs } from "./tfjs_types.ts";

const KERNEL = "Conv2DBackpropFilter";

const BACKEND = "webgpu";

/** Values of the patches, or of the products, that are in memory at a time: 64 MB. */
const MOST_VALUES = 1 << 24;

/** What tfjs calls the kernel with. */
interface Call {
  readonly inputs: { readonly x: Tensor; readonly dy: Tensor };
  readonly attrs: {
    readonly strides: number | readonly number[];
    readonly pad: unknown;
    readonly dataFormat: string;
    readonly dimRoundingMode?: string;
    readonly filterShape: readonly [number, number, number, number];
  };
}

/**
 * Replaces the kernel of tfjs-webgpu, which has one thread for each weight: 72 in the first layer of
 * the image networks, each of which adds up the products of all pixels of the batch. Here each sample
 * has a matrix product of its own, and what they give is added up, in a fixed order. Strides other
 * than 1, and channels first, are left to the stock kernel. Reasoned, not measured: no hardware GPU was
 * at hand; a software adapter, which has few threads, takes a quarter longer for a step of MINE.
 *
 * @param tf The tfjs module, with tfjs-backend-webgpu imported; called again, it does nothing more.
 */
export function registerFilterGradient(tf: Tfjs): void {
  const stock = tf.getKernel(KERNEL, BACKEND);
  if (!stock || ours.has(stock.kernelFunc)) return;
  const kernelFunc = (call: Record<string, unknown>) => {
    const { inputs: { x, dy }, attrs } = call as unknown as Call;
    const { strides, pad, dataFormat, dimRoundingMode, filterShape } = attrs;
    if (dataFormat !== "NHWC" || [strides].flat().some((stride) => stride !== 1)) {
      return stock.kernelFunc(call);
    }
    const { padInfo } = tf.backend_util
      .computeConv2DInfo(x.shape, filterShape, strides, 1, pad, dimRoundingMode);
    return tf.tidy(() => filterGradient(tf, x, dy, { filterShape, ...padInfo }));
  };
  ours.add(kernelFunc);
  tf.unregisterKernel(KERNEL, BACKEND);
  tf.registerKernel({ kernelName: KERNEL, backendName: BACKEND, kernelFunc });
}

const ours = new WeakSet<object>();

/** A filter, and how far the images are padded. */
interface Filter extends Record<"top" | "bottom" | "left" | "right", number> {
  readonly filterShape: readonly [number, number, number, number];
}

/** Σ over samples and places of the patch there times the derivatives there. */
function filterGradient(tf: Tfjs, x: Tensor, dy: Tensor, filter: Filter): Tensor {
  const { filterShape, top, bottom, left, right } = filter;
  const [kernelHeight, kernelWidth, channels, filters] = filterShape;
  const [samples, height, width] = dy.shape;
  const places = height * width;
  const patch = kernelHeight * kernelWidth * channels;
  const padded = tf.pad(x, [[0, 0], [top, bottom], [left, right], [0, 0]]);
  const part = (from: number, count: number): Tensor => {
    const columns: Tensor[] = [];
    for (let i = 0; i < kernelHeight; i++) {
      for (let j = 0; j < kernelWidth; j++) {
        const shifted = tf.slice(padded, [from, i, j, 0], [count, height, width, channels]);
        columns.push(shifted.reshape([count, places, channels]));
      }
    }
    const derivatives = tf.slice(dy, [from, 0, 0, 0], [count, height, width, filters])
      .reshape([count, places, filters]);
    // A batch of products, which tfjs-webgpu does not split with atomic additions.
    return tf.matMul(tf.concat(columns, 2), derivatives, true, false).sum(0);
  };
  const atATime = Math.max(1, Math.floor(MOST_VALUES / (patch * Math.max(places, filters))));
  let sum: Tensor | undefined;
  for (let from = 0; from < samples; from += atATime) {
    const next = tf.tidy(() => part(from, Math.min(atATime, samples - from)));
    sum = sum ? sum.add(next) : next;
  }
  return sum!.reshape(filterShape);
}
