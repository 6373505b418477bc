import { Matrix } from "npm:ml-matrix@6.15.1";
import {
  autoencoderEntropyBound,
  denoisingBounds,
  pcaEntropyGapBounds,
  pcaInformationChangeBounds,
  pcaInformationLossBounds,
  type PcaTerms,
} from "../../lib/bounds/compression_bounds.ts";
import {
  conditionalAdditiveNoiseEntropyBound,
  entropyUpperBound,
} from "../../lib/bounds/entropy_bounds.ts";
import { InputError } from "../../lib/errors.ts";
import {
  gaussianEntropy,
  gaussianMutualInformation,
  isotropicGaussianEntropy,
} from "../../lib/gaussian.ts";
import { symmetricEigen } from "../../lib/whitening.ts";
import { assertClose, deepStrictEqual, ok, strictEqual, throws } from "../support/assert.ts";
import { fromBlocks, randomCovariance, randomMatrix, select } from "../support/gaussian_cases.ts";
import { createRng } from "../../lib/rng.ts";

/** Rounding of determinants of small, well-conditioned matrices. */
const EXACT = { atol: 1e-10 };

/** Slack for comparing two closed forms that may be equal. */
const ROUNDING = 1e-10;

/** The terms of Statement 3 for Gaussian (X, Z, Y) of dimensions 2, 3, 2, with f(X, Z) = (X, B Z). */
function denoisingCase(sigma: Matrix, seed: number) {
  const [x, z, y] = [[0, 1], [2, 3, 4], [5, 6]];
  const rng = createRng(seed);
  const pick = randomMatrix(1, 3, () => rng.normal());
  const map = fromBlocks([
    [Matrix.eye(2), Matrix.zeros(2, 3), Matrix.zeros(2, 2)],
    [Matrix.zeros(1, 2), pick, Matrix.zeros(1, 2)],
    [Matrix.zeros(2, 2), Matrix.zeros(2, 3), Matrix.eye(2)],
  ]);
  const mapped = map.mmul(sigma).mmul(map.transpose());
  return {
    compressed: gaussianMutualInformation(select(sigma, [...x, ...y]), 2),
    noisy: gaussianMutualInformation(Matrix.add(mapped, mapped.transpose()).mul(0.5), 3),
    all: gaussianMutualInformation(sigma, 5),
    noiseEntropy: gaussianEntropy(select(sigma, z)),
    conditionalNoiseEntropy: gaussianEntropy(sigma) - gaussianEntropy(select(sigma, [...x, ...y])),
  };
}

Deno.test("Statement 3: the whole chain of inequalities holds for Gaussians", () => {
  for (let seed = 0; seed < 10; seed++) {
    const terms = denoisingCase(randomCovariance(7, seed), seed);
    const { lower, upper } = denoisingBounds({ ...terms, mutualInformation: terms.compressed });
    strictEqual(lower, terms.compressed);
    ok(lower <= terms.noisy + ROUNDING, `I(X; Y) ${lower} > I(f(X, Z); Y) ${terms.noisy}`);
    ok(terms.noisy <= terms.all + ROUNDING, `I(f(X, Z); Y) ${terms.noisy} > ${terms.all}`);
    ok(terms.all <= upper + ROUNDING, `I(X, Z; Y) ${terms.all} > ${upper}`);
  }
});

Deno.test("Statement 3: the upper bound is I(X, Z; Y) when X and Z are independent", () => {
  const sigma = randomCovariance(7, 11);
  for (const i of [0, 1]) {
    for (const j of [2, 3, 4]) {
      sigma.set(i, j, 0);
      sigma.set(j, i, 0);
    }
  }
  sigma.add(Matrix.eye(7));
  const terms = denoisingCase(sigma, 11);
  const { upper } = denoisingBounds({ ...terms, mutualInformation: terms.compressed });
  assertClose(upper, terms.all, EXACT);
  ok(terms.all > terms.compressed + 1e-3, "Z tells nothing about Y here");
});

Deno.test("Statement 3: denoisingBounds() takes the bounds of Statements 7 and 8 for its entropies", () => {
  // Z = S + N with N independent of everything: h(Z) ≤ Statement 7, h(Z | X, Y) ≥ h(N), Statement 8.
  const sigma = randomCovariance(7, 12);
  const noisy = sigma.clone();
  for (const j of [2, 3, 4]) noisy.set(j, j, noisy.get(j, j) + 0.49);
  const terms = denoisingCase(noisy, 12);
  const { lower, upper } = denoisingBounds({
    mutualInformation: terms.compressed,
    noiseEntropy: entropyUpperBound(select(noisy, [2, 3, 4])),
    conditionalNoiseEntropy: conditionalAdditiveNoiseEntropyBound([
      { probability: 1, noiseEntropy: isotropicGaussianEntropy(0.7, 3) },
    ]),
  });
  ok(
    lower <= terms.noisy && terms.all <= upper,
    `${terms.noisy}, ${terms.all} not in [${lower}, ${upper}]`,
  );
});

Deno.test("Statement 3: denoisingBounds() is vacuous when (X, Y) determines Z", () => {
  const terms = { mutualInformation: 1, noiseEntropy: 2, conditionalNoiseEntropy: -Infinity };
  deepStrictEqual(denoisingBounds(terms), { lower: 1, upper: Infinity });
  deepStrictEqual(denoisingBounds({ ...terms, noiseEntropy: -Infinity }), {
    lower: 1,
    upper: Infinity,
  });
});

Deno.test("Statement 3: denoisingBounds() throws when h(Z) is below h(Z | X, Y)", () => {
  const terms = { mutualInformation: 1, noiseEntropy: 2, conditionalNoiseEntropy: 2.1 };
  throws(() => denoisingBounds(terms), InputError);
  throws(() => denoisingBounds({ ...terms, mutualInformation: NaN }), InputError);
});

Deno.test("Corollary 2: the bounds meet when Z is independent of (X, Y)", () => {
  const sigma = randomCovariance(7, 13);
  for (const j of [2, 3, 4]) {
    for (const i of [0, 1, 5, 6]) {
      sigma.set(i, j, 0);
      sigma.set(j, i, 0);
    }
  }
  sigma.add(Matrix.eye(7));
  const terms = denoisingCase(sigma, 13);
  const { lower, upper } = denoisingBounds({ ...terms, mutualInformation: terms.compressed });
  assertClose(upper, lower, EXACT);
  assertClose(terms.noisy, lower, EXACT);
  assertClose(terms.all, lower, EXACT);
});

/** Statement 10's terms for X ~ N(0, diag λ), E = the first n' coordinates, D the best decoder. */
function autoencoderCase(variances: readonly number[], codeDim: number, noise: number) {
  const squared = noise * noise;
  const kept = variances.slice(0, codeDim);
  const error = kept.reduce((sum, v) => sum + (v * squared) / (v + squared), 0) +
    variances.slice(codeDim).reduce((sum, v) => sum + v, 0);
  return {
    dim: variances.length,
    codeDim,
    noise,
    codeEntropy: kept.reduce(
      (sum, v) => sum + isotropicGaussianEntropy(Math.sqrt(v + squared), 1),
      0,
    ),
    meanSquaredError: error / variances.length,
  };
}

Deno.test("Statement 10: autoencoderEntropyBound() holds for Gaussians", () => {
  const variances = [3, 1, 0.4, 0.1];
  const truth = variances.reduce((sum, v) => sum + isotropicGaussianEntropy(Math.sqrt(v), 1), 0);
  for (const codeDim of [1, 2, 3, 4]) {
    for (const noise of [0.01, 0.3, 2]) {
      const bound = autoencoderEntropyBound(autoencoderCase(variances, codeDim, noise));
      ok(bound > truth, `n' = ${codeDim}, σ = ${noise}: ${bound} is not above ${truth}`);
    }
  }
});

Deno.test("Statement 10: autoencoderEntropyBound() is met by an isotropic Gaussian with a full code", () => {
  for (const noise of [0.1, 1, 5]) {
    const terms = autoencoderCase([2, 2, 2], 3, noise);
    assertClose(autoencoderEntropyBound(terms), isotropicGaussianEntropy(Math.SQRT2, 3), EXACT);
  }
});

Deno.test("Statement 10: autoencoderEntropyBound() deteriorates to +Infinity when σ goes to 0", () => {
  const bounds = [1e-1, 1e-3, 1e-5, 0].map((noise) =>
    autoencoderEntropyBound(autoencoderCase([1, 1], 1, noise))
  );
  ok(bounds[1] > bounds[0] + 4 && bounds[2] > bounds[1] + 4, String(bounds));
  strictEqual(bounds[3], Infinity);
  strictEqual(
    autoencoderEntropyBound({ ...autoencoderCase([1, 1], 1, 1), meanSquaredError: 0 }),
    -Infinity,
  );
  throws(
    () => autoencoderEntropyBound({ ...autoencoderCase([1, 1], 1, 1), noise: -1 }),
    InputError,
  );
});

/** h(X + Z) − h(E(X + Z)) for X ~ N(0, diag λ) and the first n' coordinates kept. */
function entropyGap(variances: readonly number[], codeDim: number, noise: number): number {
  return gaussianEntropy(Matrix.diag(variances.map((v) => v + noise * noise))) -
    gaussianEntropy(Matrix.diag(variances.slice(0, codeDim).map((v) => v + noise * noise)));
}

Deno.test("Statement 11: pcaEntropyGapBounds() holds for Gaussians", () => {
  const variances = [4, 2, 1, 0.5, 0.25];
  for (const codeDim of [1, 2, 4]) {
    for (const noise of [0.05, 1]) {
      const gap = entropyGap(variances, codeDim, noise);
      const terms = { dim: 5, codeDim, noise };
      const printed = pcaEntropyGapBounds({ ...terms, discardedVariance: variances[codeDim] });
      ok(
        printed.lower < gap && gap <= printed.upper + ROUNDING,
        `${gap} not in ${JSON.stringify(printed)}`,
      );
      const sharp = pcaEntropyGapBounds({ ...terms, discardedVariance: variances.slice(codeDim) });
      assertClose(sharp.upper, gap, EXACT);
      ok(sharp.upper <= printed.upper + ROUNDING);
    }
  }
});

Deno.test("Statement 11: the upper bound is met when the discarded variances are equal", () => {
  const terms = { dim: 4, codeDim: 1, noise: 0.3, discardedVariance: 0.7 };
  assertClose(pcaEntropyGapBounds(terms).upper, entropyGap([2, 0.7, 0.7, 0.7], 1, 0.3), EXACT);
});

Deno.test("Statement 11, footnote 2: for X = const both bounds are met with E(X + Z), and not with E(X)", () => {
  const [dim, codeDim, noise] = [3, 1, 0.5];
  const { lower, upper } = pcaEntropyGapBounds({ dim, codeDim, noise, discardedVariance: 0 });
  const smoothed = isotropicGaussianEntropy(noise, dim);
  const gap = smoothed - isotropicGaussianEntropy(noise, codeDim);
  assertClose(gap, lower, EXACT);
  assertClose(gap, upper, EXACT);
  // As first published: E(X) is constant, its entropy is −∞, and the difference exceeds any bound.
  const published = smoothed - gaussianEntropy([[0]]);
  strictEqual(published, Infinity);
  ok(published > upper);
});

Deno.test("Statement 11: the lower bound is -Infinity when σ = 0, and nothing is lost when n' = n", () => {
  const terms: PcaTerms = { dim: 3, codeDim: 2, noise: 0, discardedVariance: 1 };
  strictEqual(pcaEntropyGapBounds(terms).lower, -Infinity);
  assertClose(pcaEntropyGapBounds(terms).upper, gaussianEntropy([[1]]), EXACT);
  deepStrictEqual(pcaEntropyGapBounds({ ...terms, codeDim: 3 }), { lower: 0, upper: 0 });
  throws(() => pcaEntropyGapBounds({ ...terms, codeDim: 4 }), InputError);
  throws(() => pcaEntropyGapBounds({ ...terms, discardedVariance: -1 }), InputError);
  throws(() => pcaEntropyGapBounds({ ...terms, discardedVariance: [1, 1] }), InputError);
});

/** I(X + Z; Y) − I(E(X + Z); Y) for Gaussian (X, Y), E the principal components of X, and its terms. */
function informationLoss(sigma: Matrix, dim: number, codeDim: number, noise: number) {
  const { values, vectors } = symmetricEigen(sigma.subMatrix(0, dim - 1, 0, dim - 1));
  const dimY = sigma.rows - dim;
  const axes = vectors.subMatrixColumn(values.map((_, i) => dim - 1 - i)).transpose();
  const turn = fromBlocks([[axes, Matrix.zeros(dim, dimY)], [
    Matrix.zeros(dimY, dim),
    Matrix.eye(dimY),
  ]]);
  const turned = turn.mmul(sigma).mmul(turn.transpose());
  const smoothed = Matrix.add(turned, turned.transpose()).mul(0.5);
  for (let i = 0; i < dim; i++) smoothed.set(i, i, smoothed.get(i, i) + noise * noise);
  const kept = Array.from({ length: sigma.rows }, (_, i) => i).filter((i) =>
    i < codeDim || i >= dim
  );
  return {
    loss: gaussianMutualInformation(smoothed, dim) -
      gaussianMutualInformation(select(smoothed, kept), codeDim),
    variances: [...values].reverse().slice(codeDim),
  };
}

Deno.test("Corollaries 5 and 6: the loss of information by PCA keeps to the bounds for Gaussians", () => {
  for (let seed = 0; seed < 10; seed++) {
    const [dim, codeDim, noise] = [4, 1 + (seed % 3), 0.2 + 0.1 * seed];
    const { loss, variances } = informationLoss(randomCovariance(6, seed), dim, codeDim, noise);
    const terms = { dim, codeDim, noise, discardedVariance: variances[0] };
    const change = pcaInformationChangeBounds(terms);
    const bounds = pcaInformationLossBounds(terms);
    const sharp = pcaInformationLossBounds({ ...terms, discardedVariance: variances });
    strictEqual(bounds.lower, 0);
    deepStrictEqual(change, { lower: -bounds.upper, upper: bounds.upper });
    ok(loss >= -ROUNDING, `loss ${loss} < 0`);
    ok(loss <= sharp.upper + ROUNDING, `loss ${loss} > ${sharp.upper}`);
    ok(sharp.upper <= bounds.upper + ROUNDING);
  }
});

Deno.test("Corollary 6: the upper bound is met when Y is exactly what PCA discards", () => {
  // X = (U, V), E(X) = U, Y = V with three equal variances.
  const [variance, noise] = [0.6, 0.4];
  const x = Matrix.diag([2, variance, variance, variance]);
  const y = x.subMatrix(1, 3, 0, 3);
  const sigma = fromBlocks([[x, y.transpose()], [y, x.subMatrix(1, 3, 1, 3)]]);
  const { loss } = informationLoss(sigma, 4, 1, noise);
  const terms = { dim: 4, codeDim: 1, noise, discardedVariance: variance };
  assertClose(pcaInformationLossBounds(terms).upper, loss, EXACT);
  assertClose(loss, 1.5 * Math.log(1 + variance / noise ** 2), EXACT);
});

Deno.test("Corollaries 5 and 6: the bounds are 0 when nothing is discarded, infinite when σ = 0", () => {
  const terms = { dim: 4, codeDim: 2, noise: 0, discardedVariance: 1 };
  deepStrictEqual(pcaInformationLossBounds(terms), { lower: 0, upper: Infinity });
  deepStrictEqual(pcaInformationChangeBounds(terms), { lower: -Infinity, upper: Infinity });
  for (const noise of [0, 0.5]) {
    const lossless = { ...terms, noise, discardedVariance: 0 };
    deepStrictEqual(pcaInformationLossBounds(lossless), { lower: 0, upper: 0 });
    deepStrictEqual(pcaInformationChangeBounds(lossless), { lower: 0, upper: 0 });
  }
});
