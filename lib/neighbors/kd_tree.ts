/**
 * A balanced kd-tree in typed arrays.
 *
 * A node is a range of positions; its two children split that range near the median of the coordinate
 * with the widest spread. Ranges of at most `leafSize` positions are leaves. The points are copied in
 * the order of the positions, so that a leaf is one run of memory.
 *
 * Every node has the smallest box that holds its points. A lower bound on the distance from a point
 * to a child follows from the bound for its parent in a few operations, at any dimension: only the
 * gap along the axis of the split changes, from the gap to the last box above that was split along
 * it, to the gap to the child's box. Those three intervals are kept together in `cuts`.
 *
 * @module
 */
import type { Samples } from "../types.ts";
import type { PointList } from "./scan.ts";

/** Numbers in a node's row of {@linkcode KdTree.cuts}. */
export const CUT_LENGTH = 6;

/** A kd-tree over `n` points in `d` dimensions. */
export interface KdTree extends PointList {
  /** First position of each node; node 0 is the root. */
  readonly starts: Int32Array;
  /** One past the last position of each node. */
  readonly ends: Int32Array;
  /** Left child of each node, its right child being the next node; 0 at leaves. */
  readonly children: Int32Array;
  /** Axis along which each inner node is split. */
  readonly axes: Int32Array;
  /**
   * Three intervals along that axis, shape `(nodes, 6)`: of the last box above that was split along
   * it (of the root's box, where there is none), of the left child's box, and of the right child's.
   */
  readonly cuts: Float64Array;
  /** Least row number in each node, which decides ties. */
  readonly leastRows: Int32Array;
}

/** What {@linkcode buildKdTree} fills beside the tree itself. */
interface Scratch {
  /** Box of each node, shape `(nodes, 2, d)`: the least coordinates, then the greatest. */
  readonly boxes: Float64Array;
  /** For each node and axis, the node whose box counts along that axis, shape `(nodes, d)`. */
  readonly bounding: Int32Array;
  /** Coordinates along the axis that is being split, by position. */
  readonly keys: Float64Array;
}

/**
 * Builds the tree.
 *
 * @param samples Shape `(n, d)`; not changed.
 * @param leafSize Most points in a leaf, at least 1. All leaves but the last are full where n allows.
 * @returns The tree. Takes O(n d log n) time on average, and O(n d) memory.
 */
export function buildKdTree(samples: Samples, leafSize: number): KdTree {
  const { data, n, d } = samples;
  const capacity = 2 * Math.ceil(n / leafSize) - 1;
  const rows = Int32Array.from({ length: n }, (_, i) => i);
  const tree: KdTree = {
    d,
    points: new Float64Array(n * d),
    rows,
    starts: new Int32Array(capacity),
    ends: new Int32Array(capacity),
    children: new Int32Array(capacity),
    axes: new Int32Array(capacity),
    cuts: new Float64Array(capacity * CUT_LENGTH),
    leastRows: new Int32Array(capacity),
  };
  const scratch: Scratch = {
    boxes: new Float64Array(capacity * 2 * d),
    bounding: new Int32Array(capacity * d),
    keys: new Float64Array(n),
  };
  tree.ends[0] = n;
  measure(tree, data, scratch.boxes, 0);
  let count = 1;
  for (let node = 0; node < count; node++) {
    if (tree.ends[node] - tree.starts[node] <= leafSize) continue;
    split(tree, scratch, data, node, count, leafSize);
    count += 2;
  }
  for (let i = 0; i < n; i++) {
    const row = rows[i] * d;
    for (let j = 0; j < d; j++) tree.points[i * d + j] = data[row + j];
  }
  return tree;
}

/** Splits a node into the nodes `left` and `left` + 1. */
function split(
  tree: KdTree,
  { boxes, bounding, keys }: Scratch,
  data: Float64Array,
  node: number,
  left: number,
  leafSize: number,
): void {
  const { d, rows, starts, ends, children, axes, cuts } = tree;
  const right = left + 1;
  const start = starts[node];
  const end = ends[node];
  const axis = widestAxis(boxes, d, node);
  for (let i = start; i < end; i++) keys[i] = data[rows[i] * d + axis];
  const middle = start + leafSize * Math.ceil((end - start) / leafSize / 2);
  selectAt(keys, rows, middle, start, end - 1);
  children[node] = left;
  axes[node] = axis;
  starts[left] = start;
  ends[left] = starts[right] = middle;
  ends[right] = end;
  measure(tree, data, boxes, left);
  measure(tree, data, boxes, right);
  const bounds = [bounding[node * d + axis], left, right];
  bounds.forEach((box, position) => {
    cuts[node * CUT_LENGTH + 2 * position] = boxes[box * 2 * d + axis];
    cuts[node * CUT_LENGTH + 2 * position + 1] = boxes[box * 2 * d + d + axis];
  });
  for (const child of [left, right]) {
    bounding.copyWithin(child * d, node * d, (node + 1) * d);
    bounding[child * d + axis] = child;
  }
}

/** Finds the box of a node's points, and the least of their rows. */
function measure(
  { d, rows, starts, ends, leastRows }: KdTree,
  data: Float64Array,
  boxes: Float64Array,
  node: number,
): void {
  const low = node * 2 * d;
  const high = low + d;
  boxes.fill(Infinity, low, high);
  boxes.fill(-Infinity, high, high + d);
  let least = rows[starts[node]];
  for (let i = starts[node]; i < ends[node]; i++) {
    const row = rows[i];
    if (row < least) least = row;
    for (let j = 0; j < d; j++) {
      const value = data[row * d + j];
      if (value < boxes[low + j]) boxes[low + j] = value;
      if (value > boxes[high + j]) boxes[high + j] = value;
    }
  }
  leastRows[node] = least;
}

function widestAxis(boxes: Float64Array, d: number, node: number): number {
  const low = node * 2 * d;
  let widest = 0;
  let width = -1;
  for (let j = 0; j < d; j++) {
    const extent = boxes[low + d + j] - boxes[low + j];
    if (extent <= width) continue;
    width = extent;
    widest = j;
  }
  return widest;
}

/**
 * Reorders keys and rows between `low` and `high` (both included) until no key before `middle` is
 * greater, and none after it less, than the key there (Hoare's selection: equal keys go to both
 * sides, so that many of them cost nothing extra).
 */
function selectAt(
  keys: Float64Array,
  rows: Int32Array,
  middle: number,
  low: number,
  high: number,
): void {
  while (low < high) {
    const pivot = medianOfThree(keys[low], keys[(low + high) >>> 1], keys[high]);
    let i = low;
    let j = high;
    while (i <= j) {
      while (keys[i] < pivot) i++;
      while (keys[j] > pivot) j--;
      if (i > j) break;
      const key = keys[i];
      keys[i] = keys[j];
      keys[j] = key;
      const row = rows[i];
      rows[i++] = rows[j];
      rows[j--] = row;
    }
    if (middle <= j) high = j;
    else if (middle >= i) low = i;
    else return;
  }
}

function medianOfThree(a: number, b: number, c: number): number {
  return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
}
