/**
 * How long does a PCA to four dimensions take on the outputs of the largest layer of the
 * information plane (Section 6): 10,000 test images, 1352 units?
 *
 * @module
 */
import { fitPca } from "../../lib/compress/pca.ts";
import type { Samples } from "../../lib/types.ts";
import { layerOutputs } from "../support/layer_outputs.ts";
import { type Benchmark, inProcess } from "./benchmark.ts";

const DIM = 4;

async function explainedVariance(data: Samples): Promise<number> {
  const { variances } = await fitPca(data, DIM);
  return variances.reduce((sum, variance) => sum + variance, 0);
}

/** The largest layer, and images as they come into an estimate. */
export const PCA_BENCHMARKS: readonly Benchmark[] = [[10000, 1352], [5000, 256]].map(([n, d]) => ({
  id: `pca-${n}x${d}`,
  work: `PCA to ${DIM} dimensions`,
  makeData: () => layerOutputs({ n, d }),
  time: inProcess(explainedVariance),
  peers: [{
    name: "sklearn PCA, randomized",
    module: "sklearn",
    command: { command: "pca", dim: DIM },
    // The peer's default number of power iterations leaves errors of this order.
    agreement: 1e-4,
  }],
}));
