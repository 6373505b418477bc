/**
 * k nearest neighbours in WebAssembly SIMD: a kd-tree whose leaves are scanned four points at a time
 * in f32, every candidate measured again in f64. Exact: the distances and indices of the f64 brute
 * force, bit for bit.
 *
 * Why no neighbour is missed. Coordinates are centred and scaled by a power of two into [−1, 1], then
 * rounded to f32: an error of at most 2⁻²⁴ each, so 2⁻²³ on a difference and √d · 2⁻²³ on a distance.
 * Subtraction, squares and sums in f32 add a relative error of at most (d + 2) · 2⁻²⁴ to its square. A
 * point as near as the k-th best, at scaled distance r, therefore measures at most
 * (r + √d · 2⁻²³)² (1 + (d + 3) · 2⁻²⁴) in f32; the bounds used are twice the slack and eight times
 * the growth. Box distances are sums of terms no larger, so no box that holds such a point is skipped.
 *
 * @module
 */
import { instantiate, type KernelExports, kernelModule, Layout } from "./instance.ts";
import { type Part, type PartedWork, runParts } from "./pool.ts";

/** Points to a leaf at most: eight SIMD steps. */
const LEAF_SIZE = 32;

/** Rows to a part, so that Workers share the work evenly and progress is smooth. */
const PART_ROWS = 1024;

/** Settings of {@linkcode nearestNeighborsSimd}. */
export interface NearestNeighborsSimdOptions {
  /** Aborts between parts. */
  readonly signal?: AbortSignal | undefined;
  /** Told the share of the rows that is done. */
  readonly onProgress?: ((fraction: number) => void) | undefined;
}

/** Addresses and sizes in the kernels' memory; see `assembly/nearest_neighbors.ts`. */
interface Tree {
  readonly rows: number;
  readonly order: number;
  readonly points: number;
  readonly boxes: number;
  readonly blocks: number;
  readonly imageBytes: number;
  readonly stack: number;
  readonly output: number;
  readonly width: number;
  readonly depth: number;
  readonly capacity: number;
}

/**
 * The k nearest neighbours (Euclidean) of every point among the others.
 *
 * @param data Row-major points, length n · d, finite; not changed.
 * @param n Number of points, more than k.
 * @param d Dimension.
 * @param k Number of neighbours.
 * @param options Abort and progress.
 * @returns Distances (n · k, ascending in each row) and indices, ties by the lower index; or null
 *   where the engine has no SIMD or the memory (about n (16 d + 40) bytes) cannot be had.
 *
 * Takes O(n log n) time for the tree and, in low dimension, O(n k log n) for the queries, in the
 * Workers of the pool where the work is worth it.
 */
export async function nearestNeighborsSimd(
  data: Float64Array,
  n: number,
  d: number,
  k: number,
  options: NearestNeighborsSimdOptions = {},
): Promise<{ distances: Float64Array; indices: Int32Array } | null> {
  const module = kernelModule();
  const frame = centreAndScale(data, n, d);
  if (!module || !frame) return null;
  const kernels = instantiate(module);
  const tree = reserveTree(kernels, n, d, k);
  if (!tree) return null;
  plant(kernels, tree, data, n, d, frame);
  const order = new Int32Array(kernels.memory.buffer, tree.order, n).slice();
  const distances = new Float64Array(n * k);
  const indices = new Int32Array(n * k);
  const collect: PartedWork["collect"] = (part, output) => {
    const first = part * PART_ROWS;
    const count = Math.min(PART_ROWS, n - first);
    const squares = new Float64Array(output, 0, count * k);
    const found = new Int32Array(output, PART_ROWS * k * 8, count * k);
    for (let i = 0; i < count; i++) {
      const target = order[first + i] * k;
      for (let j = 0; j < k; j++) {
        distances[target + j] = Math.sqrt(squares[i * k + j]);
        indices[target + j] = found[i * k + j];
      }
    }
  };
  const parts = queryParts(tree, n, d, k, frame.scale);
  const { imageBytes } = tree;
  await runParts({ module, kernels, imageBytes, call: "query", parts, collect, ...options });
  return { distances, indices };
}

/** Means and a power of two that bring every coordinate into [−1, 1]; null if f64 overflows. */
function centreAndScale(
  data: Float64Array,
  n: number,
  d: number,
): { means: Float64Array; scale: number } | null {
  const means = new Float64Array(d);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < d; j++) means[j] += data[i * d + j];
  }
  for (let j = 0; j < d; j++) means[j] /= n;
  let greatest = 0;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < d; j++) {
      greatest = Math.max(greatest, Math.abs(data[i * d + j] - means[j]));
    }
  }
  const scale = greatest === 0 ? 1 : 2 ** -Math.ceil(Math.log2(greatest));
  return Number.isFinite(greatest) && Number.isFinite(scale) && scale > 0 ? { means, scale } : null;
}

function reserveTree(kernels: KernelExports, n: number, d: number, k: number): Tree | null {
  let depth = 0;
  while (n > LEAF_SIZE * 2 ** depth) depth++;
  const leaves = 2 ** depth;
  const width = Math.ceil(d / 4) * 4;
  const capacity = Math.ceil(Math.ceil(n / leaves) / 4) * 4;
  const layout = new Layout();
  const rows = layout.reserve(n * width * 4);
  const order = layout.reserve(n * 4);
  const points = layout.reserve(n * d * 8);
  const boxes = layout.reserve((2 * leaves - 1) * 2 * width * 4);
  const blocks = layout.reserve(leaves * d * capacity * 4);
  const imageBytes = layout.end;
  const stack = layout.reserve((depth + 1) * 16);
  const output = layout.reserve(PART_ROWS * k * 12);
  try {
    layout.apply(kernels.memory);
  } catch {
    return null;
  }
  return {
    rows,
    order,
    points,
    boxes,
    blocks,
    imageBytes,
    stack,
    output,
    width,
    depth,
    capacity,
  };
}

/** Fills the memory and builds the tree. */
function plant(
  kernels: KernelExports,
  { rows, order, points, boxes, blocks, width, depth, capacity }: Tree,
  data: Float64Array,
  n: number,
  d: number,
  { means, scale }: { means: Float64Array; scale: number },
): void {
  const { buffer } = kernels.memory;
  const scaled = new Float32Array(buffer, rows, n * width);
  const positions = new Int32Array(buffer, order, n);
  for (let i = 0; i < n; i++) {
    positions[i] = i;
    for (let j = 0; j < d; j++) scaled[i * width + j] = (data[i * d + j] - means[j]) * scale;
  }
  kernels.build(rows, order, boxes, n, d, width, depth);
  const exact = new Float64Array(buffer, points, n * d);
  for (let i = 0; i < n; i++) {
    const from = positions[i] * d;
    for (let j = 0; j < d; j++) exact[i * d + j] = data[from + j];
  }
  kernels.pack(rows, blocks, n, d, width, depth, capacity);
}

function queryParts(tree: Tree, n: number, d: number, k: number, scale: number): Part[] {
  const { rows, order, points, boxes, blocks, stack, output, width, depth, capacity } = tree;
  const slack = Math.sqrt(d) * 2 ** -22;
  const growth = 1 + (d + 3) * 2 ** -21;
  const parts: Part[] = [];
  for (let first = 0; first < n; first += PART_ROWS) {
    const last = Math.min(n, first + PART_ROWS);
    const distances = output;
    const indices = output + PART_ROWS * k * 8;
    const pointers = [rows, order, points, boxes, blocks, stack, distances, indices];
    parts.push({
      args: [...pointers, n, d, width, depth, capacity, k, first, last, scale, slack, growth],
      pointer: output,
      length: PART_ROWS * k * 12,
    });
  }
  return parts;
}
