// The paper's statements that need no function of ours beyond Gaussian closed forms.
import { Matrix } from "npm:ml-matrix@6.15.1";
import { pairCorrelation, pairCovariance } from "../../data/normal_pair.ts";
import { randomRotation } from "../../data/random_rotation.ts";
import { InputError } from "../../lib/errors.ts";
import { gaussianEntropy, gaussianMutualInformation } from "../../lib/gaussian.ts";
import { createRng } from "../../lib/rng.ts";
import { symmetricEigen } from "../../lib/whitening.ts";
import {
  assertAllClose,
  assertClose,
  deepStrictEqual,
  ok,
  strictEqual,
  throws,
} from "../support/assert.ts";
import { fromBlocks, randomCovariance, randomMatrix, select } from "../support/gaussian_cases.ts";

/** Rounding of determinants of small, well-conditioned matrices. */
const EXACT = { atol: 1e-10 };

/** The covariance of M v, for v of covariance `sigma`. */
function mapped(matrix: Matrix, sigma: Matrix): Matrix {
  const product = matrix.mmul(sigma).mmul(matrix.transpose());
  return Matrix.add(product, product.transpose()).mul(0.5);
}

Deno.test("Statement 1: invertible linear maps of X and of Y keep I(X; Y), and change entropies by ln |det|", () => {
  for (let seed = 0; seed < 5; seed++) {
    const rng = createRng(seed);
    const sigma = randomCovariance(5, seed);
    const f = randomMatrix(3, 3, () => rng.normal());
    const g = randomMatrix(2, 2, () => rng.normal());
    const both = fromBlocks([[f, Matrix.zeros(3, 2)], [Matrix.zeros(2, 3), g]]);
    const information = gaussianMutualInformation(sigma, 3);
    // Random maps may be badly conditioned, which costs digits.
    assertClose(gaussianMutualInformation(mapped(both, sigma), 3), information, { rtol: 1e-6 });
    const x = select(sigma, [0, 1, 2]);
    // h(f(ξ)) = h(ξ) + E ln √det(JᵀJ), from the proof.
    const area = 0.5 * gaussianEntropy(f.transpose().mmul(f)) -
      0.5 * gaussianEntropy(Matrix.eye(3));
    assertClose(gaussianEntropy(mapped(f, x)) - gaussianEntropy(x), 2 * area, { atol: 1e-8 });
  }
});

Deno.test("Corollary 1: I(X; Y) = I(E(X); Y) for data on a plane in 5 dimensions and its coordinates", () => {
  const rng = createRng(1);
  const sigma = randomCovariance(4, 1);
  const embedding = randomRotation(5, rng).subMatrixColumn([0, 1]);
  const lift = fromBlocks([[embedding, Matrix.zeros(5, 2)], [Matrix.zeros(2, 2), Matrix.eye(2)]]);
  const lifted = mapped(lift, sigma);
  // On the plane X has no density in R⁵, and E restores the coordinates exactly.
  throws(() => gaussianMutualInformation(lifted, 5), InputError);
  const encode = fromBlocks([
    [embedding.transpose(), Matrix.zeros(2, 2)],
    [Matrix.zeros(2, 5), Matrix.eye(2)],
  ]);
  const encoded = mapped(encode, lifted);
  assertClose(gaussianMutualInformation(encoded, 2), gaussianMutualInformation(sigma, 2), EXACT);
});

/** The matrix of Statement 2's proof, with cov(X₂, Y) as given. */
function statement2Covariance(sigma: number, covariance: number): number[][] {
  return [[1, 0, 0], [0, sigma, covariance], [0, covariance, 1]];
}

Deno.test("Statement 2: PCA loses all the information for any κ, with cov(X₂, Y) = a√σ", () => {
  for (const information of [0, 0.1, 1, 5, 10]) {
    for (const sigma of [0.01, 0.5, 0.99]) {
      const a = pairCorrelation(information, 1, 1);
      const covariance = statement2Covariance(sigma, a * Math.sqrt(sigma));
      // 1 − a² is e^(−2κ), whose relative rounding error is e^(2κ) ε, at κ = 10 about 1e-7.
      assertClose(gaussianMutualInformation(covariance, 2), information, { atol: 1e-6 });
      // The axis of the greatest variance is X₁, and it tells nothing about Y.
      const { values, vectors } = symmetricEigen(new Matrix([[1, 0], [0, sigma]]));
      strictEqual(values[1], 1);
      assertAllClose(vectors.getColumn(1).map(Math.abs), [1, 0], EXACT);
      const kept = select(new Matrix(covariance), [0, 2]);
      strictEqual(gaussianMutualInformation(kept, 1), 0);
    }
  }
});

Deno.test("Statement 2, erratum: with cov(X₂, Y) = a as printed, I is not κ or the matrix is no covariance", () => {
  const information = 0.3;
  const a = pairCorrelation(information, 1, 1);
  const sigma = 0.8;
  ok(sigma > a * a);
  const printed = gaussianMutualInformation(statement2Covariance(sigma, a), 2);
  assertClose(printed, -0.5 * Math.log(1 - (a * a) / sigma), EXACT);
  ok(Math.abs(printed - information) > 0.1, `${printed} is not far from ${information}`);
  throws(() => gaussianMutualInformation(statement2Covariance(0.9 * a * a, a), 2), InputError);
});

Deno.test("Statement 4: pairCovariance() gives unit marginals and I(ξ; η) = κ for every n', m', κ", () => {
  for (const [dimX, dimY] of [[1, 1], [1, 4], [3, 2], [2, 2], [5, 5], [8, 3]]) {
    for (const information of [0, 0.01, 1, 5, 10]) {
      const covariance = pairCovariance(dimX, dimY, information);
      assertClose(gaussianMutualInformation(covariance, dimX), information, { atol: 1e-6 });
      const x = covariance.subMatrix(0, dimX - 1, 0, dimX - 1);
      const y = covariance.subMatrix(dimX, dimX + dimY - 1, dimX, dimX + dimY - 1);
      deepStrictEqual(x.to2DArray(), Matrix.eye(dimX).to2DArray());
      deepStrictEqual(y.to2DArray(), Matrix.eye(dimY).to2DArray());
    }
  }
});

Deno.test("Statement 5, Eq. (6): a scalar pair of correlation √(1 − e^(−2κ)) has I = κ", () => {
  for (const information of [0, 1e-6, 0.5, 2, 8]) {
    const a = pairCorrelation(information, 1, 1);
    assertClose(a, Math.sqrt(1 - Math.exp(-2 * information)), { rtol: 1e-9 });
    assertClose(gaussianMutualInformation([[1, a], [a, 1]], 1), information, { atol: 1e-8 });
  }
});

Deno.test("Statement 6: independent ξ and η have I = 0, and their entropies add up", () => {
  const [x, y] = [randomCovariance(3, 6), randomCovariance(2, 7)];
  const joint = fromBlocks([[x, Matrix.zeros(3, 2)], [Matrix.zeros(2, 3), y]]);
  assertClose(gaussianMutualInformation(joint, 3), 0, EXACT);
  assertClose(gaussianEntropy(joint), gaussianEntropy(x) + gaussianEntropy(y), EXACT);
});

Deno.test("Corollary 3: information of independent pairs adds up", () => {
  const [first, second] = [randomCovariance(3, 8), randomCovariance(5, 9)];
  const joint = fromBlocks([[first, Matrix.zeros(3, 5)], [Matrix.zeros(5, 3), second]]);
  // ξ₁ has 1 dimension, η₁ 2, ξ₂ 2, η₂ 3: put ξ₁, ξ₂ before η₁, η₂.
  const ordered = select(joint, [0, 3, 4, 1, 2, 5, 6, 7]);
  const sum = gaussianMutualInformation(first, 1) + gaussianMutualInformation(second, 2);
  assertClose(gaussianMutualInformation(ordered, 3), sum, EXACT);
});

Deno.test("Matrix (7): pairCovariance() has a on the pairs, shares κ evenly, and zeros elsewhere", () => {
  const [dimX, dimY, information] = [3, 2, 1.5];
  const a = Math.sqrt(1 - Math.exp(-information));
  const want = [
    [1, 0, 0, a, 0],
    [0, 1, 0, 0, a],
    [0, 0, 1, 0, 0],
    [a, 0, 0, 1, 0],
    [0, a, 0, 0, 1],
  ];
  const got = pairCovariance(dimX, dimY, information);
  assertAllClose(got.to1DArray(), want.flat(), { atol: 1e-15 });
});
