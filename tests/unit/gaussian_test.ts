import { Matrix } from "npm:ml-matrix@6.15.1";
import { InputError } from "../../lib/errors.ts";
import {
  gaussianEntropy,
  gaussianMutualInformation,
  isotropicGaussianEntropy,
  logDeterminant,
} from "../../lib/gaussian.ts";
import { assertClose, strictEqual, throws } from "../support/assert.ts";
import { fromBlocks, randomCovariance } from "../support/gaussian_cases.ts";

/** Rounding of sums of a few logarithms of order one. */
const EXACT = { atol: 1e-12 };

Deno.test("gaussianEntropy() is half ln 2πe for a unit variance", () => {
  assertClose(gaussianEntropy([[1]]), 1.4189385332046727, EXACT);
});

Deno.test("gaussianEntropy() equals the 2 x 2 determinant worked out by hand", () => {
  // det [[2, 1], [1, 3]] = 5
  assertClose(
    gaussianEntropy([[2, 1], [1, 3]]),
    Math.log(2 * Math.PI * Math.E) + 0.5 * Math.log(5),
    EXACT,
  );
});

Deno.test("gaussianEntropy() does not depend on units beyond their logarithm when scales differ by 1e200", () => {
  const covariance = [[1e200, 0.5], [0.5, 1e-200]];
  assertClose(gaussianEntropy(covariance), gaussianEntropy([[1, 0.5], [0.5, 1]]), { atol: 1e-10 });
});

Deno.test("gaussianEntropy() is -Infinity when the covariance is singular", () => {
  strictEqual(gaussianEntropy([[1, 1], [1, 1]]), -Infinity);
  strictEqual(gaussianEntropy([[1, 0], [0, 0]]), -Infinity);
});

Deno.test("gaussianEntropy() throws when the matrix is no covariance", () => {
  const bad: number[][][] = [[[1, 2], [2, 1]], [[1, 0.5], [0, 1]], [[-1]], [[NaN]], [[0, 1], [
    1,
    1,
  ]], []];
  for (const matrix of bad) throws(() => gaussianEntropy(matrix), InputError);
  throws(() => gaussianEntropy([[1, 0]]), InputError);
});

Deno.test("logDeterminant() neither overflows nor underflows in 600 dimensions", () => {
  const d = 600;
  assertClose(logDeterminant(Matrix.eye(d).mul(1e-3)), d * Math.log(1e-3), { rtol: 1e-12 });
});

Deno.test("isotropicGaussianEntropy() equals gaussianEntropy() of a multiple of the identity", () => {
  assertClose(isotropicGaussianEntropy(0.3, 4), gaussianEntropy(Matrix.eye(4).mul(0.09)), EXACT);
  strictEqual(isotropicGaussianEntropy(0, 2), -Infinity);
  strictEqual(isotropicGaussianEntropy(0, 0), 0);
  throws(() => isotropicGaussianEntropy(-1, 2), InputError);
  throws(() => isotropicGaussianEntropy(1, 1.5), InputError);
});

Deno.test("gaussianMutualInformation() equals -½ ln(1 - r²) for a scalar pair", () => {
  assertClose(gaussianMutualInformation([[4, 1.2], [1.2, 1]], 1), -0.5 * Math.log(1 - 0.36), EXACT);
});

Deno.test("gaussianMutualInformation() is symmetric when X and Y change places", () => {
  const covariance = randomCovariance(5, 1);
  const swapped = covariance.selection([3, 4, 0, 1, 2], [3, 4, 0, 1, 2]);
  assertClose(
    gaussianMutualInformation(covariance, 3),
    gaussianMutualInformation(swapped, 2),
    EXACT,
  );
});

Deno.test("gaussianMutualInformation() is +Infinity when Y is a linear function of X", () => {
  const x = randomCovariance(2, 2);
  const row = x.subMatrix(0, 0, 0, 1);
  const covariance = fromBlocks([[x, row.transpose()], [row, x.subMatrix(0, 0, 0, 0)]]);
  strictEqual(gaussianMutualInformation(covariance, 2), Infinity);
});

Deno.test("gaussianMutualInformation() throws when X alone is singular or dimX is out of range", () => {
  const covariance = [[1, 1, 0], [1, 1, 0], [0, 0, 1]];
  throws(() => gaussianMutualInformation(covariance, 2), InputError);
  throws(() => gaussianMutualInformation([[1]], 1), InputError);
  throws(() => gaussianMutualInformation(covariance, 0), InputError);
  throws(() => gaussianMutualInformation(covariance, 3), InputError);
});
