/**
 * The Donsker–Varadhan bound and what MINE's gradient is made of (Belghazi et al. 2018, Section 3.2).
 *
 * @module
 */

/** ln of the mean of exp, without overflow. */
export function logMeanExp(values: ArrayLike<number>): number {
  const n = values.length;
  let greatest = -Infinity;
  for (let i = 0; i < n; i++) if (!(values[i] <= greatest)) greatest = values[i];
  if (!Number.isFinite(greatest)) return greatest;
  let sum = 0;
  for (let i = 0; i < n; i++) sum += Math.exp(values[i] - greatest);
  return greatest + Math.log(sum / n);
}

/** A batch's bound, and the gradient of what is minimised with respect to T. */
export interface BatchObjective {
  /** Mean of T on pairs − ln mean e^T on permuted pairs, in nats. */
  readonly bound: number;
  /** ln of the moving average of mean e^T, this batch included. */
  readonly logAverage: number;
  /** Derivatives of the loss by T: those of the pairs, then those of the permuted ones. */
  readonly gradient: Float32Array;
}

/**
 * The objective of one batch. What is minimised has the gradient
 * −⟨∇T⟩_joint + ⟨e^T ∇T⟩_marginal / a, where a is the moving average of ⟨e^T⟩_marginal: dividing by the
 * batch's own mean would give a biased gradient. The average is kept as a logarithm, so that nothing
 * overflows; it holds the batch's own mean with weight α, so that the weights e^T / (B a) of a batch sum
 * to 1 / α at most.
 *
 * @param values T of the B pairs, then of the B permuted pairs.
 * @param logAverage ln a before this batch; null for the first, whose mean starts the average.
 * @param weight α, the weight of the batch's mean in the average, in (0, 1].
 */
export function batchObjective(
  values: Float32Array,
  logAverage: number | null,
  weight: number,
): BatchObjective {
  const rows = values.length / 2;
  const permuted = values.subarray(rows);
  const own = logMeanExp(permuted);
  const average = logAverage === null ? own : logMix(logAverage, own, weight);
  const gradient = new Float32Array(2 * rows).fill(-1 / rows, 0, rows);
  let mean = 0;
  for (let i = 0; i < rows; i++) {
    mean += values[i] / rows;
    gradient[rows + i] = Math.exp(permuted[i] - average) / rows;
  }
  return { bound: mean - own, logAverage: average, gradient };
}

/** ln((1 − w) e^a + w e^b). */
function logMix(a: number, b: number, w: number): number {
  const top = Math.max(a, b);
  return top + Math.log((1 - w) * Math.exp(a - top) + w * Math.exp(b - top));
}
