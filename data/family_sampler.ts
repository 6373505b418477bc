/**
 * What all families share: draw a normal pair, then map each side.
 *
 * @module
 */
import type { OptionSpec } from "../lib/registry.ts";
import { createRng, deriveSeed, type Rng } from "../lib/rng.ts";
import type { Samples } from "../lib/types.ts";
import { checkSize, drawNormalPair } from "./normal_pair.ts";
import type { Sampler, SampleRequest, SyntheticPair } from "./sampler.ts";

/** Option `rotation` of every sampler. */
export const ROTATION: OptionSpec = {
  name: "rotation",
  type: "boolean",
  default: true,
  description: "Whether the normal vectors are rotated at random, independently for X and Y",
};

/** The maps of a family, the same for X and Y: f = render ∘ structure. */
export interface Family {
  /** Registry id. */
  readonly id: string;
  /** Settings, JSON-serialisable, with `rotation` among them. */
  readonly parameters: Readonly<Record<string, unknown>>;
  /** Dimensions (n', m') of the normal vectors. */
  readonly latentDims: readonly [number, number];
  /** Shape of one x, and of one y where it is another. */
  readonly shape: readonly number[];
  /** Shape of one y, where it differs from that of x. */
  readonly shapeY?: readonly number[];
  /** f₁: from normal vectors to what is drawn; `noise` is independent of everything else. */
  structure(latent: Samples, noise: Rng): Samples;
  /** f₂: from what is drawn to the flattened data. */
  render(structured: Samples): Samples;
}

/**
 * A sampler from a family's maps.
 *
 * @param family The maps and the settings.
 * @returns The sampler; X and Y get independent rotations and independent noise.
 */
export function createFamilySampler(family: Family): Sampler {
  const { id, parameters, latentDims } = family;
  return { id, parameters, latentDims, sample: (request) => samplePair(family, request) };
}

function samplePair(family: Family, request: SampleRequest): SyntheticPair {
  const { samples: n, mutualInformation, seed } = request;
  const [dimX, dimY] = family.latentDims;
  const { shape, shapeY = shape } = family;
  checkSize(n, Math.max(valuesOf(shape), valuesOf(shapeY)));
  const rotation = family.parameters.rotation === true;
  const { x: latentX, y: latentY } = drawNormalPair(request, { dimX, dimY, rotation });
  const structuredX = family.structure(latentX, createRng(deriveSeed(seed, "noise", "x")));
  const structuredY = family.structure(latentY, createRng(deriveSeed(seed, "noise", "y")));
  return {
    x: family.render(structuredX),
    y: family.render(structuredY),
    latentX,
    latentY,
    structuredX,
    structuredY,
    shapeX: shape,
    shapeY,
    mutualInformation,
  };
}

function valuesOf(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1);
}
