/**
 * Images of rectangles (Section 5, Figure 4). The maps are those of the authors' published
 * experiments.
 *
 * @module
 */
import { type OptionSpec, type OptionValues, resolveOptions } from "../lib/registry.ts";
import { normalCdf } from "../lib/special.ts";
import type { Samples } from "../lib/types.ts";
import { createFamilySampler, ROTATION } from "./family_sampler.ts";
import type { Sampler, SamplerEntry } from "./sampler.ts";

/** Least width and height of a rectangle, in pixels. */
export const MIN_RECTANGLE_SIDE = 2;

const OPTIONS: readonly OptionSpec[] = [
  {
    name: "side",
    type: "integer",
    default: 16,
    min: MIN_RECTANGLE_SIDE + 1,
    max: 4096,
    description: "Width and height of an image in pixels",
  },
  ROTATION,
];

/**
 * Corners of rectangles from normal vectors, ξ₀ and ξ₁ for the first axis, ξ₂ and ξ₃ for the second.
 * For each axis, with u = Φ(ξ) and m = 2 / side: left = (1 − m)(1 − √(1 − u₁)),
 * right = left + m + u₂ (1 − left − m), both times `side`. √(1 − u₁) is √Φ(−ξ), without cancellation.
 *
 * @param latent Normal vectors ξ, shape `(n, 4)`; not changed.
 * @param side Width and height of the image in pixels, above 2.
 * @returns (low, high) of the first axis (rows), then of the second (columns), in pixels, shape
 *   `(n, 4)`; 0 ≤ low, low + 2 ≤ high ≤ side.
 */
export function rectangleCoordinates(latent: Samples, side: number): Samples {
  const { data, n } = latent;
  const out = new Float64Array(n * 4);
  const m = MIN_RECTANGLE_SIDE / side;
  for (let k = 0; k < 2 * n; k++) {
    const left = (1 - m) * (1 - Math.sqrt(normalCdf(-data[2 * k])));
    const right = left + m + normalCdf(data[2 * k + 1]) * (1 - left - m);
    out[2 * k] = left * side;
    out[2 * k + 1] = right * side;
  }
  return { data: out, n, d: 4 };
}

/**
 * Draws rectangles: each pixel is the exact area of it that the rectangle covers, so that the image
 * is a continuous, piecewise smooth function of the corners.
 *
 * @param corners As {@linkcode rectangleCoordinates} returns them, shape `(n, 4)`; not changed.
 * @param side Width and height in pixels.
 * @returns Images, shape `(n, side²)`, row by row, values in [0, 1].
 */
export function renderRectangles(corners: Samples, side: number): Samples {
  const { data, n } = corners;
  const d = side * side;
  const out = new Float64Array(n * d);
  const columns = new Float64Array(side);
  for (let s = 0; s < n; s++) {
    const [top, bottom, left, right] = data.subarray(4 * s, 4 * s + 4);
    for (let j = 0; j < side; j++) columns[j] = overlap(j, left, right);
    for (let i = 0; i < side; i++) {
      const row = overlap(i, top, bottom);
      const start = s * d + i * side;
      for (let j = 0; j < side; j++) out[start + j] = row * columns[j];
    }
  }
  return { data: out, n, d };
}

/** Registry entry: images of rectangles. */
export const RECTANGLE_IMAGE: SamplerEntry = {
  id: "rectangle-image",
  title: "Rectangles",
  summary:
    "Images of filled rectangles, at least 2 pixels wide and high; n' = m' = 4 (the corners)",
  equation: "u = Φ(ξ); low = (1 − m)(1 − √(1 − u₁)), high = low + m + u₂ (1 − low − m) per axis; " +
    "X = covered area of each pixel",
  options: OPTIONS,
  create: createRectangleImages,
};

function createRectangleImages(options: OptionValues = {}): Sampler {
  const parameters = resolveOptions('sampler "rectangle-image"', OPTIONS, options);
  const side = Number(parameters.side);
  return createFamilySampler({
    id: "rectangle-image",
    parameters,
    latentDims: [4, 4],
    shape: [side, side],
    structure: (latent) => rectangleCoordinates(latent, side),
    render: (structured) => renderRectangles(structured, side),
  });
}

/** Length of the part of [pixel, pixel + 1] that lies in [low, high]. */
function overlap(pixel: number, low: number, high: number): number {
  return Math.max(0, Math.min(high, pixel + 1) - Math.max(low, pixel));
}
