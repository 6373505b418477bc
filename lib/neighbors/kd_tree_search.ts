/**
 * The nearest neighbours of every point, by a kd-tree.
 *
 * @module
 */
import type { Samples } from "../types.ts";
import { buildKdTree, CUT_LENGTH, type KdTree } from "./kd_tree.ts";
import {
  type Candidates,
  clearCandidates,
  createCandidates,
  type Metric,
  type Neighbors,
  storeNeighbors,
} from "./neighbors.ts";
import { type Scan, scanOf } from "./scan.ts";

/** Points in a leaf; 8 to 24 take the same time within the noise of tests/bench/kd_tree.ts. */
const LEAF_SIZE = 12;

/**
 * Share by which a bound is lowered before it rules out a node. Bounds are sums with terms replaced
 * on the way down, so that they err by a few roundings for each of at most 64 levels, and distances
 * by one for each coordinate: together well below this up to a thousand dimensions.
 */
const SLACK = 1 - 1e-12;

/** Most nodes that wait on the way down; each level leaves at most one, and 2³² points have 32 levels. */
const STACK_SIZE = 64;

/** The nodes that remain to be visited for one point. */
interface Stack {
  /** Nodes. */
  readonly nodes: Int32Array;
  /** Lower bound of the distance (squared, for the Euclidean metric) to each. */
  readonly bounds: Float64Array;
}

/**
 * The `k` nearest neighbours of every point, by a kd-tree: exact, ties included.
 *
 * @param samples Shape `(n, d)`; not changed.
 * @param k Neighbours of each point, 1 ≤ k < n; trusted.
 * @param metric Metric of the distances.
 * @param leafSize Points in a leaf of the tree; sets the time, not the result.
 * @returns Neighbours of each point, the point itself left out by its row number; equal distances are
 *   ordered by row number.
 *
 * Takes O(n log n) time for fixed d, in which it grows exponentially until every point is visited.
 */
export function kdTreeNeighbors(
  samples: Samples,
  k: number,
  metric: Metric,
  leafSize = LEAF_SIZE,
): Neighbors {
  const { n } = samples;
  const tree = buildKdTree(samples, leafSize);
  const candidates = createCandidates(1, k);
  const stack = { nodes: new Int32Array(STACK_SIZE), bounds: new Float64Array(STACK_SIZE) };
  const scan = scanOf(metric);
  const result = { k, distances: new Float64Array(n * k), indices: new Int32Array(n * k) };
  for (let self = 0; self < n; self++) {
    clearCandidates(candidates, 1, n);
    search(tree, self, candidates, stack, scan, metric === "euclidean");
    storeNeighbors(candidates, 0, metric, result, tree.rows[self]);
  }
  return result;
}

/**
 * Walks the tree, nearer child first. A node is passed over when no point of it can come before the
 * last candidate: its bound is greater, or equal with no row number below. (Comparisons are written
 * so that a bound that overflowed to NaN rules out nothing.)
 */
function search(
  tree: KdTree,
  self: number,
  candidates: Candidates,
  { nodes, bounds }: Stack,
  scan: Scan,
  squared: boolean,
): void {
  const { d, points, starts, ends, children, axes, cuts, leastRows } = tree;
  const { distances, indices } = candidates;
  const last = candidates.k - 1;
  let top = 1;
  nodes[0] = 0;
  bounds[0] = 0;
  while (top > 0) {
    let node = nodes[--top];
    let bound = bounds[top];
    const worst = distances[last];
    while (true) {
      const low = bound * SLACK;
      if (low > worst || (low === worst && leastRows[node] > indices[last])) break;
      const left = children[node];
      if (left === 0) {
        scan(tree, starts[node], ends[node], self, candidates, 0);
        break;
      }
      const at = node * CUT_LENGTH;
      const value = points[self * d + axes[node]];
      const gapLeft = gap(value, cuts[at + 2], cuts[at + 3]);
      const gapRight = gap(value, cuts[at + 4], cuts[at + 5]);
      let boundLeft = gapLeft > bound ? gapLeft : bound;
      let boundRight = gapRight > bound ? gapRight : bound;
      if (squared) {
        const gapBefore = gap(value, cuts[at], cuts[at + 1]);
        const rest = bound - gapBefore * gapBefore;
        boundLeft = rest + gapLeft * gapLeft;
        boundRight = rest + gapRight * gapRight;
      }
      const leftFirst = boundLeft < boundRight ||
        (boundLeft === boundRight && leastRows[left] < leastRows[left + 1]);
      nodes[top] = leftFirst ? left + 1 : left;
      bounds[top] = leftFirst ? boundRight : boundLeft;
      if (!(bounds[top] * SLACK > worst)) top++;
      node = leftFirst ? left : left + 1;
      bound = leftFirst ? boundLeft : boundRight;
    }
  }
}

/** Distance from a value to an interval. */
function gap(value: number, low: number, high: number): number {
  const below = low - value;
  if (below > 0) return below;
  const above = value - high;
  return above > 0 ? above : 0;
}
