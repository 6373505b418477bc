/**
 * Images of stretched and skewed 2D Gaussian functions. The maps are those of the authors'
 * published experiments.
 *
 * @module
 */
import { type OptionSpec, type OptionValues, resolveOptions } from "../lib/registry.ts";
import type { Samples } from "../lib/types.ts";
import { createFamilySampler, ROTATION } from "./family_sampler.ts";
import { pixelGrid, STEEPNESS } from "./gaussian_image.ts";
import type { Sampler, SamplerEntry } from "./sampler.ts";
import { toUniform } from "./vectors.ts";

const OPTIONS: readonly OptionSpec[] = [
  {
    name: "side",
    type: "integer",
    default: 32,
    min: 3,
    max: 4096,
    description: "Width and height of an image in pixels",
  },
  ROTATION,
];

/**
 * Draws Gaussian functions with two widths and a skew: pixel (row i, column j) is
 * exp(−10 [u² + v² + (2 p₄ − 1) u v]) with u = (1 + p₂)(x_j − p₀) and v = (1 + p₃)(y_i − p₁), x and y
 * on a grid from 0 to 1.
 *
 * @param shapes p₀ … p₄ of every image, shape `(n, 5)`, each in [0, 1]; not changed.
 * @param side Width and height in pixels, at least 2.
 * @returns Images, shape `(n, side²)`, row by row, values in [0, 1].
 */
export function renderCorrelatedGaussians(shapes: Samples, side: number): Samples {
  const { data, n } = shapes;
  const grid = pixelGrid(side);
  const d = side * side;
  const out = new Float64Array(n * d);
  for (let s = 0; s < n; s++) {
    const [p0, p1, p2, p3, p4] = data.subarray(5 * s, 5 * s + 5);
    for (let i = 0; i < side; i++) {
      const v = (1 + p3) * (grid[i] - p1);
      for (let j = 0; j < side; j++) {
        const u = (1 + p2) * (grid[j] - p0);
        const form = u * u + v * v + (2 * p4 - 1) * u * v;
        out[s * d + i * side + j] = Math.exp(-STEEPNESS * form);
      }
    }
  }
  return { data: out, n, d };
}

/** Registry entry: images of stretched and skewed Gaussian functions. */
export const CORRELATED_GAUSSIAN_IMAGE: SamplerEntry = {
  id: "correlated-gaussian-image",
  title: "Correlated Gaussians",
  summary: "Images of stretched and skewed Gaussian functions; n' = m' = 5",
  equation: "p = Φ(ξ); X(x, y) = exp(−10 [u² + v² + (2 p₄ − 1) u v]), u = (1 + p₂)(x − p₀), " +
    "v = (1 + p₃)(y − p₁)",
  options: OPTIONS,
  create: createCorrelatedGaussianImages,
};

function createCorrelatedGaussianImages(options: OptionValues = {}): Sampler {
  const parameters = resolveOptions('sampler "correlated-gaussian-image"', OPTIONS, options);
  const side = Number(parameters.side);
  return createFamilySampler({
    id: "correlated-gaussian-image",
    parameters,
    latentDims: [5, 5],
    shape: [side, side],
    structure: toUniform,
    render: (structured) => renderCorrelatedGaussians(structured, side),
  });
}
