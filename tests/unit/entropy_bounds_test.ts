import { Matrix } from "npm:ml-matrix@6.15.1";
import {
  additiveNoiseEntropyBound,
  conditionalAdditiveNoiseEntropyBound,
  conditionalMultiplicativeNoiseEntropyBound,
  elementwiseNoiseEntropyBound,
  entropyUpperBound,
  expectedLogAbsDet,
  multiplicativeNoiseEntropyBound,
  residualEntropyUpperBound,
} from "../../lib/bounds/entropy_bounds.ts";
import { InputError } from "../../lib/errors.ts";
import {
  gaussianEntropy,
  gaussianMutualInformation,
  isotropicGaussianEntropy,
} from "../../lib/gaussian.ts";
import { normalQuantile } from "../../lib/special.ts";
import { covariance } from "../../lib/whitening.ts";
import { assertClose, ok, strictEqual, throws } from "../support/assert.ts";
import {
  fromBlocks,
  mapLinear,
  normalSamples,
  randomCovariance,
} from "../support/gaussian_cases.ts";

/** Rounding of determinants of small, well-conditioned matrices. */
const EXACT = { atol: 1e-10 };

/** Entropy of a density on the line by the trapezoid rule, which is exact to rounding for smooth ones. */
function quadratureEntropy(density: (x: number) => number, range: number): number {
  const steps = 20_000;
  let sum = 0;
  for (let i = 0; i <= steps; i++) {
    const p = density(-range + (2 * range * i) / steps);
    if (p > 0) sum -= p * Math.log(p);
  }
  return (sum * 2 * range) / steps;
}

function normalDensity(x: number, sd: number): number {
  return Math.exp(-0.5 * (x / sd) ** 2) / (sd * Math.sqrt(2 * Math.PI));
}

Deno.test("Statement 7: entropyUpperBound() holds for uniform, Laplace and exponential variables", () => {
  const cases = [
    { entropy: 0, variance: 1 / 12 },
    { entropy: 1 + Math.log(2), variance: 2 },
    { entropy: 1, variance: 1 },
  ];
  for (const { entropy, variance } of cases) ok(entropyUpperBound([[variance]]) > entropy);
  assertClose(entropyUpperBound([[1 / 12]]), 0.5 * Math.log((2 * Math.PI * Math.E) / 12), EXACT);
});

Deno.test("Statement 7: entropyUpperBound() holds for a mixture of two Gaussians", () => {
  const entropy = quadratureEntropy(
    (x) => 0.5 * normalDensity(x - 2, 1) + 0.5 * normalDensity(x + 2, 1),
    12,
  );
  const bound = entropyUpperBound([[1 + 4]]);
  ok(bound > entropy, `${bound} is not above ${entropy}`);
  ok(entropy > gaussianEntropy([[1]]), "the quadrature is wrong");
});

Deno.test("Statement 7: entropyUpperBound() is met by a Gaussian, from its samples too", () => {
  const sigma = randomCovariance(3, 1);
  assertClose(entropyUpperBound(sigma), gaussianEntropy(sigma), { atol: 0 });
  const samples = mapLinear(normalSamples(50, 3, 2), sigma);
  assertClose(entropyUpperBound(samples), gaussianEntropy(covariance(samples)), { atol: 0 });
  throws(() => entropyUpperBound({ data: Float64Array.of(1, 2), n: 1, d: 2 }), InputError);
});

Deno.test("Statement 7: residualEntropyUpperBound() takes the covariance of the reconstruction error", () => {
  const samples = normalSamples(200, 2, 3);
  const reconstructions = { ...samples, data: samples.data.map((value) => 0.7 * value) };
  const error = covariance(samples).mul(0.09);
  assertClose(residualEntropyUpperBound(samples, reconstructions), gaussianEntropy(error), EXACT);
  strictEqual(residualEntropyUpperBound(samples, samples), -Infinity);
  throws(() => residualEntropyUpperBound(samples, { ...samples, n: 400, d: 1 }), InputError);
});

Deno.test("Statement 8: h(X + Z) exceeds additiveNoiseEntropyBound() by I(X; X + Z) for Gaussians", () => {
  for (let seed = 0; seed < 5; seed++) {
    const [a, b] = [randomCovariance(3, seed), randomCovariance(3, 100 + seed)];
    const sum = Matrix.add(a, b);
    const bound = additiveNoiseEntropyBound(gaussianEntropy(b));
    const information = gaussianMutualInformation(fromBlocks([[a, a], [a, sum]]), 3);
    assertClose(gaussianEntropy(sum) - bound, information, EXACT);
    const both = additiveNoiseEntropyBound(gaussianEntropy(b), gaussianEntropy(a));
    strictEqual(both, Math.max(gaussianEntropy(a), gaussianEntropy(b)));
    ok(gaussianEntropy(sum) > both);
  }
});

Deno.test("Statement 8: additiveNoiseEntropyBound() is met when X is constant", () => {
  // X shrinks to a constant: the gap I(X; X + Z) is of the order of its variance.
  const [a, b] = [randomCovariance(2, 3).mul(1e-9), randomCovariance(2, 4)];
  const bound = additiveNoiseEntropyBound(gaussianEntropy(b), gaussianEntropy(a));
  assertClose(gaussianEntropy(Matrix.add(a, b)), bound, { atol: 1e-7 });
  strictEqual(additiveNoiseEntropyBound(isotropicGaussianEntropy(0, 2)), -Infinity);
  throws(() => additiveNoiseEntropyBound(NaN), InputError);
});

Deno.test("Statement 8, conditioned: the bound holds given W, and is met when X is constant given W", () => {
  const probabilities = [0.2, 0.5, 0.3];
  const noises = [5, 6, 7].map((seed) => randomCovariance(2, seed));
  const signals = [8, 9, 10].map((seed) => randomCovariance(2, seed));
  const conditions = probabilities.map((probability, w) => ({
    probability,
    noiseEntropy: gaussianEntropy(noises[w]),
    signalEntropy: gaussianEntropy(signals[w]),
  }));
  const bound = conditionalAdditiveNoiseEntropyBound(conditions);
  const truth = probabilities.reduce(
    (sum, p, w) => sum + p * gaussianEntropy(Matrix.add(noises[w], signals[w])),
    0,
  );
  ok(truth > bound, `${truth} is not above ${bound}`);
  const constant = conditions.map(({ probability, noiseEntropy }) => ({
    probability,
    noiseEntropy,
  }));
  const met = probabilities.reduce((sum, p, w) => sum + p * gaussianEntropy(noises[w]), 0);
  assertClose(conditionalAdditiveNoiseEntropyBound(constant), met, EXACT);
  ok(met <= bound);
});

Deno.test("Statement 8, conditioned: a condition of probability 0 does not count", () => {
  const conditions = [{ probability: 1, noiseEntropy: 2 }, {
    probability: 0,
    noiseEntropy: -Infinity,
  }];
  strictEqual(conditionalAdditiveNoiseEntropyBound(conditions), 2);
  throws(
    () => conditionalAdditiveNoiseEntropyBound([{ probability: 0.9, noiseEntropy: 2 }]),
    InputError,
  );
});

Deno.test("Statement 9: multiplicativeNoiseEntropyBound() is met when the matrix is constant", () => {
  for (let seed = 0; seed < 5; seed++) {
    const [matrix, sigma] = [randomCovariance(3, seed), randomCovariance(3, 50 + seed)];
    const product = matrix.mmul(sigma).mmul(matrix.transpose());
    const symmetric = Matrix.add(product, product.transpose()).mul(0.5);
    const bound = multiplicativeNoiseEntropyBound(
      gaussianEntropy(sigma),
      expectedLogAbsDet([matrix]),
    );
    assertClose(bound, gaussianEntropy(symmetric), EXACT);
  }
});

Deno.test("Statement 9: multiplicativeNoiseEntropyBound() is met by random rotations of isotropic noise", () => {
  const rotations = Array.from({ length: 10 }, (_, i) => {
    const [c, s] = [Math.cos(i), Math.sin(i)];
    return [[c, -s], [s, c]];
  });
  const noise = isotropicGaussianEntropy(0.5, 2);
  assertClose(multiplicativeNoiseEntropyBound(noise, expectedLogAbsDet(rotations)), noise, EXACT);
});

Deno.test("Statement 9: multiplicativeNoiseEntropyBound() holds for a random scale", () => {
  // X is 1 or 3 with probability ½, Z ~ N(0, 1): X Z is a mixture of N(0, 1) and N(0, 9).
  const truth = quadratureEntropy((x) => 0.5 * normalDensity(x, 1) + 0.5 * normalDensity(x, 3), 40);
  const bound = multiplicativeNoiseEntropyBound(
    gaussianEntropy([[1]]),
    expectedLogAbsDet([[[1]], [[3]]]),
  );
  assertClose(bound, gaussianEntropy([[1]]) + 0.5 * Math.log(3), EXACT);
  ok(truth > bound, `${truth} is not above ${bound}`);
  // The gap is I(X; X Z), at most the entropy of X, ln 2.
  ok(truth - bound < Math.log(2));
});

Deno.test("Statement 9: the bound is -Infinity when a matrix is singular, and 600 dimensions do not overflow", () => {
  strictEqual(multiplicativeNoiseEntropyBound(1, expectedLogAbsDet([[[1, 1], [1, 1]]])), -Infinity);
  const d = 600;
  assertClose(expectedLogAbsDet([Matrix.eye(d).mul(-1e3)]), d * Math.log(1e3), { rtol: 1e-12 });
  throws(() => expectedLogAbsDet([]), InputError);
  throws(() => expectedLogAbsDet([[[1, 2]]]), InputError);
  throws(() => multiplicativeNoiseEntropyBound(Infinity, -Infinity), InputError);
});

Deno.test("Statement 9, conditioned: the bound is met by matrices that W determines", () => {
  const probabilities = [0.25, 0.75];
  const matrices = [randomCovariance(2, 20), randomCovariance(2, 21)];
  const noises = [randomCovariance(2, 22), randomCovariance(2, 23)];
  const conditions = probabilities.map((probability, w) => ({
    probability,
    noiseEntropy: gaussianEntropy(noises[w]),
    expectedLogDet: expectedLogAbsDet([matrices[w]]),
  }));
  const truth = probabilities.reduce((sum, p, w) => {
    const product = matrices[w].mmul(noises[w]).mmul(matrices[w]);
    return sum + p * gaussianEntropy(Matrix.add(product, product.transpose()).mul(0.5));
  }, 0);
  assertClose(conditionalMultiplicativeNoiseEntropyBound(conditions), truth, EXACT);
});

Deno.test("Corollary 4: elementwiseNoiseEntropyBound() holds for log-normal factors", () => {
  // ln X ~ N(0.3, τ²) per coordinate, at its quantiles, so that the mean of ln X is exact.
  const [n, d, mean, noiseSd] = [1000, 2, 0.3, 0.5];
  const logNormalEntropy = (mu: number, sd: number) => mu + gaussianEntropy([[sd * sd]]);
  const noiseEntropy = d * logNormalEntropy(0, noiseSd);
  for (const sd of [0.1, 1]) {
    const data = Float64Array.from(
      { length: n * d },
      (_, i) => Math.exp(mean + sd * normalQuantile((Math.floor(i / d) + 0.5) / n)),
    );
    const bound = elementwiseNoiseEntropyBound(noiseEntropy, { data, n, d });
    assertClose(bound, noiseEntropy + d * mean, EXACT);
    const truth = d * logNormalEntropy(mean, Math.hypot(sd, noiseSd));
    ok(truth > bound, `${truth} is not above ${bound}`);
  }
});

Deno.test("Corollary 4: elementwiseNoiseEntropyBound() is met when X is constant", () => {
  const x = { data: Float64Array.of(2, -3, 2, -3), n: 2, d: 2 };
  const sigma = randomCovariance(2, 30);
  const scaled = new Matrix([[4, -6], [-6, 9]]).mul(sigma);
  assertClose(
    elementwiseNoiseEntropyBound(gaussianEntropy(sigma), x),
    gaussianEntropy(scaled),
    EXACT,
  );
});

Deno.test("Corollary 4: elementwiseNoiseEntropyBound() is -Infinity when a value is 0", () => {
  const x = { data: Float64Array.of(0, 1), n: 2, d: 1 };
  strictEqual(elementwiseNoiseEntropyBound(1, x), -Infinity);
});
