/**
 * Neighbourhoods of pairs (x, y) in WebAssembly SIMD, by comparing all pairs.
 *
 * @module
 */
import { instantiate, kernelModule, Layout } from "./instance.ts";
import { type PartedWork, runParts } from "./pool.ts";

/** Rows of a part. */
const PART_ROWS = 256;

/** Bytes of output for a row. */
const ROW_BYTES = 16;

/** How far the k nearest reach, and how many points lie as near on one side alone. */
export interface ProductBalls {
  /** Squared distance of the k-th neighbour at max(‖x − x'‖, ‖y − y'‖), length n. */
  readonly joint: Float64Array;
  /** Points in x, length n. */
  readonly countsX: Int32Array;
  /** Points in y, length n. */
  readonly countsY: Int32Array;
}

/** Rows of one side. */
interface Side {
  /** Row-major values, length n · d. */
  readonly data: Float64Array;
  /** Number of rows. */
  readonly n: number;
  /** Dimension. */
  readonly d: number;
}

/**
 * The neighbourhoods of all pairs.
 *
 * @param x Shape `(n, d)`; not changed.
 * @param y Shape `(n, e)`; not changed.
 * @param k Neighbours, 1 ≤ k < n; trusted.
 * @param own False: points strictly nearer than the k-th neighbour count. True: each side has a radius of its
 *   own, that of the farthest of the k neighbours there, and points on it count.
 * @param signal Aborts between the parts.
 * @returns Radii and counts, the point itself left out; or null where the engine has no SIMD.
 *
 * Takes O(n² (d + e)) time and O(n (d + e)) memory.
 */
export async function productBallsSimd(
  x: Side,
  y: Side,
  k: number,
  own: boolean,
  signal?: AbortSignal,
): Promise<ProductBalls | null> {
  const module = kernelModule();
  if (!module) return null;
  const kernels = instantiate(module);
  const { n } = x;
  const stride = Math.ceil(n / 4) * 4;
  const layout = new Layout();
  const columnsX = layout.reserve(stride * x.d * 8);
  const columnsY = layout.reserve(stride * y.d * 8);
  const imageBytes = layout.end;
  const scratch = layout.reserve((8 * stride + 2 * k) * 8);
  const output = layout.reserve(PART_ROWS * ROW_BYTES);
  layout.apply(kernels.memory);
  const { buffer } = kernels.memory;
  for (const [start, { data, d }] of [[columnsX, x], [columnsY, y]] as const) {
    const target = new Float64Array(buffer, start, stride * d);
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < d; j++) target[j * stride + i] = data[i * d + j];
    }
  }
  const balls = {
    joint: new Float64Array(n),
    countsX: new Int32Array(n),
    countsY: new Int32Array(n),
  };
  const parts = Array.from({ length: Math.ceil(n / PART_ROWS) }, (_, part) => {
    const first = part * PART_ROWS;
    const last = Math.min(n, first + PART_ROWS);
    const rows = [Number(own), first, last, scratch, output];
    return {
      args: [columnsX, columnsY, n, x.d, y.d, stride, k, ...rows],
      pointer: output,
      length: (last - first) * ROW_BYTES,
    };
  });
  const collect: PartedWork["collect"] = (part, result) => {
    const view = new DataView(result);
    const first = part * PART_ROWS;
    for (let at = 0, row = first; at < result.byteLength; at += ROW_BYTES, row++) {
      balls.joint[row] = view.getFloat64(at, true);
      balls.countsX[row] = view.getInt32(at + 8, true);
      balls.countsY[row] = view.getInt32(at + 12, true);
    }
  };
  await runParts({ module, kernels, imageBytes, call: "productBalls", parts, collect, signal });
  return balls;
}
