/**
 * Sums of Gaussian kernels on the GPU.
 *
 * @module
 */
import { InputError, KernelError } from "../lib/errors.ts";
import type { Samples } from "../lib/types.ts";
import { collectRows, type Pass } from "./_collect_sums.ts";
import type { Kernels, KernelSpec } from "./_kernel.ts";
import { MAX_DIMENSION, type PackedPoints, packPoints } from "./_packed_points.ts";
import { type PairSweep, type SweepControl, sweepPairs } from "./_pair_sweep.ts";
import { kdeLogSumsReference } from "./kde_log_sums_reference.ts";
import wgsl from "./kde_log_sums.wgsl" with { type: "text" };

export { MAX_DIMENSION } from "./_packed_points.ts";

/** The shader and its bindings. */
export const KDE_LOG_SUMS: KernelSpec = {
  name: "kde_log_sums",
  wgsl,
  bindings: [
    { name: "params", kind: "uniform" },
    { name: "queries", kind: "read" },
    { name: "references", kind: "read" },
    { name: "pivots", kind: "read_write" },
    { name: "sums", kind: "read_write" },
  ],
  overrides: ["VECTORS", "BANDWIDTHS"],
};

/** Most bandwidths of one pass over the pairs: two vec4 in the shader. */
const PASS_BANDWIDTHS = 8;

/** Rates beyond this make terms of no use to f32: such bandwidths are left to the CPU. */
const MAX_RATE = 1e30;

/** Error of a sum's logarithm above which it is computed again in f64, in nats. */
const TOLERANCE = 1e-2;

/** Options of {@linkcode kdeLogSumsGpu}. */
export interface KdeLogSumsGpuOptions extends SweepControl {
  /**
   * Largest error bound that is accepted, in nats; rows with a larger one are done again by `redo`.
   * @default {1e-2}
   */
  readonly tolerance?: number;
  /**
   * Computes the sums of rows that the GPU could not be trusted with, shape
   * `(bandwidths.length, rows.length)`.
   * @default Summation over all points, {@linkcode kdeLogSumsReference}
   */
  readonly redo?: (
    rows: Int32Array,
    bandwidths: readonly number[],
  ) => Float64Array | Promise<Float64Array>;
}

/** Kernel sums found on the GPU. */
export interface GpuLogSums {
  /** Logarithms of the sums, shape `(bandwidths.length, n)`, row-major. */
  readonly logSums: Float64Array;
  /** Bound of the error of all values that the GPU found, in nats. */
  readonly errorBound: number;
  /** Values, of bandwidths · n, that were found on the CPU. */
  readonly redone: number;
  /** Why the GPU did not finish, or null if it did. */
  readonly failure: KernelError | null;
}

/**
 * ln Σ_{j≠i} exp(−‖x_i − x_j‖² / 2b²) for every point x_i and every bandwidth b: the sums of Eq. (8),
 * Appendix E.1, without their constants. With bandwidths b√2 these are the cross sums J_b of least
 * squares, Appendix E.1.2; both can be asked for at once.
 *
 * The device works in f32, and each value comes with a bound of its error (PRECISION.md): typically
 * 1e-4 nats for 8 dimensions and 2e-3 for 64; errors themselves are 20 times smaller, and those of a
 * mean over all points below 1e-6. Rows whose bound exceeds `tolerance` are done again by `redo`; so
 * are the rows that are left when the device fails, so that what it did before is not lost.
 *
 * @param kernels Device, from `openKernels`.
 * @param samples Shape `(n, d)`, finite, n ≥ 2, d ≤ 128; not changed.
 * @param bandwidths Positive, in the unit of the samples, any order; 8 of them share a pass.
 * @param options Tolerance, how to redo rows, how to watch and stop the call.
 * @returns Logarithms of the sums, and what is known of their error.
 * @throws {InputError} If n, d or a bandwidth is out of range.
 *
 * Takes O(n² (d + b)) time on the device for b bandwidths, and O(n (d + b)) memory.
 */
export async function kdeLogSumsGpu(
  kernels: Kernels,
  samples: Samples,
  bandwidths: readonly number[],
  options: KdeLogSumsGpuOptions = {},
): Promise<GpuLogSums> {
  const {
    tolerance = TOLERANCE,
    redo = (rows, widths) => kdeLogSumsReference(samples, widths, rows),
    onProgress,
    ...control
  } = options;
  checkArguments(samples, bandwidths);
  const { n } = samples;
  const points = packPoints(samples);
  const logSums = new Float64Array(bandwidths.length * n);
  let errorBound = 0;
  let redone = 0;
  let failure: KernelError | null = null;
  for (let first = 0; first < bandwidths.length; first += PASS_BANDWIDTHS) {
    const some = bandwidths.slice(first, first + PASS_BANDWIDTHS);
    const pass = startPass(points, some, tolerance, logSums.subarray(first * n), n);
    if (pass.sweep !== null && failure === null) {
      failure = await runPass(kernels, pass, {
        ...control,
        onProgress: (part) => onProgress?.((first + part * some.length) / bandwidths.length),
      });
    }
    errorBound = Math.max(errorBound, pass.errorBound);
    const rows = missingRows(pass);
    if (rows.length === 0) continue;
    redone += rows.length * some.length;
    replaceRows(pass, rows, await redo(rows, some));
  }
  return { logSums, errorBound, redone, failure };
}

function checkArguments({ n, d }: Samples, bandwidths: readonly number[]): void {
  if (n < 2) {
    throw new InputError("too-few-samples", `Kernel sums need at least 2 samples, not ${n}.`);
  }
  if (d > MAX_DIMENSION) {
    throw new InputError(
      "kernel-limits",
      `The GPU sums kernels in up to ${MAX_DIMENSION} dimensions, not ${d}.`,
      "Use --device cpu, or auto.",
    );
  }
  const wrong = bandwidths.find((bandwidth) => !(bandwidth > 0 && bandwidth < Infinity));
  if (wrong !== undefined) {
    throw new InputError("bandwidth", `A bandwidth must be positive and finite, not ${wrong}.`);
  }
}

function startPass(
  points: PackedPoints | null,
  bandwidths: readonly number[],
  tolerance: number,
  logSums: Float64Array,
  n: number,
): Pass {
  const scaled = bandwidths.map((bandwidth) => bandwidth * (points?.scale ?? 1));
  const sweep = points === null ? null : describeSweep(points, scaled);
  return {
    sweep,
    bandwidths: scaled,
    tolerance,
    logSums,
    n,
    uncertain: [],
    done: 0,
    errorBound: 0,
  };
}

function describeSweep(points: PackedPoints, bandwidths: readonly number[]): PairSweep | null {
  const rates = new Float32Array(PASS_BANDWIDTHS);
  bandwidths.forEach((b, at) => rates[at] = -0.5 * Math.LOG2E / (b * b));
  // Beyond these limits terms or exponents leave the range of f32.
  if (bandwidths.some((_, at) => !(rates[at] <= -1 / MAX_RATE && rates[at] >= -MAX_RATE))) {
    return null;
  }
  return {
    spec: KDE_LOG_SUMS,
    constants: { VECTORS: points.vectors, BANDWIDTHS: bandwidths.length },
    points,
    outputWords: [1, bandwidths.length],
    // Per coordinate a subtraction and a multiply-add, per bandwidth an exponential at a quarter or
    // an eighth of the rate of those, per pair the test for the pivot.
    costPerPair: 8 * points.vectors + 10 * bandwidths.length + 6,
    extraParams: rates,
  };
}

/** Runs a pass; returns why it ended early, or null if it did not. */
async function runPass(
  kernels: Kernels,
  pass: Pass,
  control: SweepControl,
): Promise<KernelError | null> {
  try {
    await sweepPairs(
      kernels,
      pass.sweep as PairSweep,
      (rows) => collectRows(pass, rows),
      control,
    );
    return null;
  } catch (error) {
    if (error instanceof KernelError) return error;
    throw error;
  }
}

/** Rows that the device did not come to, or whose bounds are too large. */
function missingRows({ uncertain, done, n }: Pass): Int32Array {
  const rows = new Int32Array(uncertain.length + n - done);
  rows.set(uncertain);
  for (let row = done; row < n; row++) rows[uncertain.length + row - done] = row;
  return rows;
}

function replaceRows(
  { logSums, bandwidths, n }: Pass,
  rows: Int32Array,
  found: Float64Array,
): void {
  for (let b = 0; b < bandwidths.length; b++) {
    for (let r = 0; r < rows.length; r++) logSums[b * n + rows[r]] = found[b * rows.length + r];
  }
}
