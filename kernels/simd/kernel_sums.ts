/**
 * Leave-one-out Gaussian kernel sums in WebAssembly SIMD, for several bandwidths in one pass over the
 * pairs: what kernel density estimates and their bandwidth searches are made of.
 *
 * @module
 */
import { instantiate, type KernelExports, kernelModule, Layout } from "./instance.ts";
import { type PartedWork, runParts } from "./pool.ts";

/** Terms below this share of a row's greatest, divided by n, are left out. */
export const KERNEL_SUM_TOLERANCE = 1e-12;

/** Most rates that one pass serves: five plain, two with moments. */
export const MAX_RATES = { plain: 5, moments: 2 } as const;

/** Rows to a part. */
const PART_ROWS = 64;

/** Bytes of the table of constants that the kernel puts in front of its scratch. */
const TABLE_BYTES = 17 * 16;

/** What to sum. */
export interface KernelSumsOptions {
  /** Least rate r = 1 / 2b², positive; the others are 2r, 4r, … */
  readonly rate: number;
  /** How many rates: 1 to 5, with moments 1 or 2. */
  readonly rates: number;
  /** Whether to give S₁ and S₂ too. */
  readonly moments: boolean;
  /** Aborts between parts. */
  readonly signal?: AbortSignal | undefined;
  /** Told the share of the rows that is done. */
  readonly onProgress?: ((fraction: number) => void) | undefined;
}

/** The sums of every row. */
export interface KernelSums {
  /** m_i, the least squared distance from row i to another, length n. */
  readonly leasts: Float64Array;
  /** S₀ = Σ_{j≠i} exp(−r (‖x_i − x_j‖² − m_i)) for each rate, length n; at least 1. */
  readonly s0: readonly Float64Array[];
  /** S₁: the same terms times ‖x_i − x_j‖² − m_i; empty without moments. */
  readonly s1: readonly Float64Array[];
  /** S₂: the same terms times (‖x_i − x_j‖² − m_i)²; empty without moments. */
  readonly s2: readonly Float64Array[];
}

/**
 * Kernel sums of all rows at rates r, 2r, 4r, …
 *
 * @param data Row-major points, length n · d, finite; not changed.
 * @param n Number of points, at least 2.
 * @param d Dimension.
 * @param options Rates and moments.
 * @returns The sums, with a relative error below 1e-12; or null where the engine has no SIMD.
 *
 * Takes O(n² d) time, in the Workers of the pool where the work is worth it, and O(n d) memory. A
 * row's sums do not depend on how rows are shared out.
 */
export async function kernelSumsSimd(
  data: Float64Array,
  n: number,
  d: number,
  options: KernelSumsOptions,
): Promise<KernelSums | null> {
  const { rate, rates, moments, signal, onProgress } = options;
  const module = kernelModule();
  if (!module) return null;
  const kernels = instantiate(module);
  const stride = Math.ceil(n / 4) * 4;
  const perRate = moments ? 3 : 1;
  const lists = Array.from({ length: rates * perRate }, () => new Float64Array(n));
  const leasts = new Float64Array(n);
  const layout = new Layout();
  const columns = layout.reserve(stride * d * 8);
  const imageBytes = layout.end;
  const scratch = layout.reserve(TABLE_BYTES + (2 * stride + 4) * 8);
  const output = layout.reserve(PART_ROWS * (lists.length + 1) * 8);
  layout.apply(kernels.memory);
  transpose(kernels, columns, stride, data, n, d);
  const cut = -Math.log(KERNEL_SUM_TOLERANCE / n);
  const parts = Array.from({ length: Math.ceil(n / PART_ROWS) }, (_, part) => {
    const first = part * PART_ROWS;
    const last = Math.min(n, first + PART_ROWS);
    const sums = output + (last - first) * 8;
    const pointers = [columns, scratch, output, sums];
    return {
      args: [...pointers, n, d, stride, first, last, rate, rates, Number(moments), cut],
      pointer: output,
      length: (last - first) * (lists.length + 1) * 8,
    };
  });
  const collect: PartedWork["collect"] = (part, bytes) => {
    const first = part * PART_ROWS;
    const count = Math.min(n, first + PART_ROWS) - first;
    [leasts, ...lists].forEach((list, index) => {
      list.set(new Float64Array(bytes, index * count * 8, count), first);
    });
  };
  const call = "kernelSums" as const;
  await runParts({ module, kernels, imageBytes, call, parts, collect, signal, onProgress });
  const every = (offset: number) => lists.filter((_, index) => index % perRate === offset);
  return { leasts, s0: every(0), s1: moments ? every(1) : [], s2: moments ? every(2) : [] };
}

/** Lays the points out one coordinate after the other, each padded to a multiple of four. */
function transpose(
  kernels: KernelExports,
  columns: number,
  stride: number,
  data: Float64Array,
  n: number,
  d: number,
): void {
  const target = new Float64Array(kernels.memory.buffer, columns, stride * d);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < d; j++) target[j * stride + i] = data[i * d + j];
  }
}
