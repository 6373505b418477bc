/**
 * What a regression with few parameters leaves to its neighbourhood: residuals less what those of the nearest
 * samples say.
 *
 * @module
 */
import { nearestNeighbors } from "../../neighbors/nearest_neighbors.ts";
import type { Neighbors } from "../../neighbors/neighbors.ts";
import type { Samples } from "../../types.ts";
import { noiseFactors } from "./noise_factors.ts";
import type { RidgeDesign, RidgeFit } from "./ridge.ts";
import { halfLogDetCovariance, localCodeLength, scaleEachRow } from "./scatter.ts";

/** A neighbourhood: so many samples, and the degree of the polynomial through them. */
interface Candidate {
  readonly k: number;
  readonly degree: 1 | 2;
}

/** Neighbourhoods that are compared. */
const CANDIDATES: readonly Candidate[] = [
  { k: 10, degree: 1 },
  { k: 20, degree: 2 },
  { k: 40, degree: 2 },
];

/**
 * The code has to be shorter by this many times √(d / n) nats for each sample, with d outputs: by chance it is by
 * √(d w / 2n) or so, the neighbours' squared weights adding up to w, which is 0.2 to 1.
 */
const LEAST_GAIN = 0.5;

/** Penalty of a slope, as a share of the mean of the diagonal of the normal equations. */
const SLOPE_PENALTY = 1e-3;

/** Penalty of a second-order term. */
const CURVATURE_PENALTY = 1e-2;

/** Lengths of Gaussian codes in nats for each sample. */
interface CodeLengths {
  /** With one scale for all: large residuals count most. */
  readonly global: number;
  /** With each residual's own: small ones count as much. */
  readonly local: number;
}

/** Weights of the neighbours, row by row. */
export interface Neighborhood {
  /** Neighbours of each sample. */
  readonly k: number;
  /** Row numbers, shape `(n, k)`. */
  readonly rows: Int32Array;
  /** Weights of a prediction at the sample, shape `(n, k)`. */
  readonly weights: Float64Array;
}

/** The neighbourhoods of samples, each made when it is first asked for: regressions on the same side share them. */
export class Neighborhoods {
  /** The samples. */
  readonly a: Samples;
  /** The numbers of those that the samples have; none from eight dimensions on. */
  readonly candidates: readonly number[];
  readonly #made: Neighborhood[] = [];
  #near: Neighbors | undefined;

  /**
   * None is made yet.
   *
   * @param a Shape `(n, d)`; not changed.
   */
  constructor(a: Samples) {
    this.a = a;
    const fits = ({ k, degree }: Candidate): boolean =>
      k < a.n && k >= (degree === 1 ? a.d + 5 : 0.9 * monomials(a.d, 2));
    this.candidates = [...CANDIDATES.keys()].filter((i) => fits(CANDIDATES[i]));
  }

  /** Neighbourhood `candidate`; takes O(n k d⁴) time with terms of second order, once. */
  async get(candidate: number, signal?: AbortSignal): Promise<Neighborhood> {
    const most = Math.max(...this.candidates.map((i) => CANDIDATES[i].k));
    this.#near ??= await nearestNeighbors(this.a, most, { signal });
    const { k, degree } = CANDIDATES[candidate];
    return this.#made[candidate] ??= localWeights(this.a, this.#near, k, degree);
  }
}

/**
 * Residuals less their local prediction, by a polynomial of degree 1 or 2, from the residuals of the nearest samples, each divided by the
 * factor by which that and the regression change the size of homoscedastic noise. A smooth function that the
 * regression has not learnt is taken out; noise keeps its variance, however many parameters that takes.
 *
 * @param near Neighbourhoods of what the regression is a function of.
 * @param design The regression's design.
 * @param fit The regression.
 * @param logs Logarithm of the squared scale at every sample, or null: what the code of a residual counts with.
 *   (Without it, or with the code's own scale, mixing residuals of another shape than the normal one looks like a gain.)
 * @param signal Aborts the search.
 * @returns Residuals, shape `(n, outputs)`, of the neighbourhood with the shortest code; null where none is shorter
 *   than that of the regression's own, and from eight dimensions on, where no sample is near another.
 *
 * Takes the time of a neighbour search, and O(n k m) for m features.
 */
export async function localResiduals(
  near: Neighborhoods,
  design: RidgeDesign,
  fit: RidgeFit,
  logs: Float64Array | null,
  signal?: AbortSignal,
): Promise<Samples | null> {
  const { n } = near.a;
  const samples = (data: Float64Array): Samples => ({ data, n, d: fit.penalties.length });
  if (near.candidates.length === 0) return null;
  const factors = logs && logs.map((log) => Math.exp(-0.5 * log));
  const lengths = (candidate: Samples): CodeLengths => {
    const scaled = factors ? scaleEachRow(candidate, factors) : candidate;
    return { global: halfLogDetCovariance(scaled), local: localCodeLength(scaled) };
  };
  const own = lengths(samples(fit.residuals));
  const gain = LEAST_GAIN * Math.sqrt(fit.penalties.length / n);
  let best: Samples | null = null;
  let shortest = own.global - gain;
  for (const number of near.candidates) {
    signal?.throwIfAborted();
    const candidate = samples(withoutLocalPart(design, fit, await near.get(number, signal)));
    const { global, local } = lengths(candidate);
    if (global < shortest && local < own.local - gain) [best, shortest] = [candidate, global];
  }
  return best;
}

/** r_i − Σ w_j r_j, over the factor of the noise. */
function withoutLocalPart(design: RidgeDesign, fit: RidgeFit, near: Neighborhood): Float64Array {
  const { n } = design;
  const { k, rows, weights } = near;
  const outputs = fit.penalties.length;
  const out = Float64Array.from(fit.raw);
  for (let i = 0; i < n; i++) {
    for (let j = i * k; j < (i + 1) * k; j++) {
      for (let c = 0; c < outputs; c++) {
        out[i * outputs + c] -= weights[j] * fit.raw[rows[j] * outputs + c];
      }
    }
  }
  const penalties = [...new Set(fit.penalties)];
  const factors = noiseFactors(design, penalties, near);
  fit.penalties.forEach((penalty, c) => {
    const own = factors[penalties.indexOf(penalty)];
    for (let i = 0; i < n; i++) out[i * outputs + c] /= own[i];
  });
  return out;
}

/** Number of monomials of up to a degree in d variables. */
function monomials(d: number, degree: 1 | 2): number {
  return degree === 1 ? d + 1 : (d + 1) * (d + 2) / 2;
}

/** Weights of a polynomial through the k nearest samples, near ones counting for more (Epanechnikov's kernel). */
function localWeights(a: Samples, near: Neighbors, k: number, degree: 1 | 2): Neighborhood {
  const { data, n, d } = a;
  const size = monomials(d, degree);
  const rows = new Int32Array(n * k);
  const weights = new Float64Array(n * k);
  const terms = new Float64Array(k * size);
  const normal = new Float64Array(size * size);
  const solution = new Float64Array(size);
  for (let i = 0; i < n; i++) {
    const first = i * near.k;
    const reach = near.distances[first + k - 1] * (1 + 1e-4) || 1;
    normal.fill(0);
    for (let j = 0; j < k; j++) {
      const row = near.indices[first + j];
      const share = near.distances[first + j] / reach;
      const weight = 1 - share * share;
      rows[i * k + j] = row;
      weights[i * k + j] = weight;
      const at = j * size;
      terms[at] = 1;
      for (let c = 0; c < d; c++) {
        terms[at + 1 + c] = (data[row * d + c] - data[i * d + c]) / reach;
      }
      if (degree === 2) addSquares(terms, at, d);
      for (let p = 0; p < size; p++) {
        const value = weight * terms[at + p];
        for (let q = 0; q <= p; q++) normal[p * size + q] += value * terms[at + q];
      }
    }
    let trace = 0;
    for (let p = 0; p < size; p++) trace += normal[p * size + p];
    for (let p = 1; p < size; p++) {
      normal[p * size + p] += (p <= d ? SLOPE_PENALTY : CURVATURE_PENALTY) * trace / size;
    }
    interceptWeights(normal, size, solution);
    for (let j = 0; j < k; j++) {
      let sum = 0;
      for (let p = 0; p < size; p++) sum += terms[j * size + p] * solution[p];
      weights[i * k + j] *= sum;
    }
  }
  return { k, rows, weights };
}

/** The products of every two coordinates, after the coordinates. */
function addSquares(terms: Float64Array, at: number, d: number): void {
  let to = at + 1 + d;
  for (let c = 0; c < d; c++) {
    for (let e = 0; e <= c; e++) terms[to++] = terms[at + 1 + c] * terms[at + 1 + e];
  }
}

/** Solves G s = e₀ by Cholesky's method; `normal` holds the lower triangle of G and is overwritten. */
function interceptWeights(normal: Float64Array, size: number, solution: Float64Array): void {
  for (let p = 0; p < size; p++) {
    for (let q = 0; q <= p; q++) {
      let sum = normal[p * size + q];
      for (let c = 0; c < q; c++) sum -= normal[p * size + c] * normal[q * size + c];
      normal[p * size + q] = p === q
        ? Math.sqrt(Math.max(sum, 1e-300))
        : sum / normal[q * size + q];
    }
  }
  for (let p = 0; p < size; p++) {
    let sum = p === 0 ? 1 : 0;
    for (let c = 0; c < p; c++) sum -= normal[p * size + c] * solution[c];
    solution[p] = sum / normal[p * size + p];
  }
  for (let p = size - 1; p >= 0; p--) {
    let sum = solution[p];
    for (let c = p + 1; c < size; c++) sum -= normal[c * size + p] * solution[c];
    solution[p] = sum / normal[p * size + p];
  }
}
