/**
 * Data that linear compression cannot handle (Figure 6c). The maps are those of the authors'
 * published experiments.
 *
 * @module
 */
import { type OptionSpec, type OptionValues, resolveOptions } from "../lib/registry.ts";
import type { Rng } from "../lib/rng.ts";
import { normalCdf } from "../lib/special.ts";
import type { Samples } from "../lib/types.ts";
import { createFamilySampler, ROTATION } from "./family_sampler.ts";
import type { Sampler, SamplerEntry } from "./sampler.ts";

/** Slope factor of the leaky part. */
const LEAK = 0.1;

const OPTIONS: readonly OptionSpec[] = [
  {
    name: "dims",
    type: "integer",
    default: 32,
    min: 2,
    max: 4096,
    description: "Dimension of X and of Y",
  },
  ROTATION,
];

/**
 * Puts an independent coordinate beside the informative one: (x, z) = (2Φ(ξ) − 1, z), with z uniform
 * on (−1, 1). Since z is independent of everything else, I((x, z); ·) = I(ξ; ·) (Corollary 2).
 *
 * @param latent Normal ξ, shape `(n, 1)`; not changed.
 * @param noise Source of z.
 * @returns (x, z), shape `(n, 2)`, values in (−1, 1).
 */
export function antiPcaLatent({ data, n }: Samples, noise: Rng): Samples {
  const out = new Float64Array(2 * n);
  for (let i = 0; i < n; i++) {
    out[2 * i] = 2 * normalCdf(data[i]) - 1;
    out[2 * i + 1] = 2 * noise.uniform() - 1;
  }
  return { data: out, n, d: 2 };
}

/**
 * Embeds (x, z) on a folded surface: a_k = x + k z, result_k = max(a_k, 0.1 k a_k) for
 * k = 0 … dims − 1; coordinates 0 and 1 are then x and z themselves, so that the map is injective.
 * The variance grows with k, so that the leading principal components follow the noise z.
 *
 * @param structured (x, z), shape `(n, 2)`; not changed.
 * @param dims Dimension of the result, at least 2.
 * @returns Embedded points, shape `(n, dims)`.
 */
export function embedAntiPca({ data, n }: Samples, dims: number): Samples {
  const out = new Float64Array(n * dims);
  for (let i = 0; i < n; i++) {
    const x = data[2 * i];
    const z = data[2 * i + 1];
    for (let k = 0; k < dims; k++) {
      const a = x + k * z;
      out[i * dims + k] = Math.max(a, LEAK * k * a);
    }
    out[i * dims] = x;
    out[i * dims + 1] = z;
  }
  return { data: out, n, d: dims };
}

/** Registry entry: Anti-PCA. */
export const ANTI_PCA: SamplerEntry = {
  id: "anti-pca",
  title: "Anti-PCA",
  summary:
    "One informative and one noise coordinate on a folded surface, on both sides; n' = m' = 1",
  equation: "x = 2Φ(ξ) − 1, z ~ U(−1, 1); a_k = x + k z; X_k = max(a_k, 0.1 k a_k), X₀ = x, X₁ = z",
  options: OPTIONS,
  create: createAntiPca,
};

function createAntiPca(options: OptionValues = {}): Sampler {
  const parameters = resolveOptions('sampler "anti-pca"', OPTIONS, options);
  const dims = Number(parameters.dims);
  return createFamilySampler({
    id: "anti-pca",
    parameters,
    latentDims: [1, 1],
    shape: [dims],
    structure: antiPcaLatent,
    render: (structured) => embedAntiPca(structured, dims),
  });
}
