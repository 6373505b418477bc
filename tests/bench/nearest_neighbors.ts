/**
 * How long do the exact nearest neighbours of every point take?
 *
 * @module
 */
import { nearestNeighbors } from "../../lib/neighbors/nearest_neighbors.ts";
import { createRng } from "../../lib/rng.ts";
import type { Samples } from "../../lib/types.ts";
import type { Benchmark, Peer } from "./benchmark.ts";

const NEIGHBORS = 5;

const PEERS: readonly Peer[] = [1, 2].map((workers) => ({
  name: `scipy cKDTree, ${workers} worker${workers === 1 ? "" : "s"}`,
  module: "scipy",
  command: { command: "ckdtree", k: NEIGHBORS, workers },
  agreement: 1e-12,
}));

function standardNormal(n: number, d: number): Samples {
  const rng = createRng(`bench ${n} ${d}`);
  return { data: Float64Array.from({ length: n * d }, () => rng.normal()), n, d };
}

/** Mean distance to the last neighbour. */
async function meanDistance(data: Samples): Promise<number> {
  const { distances, k } = await nearestNeighbors(data, NEIGHBORS);
  let sum = 0;
  for (let i = k - 1; i < distances.length; i += k) sum += distances[i];
  return sum / data.n;
}

/** The sizes of the paper's experiments, and the one that the project is held to. */
export const NEAREST_NEIGHBORS: readonly Benchmark[] = [[5000, 4], [5000, 8], [50000, 8]].map(
  ([n, d]) => ({
    id: `neighbors-${n}x${d}`,
    work: `${NEIGHBORS} nearest neighbours of every point`,
    makeData: () => standardNormal(n, d),
    run: meanDistance,
    peers: PEERS,
  }),
);
