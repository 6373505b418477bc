/**
 * Principal component analysis: the linear compressor.
 *
 * @module
 */
import { type RegistryEntry, resolveOptions } from "../registry.ts";
import { columnMeans } from "../samples.ts";
import type { Compressor, Samples } from "../types.ts";
import { leadingAxes } from "./leading_axes.ts";
import { checkDim, checkRank, checkVariance, checkWarmStart } from "./pca_checks.ts";
import { createPca, type Pca } from "./pca_model.ts";
import { exactAxes, type PrincipalAxes } from "./principal_axes.ts";

export { type Pca, type PcaFields, pcaFromJson, type PcaJson } from "./pca_model.ts";

/** How {@linkcode fitPca} works. */
export interface PcaOptions {
  /** Seed of the start block of the iterative solver. @default {0} */
  readonly seed?: number;
  /**
   * "exact" decomposes the smaller of covariance and Gram matrix; "subspace" iterates to the leading
   * subspace; "auto" takes the cheaper one. @default {"auto"}
   */
  readonly solver?: "auto" | "exact" | "subspace";
  /** Angle (radians) to the exact subspace at which the iteration ends. @default {1e-7} */
  readonly tolerance?: number;
  /** Passes over the data after which the iteration ends in any case. @default {200} */
  readonly maxPasses?: number;
  /** A fit to similar data, to start the iteration from. @default {undefined} */
  readonly warmStart?: Pca | undefined;
  /** What to call the data in messages. @default {"data"} */
  readonly name?: string;
  /** Aborts the iteration between passes. @default {undefined} */
  readonly signal?: AbortSignal | undefined;
}

/** A full decomposition of a matrix of this size takes milliseconds. */
const SMALL = 128;

/** From this share of all components on, iterating saves nothing. */
const LARGE_SHARE = 0.25;

/** Dimension of the code in the paper's information plane (Section 6). */
const DEFAULT_DIM = 4;

/**
 * Fits a principal component analysis with `dim` components: the linear map to `dim` dimensions with
 * the least mean squared reconstruction error. The cheap baseline of Figure 6 and Table 2, and the
 * compressor of the layers in the information plane (Section 6). It keeps what varies most, which
 * need not be what is informative (Figure 6c); by the data processing inequality a code never holds
 * more information than the data.
 *
 * Components are orthonormal and ordered by variance. Of each pair ±v the one is taken whose
 * coordinate of greatest absolute value (the first of equals) is positive.
 *
 * @param samples Shape `(n, d)`; not changed.
 * @param dim Dimension of the code, 1 … min(n − 1, d); with dim = d it is a rotation.
 * @param options Solver, seed and tolerance.
 * @returns The fitted compressor, with all that it lost in `reconstructionError`: mean squared
 *   error per coordinate on these samples.
 * @throws {InputError} If dim is out of range, the data are constant or exceed float64, they have
 *   fewer than `dim` directions with any variance (codes of zero variance have no entropy), or the
 *   warm start is of another width.
 *
 * Takes O(n d dim) time a pass over the data, of which about ten are needed, and O(d (dim + 80))
 * memory; a full decomposition happens only where min(n, d) ≤ 128 or dim ≥ min(n, d) / 4.
 *
 * @example Fit once, apply to new data
 * ```ts
 * import { asSamples } from "../samples.ts";
 * import { fitPca } from "./pca.ts";
 *
 * const pca = await fitPca(asSamples([[0, 0, 1], [1, 2, 1], [2, 4, 1], [3, 6, 1]]), 1);
 * const codes = await pca.encode(asSamples([[1.5, 3, 1], [2.5, 5, 1]]));
 * const expected = [0, Math.sqrt(5)];
 * if (codes.data.some((code, i) => Math.abs(code - expected[i]) > 1e-12)) throw new Error("no");
 * ```
 */
export async function fitPca(
  samples: Samples,
  dim: number,
  options: PcaOptions = {},
): Promise<Pca> {
  const { name = "data", warmStart } = options;
  checkDim(samples, dim, name);
  if (warmStart) checkWarmStart(warmStart, samples, name);
  const mean = columnMeans(samples);
  const totalVariance = sumOfVariances(samples, mean);
  checkVariance(totalVariance, name);
  const axes = await principalAxes(samples, mean, dim, options);
  checkRank(axes.variances, samples, name);
  fixSigns(axes.components, samples.d);
  return createPca({
    mean,
    components: axes.components,
    variances: [...axes.variances],
    totalVariance,
    samples: samples.n,
    passes: axes.passes,
  });
}

async function principalAxes(
  samples: Samples,
  mean: Float64Array,
  dim: number,
  { solver = "auto", seed = 0, tolerance = 1e-7, maxPasses = 200, warmStart, signal }: PcaOptions,
): Promise<PrincipalAxes> {
  const size = Math.min(samples.n, samples.d);
  const exactIsCheap = size <= SMALL || dim >= LARGE_SHARE * size;
  if (solver === "exact" || dim === samples.d || (solver === "auto" && exactIsCheap)) {
    return exactAxes(samples, mean, dim);
  }
  const start = warmStart?.components;
  return await leadingAxes(samples, mean, dim, { seed, tolerance, maxPasses, start, signal });
}

/** Sum over columns of the sample variance (divisor n − 1). */
function sumOfVariances({ data, n, d }: Samples, mean: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < n; i++) {
    let squares = 0;
    for (let j = 0, offset = i * d; j < d; j++) {
      const deviation = data[offset + j] - mean[j];
      squares += deviation * deviation;
    }
    sum += squares;
  }
  return sum / (n - 1);
}

function fixSigns(components: Float64Array, d: number): void {
  for (let start = 0; start < components.length; start += d) {
    let largest = start;
    for (let j = start; j < start + d; j++) {
      if (Math.abs(components[j]) > Math.abs(components[largest])) largest = j;
    }
    if (components[largest] > 0) continue;
    for (let j = start; j < start + d; j++) components[j] = -components[j];
  }
}

/** The registry entry of {@linkcode fitPca}. */
export const PCA: RegistryEntry<Compressor> = {
  id: "pca",
  title: "PCA",
  summary: "Principal component analysis: the linear code with the least mean squared error",
  options: [{
    name: "dim",
    type: "integer",
    default: DEFAULT_DIM,
    min: 1,
    description: "Dimension of the code.",
  }],
  create(values = {}) {
    const { dim } = resolveOptions(`compressor "pca"`, PCA.options, values);
    return {
      id: "pca",
      parameters: { dim },
      fit: (samples, { seed, signal }) => fitPca(samples, Number(dim), { seed, signal }),
    };
  },
};
