/**
 * What a sampler is: a family of pairs (X, Y) whose mutual information is known.
 *
 * @module
 */
import type { RegistryEntry } from "../lib/registry.ts";
import type { Samples } from "../lib/types.ts";

/** What to draw. */
export interface SampleRequest {
  /** Number of pairs, at least 1. */
  readonly samples: number;
  /** True mutual information I(X; Y) in nats, at least 0. */
  readonly mutualInformation: number;
  /** Source of all randomness; equal requests give equal bits. */
  readonly seed: number;
}

/**
 * Pairs (x_i, y_i) with known mutual information, at the three levels of Figure 2. Every level is
 * an injective smooth map of the one before, so that all have the same mutual information
 * (Statement 1).
 */
export interface SyntheticPair {
  /** X = f(ξ), flattened, shape `(n, product of shapeX)`. */
  readonly x: Samples;
  /** Y = g(η), flattened, shape `(n, product of shapeY)`. */
  readonly y: Samples;
  /** The normal vector ξ, shape `(n, n')`. */
  readonly latentX: Samples;
  /** The normal vector η, shape `(n, m')`. */
  readonly latentY: Samples;
  /** f₁(ξ): the parameters of what is drawn, such as the corners of a rectangle. */
  readonly structuredX: Samples;
  /** g₁(η). */
  readonly structuredY: Samples;
  /** Shape of one x, such as `[16, 16]`. */
  readonly shapeX: readonly number[];
  /** Shape of one y. */
  readonly shapeY: readonly number[];
  /** True mutual information I(X; Y) in nats. */
  readonly mutualInformation: number;
}

/** A family of pairs with its settings. */
export interface Sampler {
  /** Registry id. */
  readonly id: string;
  /** Settings, JSON-serialisable. */
  readonly parameters: Readonly<Record<string, unknown>>;
  /** Dimensions (n', m') of the normal vectors ξ and η that carry the information. */
  readonly latentDims: readonly [number, number];
  /**
   * Draws pairs.
   *
   * @throws {InputError} If the number of samples or the mutual information cannot be used.
   */
  sample(request: SampleRequest): SyntheticPair;
}

/** Registry entry of a sampler. */
export interface SamplerEntry extends RegistryEntry<Sampler> {
  /** The maps from ξ to X, as one line of mathematics. */
  readonly equation: string;
}
