/**
 * The registry of samplers: one line for each family of synthetic data.
 *
 * @module
 */
import { Registry } from "../lib/registry.ts";
import { ANTI_PCA } from "./anti_pca.ts";
import { CORRELATED_GAUSSIAN_IMAGE } from "./correlated_gaussian_image.ts";
import { GAUSSIAN_IMAGE } from "./gaussian_image.ts";
import { RECTANGLE_IMAGE } from "./rectangle_image.ts";
import type { SamplerEntry } from "./sampler.ts";
import { NORMAL, UNIFORM } from "./vectors.ts";

/** Every family of pairs with known mutual information, by id. */
export const SAMPLERS: Registry<SamplerEntry> = new Registry("sampler", [
  NORMAL,
  UNIFORM,
  GAUSSIAN_IMAGE,
  CORRELATED_GAUSSIAN_IMAGE,
  RECTANGLE_IMAGE,
  ANTI_PCA,
]);
