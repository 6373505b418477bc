/**
 * Compares one point with a run of points: the inner loop of every search for neighbours. Four points
 * go side by side, since the additions of one sum have to wait for each other; a sum is left once all
 * four are too large. Each sum runs over the coordinates in order, whoever calls, so that every
 * search finds the same bits.
 *
 * @module
 */
import { type Candidates, type Metric, offer } from "./neighbors.ts";

/** Coordinates between two looks at whether the sums are too large already. */
const CHUNK = 8;

/** Points in the order in which they are scanned. */
export interface PointList {
  /** Dimension. */
  readonly d: number;
  /** Coordinates, shape `(n, d)`, by position. */
  readonly points: Float64Array;
  /** Row number of the point at each position. */
  readonly rows: Int32Array;
}

/**
 * Offers the points at positions start … end − 1 to the candidates of the point at position `self`,
 * itself left out.
 */
export type Scan = (
  list: PointList,
  start: number,
  end: number,
  self: number,
  candidates: Candidates,
  slot: number,
) => void;

/** The scan of a metric. */
export function scanOf(metric: Metric): Scan {
  return metric === "euclidean" ? scanEuclidean : scanChebyshev;
}

function scanEuclidean(
  { d, points, rows }: PointList,
  start: number,
  end: number,
  self: number,
  candidates: Candidates,
  slot: number,
): void {
  const { k, distances } = candidates;
  const last = slot * k + k - 1;
  const query = self * d;
  let worst = distances[last];
  let p = start;
  for (; p + 4 <= end; p += 4) {
    const o0 = p * d;
    const o1 = o0 + d;
    const o2 = o1 + d;
    const o3 = o2 + d;
    let s0 = 0;
    let s1 = 0;
    let s2 = 0;
    let s3 = 0;
    for (let j = 0; j < d;) {
      const stop = j + CHUNK < d ? j + CHUNK : d;
      for (; j < stop; j++) {
        const value = points[query + j];
        const x0 = points[o0 + j] - value;
        s0 += x0 * x0;
        const x1 = points[o1 + j] - value;
        s1 += x1 * x1;
        const x2 = points[o2 + j] - value;
        s2 += x2 * x2;
        const x3 = points[o3 + j] - value;
        s3 += x3 * x3;
      }
      if (s0 > worst && s1 > worst && s2 > worst && s3 > worst) break;
    }
    if (s0 > worst && s1 > worst && s2 > worst && s3 > worst) continue;
    if (s0 <= worst && p !== self) offer(candidates, slot, s0, rows[p]);
    if (s1 <= worst && p + 1 !== self) offer(candidates, slot, s1, rows[p + 1]);
    if (s2 <= worst && p + 2 !== self) offer(candidates, slot, s2, rows[p + 2]);
    if (s3 <= worst && p + 3 !== self) offer(candidates, slot, s3, rows[p + 3]);
    worst = distances[last];
  }
  for (; p < end; p++) {
    let sum = 0;
    for (let j = 0; j < d; j++) {
      const x = points[p * d + j] - points[query + j];
      sum += x * x;
    }
    if (sum <= worst && p !== self) offer(candidates, slot, sum, rows[p]);
    worst = distances[last];
  }
}

function scanChebyshev(
  { d, points, rows }: PointList,
  start: number,
  end: number,
  self: number,
  candidates: Candidates,
  slot: number,
): void {
  const { k, distances } = candidates;
  const last = slot * k + k - 1;
  const query = self * d;
  for (let p = start; p < end; p++) {
    const worst = distances[last];
    let greatest = 0;
    for (let j = 0; j < d && greatest <= worst; j++) {
      const x = Math.abs(points[p * d + j] - points[query + j]);
      if (x > greatest) greatest = x;
    }
    if (greatest <= worst && p !== self) offer(candidates, slot, greatest, rows[p]);
  }
}
