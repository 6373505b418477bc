/**
 * How many points lie within a radius of their own around every point.
 *
 * Distances are compared as squares that are summed in the order of the coordinates, as the searches
 * for neighbours do: a point whose distance gave the radius lies on the sphere exactly.
 *
 * @module
 */
import { buildKdTree, CUT_LENGTH, type KdTree } from "../neighbors/kd_tree.ts";
import type { Samples } from "../types.ts";

/** Points in a leaf; 8 to 32 take the same time within the noise. */
const LEAF_SIZE = 16;

/** From this dimension on, comparing all pairs is faster than a tree on normal data (N = 5000). */
const BRUTE_DIMENSION = 8;

/** Share by which bounds of a node are relaxed: each is a sum of at most 64 rounded changes. */
const SLACK = 1e-12;

/** Most nodes that wait on the way down. */
const STACK_SIZE = 64;

/**
 * Counts, for every point, the others within its radius.
 *
 * @param samples Shape `(n, d)`; not changed.
 * @param squaredRadii Squared radius of every point, length n.
 * @param inclusive Whether points at exactly the radius count (≤), or only nearer ones (<).
 * @returns Counts, length n; the point itself is not counted, others with the same coordinates are.
 *
 * Takes O(n log n) time in one dimension (sorting), O(n^(2 − 1/d) + n c^(1 − 1/d)) or so with a kd-tree
 * below 8 dimensions for c counted points, and O(n² d) from there on.
 */
export function countsWithin(
  samples: Samples,
  squaredRadii: Float64Array,
  inclusive: boolean,
): Int32Array {
  if (samples.d === 1) return countSorted(samples, squaredRadii, inclusive);
  if (samples.d >= BRUTE_DIMENSION) return countPairs(samples, squaredRadii, inclusive);
  return countInTree(samples, squaredRadii, inclusive);
}

function countSorted(
  { data, n }: Samples,
  squaredRadii: Float64Array,
  inclusive: boolean,
): Int32Array {
  const sorted = Float64Array.from(data).sort();
  const counts = new Int32Array(n);
  for (let i = 0; i < n; i++) {
    const value = data[i];
    const limit = squaredRadii[i];
    const near = (other: number): boolean => {
      const square = (other - value) * (other - value);
      return inclusive ? square <= limit : square < limit;
    };
    if (!near(value)) continue; // Strictly within a radius of 0 there is nothing.
    const own = firstWhere(sorted, 0, n, (other) => other >= value);
    const low = firstWhere(sorted, 0, own, near);
    const high = firstWhere(sorted, own, n, (other) => !near(other));
    counts[i] = high - low - 1;
  }
  return counts;
}

/** First position from `low` on at which a condition holds that never ceases to, or `high`. */
function firstWhere(
  sorted: Float64Array,
  low: number,
  high: number,
  holds: (value: number) => boolean,
): number {
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (holds(sorted[middle])) high = middle;
    else low = middle + 1;
  }
  return low;
}

function countPairs(
  { data, n, d }: Samples,
  squaredRadii: Float64Array,
  inclusive: boolean,
): Int32Array {
  const counts = new Int32Array(n);
  for (let i = 0; i < n; i++) {
    const own = squaredRadii[i];
    let count = 0;
    for (let j = 0; j < i; j++) {
      let sum = 0;
      for (let c = 0, p = i * d, q = j * d; c < d; c++, p++, q++) {
        const gap = data[p] - data[q];
        sum += gap * gap;
      }
      if (sum < own || (inclusive && sum === own)) count++;
      const other = squaredRadii[j];
      if (sum < other || (inclusive && sum === other)) counts[j]++;
    }
    counts[i] += count;
  }
  return counts;
}

function countInTree(
  samples: Samples,
  squaredRadii: Float64Array,
  inclusive: boolean,
): Int32Array {
  const { n } = samples;
  const tree = buildKdTree(samples, LEAF_SIZE);
  const box = rootBox(samples);
  const stack = {
    nodes: new Int32Array(STACK_SIZE),
    nearest: new Float64Array(STACK_SIZE),
    farthest: new Float64Array(STACK_SIZE),
  };
  const counts = new Int32Array(n);
  for (let position = 0; position < n; position++) {
    const row = tree.rows[position];
    const limit = squaredRadii[row];
    if (limit === 0 && !inclusive) continue;
    const reach = rootReach(tree, box, position);
    counts[row] = countAround(tree, stack, position, limit, inclusive, reach) - 1;
  }
  return counts;
}

/** Least and greatest coordinates of all points. */
function rootBox({ data, n, d }: Samples): Float64Array {
  const box = new Float64Array(2 * d);
  box.fill(Infinity, 0, d).fill(-Infinity, d);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < d; j++) {
      const value = data[i * d + j];
      if (value < box[j]) box[j] = value;
      if (value > box[d + j]) box[d + j] = value;
    }
  }
  return box;
}

/** Squared distance from a point to the farthest corner of the box of all points. */
function rootReach({ points, d }: KdTree, box: Float64Array, position: number): number {
  let sum = 0;
  for (let j = 0; j < d; j++) {
    const far = farGap(points[position * d + j], box[j], box[d + j]);
    sum += far * far;
  }
  return sum;
}

/** Nodes that wait, with squared distances to their nearest and their farthest corner. */
interface Stack {
  readonly nodes: Int32Array;
  readonly nearest: Float64Array;
  readonly farthest: Float64Array;
}

/** Counts all points within the limit, the point itself among them. */
function countAround(
  tree: KdTree,
  { nodes, nearest, farthest }: Stack,
  self: number,
  limit: number,
  inclusive: boolean,
  reach: number,
): number {
  const { d, points, starts, ends, children, axes, cuts } = tree;
  const outside = limit * (1 + SLACK);
  const inside = limit * (1 - SLACK) - SLACK * reach;
  let count = 0;
  let top = 1;
  nodes[0] = 0;
  nearest[0] = 0;
  farthest[0] = reach;
  while (top > 0) {
    const node = nodes[--top];
    const near = nearest[top];
    const far = farthest[top];
    if (far < inside) {
      count += ends[node] - starts[node];
      continue;
    }
    const left = children[node];
    if (left === 0) {
      count += countLeaf(points, d, starts[node], ends[node], self, limit, inclusive);
      continue;
    }
    const at = node * CUT_LENGTH;
    const value = points[self * d + axes[node]];
    const nearBefore = nearGap(value, cuts[at], cuts[at + 1]);
    const farBefore = farGap(value, cuts[at], cuts[at + 1]);
    const nearRest = near - nearBefore * nearBefore;
    const farRest = far - farBefore * farBefore;
    for (let side = 0; side < 2; side++) {
      const low = cuts[at + 2 + 2 * side];
      const high = cuts[at + 3 + 2 * side];
      const gap = nearGap(value, low, high);
      const bound = nearRest + gap * gap;
      if (bound - SLACK * reach > outside) continue;
      const corner = farGap(value, low, high);
      nodes[top] = left + side;
      nearest[top] = bound;
      farthest[top++] = farRest + corner * corner;
    }
  }
  return count;
}

function countLeaf(
  points: Float64Array,
  d: number,
  start: number,
  end: number,
  self: number,
  limit: number,
  inclusive: boolean,
): number {
  let count = 0;
  for (let p = start; p < end; p++) {
    let sum = 0;
    for (let c = 0; c < d; c++) {
      const gap = points[p * d + c] - points[self * d + c];
      sum += gap * gap;
    }
    if (sum < limit || (inclusive && sum === limit)) count++;
  }
  return count;
}

/** Distance from a value to an interval. */
function nearGap(value: number, low: number, high: number): number {
  return value < low ? low - value : value > high ? value - high : 0;
}

/** Distance from a value to the farther end of an interval. */
function farGap(value: number, low: number, high: number): number {
  return Math.max(Math.abs(value - low), Math.abs(high - value));
}
