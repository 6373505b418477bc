/**
 * Which canonical functions say something new.
 *
 * @module
 */
import { type DenseMatrix, gram } from "../../../kernels/simd/dense.ts";
import type { CanonicalFunctions } from "./canonical_functions.ts";
import { choleskyFactor, solveRows } from "./cholesky.ts";

/** Share of a function's variance that polynomials of those before it may explain. */
const MOST_EXPLAINED = 0.5;

/** Degree of the polynomials. */
const DEGREE = 3;

/** Values beyond this are cut in polynomials. */
const REACH = 4;

/** Relative penalty of the polynomials' coefficients. */
const PENALTY = 1e-6;

/** Standard errors by which a correlation on held-out samples has to differ from 0. */
const LEAST_CORRELATION = 2.5;

/**
 * The functions in the order of their correlation, without those that held-out samples do not confirm, and without
 * those that cubic polynomials of the ones before explain by half on either side. (Of normal vectors with
 * correlation ρ the functions are Hermite polynomials, with correlations ρ, ρ², ρ³, …: all but the first of each
 * coordinate repeat what is known, and would count twice in a Gaussian copula.)
 *
 * @param functions Functions at every sample.
 * @param rows Samples that they were learnt from.
 * @param held Samples that they were not learnt from.
 * @param most Number of functions at most.
 * @returns Column numbers, at least that of the first.
 */
export function independentFunctions(
  { u, v }: CanonicalFunctions,
  rows: Int32Array,
  held: Int32Array,
  most: number,
): number[] {
  const least = LEAST_CORRELATION / Math.sqrt(held.length);
  const kept = [0];
  for (let j = 1; j < u.columns && kept.length < most; j++) {
    if (correlation(u, v, held, j) < least) continue;
    if (explained(u, rows, kept, j) > MOST_EXPLAINED) continue;
    if (explained(v, rows, kept, j) > MOST_EXPLAINED) continue;
    kept.push(j);
  }
  return kept;
}

/** Share of the variance of column j that polynomials of the kept columns explain. */
function explained(
  { data, columns }: DenseMatrix,
  rows: Int32Array,
  kept: readonly number[],
  j: number,
): number {
  const n = rows.length;
  const products = monomials(kept, DEGREE);
  const m = products.length;
  const x = new Float64Array(n * (m + 1));
  rows.forEach((row, i) => {
    products.forEach((list, c) => {
      let product = 1;
      for (const column of list) {
        product *= Math.max(-REACH, Math.min(REACH, data[row * columns + column]));
      }
      x[i * (m + 1) + c] = product;
    });
    x[i * (m + 1) + m] = data[row * columns + j];
  });
  const { data: moments } = gram({ data: x, rows: n, columns: m + 1 });
  const normal = new Float64Array(m * m);
  const target = new Float64Array(m);
  for (let p = 0; p < m; p++) {
    for (let q = 0; q < m; q++) normal[p * m + q] = moments[p * (m + 1) + q] / n;
    normal[p * m + p] *= 1 + PENALTY;
    target[p] = moments[p * (m + 1) + m] / n;
  }
  const lower = choleskyFactor({ data: normal, rows: m, columns: m });
  const { data: solved } = solveRows(lower, { data: target, rows: 1, columns: m });
  const square = target[0] ** 2; // The first monomial is 1.
  const total = moments[m * (m + 1) + m] / n - square;
  const part = solved.reduce((sum, value) => sum + value * value, 0) - square;
  return total > 0 ? part / total : 1;
}

/** Correlation of columns j on some rows. */
function correlation(u: DenseMatrix, v: DenseMatrix, rows: Int32Array, j: number): number {
  const n = rows.length;
  let [meanU, meanV] = [0, 0];
  for (const row of rows) {
    meanU += u.data[row * u.columns + j] / n;
    meanV += v.data[row * v.columns + j] / n;
  }
  let [uu, uv, vv] = [0, 0, 0];
  for (const row of rows) {
    const [p, q] = [u.data[row * u.columns + j] - meanU, v.data[row * v.columns + j] - meanV];
    uu += p * p;
    uv += p * q;
    vv += q * q;
  }
  return uu > 0 && vv > 0 ? uv / Math.sqrt(uu * vv) : 0;
}

/** Lists of factors of every monomial up to a degree; the first has none. */
function monomials(factors: readonly number[], degree: number): number[][] {
  let last: number[][] = [[]];
  const all = [...last];
  for (let size = 1; size <= degree; size++) {
    last = last.flatMap((list) => {
      const from = list.length > 0 ? factors.indexOf(list[list.length - 1]) : 0;
      return factors.slice(from).map((factor) => [...list, factor]);
    });
    all.push(...last);
  }
  return all;
}
