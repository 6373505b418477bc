/**
 * Random zooms and shifts of images while training, seeded.
 *
 * @module
 */
import { createRng, deriveSeed } from "../rng.ts";

/** How images are changed at random; the same zoom on both axes. */
export interface Augmentation {
  /** Least and greatest side of the window that is shown, as a share of the image's side. */
  readonly zoom: readonly [number, number];
  /** Greatest shift along either axis, as a share of the side. */
  readonly shift: number;
}

/**
 * Zooms and shifts every image of a batch by its own draw: bilinear between pixels, 0 outside of the
 * image.
 *
 * @param images Square images with one channel, row by row; replaced in place.
 * @param side Their side in pixels.
 * @param settings Ranges of the draws.
 * @param seed Which training.
 * @param step Which step of it: the draws depend on both, so that a resumed training repeats them.
 */
export function augmentImages(
  images: Float32Array,
  side: number,
  settings: Augmentation,
  seed: number,
  step: number,
): void {
  const rng = createRng(deriveSeed(seed, "augmentation", step));
  const [least, greatest] = settings.zoom;
  const pixels = side * side;
  const source = new Float32Array(pixels);
  const along = [createAxis(side), createAxis(side)];
  for (let start = 0; start < images.length; start += pixels) {
    const zoom = least + (greatest - least) * rng.uniform();
    for (const axis of along) fillAxis(axis, zoom, settings.shift * (2 * rng.uniform() - 1));
    source.set(images.subarray(start, start + pixels));
    resample(source, images.subarray(start, start + pixels), along[0], along[1]);
  }
}

/** For each pixel of the result along one axis: the two source pixels and their weights. */
interface Axis {
  readonly first: Int32Array;
  readonly second: Int32Array;
  readonly firstWeight: Float64Array;
  readonly secondWeight: Float64Array;
}

function createAxis(side: number): Axis {
  return {
    first: new Int32Array(side),
    second: new Int32Array(side),
    firstWeight: new Float64Array(side),
    secondWeight: new Float64Array(side),
  };
}

function fillAxis(axis: Axis, zoom: number, shift: number): void {
  const side = axis.first.length;
  const centre = (side - 1) / 2;
  for (let i = 0; i < side; i++) {
    const position = centre + zoom * (i - centre) + shift * side;
    const before = Math.floor(position);
    const share = position - before;
    const isInside = (pixel: number): boolean => pixel >= 0 && pixel < side;
    axis.first[i] = isInside(before) ? before : 0;
    axis.firstWeight[i] = isInside(before) ? 1 - share : 0;
    axis.second[i] = isInside(before + 1) ? before + 1 : 0;
    axis.secondWeight[i] = isInside(before + 1) ? share : 0;
  }
}

function resample(source: Float32Array, target: Float32Array, rows: Axis, columns: Axis): void {
  const side = rows.first.length;
  for (let i = 0; i < side; i++) {
    const above = rows.first[i] * side;
    const below = rows.second[i] * side;
    const [a, b] = [rows.firstWeight[i], rows.secondWeight[i]];
    for (let j = 0; j < side; j++) {
      const left = columns.first[j];
      const right = columns.second[j];
      target[i * side + j] =
        columns.firstWeight[j] * (a * source[above + left] + b * source[below + left]) +
        columns.secondWeight[j] * (a * source[above + right] + b * source[below + right]);
    }
  }
}
