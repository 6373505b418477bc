/**
 * Normal and uniform vectors with known mutual information.
 *
 * @module
 */
import { type OptionSpec, type OptionValues, resolveOptions } from "../lib/registry.ts";
import { normalCdf } from "../lib/special.ts";
import type { Samples } from "../lib/types.ts";
import { createFamilySampler, ROTATION } from "./family_sampler.ts";
import type { Sampler, SamplerEntry } from "./sampler.ts";

const OPTIONS: readonly OptionSpec[] = [
  {
    name: "dims",
    type: "integer",
    default: 2,
    min: 1,
    description: "Dimension n' of X, and of Y where dimsY is not given",
  },
  {
    name: "dimsY",
    type: "integer",
    default: null,
    min: 1,
    description: "Dimension m' of Y",
  },
  ROTATION,
];

/**
 * The standard normal cdf of every coordinate, u = Φ(ξ): a standard normal coordinate becomes
 * uniform on (0, 1), and the mutual information stays (Statement 1).
 *
 * @param latent Normal vectors ξ, shape `(n, d)`; not changed.
 * @returns u, shape `(n, d)`.
 */
export function toUniform({ data, n, d }: Samples): Samples {
  return { data: data.map(normalCdf), n, d };
}

/** Registry entry: X = ξ, Y = η. */
export const NORMAL: SamplerEntry = {
  id: "normal",
  title: "Normal",
  summary: "Normal vectors of any dimensions",
  equation: "X = ξ, Y = η, (ξ, η) ~ N(0, M)",
  options: OPTIONS,
  create: (options = {}) => createVectorSampler("normal", options, (latent) => latent),
};

/** Registry entry: X = Φ(ξ), Y = Φ(η). */
export const UNIFORM: SamplerEntry = {
  id: "uniform",
  title: "Uniform",
  summary: "Vectors with uniform coordinates on (0, 1), of any dimensions",
  equation: "X = Φ(ξ), Y = Φ(η)",
  options: OPTIONS,
  create: (options = {}) => createVectorSampler("uniform", options, toUniform),
};

function createVectorSampler(
  id: string,
  options: OptionValues,
  structure: (latent: Samples) => Samples,
): Sampler {
  const parameters = resolveOptions(`sampler "${id}"`, OPTIONS, options);
  const dimX = Number(parameters.dims);
  const dimY = Number(parameters.dimsY ?? dimX);
  return createFamilySampler({
    id,
    parameters: { ...parameters, dimsY: dimY },
    latentDims: [dimX, dimY],
    shape: [dimX],
    shapeY: [dimY],
    structure,
    render: (structured) => structured,
  });
}
