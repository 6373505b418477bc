/**
 * How long do the exact nearest neighbours of every point take, and how does that grow with their
 * number?
 *
 * @module
 */
import { closePool } from "../../kernels/simd/pool.ts";
import { nearestNeighbors } from "../../lib/neighbors/nearest_neighbors.ts";
import { createRng } from "../../lib/rng.ts";
import type { Samples } from "../../lib/types.ts";
import { type Benchmark, inProcess, type Peer } from "./benchmark.ts";
import { peakBytesOf } from "./peak_memory.ts";

const NEIGHBORS = 5;

/** From this size on, work with scikit-learn's tree takes half a minute. */
const LARGE = 50_000;

/** From this size on, a round takes minutes. */
const HUGE = 300_000;

function ckdtree(workers: number): Peer {
  return {
    name: `scipy cKDTree, ${workers} worker${workers === 1 ? "" : "s"}`,
    module: "scipy",
    command: { command: "ckdtree", k: NEIGHBORS, workers },
    agreement: 1e-12,
  };
}

function ballTree(n: number): Peer {
  return {
    name: "sklearn BallTree",
    module: "sklearn",
    command: { command: "ball_tree", k: NEIGHBORS },
    agreement: 1e-12,
    slow: n >= LARGE,
  };
}

function standardNormal(n: number, d: number): Samples {
  const rng = createRng(`bench ${n} ${d}`);
  return { data: Float64Array.from({ length: n * d }, () => rng.normal()), n, d };
}

/** Mean distance to the last neighbour. */
async function meanDistance(data: Samples): Promise<number> {
  const { distances, k } = await nearestNeighbors(data, NEIGHBORS, { device: "cpu" });
  let sum = 0;
  for (let i = k - 1; i < distances.length; i += k) sum += distances[i];
  return sum / data.n;
}

function neighborsBenchmark(n: number, d: number, peers: readonly Peer[]): Benchmark {
  return {
    id: `neighbors-${n}x${d}`,
    work: `${NEIGHBORS} nearest neighbours of every point`,
    makeData: () => standardNormal(n, d),
    time: inProcess(meanDistance),
    peers,
    long: n >= HUGE,
    ...(n > HUGE ? { peakBytes: () => peakBytesOf(import.meta.url, [String(n), String(d)]) } : {}),
  };
}

/** The sizes of the paper's experiments, and those that show the growth in four dimensions. */
export const NEAREST_NEIGHBORS: readonly Benchmark[] = [
  ...[[5000, 4], [5000, 8], [50_000, 8]].map(([n, d]) =>
    neighborsBenchmark(n, d, [ckdtree(1), ckdtree(2), ballTree(n)])
  ),
  ...[10_000, 30_000, 100_000, 300_000, 1_000_000].map((n) =>
    neighborsBenchmark(n, 4, [ckdtree(2)])
  ),
];

// The work alone, for its peak memory.
if (import.meta.main) {
  const [n, d] = Deno.args.map(Number);
  await meanDistance(standardNormal(n, d));
  closePool();
}
