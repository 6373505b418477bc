/**
 * The pass over all pairs of points that kernel density estimates are made of. This is the part that
 * takes the time.
 *
 * @module
 */
import { type KernelSums, kernelSumsSimd } from "../../kernels/simd/kernel_sums.ts";
import type { Samples } from "../types.ts";
import { kernelSumsScalar } from "./kernel_sums_scalar.ts";

/** What a pass sums. */
export interface KernelSumsRequest {
  /** Least rate r = 1 / 2b², positive; the others are 2r, 4r, … */
  readonly rate: number;
  /** How many rates: 1 to 5, with moments 1 or 2. */
  readonly rates: number;
  /** Whether to give S₁ and S₂, from which the derivatives in r follow. */
  readonly moments: boolean;
}

/** How a pass is watched and stopped. */
export interface PassControl {
  /** Aborts the pass between its parts. */
  readonly signal?: AbortSignal | undefined;
  /** Told which part of the pass is done, from 0 to 1. */
  readonly onProgress?: ((fraction: number) => void) | undefined;
}

/** A pass over the pairs, wherever it runs: what the estimators of this folder need from a device. */
export type KernelPass = (
  samples: Samples,
  request: KernelSumsRequest,
  control?: PassControl,
) => Promise<KernelSums>;

/**
 * Sums of Gaussian kernels at every point and at rates r, 2r, 4r, … in one pass over the pairs: those
 * of Eq. (8), Appendix E.1, scaled by their largest term, so that nothing over- or underflows in any
 * dimension:
 *
 * ln Σ_{j≠i} exp(−r ‖x_i − x_j‖²) = ln S₀ − r m_i.
 *
 * WebAssembly SIMD on all cores, or plain TypeScript where the engine has no SIMD: the least distances
 * have the same bits, the sums agree to 1e-12. Each row is summed in a fixed order by itself, so the
 * result does not depend on the number of threads.
 *
 * @param samples Shape `(n, d)`, n ≥ 2; not changed.
 * @param request Rates and moments.
 * @param control How the pass is watched and stopped.
 * @returns Least distances and sums of every row.
 * @throws {DOMException} If the signal aborts (AbortError).
 *
 * Takes O(n² d) time, nearly the same for one rate and for five, and O(n d) memory.
 */
export async function kernelSums(
  samples: Samples,
  request: KernelSumsRequest,
  control: PassControl = {},
): Promise<KernelSums> {
  const { data, n, d } = samples;
  return await kernelSumsSimd(data, n, d, { ...request, ...control }) ??
    await kernelSumsScalar(samples, request, control);
}
