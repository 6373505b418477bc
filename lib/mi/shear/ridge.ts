/**
 * Ridge regression with its leave-one-out errors in closed form, for many outputs and penalties from one
 * factorisation.
 *
 * @module
 */
import { type DenseMatrix, gram, multiply, transposed } from "../../../kernels/simd/dense.ts";
import { orderStatistic } from "../../order_statistic.ts";
import { symmetricEigenRows } from "../../symmetric_eigen.ts";

/** Penalties that are tried: 10⁻¹⁰, 10⁻⁹, …, 10⁴. */
const PENALTIES: readonly number[] = Array.from({ length: 15 }, (_, i) => 10 ** (i - 10));

/** Least share of a residual that is left to be divided by: below it a sample predicts itself. */
export const LEAST_SHARE = 1e-6;

/** A design, factorised. */
export interface RidgeDesign {
  /** Number of samples. */
  readonly n: number;
  /** Square roots of the samples' weights, length n; null for equal weights. */
  readonly roots: Float64Array | null;
  /** Orthonormal columns that span the unpenalised ones (weighted). */
  readonly free: DenseMatrix;
  /** Penalised columns in the directions of their principal axes, the unpenalised ones taken out. */
  readonly axes: DenseMatrix;
  /** Squared length of every axis column. */
  readonly squares: Float64Array;
  /** Leverages for each penalty, once they were needed. */
  readonly leverages: Leverage[];
}

/** A regression of every output. */
export interface RidgeFit {
  /** Leave-one-out errors, shape `(n, outputs)`. */
  readonly leftOut: Float64Array;
  /** In-sample residuals, shape `(n, outputs)`. */
  readonly raw: Float64Array;
  /**
   * Those over √diag((I − H)²), with H the hat matrix: where the fit is right, they have
   * the variance of the noise. Shape `(n, outputs)`.
   */
  readonly residuals: Float64Array;
  /** tr H of every output: the number of parameters, in effect. */
  readonly dof: Float64Array;
  /** Penalty of every output. */
  readonly penalties: readonly number[];
}

/**
 * Factorises a design: minimises Σ w (y − u β − x γ)² + λ ‖γ‖² for any y and λ later on.
 *
 * @param penalised x, shape `(n, m)`; not changed.
 * @param unpenalised u, shape `(n, q)`, of full rank; not changed.
 * @param weights w, length n, or null for equal ones.
 * @returns The factorised design. Takes O(n m² + m³) time.
 */
export function ridgeDesign(
  penalised: DenseMatrix,
  unpenalised: DenseMatrix,
  weights: Float64Array | null = null,
): RidgeDesign {
  const n = penalised.rows;
  const roots = weights ? weights.map(Math.sqrt) : null;
  const free = scaleRows(unpenalised, roots);
  orthonormalise(free);
  const rest = scaleRows(penalised, roots);
  removeSpan(rest, free);
  const m = rest.columns;
  const { values, vectors } = symmetricEigenRows(gram(rest).data, m);
  const axes = multiply(rest, transposed({ data: vectors, rows: m, columns: m }));
  return {
    n,
    roots,
    free,
    axes,
    squares: values.map((value) => Math.max(value, 0)),
    leverages: [],
  };
}

/**
 * Regresses every output with a penalty of its own: the power of ten with the smallest
 * leave-one-out errors. (Generalised cross-validation, which is cheaper, chooses penalties that are decades too
 * small where a few outlying samples have leverages near 1.)
 *
 * @param design From {@linkcode ridgeDesign}; keeps the leverages once they are known.
 * @param outputs y, shape `(n, outputs)`; not changed.
 * @returns Errors and residuals in the unit of y.
 *
 * Takes O(n m) time for each output and penalty.
 */
export function ridgeFit(design: RidgeDesign, outputs: DenseMatrix): RidgeFit {
  const { n, roots } = design;
  const count = outputs.columns;
  const centred = scaleRows(outputs, roots);
  removeSpan(centred, design.free);
  const predicted = predictions(design, crossProducts(design.axes, centred), count);
  const leverages = leveragesOf(design);
  const fit = {
    leftOut: new Float64Array(n * count),
    raw: new Float64Array(n * count),
    residuals: new Float64Array(n * count),
    dof: new Float64Array(count),
    penalties: new Array<number>(count),
  };
  const errors = PENALTIES.map(() => new Float64Array(n));
  for (let output = 0; output < count; output++) {
    errors.forEach((list, p) => {
      const { left } = leverages[p];
      for (let i = 0, at = output * PENALTIES.length + p; i < n; i++, at += predicted.columns) {
        list[i] = (centred.data[i * count + output] - predicted.data[at]) / left[i];
      }
    });
    const best = leastSize(errors);
    const { left, spread, dof } = leverages[best];
    fit.dof[output] = dof;
    fit.penalties[output] = PENALTIES[best];
    for (let i = 0; i < n; i++) {
      const value = centred.data[i * count + output] -
        predicted.data[i * predicted.columns + output * PENALTIES.length + best];
      const unweighted = value / (roots ? roots[i] : 1);
      fit.leftOut[i * count + output] = unweighted / left[i];
      fit.raw[i * count + output] = unweighted;
      fit.residuals[i * count + output] = unweighted / spread[i];
    }
  }
  return fit;
}

/**
 * The errors with the least mean of ln(e² + δ²), δ being the least of their median sizes: where the noise has a
 * scale of its own everywhere, that is what counts, and squares would count the places with the most.
 */
function leastSize(errors: readonly Float64Array[]): number {
  const part = new Float64Array(Math.ceil(errors[0].length / 4));
  const medians = errors.map((list) => {
    for (let i = 0; i < part.length; i++) part[i] = Math.abs(list[4 * i]);
    return orderStatistic(part, part.length >> 1);
  });
  const floor = Math.min(...medians) ** 2;
  const sizes = errors.map((list) => sumOfLogs(list, floor));
  return sizes.indexOf(Math.min(...sizes));
}

/** Σ ln(e² + floor), with one logarithm for as many factors as a product can hold. */
function sumOfLogs(errors: Float64Array, floor: number): number {
  let sum = 0;
  let product = 1;
  for (let i = 0; i < errors.length; i++) {
    const factor = errors[i] * errors[i] + floor;
    const next = product * factor;
    if (next > 1e-250 && next < 1e250) product = next;
    else {
      sum += Math.log(product) + Math.log(factor);
      product = 1;
    }
  }
  return sum + Math.log(product);
}

/** Predictions of the penalised part, a column for each output and penalty. */
function predictions(
  { axes, squares }: RidgeDesign,
  products: Float64Array,
  count: number,
): DenseMatrix {
  const columns = PENALTIES.length * count;
  const weights = new Float64Array(squares.length * columns);
  for (let j = 0; j < squares.length; j++) {
    for (let output = 0; output < count; output++) {
      PENALTIES.forEach((penalty, p) => {
        weights[j * columns + output * PENALTIES.length + p] = products[j * count + output] /
          (squares[j] + penalty);
      });
    }
  }
  return multiply(axes, { data: weights, rows: squares.length, columns });
}

/** What the hat matrix of one penalty says. */
export interface Leverage {
  /** 1 − H_ii. */
  readonly left: Float64Array;
  /** √((I − H)²)_ii. */
  readonly spread: Float64Array;
  /** tr H. */
  readonly dof: number;
}

/** H_ii and (H²)_ii are sums over the axes of their squares with weights that the penalty gives. */
function leveragesOf(design: RidgeDesign): readonly Leverage[] {
  const { n, free, axes, squares } = design;
  if (design.leverages.length > 0) return design.leverages;
  const columns = 2 * PENALTIES.length;
  const weights = new Float64Array(squares.length * columns);
  for (let j = 0; j < squares.length; j++) {
    PENALTIES.forEach((penalty, p) => {
      weights[j * columns + 2 * p] = 1 / (squares[j] + penalty);
      weights[j * columns + 2 * p + 1] = squares[j] / (squares[j] + penalty) ** 2;
    });
  }
  const squared = { ...axes, data: new Float64Array(axes.data.length) };
  for (let at = 0; at < axes.data.length; at++) squared.data[at] = axes.data[at] * axes.data[at];
  const sums = multiply(squared, { data: weights, rows: squares.length, columns });
  const base = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < free.columns; j++) base[i] += free.data[i * free.columns + j] ** 2;
  }
  PENALTIES.forEach((_, p) => {
    const [left, spread] = [new Float64Array(n), new Float64Array(n)];
    let dof = 0;
    for (let i = 0, at = 2 * p; i < n; i++, at += columns) {
      const h = base[i] + sums.data[at];
      const h2 = base[i] + sums.data[at + 1];
      left[i] = Math.max(1 - h, LEAST_SHARE);
      spread[i] = Math.sqrt(Math.max(1 - 2 * h + h2, LEAST_SHARE * LEAST_SHARE));
      dof += h;
    }
    design.leverages.push({ left, spread, dof });
  });
  return design.leverages;
}

/** Xᵀ Y. */
function crossProducts(
  { data, rows: n, columns: m }: DenseMatrix,
  { data: y, columns: c }: DenseMatrix,
): Float64Array {
  const columns = Array.from({ length: c }, () => new Float64Array(m));
  let i = 0;
  for (; i + 4 <= n; i += 4) {
    const [at, at1, at2, at3] = [i * m, (i + 1) * m, (i + 2) * m, (i + 3) * m];
    for (let k = 0; k < c; k++) {
      const column = columns[k];
      const [y0, y1] = [y[i * c + k], y[(i + 1) * c + k]];
      const [y2, y3] = [y[(i + 2) * c + k], y[(i + 3) * c + k]];
      for (let j = 0; j < m; j++) {
        column[j] += data[at + j] * y0 + data[at1 + j] * y1 + data[at2 + j] * y2 +
          data[at3 + j] * y3;
      }
    }
  }
  const sums = new Float64Array(m * c);
  columns.forEach((column, k) => {
    for (let row = i; row < n; row++) {
      for (let j = 0; j < m; j++) column[j] += data[row * m + j] * y[row * c + k];
    }
    for (let j = 0; j < m; j++) sums[j * c + k] = column[j];
  });
  return sums;
}

function scaleRows({ data, rows, columns }: DenseMatrix, roots: Float64Array | null): DenseMatrix {
  const scaled = Float64Array.from(data);
  if (roots) {
    for (let i = 0; i < rows; i++) {
      for (let j = 0; j < columns; j++) scaled[i * columns + j] *= roots[i];
    }
  }
  return { data: scaled, rows, columns };
}

/** Gram and Schmidt's method on the columns, in place, each twice. */
function orthonormalise({ data, rows: n, columns: q }: DenseMatrix): void {
  for (let column = 0; column < q; column++) {
    for (let pass = 0; pass < 2; pass++) {
      for (let earlier = 0; earlier < column; earlier++) {
        let sum = 0;
        for (let i = 0; i < n; i++) sum += data[i * q + earlier] * data[i * q + column];
        for (let i = 0; i < n; i++) data[i * q + column] -= sum * data[i * q + earlier];
      }
    }
    let squares = 0;
    for (let i = 0; i < n; i++) squares += data[i * q + column] ** 2;
    const scale = squares > 0 ? 1 / Math.sqrt(squares) : 0;
    for (let i = 0; i < n; i++) data[i * q + column] *= scale;
  }
}

/** X ← X − P Pᵀ X for orthonormal columns P. */
function removeSpan(x: DenseMatrix, p: DenseMatrix): void {
  const shares = multiply(transposed(p), x);
  const span = multiply(p, shares);
  for (let at = 0; at < x.data.length; at++) x.data[at] -= span.data[at];
}
