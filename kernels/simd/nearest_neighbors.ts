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
 * In the Chebyshev metric the greatest difference takes the place of the sum: the error of a distance is
 * that of one difference.
 *
 * @module
 */
import { instantiate, type KernelExports, kernelModule, Layout } from "./instance.ts";
import { type Part, type PartedWork, runParts } from "./pool.ts";

/** Points to a leaf at most, in low dimension and otherwise; measured, within 10 % from half to twice. */
const LEAF_SIZES = { low: 64, high: 96 };

/** Most rows to a part. */
const PART_ROWS = 1024;

/** Fewest parts, so that Workers share the work evenly. */
const PARTS = 16;

/** Coordinates that a part compares at most, a fraction of a second, if no leaf can be left out. */
const PART_WORK = 2 ** 30;

/** Up to this dimension small leaves are better. */
const LOW_DIMENSION = 5;

/** Dimension up to which most leaves are left out, so that {@linkcode PART_WORK} says nothing. */
const EASY_DIMENSION = 8;

/**
 * Dimension from which leaves are taken to batches of rows: from here on, on independent coordinates,
 * nearly every leaf has to be looked at, and together they are larger than the second-level cache.
 */
const BATCHED_DIMENSION = 64;

/** Settings of {@linkcode nearestNeighborsSimd}. */
export interface NearestNeighborsSimdOptions {
  /** Metric of the distances. @default {"euclidean"} */
  readonly metric?: "euclidean" | "chebyshev" | undefined;
  /** Aborts between parts. */
  readonly signal?: AbortSignal | undefined;
  /** Told the share of the rows that is done. */
  readonly onProgress?: ((fraction: number) => void) | undefined;
}

/** Addresses and sizes in the kernels' memory; see `assembly/kd_tree.ts`. */
interface Tree {
  readonly rows: number;
  readonly order: number;
  readonly points: number;
  readonly boxes: number;
  readonly blocks: number;
  readonly leasts: number;
  readonly imageBytes: number;
  readonly stack: number;
  readonly output: number;
  readonly width: number;
  readonly depth: number;
  readonly capacity: number;
}

/**
 * The k nearest neighbours of every point among the others.
 *
 * @param data Row-major points, length n · d, finite; not changed.
 * @param n Number of points, more than k.
 * @param d Dimension.
 * @param k Number of neighbours.
 * @param options Metric, abort and progress.
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
  const { metric = "euclidean", signal, onProgress } = options;
  const module = kernelModule();
  const frame = centreAndScale(data, n, d);
  if (!module || !frame) return null;
  const kernels = instantiate(module);
  const partRows = rowsPerPart(n, d);
  const tree = reserveTree(kernels, n, d, k, partRows);
  if (!tree) return null;
  plant(kernels, tree, data, n, d, frame);
  const order = new Int32Array(kernels.memory.buffer, tree.order, n).slice();
  const distances = new Float64Array(n * k);
  const indices = new Int32Array(n * k);
  const collect: PartedWork["collect"] = (part, output) => {
    const first = part * partRows;
    const count = Math.min(partRows, n - first);
    const measures = new Float64Array(output, 0, count * k);
    const found = new Int32Array(output, partRows * k * 8, count * k);
    for (let i = 0; i < count; i++) {
      const target = order[first + i] * k;
      for (let j = 0; j < k; j++) {
        const measure = measures[i * k + j];
        distances[target + j] = metric === "euclidean" ? Math.sqrt(measure) : measure;
        indices[target + j] = found[i * k + j];
      }
    }
  };
  const bounds = metric === "euclidean"
    ? { slack: Math.sqrt(d) * 2 ** -22, growth: 1 + (d + 3) * 2 ** -21 }
    : { slack: 2 ** -22, growth: 1 + 2 ** -20 };
  const parts = queryParts(tree, { n, d, k, partRows, scale: frame.scale, ...bounds });
  const call = CALLS[metric][d < BATCHED_DIMENSION ? 0 : 1];
  const { imageBytes } = tree;
  await runParts({ module, kernels, imageBytes, call, parts, collect, signal, onProgress });
  return { distances, indices };
}

/** Exports for low and for high dimension. */
const CALLS = {
  euclidean: ["query", "queryBatched"],
  chebyshev: ["queryChebyshev", "queryBatchedChebyshev"],
} as const;

function rowsPerPart(n: number, d: number): number {
  const most = Math.min(PART_ROWS, Math.ceil(n / PARTS));
  return d <= EASY_DIMENSION ? most : Math.ceil(Math.min(most, PART_WORK / (n * d)));
}

/**
 * Means and a power of two that bring every coordinate into [−1, 1]; null where f64 overflows, in the
 * squared distances too.
 */
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
  const finite = Number.isFinite(4 * d * greatest * greatest) && Number.isFinite(scale);
  return finite && scale > 0 ? { means, scale } : null;
}

function reserveTree(
  kernels: KernelExports,
  n: number,
  d: number,
  k: number,
  partRows: number,
): Tree | null {
  const leafSize = d <= LOW_DIMENSION ? LEAF_SIZES.low : LEAF_SIZES.high;
  let depth = 0;
  while (n > leafSize * 2 ** depth) depth++;
  const leaves = 2 ** depth;
  const width = Math.ceil(d / 4) * 4;
  const capacity = Math.ceil(n / leaves / 8) * 8;
  const layout = new Layout();
  const rows = layout.reserve(n * width * 4);
  const order = layout.reserve(n * 4);
  const points = layout.reserve(n * d * 8);
  const boxes = layout.reserve((2 * leaves - 1) * 2 * width * 4);
  const blocks = layout.reserve(leaves * d * capacity * 4);
  const leasts = layout.reserve((2 * leaves - 1) * 4);
  const imageBytes = layout.end;
  const stack = layout.reserve(Math.max(2, depth) * 32 + 64);
  const output = layout.reserve(partRows * k * 12);
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
    leasts,
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
  { rows, order, points, boxes, blocks, leasts, width, depth, capacity }: Tree,
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
  kernels.pack(rows, order, blocks, leasts, n, d, width, depth, capacity);
}

/** What the queries are told besides addresses. */
interface QuerySettings {
  readonly n: number;
  readonly d: number;
  readonly k: number;
  readonly partRows: number;
  readonly scale: number;
  readonly slack: number;
  readonly growth: number;
}

function queryParts(tree: Tree, settings: QuerySettings): Part[] {
  const { rows, order, points, boxes, blocks, leasts, stack, output } = tree;
  const { width, depth, capacity } = tree;
  const { n, d, k, partRows, scale, slack, growth } = settings;
  const parts: Part[] = [];
  for (let first = 0; first < n; first += partRows) {
    const last = Math.min(n, first + partRows);
    const distances = output;
    const indices = output + partRows * k * 8;
    const pointers = [rows, order, points, boxes, blocks, leasts, stack, distances, indices];
    parts.push({
      args: [...pointers, n, d, width, depth, capacity, k, first, last, scale, slack, growth],
      pointer: output,
      length: partRows * k * 12,
    });
  }
  return parts;
}
