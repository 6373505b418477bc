/**
 * The pass over all pairs of points on a GPU.
 *
 * @module
 */
import type { Kernels } from "../../kernels/_kernel.ts";
import type { GpuLogSums } from "../../kernels/kde_log_sums.ts";
import type { KernelSums } from "../../kernels/simd/kernel_sums.ts";
import { gpuFor } from "../gpu.ts";
import { nearestNeighbors } from "../neighbors/nearest_neighbors.ts";
import type { Context, Samples } from "../types.ts";
import {
  type KernelPass,
  kernelSums,
  type KernelSumsRequest,
  type PassControl,
} from "./kernel_sums.ts";

/** Coordinate differences that take as long as the exponentials of a pass, on a GPU. */
const EXPONENTIALS = 64;

/** Passes that an entropy takes. */
const PASSES = 3;

/** Distance between neighbouring rates of the stencil, in ln r. */
const STEP = 0.1;

/** Places of the stencil, in units of {@linkcode STEP}; seven rates share a pass. */
const STENCIL = [-3, -2, -1, 0, 1, 2, 3];

/** Weights of the first derivative on the stencil. */
const FIRST = [-1, 9, -45, 0, 45, -9, 1].map((weight) => weight / (60 * STEP));

/** Weights of the second derivative on the stencil. */
const SECOND = [2, -27, 270, -490, 270, -27, 2].map((weight) => weight / (180 * STEP * STEP));

/** Share of the rows that the GPU could not be trusted with from which on all are done again. */
const MANY_ROWS = 0.02;

/**
 * The pass where it should run: on a GPU, or {@linkcode kernelSums}.
 *
 * On a GPU the sums are single precision with a bound (`kernels/PRECISION.md`): means over the points
 * of their logarithms are within 1e-6 of those of the CPU. Moments follow from the sums at seven rates
 * around each asked for, r e^(kh): S₁ / S₀ = −∂ ln S₀ / ∂r and S₂ / S₀ − (S₁ / S₀)² = ∂² ln S₀ / ∂r², by
 * central differences of sixth order in ln r; relative to S₀, they were within 2e-4 at every point, and
 * within 3e-6 on average (n = 400, d = 8).
 *
 * @param samples Shape `(n, d)`, of every pass; not changed.
 * @param context Its device decides; told of the use of a GPU.
 * @returns The pass.
 * @throws {DeviceUnavailableError} If `gpu` is asked for and there is none.
 */
export async function kernelPassOn(samples: Samples, context: Context): Promise<KernelPass> {
  const { n, d } = samples;
  const kernels = await gpuFor(context.device, PASSES * n * n * (d + EXPONENTIALS));
  if (kernels === null) return kernelSums;
  // Loaded when needed: most programs never take a GPU.
  const gpu = await import("../../kernels/kde_log_sums.ts");
  if (d > gpu.MAX_DIMENSION) return kernelSums;
  let leasts: Float64Array | undefined;
  return async (_, request, control = {}) => {
    if (kernels.lost !== null) return await kernelSums(samples, request, control);
    leasts ??= await leastSquares(samples, context, control);
    const sum: LogSums = async (bandwidths, part) => {
      const found = await gpu.kdeLogSumsGpu(kernels, samples, bandwidths, {
        ...part,
        redo: (rows, widths) => redoRows(samples, rows, widths, part),
      });
      report(context, kernels, found);
      return found.logSums;
    };
    return await sumOnGpu(leasts, request, sum, control);
  };
}

/** ln Σ_{j≠i} exp(−‖x_i − x_j‖² / 2b²) for some bandwidths, shape `(bandwidths, n)`. */
type LogSums = (bandwidths: readonly number[], control: PassControl) => Promise<Float64Array>;

function report({ onGpu }: Context, { adapter }: Kernels, { failure }: GpuLogSums): void {
  const { description, software } = adapter;
  onGpu?.({ adapter: description, software, failure: failure?.message ?? null });
}

/** Squared distance of every point to the nearest other. */
async function leastSquares(
  samples: Samples,
  { device, onGpu }: Context,
  { signal }: PassControl,
): Promise<Float64Array> {
  const { distances } = await nearestNeighbors(samples, 1, { device, signal, onGpu });
  return distances.map((distance) => distance * distance);
}

async function sumOnGpu(
  leasts: Float64Array,
  { rate, rates, moments }: KernelSumsRequest,
  sum: LogSums,
  { signal, onProgress }: PassControl,
): Promise<KernelSums> {
  const n = leasts.length;
  const all = Array.from({ length: rates }, (_, k) => rate * 2 ** k);
  if (!moments) {
    const logs = await sum(all.map(bandwidthOf), { signal, onProgress });
    const s0 = all.map((r, k) => leasts.map((least, i) => Math.exp(logs[k * n + i] + r * least)));
    return { leasts, s0, s1: [], s2: [] };
  }
  const s0: Float64Array[] = [];
  const s1: Float64Array[] = [];
  const s2: Float64Array[] = [];
  for (const [k, r] of all.entries()) {
    const around = STENCIL.map((place) => r * Math.exp(place * STEP));
    const logs = await sum(around.map(bandwidthOf), {
      signal,
      onProgress: (part) => onProgress?.((k + part) / rates),
    });
    const at = differentiate(logs, leasts, around);
    s0.push(at.s0);
    s1.push(at.s1);
    s2.push(at.s2);
  }
  return { leasts, s0, s1, s2 };
}

/** Sums and moments at the middle of the stencil from the logarithms of the sums on it. */
function differentiate(
  logs: Float64Array,
  leasts: Float64Array,
  rates: readonly number[],
): { s0: Float64Array; s1: Float64Array; s2: Float64Array } {
  const n = leasts.length;
  const middle = (STENCIL.length - 1) / 2;
  const r = rates[middle];
  const [s0, s1, s2] = [new Float64Array(n), new Float64Array(n), new Float64Array(n)];
  for (let i = 0; i < n; i++) {
    let first = 0;
    let second = 0;
    for (let p = 0; p < STENCIL.length; p++) {
      const log = logs[p * n + i] + rates[p] * leasts[i]; // ln S₀
      first += FIRST[p] * log;
      second += SECOND[p] * log;
    }
    const mean = -first / r;
    s0[i] = Math.exp(logs[middle * n + i] + r * leasts[i]);
    s1[i] = s0[i] * mean;
    s2[i] = s0[i] * (mean * mean + (second - first) / (r * r));
  }
  return { s0, s1, s2 };
}

function bandwidthOf(rate: number): number {
  return Math.sqrt(0.5 / rate);
}

/** Values for rows that the GPU did not finish: by the definition for a few, else by whole passes. */
async function redoRows(
  samples: Samples,
  rows: Int32Array,
  bandwidths: readonly number[],
  { signal }: PassControl,
): Promise<Float64Array> {
  if (rows.length < MANY_ROWS * samples.n) {
    const { kdeLogSumsReference } = await import("../../kernels/kde_log_sums_reference.ts");
    return kdeLogSumsReference(samples, bandwidths, rows);
  }
  const values = new Float64Array(bandwidths.length * rows.length);
  for (const [b, bandwidth] of bandwidths.entries()) {
    const rate = 0.5 / (bandwidth * bandwidth);
    const request = { rate, rates: 1, moments: false };
    const { leasts, s0: [sums] } = await kernelSums(samples, request, { signal });
    rows.forEach((row, r) => {
      values[b * rows.length + r] = Math.log(sums[row]) - rate * leasts[row];
    });
  }
  return values;
}
