/**
 * Mutual information of two discrete variables.
 *
 * @module
 */
import { groupByLabel } from "../samples.ts";
import type { EntropyEstimate, Labels, MiEstimate } from "../types.ts";

/** Id under which results report {@linkcode plugIn}. */
export const PLUG_IN = "plug-in";

/**
 * Plug-in mutual information of two discrete variables in nats: the sum of p̂(x, y) ln (p̂(x, y) /
 * (p̂(x) p̂(y))) with empirical frequencies p̂.
 *
 * It never is negative, and for N samples it is too high by about (m_xy − m_x − m_y + 1) / 2N, where m
 * counts the values that occur (Miller and Madow): (m_x − 1)(m_y − 1) / 2N when every pair does. The
 * estimate is not corrected; {@linkcode plugInBias} gives the amount. The standard error is the sd of
 * the contributions ln (p̂(x, y) / (p̂(x) p̂(y))) over √N (the delta method); for independent variables
 * that first-order term vanishes and it says too little. The entropies in the result are Shannon's,
 * not differential.
 *
 * @param x Labels of N samples.
 * @param y Labels of the same N samples.
 * @returns The estimate; contributions of the samples have it as their mean.
 *
 * Takes O(N) time and memory.
 */
export function plugIn(x: Labels, y: Labels): MiEstimate {
  const hx = shannonEntropy(x);
  const hy = shannonEntropy(y);
  const joint = shannonEntropy(pairs(x, y));
  const pointwise = hx.pointwise.map((value, i) => value + hy.pointwise[i] - joint.pointwise[i]);
  const { mean, standardError } = meanAndError(pointwise);
  return {
    nats: mean,
    standardError,
    pointwise,
    entropies: { x: hx, y: hy, joint },
    warnings: [],
  };
}

/**
 * By how much {@linkcode plugIn} is too high on average, in nats, to first order in 1/N (Miller and
 * Madow): (m_xy − m_x − m_y + 1) / 2N, where m counts the values that occur.
 *
 * @param x Labels of N samples.
 * @param y Labels of the same N samples.
 * @returns The bias in nats; not below 0 unless values are few and fully dependent.
 */
export function plugInBias(x: Labels, y: Labels): number {
  const [mx, my, mxy] = [x, y, pairs(x, y)].map((labels) => groupByLabel(labels).size);
  return (mxy - mx - my + 1) / (2 * x.length);
}

/** One label for each pair of labels; JSON keeps ("a,b", "c") and ("a", "b,c") apart. */
function pairs(x: Labels, y: Labels): string[] {
  return x.map((label, i) => JSON.stringify([String(label), String(y[i])]));
}

/** Shannon entropy −Σ p̂ ln p̂ in nats, with −ln p̂ of every sample. */
function shannonEntropy(labels: Labels): EntropyEstimate {
  const n = labels.length;
  const pointwise = new Float64Array(n);
  for (const rows of groupByLabel(labels).values()) {
    const surprisal = -Math.log(rows.length / n);
    for (const row of rows) pointwise[row] = surprisal;
  }
  const { mean, standardError } = meanAndError(pointwise);
  return { nats: mean, standardError, pointwise, warnings: [] };
}

function meanAndError(values: Float64Array): { mean: number; standardError: number } {
  const n = values.length;
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  const sumOfSquares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, standardError: Math.sqrt(sumOfSquares / n / n) };
}
