/**
 * From the candidates that the device found in f32 to neighbours that are certainly right.
 *
 * @module
 */
import type { Samples } from "../lib/types.ts";
import { greatestDistance, leastDistance } from "./_error_bounds.ts";
import type { PackedPoints } from "./_packed_points.ts";
import type { SweepRows } from "./_pair_sweep.ts";
import { insertSorted, type KernelNeighbors } from "./nearest_neighbors_reference.ts";

/** Row number of a candidate that is none; `EMPTY` in the shader. */
const EMPTY = 0xffffffff;

/** What certification needs besides the candidates. */
export interface Certification {
  /** The points, as they were given. */
  readonly samples: Samples;
  /** The points, as the device has them. */
  readonly points: PackedPoints;
  /** Length of the candidate lists. */
  readonly candidates: number;
  /** Where neighbours of all points go; changed. */
  readonly neighbors: KernelNeighbors;
}

/**
 * Orders the candidates of each query by their distances in f64, keeps the nearest `k`, and checks
 * that no other point can be nearer: its distance on the device was at least that of the last
 * candidate, and the error of that is bounded.
 *
 * @param certification Points and where the neighbours go.
 * @param rows Candidates from the device.
 * @returns Rows that could not be certified; their neighbours are not filled in.
 */
export function certifyRows(certification: Certification, rows: SweepRows): number[] {
  const { candidates, neighbors: { k, distances, indices } } = certification;
  const { begin, count, parts } = rows;
  const squared = new Float32Array(rows.outputs[0]);
  const numbers = new Uint32Array(rows.outputs[1]);
  const list = { squared: new Float64Array(candidates), indices: new Int32Array(candidates) };
  const exact = { squared: new Float64Array(k), indices: new Int32Array(k) };
  const uncertain: number[] = [];
  for (let column = 0; column < count; column++) {
    mergeParts(squared, numbers, column, count, parts, list);
    const query = begin + column;
    if (!certifyRow(certification, query, list, exact)) {
      uncertain.push(query);
      continue;
    }
    for (let m = 0; m < k; m++) {
      distances[query * k + m] = Math.sqrt(exact.squared[m]);
      indices[query * k + m] = exact.indices[m];
    }
  }
  return uncertain;
}

/** Candidates of one query, ascending. */
interface CandidateList {
  readonly squared: Float64Array;
  readonly indices: Int32Array;
}

/** The nearest candidates over all parts, ascending by distance on the device, then by row number. */
function mergeParts(
  squared: Float32Array,
  numbers: Uint32Array,
  column: number,
  count: number,
  parts: number,
  list: CandidateList,
): void {
  const { length } = list.squared;
  list.squared.fill(Infinity);
  list.indices.fill(-1);
  for (let p = 0; p < parts; p++) {
    for (let c = 0; c < length; c++) {
      const at = (p * length + c) * count + column;
      // Parts ascend, so at equal distance the row that is there already is the lower one.
      if (numbers[at] === EMPTY || !(squared[at] < list.squared[length - 1])) break;
      insertSorted(list.squared, list.indices, squared[at], numbers[at]);
    }
  }
}

/** Fills `exact` with the nearest candidates; true if they are certainly the neighbours. */
function certifyRow(
  { samples: { data, n, d }, points: { scale, norms, vectors } }: Certification,
  query: number,
  list: CandidateList,
  exact: CandidateList,
): boolean {
  const { length } = list.squared;
  const k = exact.squared.length;
  const norm = norms[query];
  exact.squared.fill(Infinity);
  for (let c = 0; c < length; c++) {
    const index = list.indices[c];
    if (index < 0 || index >= n || index === query) return false;
    let sum = 0;
    for (let j = 0; j < d; j++) {
      const difference = data[index * d + j] - data[query * d + j];
      sum += difference * difference;
    }
    if (!isPlausible(Math.sqrt(sum) * scale, list.squared[c], norm, vectors)) return false;
    if (
      sum < exact.squared[k - 1] || (sum === exact.squared[k - 1] && index < exact.indices[k - 1])
    ) {
      insertSorted(exact.squared, exact.indices, sum, index);
    }
  }
  if (length === n - 1) return true;
  const others = leastDistance(list.squared[length - 1], norm, vectors);
  // f64 rounds both sides: the k-th candidate's square here, the other point's in an exact search.
  const slack = 1 + (2 * d + 8) * 2 ** -52;
  return others > 0 && Math.sqrt(exact.squared[k - 1]) * scale * slack < others;
}

/** Whether the device was as right as f32 must be: a wrong device must not go unnoticed. */
function isPlausible(distance: number, squared: number, norm: number, vectors: number): boolean {
  const slack = 1 + 2 ** -40;
  return distance * slack >= leastDistance(squared, norm, vectors) &&
    distance <= greatestDistance(squared, norm, vectors) * slack;
}
