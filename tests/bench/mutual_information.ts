/**
 * How long does a whole estimate of mutual information take, at the paper's N = 5000 and 4 + 4
 * dimensions?
 *
 * @module
 */
import { drawNormalPair } from "../../data/normal_pair.ts";
import { KDE_ML } from "../../lib/entropy/kde.ts";
import { WKL } from "../../lib/entropy/kozachenko_leonenko.ts";
import { entropyDifference } from "../../lib/mi/entropy_difference.ts";
import { joinColumns } from "../../lib/samples.ts";
import type { Context, EntropyMethod, Samples } from "../../lib/types.ts";
import { type Benchmark, inProcess } from "./benchmark.ts";

const CONTEXT: Context = { seed: 0, device: "cpu" };
const DIM = 4;
const NEIGHBORS = 5;

/** (X, Y) side by side, 2 nats of information. */
function normalPair(): Samples {
  const request = { samples: 5000, mutualInformation: 2, seed: 1 };
  const { x, y } = drawNormalPair(request, { dimX: DIM, dimY: DIM });
  return joinColumns(x, y);
}

function columns({ data, n, d }: Samples, first: number, count: number): Samples {
  const part = new Float64Array(n * count);
  for (let i = 0; i < n; i++) {
    part.set(data.subarray(i * d + first, i * d + first + count), i * count);
  }
  return { data: part, n, d: count };
}

async function estimate(method: EntropyMethod, data: Samples): Promise<number> {
  const [x, y] = [columns(data, 0, DIM), columns(data, DIM, DIM)];
  return (await entropyDifference(method).continuous(x, y, CONTEXT)).nats;
}

/** Kernel densities with their bandwidth search, and weighted nearest neighbours. */
export const MUTUAL_INFORMATION: readonly Benchmark[] = [
  {
    id: "mi-kde-ml-5000x8",
    work: "KDE-ML MI, 4+4",
    makeData: normalPair,
    time: inProcess((data) => estimate(KDE_ML.create(), data)),
    peers: [{
      name: "the published search on sklearn's KDTree",
      module: "sklearn",
      command: { command: "kde_ml", dim: DIM },
      slow: true,
      // The published search ends within 1 % of the best bandwidth, where MI differs by less than 0.02.
      agreement: 0.01,
    }],
  },
  {
    id: "mi-wkl-5000x8",
    work: "WKL MI, 4+4",
    makeData: normalPair,
    time: inProcess((data) => estimate(WKL.create({ neighbors: NEIGHBORS }), data)),
    peers: [{
      name: "numpy on scipy cKDTree, 2 workers",
      module: "scipy",
      command: { command: "wkl", dim: DIM, k: NEIGHBORS, workers: 2 },
      agreement: 1e-8,
    }],
  },
];
