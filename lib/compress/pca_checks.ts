/**
 * What can be wrong with the data or the settings of a PCA, and how it is said. Every check takes what
 * to call the data in messages.
 *
 * @module
 */
import { InputError } from "../errors.ts";
import type { Samples } from "../types.ts";

/**
 * Checks that the data have as many components.
 *
 * @throws {InputError} If `dim` is no integer from 1 to min(n − 1, d).
 */
export function checkDim({ n, d }: Samples, dim: number, name: string): void {
  if (!Number.isInteger(dim) || dim < 1) {
    throw new InputError(
      "invalid-dim",
      `Cannot compress ${name} by PCA: the dimension of the code must be a positive integer: ` +
        `current value is ${dim}.`,
    );
  }
  const greatest = Math.min(n - 1, d);
  if (dim <= greatest) return;
  throw new InputError(
    "invalid-dim",
    `Cannot compress ${name} by PCA to ${dim} dimensions: ${n} samples in ${d} dimensions have at ` +
      `most ${greatest} components.`,
    greatest < 1 ? "Give more samples." : `Use a dimension of at most ${greatest}.`,
  );
}

/**
 * Checks the width of the PCA that the iteration starts from.
 *
 * @throws {InputError} If it was fitted to another number of columns.
 */
export function checkWarmStart(
  { inputDim }: { readonly inputDim: number },
  { d }: Samples,
  name: string,
): void {
  if (inputDim === d) return;
  throw new InputError(
    "dimension-mismatch",
    `The warm start is a PCA of ${inputDim} columns: ${name} has ${d}.`,
    "Start from a PCA of data of the same shape.",
  );
}

/**
 * Checks that there is any variance, and that float64 holds it.
 *
 * @throws {InputError} If all rows are equal, or the squares overflow.
 */
export function checkVariance(totalVariance: number, name: string): void {
  if (totalVariance > 0 && Number.isFinite(totalVariance)) return;
  if (totalVariance === 0) {
    throw new InputError(
      "constant-data",
      `Cannot compress ${name} by PCA: all its rows are equal.`,
      "Constant data carry no information.",
    );
  }
  throw new InputError(
    "overflow",
    `Cannot compress ${name} by PCA: its variance exceeds the range of float64.`,
    "Rescale the data; mutual information does not change.",
  );
}

/**
 * Checks that every code coordinate varies: a variance below ε max(n, d) times the greatest is what
 * rounding leaves of zero.
 *
 * @throws {InputError} If the data have fewer directions than `variances` (descending).
 */
export function checkRank(variances: Float64Array, { n, d }: Samples, name: string): void {
  const threshold = Number.EPSILON * Math.max(n, d) * variances[0];
  const rank = variances.findIndex((variance) => !(variance > threshold));
  if (rank === -1) return;
  throw new InputError(
    "rank-deficient",
    `Cannot compress ${name} by PCA to ${variances.length} dimensions: it varies in ${rank} only, ` +
      "and a code coordinate without variance has no entropy.",
    `Use a dimension of at most ${rank}.`,
  );
}
