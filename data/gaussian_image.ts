/**
 * Images of 2D Gaussian functions (Section 5, Figure 3). The maps are those of the authors'
 * published experiments.
 *
 * @module
 */
import { type OptionSpec, type OptionValues, resolveOptions } from "../lib/registry.ts";
import type { Samples } from "../lib/types.ts";
import { createFamilySampler, ROTATION } from "./family_sampler.ts";
import type { Sampler, SamplerEntry } from "./sampler.ts";
import { toUniform } from "./vectors.ts";

/** Squared width of the bell: exp(−10 r²), where the image spans one unit. */
export const STEEPNESS = 10;

const OPTIONS: readonly OptionSpec[] = [
  {
    name: "side",
    type: "integer",
    default: 16,
    min: 2,
    max: 4096,
    description: "Width and height of an image in pixels",
  },
  ROTATION,
];

/** Pixel coordinates: `side` points from 0 to 1, both included. */
export function pixelGrid(side: number): Float64Array {
  return Float64Array.from({ length: side }, (_, i) => i / (side - 1));
}

/**
 * Draws Gaussian functions: pixel (row i, column j) is exp(−10 [(x_j − a)² + (y_i − b)²]), with x
 * and y on a grid from 0 to 1.
 *
 * @param centres (a, b) of every image, shape `(n, 2)`; not changed.
 * @param side Width and height in pixels, at least 2.
 * @returns Images, shape `(n, side²)`, row by row, values in (0, 1].
 */
export function renderGaussians(centres: Samples, side: number): Samples {
  const { data, n } = centres;
  const grid = pixelGrid(side);
  const d = side * side;
  const out = new Float64Array(n * d);
  const alongX = new Float64Array(side);
  for (let s = 0; s < n; s++) {
    for (let j = 0; j < side; j++) alongX[j] = bell(grid[j] - data[2 * s]);
    for (let i = 0; i < side; i++) {
      const alongY = bell(grid[i] - data[2 * s + 1]);
      const start = s * d + i * side;
      for (let j = 0; j < side; j++) out[start + j] = alongY * alongX[j];
    }
  }
  return { data: out, n, d };
}

/** Registry entry: images of 2D Gaussian functions. */
export const GAUSSIAN_IMAGE: SamplerEntry = {
  id: "gaussian-image",
  title: "2D Gaussians",
  summary: "Images of round Gaussian functions; n' = m' = 2 (the centre)",
  equation: "(a, b) = Φ(ξ); X(x, y) = exp(−10 [(x − a)² + (y − b)²])",
  options: OPTIONS,
  create: createGaussianImages,
};

function createGaussianImages(options: OptionValues = {}): Sampler {
  const parameters = resolveOptions('sampler "gaussian-image"', OPTIONS, options);
  const side = Number(parameters.side);
  return createFamilySampler({
    id: "gaussian-image",
    parameters,
    latentDims: [2, 2],
    shape: [side, side],
    structure: toUniform,
    render: (structured) => renderGaussians(structured, side),
  });
}

function bell(distance: number): number {
  return Math.exp(-STEEPNESS * distance * distance);
}
