/**
 * Convolution and its gradients on padded copies of some images at a time: any window, stride,
 * dilation and padding. Layout NHWC, filters [height, width, in, out].
 *
 * @module
 */
import type { TrainingHeap } from "./heap.ts";
import type { TensorInfo, WindowInfo } from "./tfjs_surface.ts";

/** Padded images at a time: as many as stay in the first-level cache. */
const CHUNK_BYTES = 16384;

/** Room behind padded images and copies for loads of whole vectors. */
const SLACK = 64;

/** Images in frames of zeros. */
interface Frame {
  /** Images in the batch. */
  readonly images: number;
  /** Size of an image. */
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  /** Where pixel (0, 0) goes; negative where it is cut off. */
  readonly top: number;
  readonly left: number;
  /** Distance of neighbouring pixels in the frame. */
  readonly stepY: number;
  readonly stepX: number;
  /** Size of the frame. */
  readonly paddedHeight: number;
  readonly paddedWidth: number;
}

/** Windows over a frame. */
interface Windows {
  readonly outHeight: number;
  readonly outWidth: number;
  readonly strideY: number;
  readonly strideX: number;
  readonly filterHeight: number;
  readonly filterWidth: number;
  readonly dilationY: number;
  readonly dilationX: number;
}

/** The frame in which the windows of a convolution see its input. */
function inputFrame(info: WindowInfo): Frame {
  const windowHeight = (info.filterHeight - 1) * info.dilationHeight + 1;
  const windowWidth = (info.filterWidth - 1) * info.dilationWidth + 1;
  return {
    images: info.batchSize,
    height: info.inHeight,
    width: info.inWidth,
    channels: info.inChannels,
    top: info.padInfo.top,
    left: info.padInfo.left,
    stepY: 1,
    stepX: 1,
    paddedHeight: (info.outHeight - 1) * info.strideHeight + windowHeight,
    paddedWidth: (info.outWidth - 1) * info.strideWidth + windowWidth,
  };
}

/** The frame of dy in which flipped windows give the input gradient: dy spread by the stride. */
function gradientFrame(info: WindowInfo): Frame {
  const reachY = (info.filterHeight - 1) * info.dilationHeight;
  const reachX = (info.filterWidth - 1) * info.dilationWidth;
  return {
    images: info.batchSize,
    height: info.outHeight,
    width: info.outWidth,
    channels: info.outChannels,
    top: reachY - info.padInfo.top,
    left: reachX - info.padInfo.left,
    stepY: info.strideHeight,
    stepX: info.strideWidth,
    paddedHeight: info.inHeight + reachY,
    paddedWidth: info.inWidth + reachX,
  };
}

function windowsOf(info: WindowInfo, gradient: boolean): Windows {
  return {
    outHeight: gradient ? info.inHeight : info.outHeight,
    outWidth: gradient ? info.inWidth : info.outWidth,
    strideY: gradient ? 1 : info.strideHeight,
    strideX: gradient ? 1 : info.strideWidth,
    filterHeight: info.filterHeight,
    filterWidth: info.filterWidth,
    dilationY: info.dilationHeight,
    dilationX: info.dilationWidth,
  };
}

function chunkOf(frame: Frame): { readonly images: number; readonly bytes: number } {
  const imageBytes = frame.paddedHeight * frame.paddedWidth * frame.channels * 4;
  const images = Math.max(1, Math.min(frame.images, Math.floor(CHUNK_BYTES / imageBytes)));
  return { images, bytes: images * imageBytes };
}

/** Runs of taps that lie side by side: window rows, or single pixels where columns are dilated. */
function runsOf(windows: Windows, { paddedWidth, channels }: Frame): {
  readonly offsets: number[];
  readonly length: number;
} {
  const { filterHeight, filterWidth, dilationY, dilationX } = windows;
  const whole = dilationX === 1 || filterWidth === 1;
  const offsets: number[] = [];
  for (let y = 0; y < filterHeight; y++) {
    for (let x = 0; x < (whole ? 1 : filterWidth); x++) {
      offsets.push((y * dilationY * paddedWidth + x * dilationX) * channels * 4);
    }
  }
  return { offsets, length: whole ? filterWidth * channels : channels };
}

/**
 * The forward convolution.
 *
 * @param bias One value for every output channel, or null.
 * @returns Shape (images, outHeight, outWidth, outChannels).
 */
export function convolutionForward(
  heap: TrainingHeap,
  x: TensorInfo,
  filter: TensorInfo,
  bias: TensorInfo | null,
  info: WindowInfo,
): TensorInfo {
  const output = heap.output([info.batchSize, info.outHeight, info.outWidth, info.outChannels]);
  const frame = inputFrame(info);
  run(heap, x, filter, bias, info, frame, windowsOf(info, false), false, output);
  return output;
}

/** The gradient in the input, shape of the input. */
export function convolutionInputGradient(
  heap: TrainingHeap,
  dy: TensorInfo,
  filter: TensorInfo,
  info: WindowInfo,
): TensorInfo {
  const output = heap.output([info.batchSize, info.inHeight, info.inWidth, info.inChannels]);
  const frame = gradientFrame(info);
  run(heap, dy, filter, null, info, frame, windowsOf(info, true), true, output);
  return output;
}

function run(
  heap: TrainingHeap,
  input: TensorInfo,
  filter: TensorInfo,
  bias: TensorInfo | null,
  info: WindowInfo,
  frame: Frame,
  windows: Windows,
  flipped: boolean,
  output: TensorInfo,
): void {
  const { kernels } = heap;
  const outChannels = flipped ? info.inChannels : info.outChannels;
  const positions = info.filterHeight * info.filterWidth;
  const chunk = chunkOf(frame);
  const pixels = windows.outHeight * windows.outWidth;
  const { offsets, length } = runsOf(windows, frame);
  const [padded, table, runs, packed] = heap.scratch(
    chunk.bytes + SLACK,
    chunk.images * pixels * 4,
    offsets.length * 4,
    (positions * frame.channels + 1) * Math.ceil(outChannels / 4) * 16,
  );
  heap.writeInts(runs, offsets);
  kernels.packFilter(
    heap.pointer(filter),
    bias ? heap.pointer(bias) : 0,
    packed,
    positions,
    info.inChannels,
    info.outChannels,
    Number(flipped),
  );
  fillTable(heap, table, chunk.images, windows, frame);
  kernels.clear(padded, chunk.bytes + SLACK);
  let from = heap.pointer(input);
  let to = heap.pointer(output);
  for (let image = 0; image < frame.images; image += chunk.images) {
    const images = Math.min(chunk.images, frame.images - image);
    pad(heap, from, padded, images, frame);
    const count = images * pixels;
    kernels.convolve(padded, table, count, runs, offsets.length, length, packed, to, outChannels);
    from += images * frame.height * frame.width * frame.channels * 4;
    to += count * outChannels * 4;
  }
}

function pad(heap: TrainingHeap, from: number, to: number, images: number, frame: Frame): void {
  const { height, width, channels, top, left, stepY, stepX, paddedHeight, paddedWidth } = frame;
  heap.kernels.padImages(
    from,
    to,
    images,
    height,
    width,
    channels,
    top,
    left,
    stepY,
    stepX,
    paddedHeight,
    paddedWidth,
  );
}

function fillTable(
  heap: TrainingHeap,
  table: number,
  images: number,
  { outHeight, outWidth, strideY, strideX }: Windows,
  { paddedHeight, paddedWidth, channels }: Frame,
): void {
  heap.kernels.pixelOffsets(
    table,
    images,
    outHeight,
    outWidth,
    strideY,
    strideX,
    paddedHeight,
    paddedWidth,
    channels,
  );
}

/** The gradient in the filter, shape of the filter. */
export function convolutionFilterGradient(
  heap: TrainingHeap,
  x: TensorInfo,
  dy: TensorInfo,
  info: WindowInfo,
): TensorInfo {
  const { kernels } = heap;
  const { filterHeight, filterWidth, inChannels, outChannels } = info;
  const output = heap.output([filterHeight, filterWidth, inChannels, outChannels]);
  const frame = inputFrame(info);
  const windows = windowsOf(info, false);
  const chunk = chunkOf(frame);
  const pixels = windows.outHeight * windows.outWidth;
  const taps = filterHeight * filterWidth * inChannels;
  // Vectors of dy may reach past its end: such a chunk is copied to where there is room.
  const copied = outChannels % 4 !== 0 && outChannels !== 1;
  const dyImage = pixels * outChannels * 4;
  const [padded, table, tapTable, totals, copy] = heap.scratch(
    chunk.bytes + SLACK,
    chunk.images * pixels * 4,
    taps * 4,
    taps * outChannels * 8,
    copied ? chunk.images * dyImage + SLACK : 0,
  );
  kernels.tapOffsets(
    tapTable,
    filterHeight,
    filterWidth,
    windows.dilationY,
    windows.dilationX,
    frame.paddedWidth,
    inChannels,
  );
  fillTable(heap, table, chunk.images, windows, frame);
  kernels.clear(padded, chunk.bytes + SLACK);
  kernels.clear(totals, taps * outChannels * 8);
  const { length } = runsOf(windows, frame);
  let from = heap.pointer(x);
  let gradient = heap.pointer(dy);
  for (let image = 0; image < frame.images; image += chunk.images) {
    const images = Math.min(chunk.images, frame.images - image);
    pad(heap, from, padded, images, frame);
    if (copied) kernels.copy(copy, gradient, images * dyImage);
    kernels.addWeightGradient(
      padded,
      table,
      images * pixels,
      tapTable,
      taps,
      length,
      copied ? copy : gradient,
      outChannels,
      totals,
    );
    from += images * frame.height * frame.width * frame.channels * 4;
    gradient += images * dyImage;
  }
  kernels.roundTotals(totals, heap.pointer(output), taps * outChannels);
  return output;
}
