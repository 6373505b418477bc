/**
 * What an estimate is expected to cost, so that long cells start first and the time left can be
 * told. No result depends on it.
 *
 * @module
 */

/** What the cost depends on. */
export interface CostFactors {
  /** Registry id of the method. */
  readonly method: string;
  /** Number of samples. */
  readonly n: number;
  /** Dimension of the data that are drawn. */
  readonly dataDim: number;
  /** Dimension of (X, Y) as the estimator sees it. */
  readonly jointDim: number;
}

/**
 * Expected computing time of an estimate.
 *
 * The constants were measured on one core: a pass of kernel sums takes about 6 ns for each pair and
 * 0.5 ns more for each dimension, and there are three or four for the joint density and one for each
 * marginal; neighbours 10 µs a point in few
 * dimensions, and all pairs in many; whitening takes n d² steps. Auto took 3 s at n = 5000 in 2 + 2
 * dimensions, 5 s in 4 + 4, and grows about as n.
 *
 * @param factors What it depends on.
 * @returns Milliseconds.
 */
export function estimationCost(factors: CostFactors): number {
  const { n, dataDim, jointDim } = factors;
  const drawing = 2e-5 * n * dataDim;
  const whitening = 1e-6 * n * jointDim ** 2;
  return 10 + drawing + whitening + methodCost(factors);
}

function methodCost({ method, n, jointDim }: CostFactors): number {
  // Whitening refuses what has so many dimensions, before the estimate proper begins.
  if (jointDim > 64) return 0;
  if (method === "auto") return n * (0.2 + 0.1 * jointDim);
  if (method.startsWith("kde")) return n * n * (3e-5 + 2e-6 * jointDim);
  if (jointDim > 12) return n * n * 2e-6 * jointDim;
  return n * 0.02 * jointDim;
}
