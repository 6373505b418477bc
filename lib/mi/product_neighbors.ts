/**
 * Nearest neighbours of pairs (x, y) at the distance max(‖x − x'‖, ‖y − y'‖), Euclidean on each side:
 * the metric of Kraskov, Stögbauer and Grassberger's estimators.
 *
 * @module
 */
import { buildKdTree, CUT_LENGTH, type KdTree } from "../neighbors/kd_tree.ts";
import {
  type Candidates,
  clearCandidates,
  createCandidates,
  offer,
} from "../neighbors/neighbors.ts";
import { joinColumns } from "../samples.ts";
import type { Samples } from "../types.ts";

/** How far the k nearest neighbours of every pair reach, as squares. */
export interface ProductReach {
  /** Squared distance of the k-th neighbour, length n. */
  readonly joint: Float64Array;
  /** Greatest squared distance in x among the k neighbours, length n. */
  readonly x: Float64Array;
  /** Greatest squared distance in y among the k neighbours, length n. */
  readonly y: Float64Array;
}

const LEAF_SIZE = 12;

/** Share by which a bound is lowered before it rules out a node; see `kd_tree_search.ts`. */
const SLACK = 1 - 1e-12;

const STACK_SIZE = 64;

/**
 * From this joint dimension on all pairs are compared: on normal data a tree then visits every leaf.
 */
const BRUTE_DIMENSION = 14;

/**
 * How far the k nearest neighbours of every pair reach in (x, y), in x and in y; exact, with ties for
 * the k-th place going to the lower row.
 *
 * @param x Shape `(n, d)`; not changed.
 * @param y Shape `(n, e)`; not changed.
 * @param k Neighbours of each pair, 1 ≤ k < n; trusted.
 * @returns Squared distances.
 *
 * Takes O(n log n) time for small d + e, and O(n² (d + e)) from 14 dimensions on.
 */
export function productReach(x: Samples, y: Samples, k: number): ProductReach {
  const joint = joinColumns(x, y);
  const { n, d } = joint;
  const tree = buildKdTree(joint, d >= BRUTE_DIMENSION ? n : LEAF_SIZE);
  const candidates = createCandidates(1, k);
  const stack: Stack = {
    nodes: new Int32Array(STACK_SIZE),
    x: new Float64Array(STACK_SIZE),
    y: new Float64Array(STACK_SIZE),
  };
  const reach = { joint: new Float64Array(n), x: new Float64Array(n), y: new Float64Array(n) };
  for (let position = 0; position < n; position++) {
    clearCandidates(candidates, 1, n);
    search(tree, x.d, position, candidates, stack);
    const row = tree.rows[position];
    reach.joint[row] = candidates.distances[k - 1];
    for (let m = 0; m < k; m++) {
      const other = candidates.indices[m];
      reach.x[row] = Math.max(reach.x[row], squaredDistance(x, row, other));
      reach.y[row] = Math.max(reach.y[row], squaredDistance(y, row, other));
    }
  }
  return reach;
}

/** Nodes that wait, with lower bounds of the squared distance in x and in y. */
interface Stack {
  readonly nodes: Int32Array;
  readonly x: Float64Array;
  readonly y: Float64Array;
}

/** Walks the tree, nearer child first, and leaves out nodes in which no pair can be near enough. */
function search(
  tree: KdTree,
  dx: number,
  self: number,
  candidates: Candidates,
  stack: Stack,
): void {
  const { d, points, starts, ends, children, axes, cuts } = tree;
  const { distances } = candidates;
  const last = candidates.k - 1;
  let top = 1;
  stack.nodes[0] = 0;
  stack.x[0] = 0;
  stack.y[0] = 0;
  while (top > 0) {
    const node = stack.nodes[--top];
    const boundX = stack.x[top];
    const boundY = stack.y[top];
    if (Math.max(boundX, boundY) * SLACK > distances[last]) continue;
    const left = children[node];
    if (left === 0) {
      scan(tree, dx, starts[node], ends[node], self, candidates);
      continue;
    }
    const at = node * CUT_LENGTH;
    const axis = axes[node];
    const value = points[self * d + axis];
    const before = gap(value, cuts[at], cuts[at + 1]);
    const gapLeft = gap(value, cuts[at + 2], cuts[at + 3]);
    const gapRight = gap(value, cuts[at + 4], cuts[at + 5]);
    const rest = (axis < dx ? boundX : boundY) - before * before;
    for (let turn = 0; turn < 2; turn++) {
      // The nearer child goes on the stack last, so that it comes off first.
      const right = (turn === 0) === (gapLeft <= gapRight);
      const near = right ? gapRight : gapLeft;
      const bound = rest + near * near;
      stack.nodes[top] = right ? left + 1 : left;
      stack.x[top] = axis < dx ? bound : boundX;
      stack.y[top++] = axis < dx ? boundY : bound;
    }
  }
}

function scan(
  { d, points, rows }: KdTree,
  dx: number,
  start: number,
  end: number,
  self: number,
  candidates: Candidates,
): void {
  const { k, distances } = candidates;
  const query = self * d;
  for (let p = start; p < end; p++) {
    if (p === self) continue;
    const at = p * d;
    const worst = distances[k - 1];
    let sumX = 0;
    for (let c = 0; c < dx; c++) {
      const difference = points[at + c] - points[query + c];
      sumX += difference * difference;
    }
    if (sumX > worst) continue;
    let sumY = 0;
    for (let c = dx; c < d; c++) {
      const difference = points[at + c] - points[query + c];
      sumY += difference * difference;
    }
    const distance = sumX > sumY ? sumX : sumY;
    if (distance <= worst) offer(candidates, 0, distance, rows[p]);
  }
}

function squaredDistance({ data, d }: Samples, i: number, j: number): number {
  let sum = 0;
  for (let c = 0; c < d; c++) {
    const difference = data[j * d + c] - data[i * d + c];
    sum += difference * difference;
  }
  return sum;
}

/** Distance from a value to an interval. */
function gap(value: number, low: number, high: number): number {
  return value < low ? low - value : value > high ? value - high : 0;
}
