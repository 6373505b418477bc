import { determinant } from "npm:ml-matrix@6.15.1";
import { drawNormalPair, pairCorrelation, pairCovariance } from "../../../data/normal_pair.ts";
import { InputError } from "../../../lib/errors.ts";
import { joinColumns } from "../../../lib/samples.ts";
import { normalCdf } from "../../../lib/special.ts";
import type { Samples } from "../../../lib/types.ts";
import { covariance } from "../../../lib/whitening.ts";
import {
  assertAllClose,
  assertClose,
  deepStrictEqual,
  notDeepStrictEqual,
  ok,
  throws,
} from "../../support/assert.ts";

const CASES = [
  { dimX: 1, dimY: 1, mutualInformation: 0 },
  { dimX: 1, dimY: 1, mutualInformation: 1 },
  { dimX: 2, dimY: 2, mutualInformation: 10 },
  { dimX: 4, dimY: 3, mutualInformation: 1.5 },
  { dimX: 1, dimY: 5, mutualInformation: 3 },
  { dimX: 6, dimY: 2, mutualInformation: 0.25 },
];

/** Kolmogorov and Smirnov's distance between a column and a standard normal. */
function normalDistance({ data, n, d }: Samples, column: number): number {
  const values = Float64Array.from({ length: n }, (_, i) => data[i * d + column]).sort();
  return values.reduce((most, value, i) => {
    const p = normalCdf(value);
    return Math.max(most, p - i / n, (i + 1) / n - p);
  }, 0);
}

function logDet(samples: Samples): number {
  return Math.log(determinant(covariance(samples)));
}

for (const { dimX, dimY, mutualInformation } of CASES) {
  const name = `n' = ${dimX}, m' = ${dimY}, ${mutualInformation} nats`;

  Deno.test(`pairCovariance() has −½ ln det M = κ when ${name}`, () => {
    const m = pairCovariance(dimX, dimY, mutualInformation);
    // 1 − a² loses up to exp(2κ/k) units in the last place: exp(10) · 2e-16 here.
    assertClose(-0.5 * Math.log(determinant(m)), mutualInformation, { atol: 1e-11 });
    ok(m.isSymmetric());
  });

  Deno.test(`drawNormalPair() has the mutual information asked for when ${name}`, () => {
    const n = 4000;
    for (const rotation of [true, false]) {
      const request = { samples: n, mutualInformation, seed: 5 };
      const { x, y } = drawNormalPair(request, { dimX, dimY, rotation });
      const estimate = 0.5 * (logDet(x) + logDet(y) - logDet(joinColumns(x, y)));
      // Gaussian plug-in: bias n'm'/2N, and variance (Σ a² + n'm'/2N)/N by the delta method.
      const a = pairCorrelation(mutualInformation, dimX, dimY);
      const bias = dimX * dimY / (2 * n);
      const sd = Math.sqrt((Math.min(dimX, dimY) * a * a + bias) / n);
      assertClose(estimate, mutualInformation, { atol: bias + 4 * sd }, `rotation ${rotation}`);
    }
  });

  Deno.test(`drawNormalPair() has standard normal coordinates when ${name}`, () => {
    const n = 2000;
    const { x, y } = drawNormalPair({ samples: n, mutualInformation, seed: 1 }, { dimX, dimY });
    for (const side of [x, y]) {
      for (let j = 0; j < side.d; j++) {
        // P(D √n > 2.1) = 3e-4 for each of the 31 coordinates tested.
        ok(normalDistance(side, j) * Math.sqrt(n) < 2.1, `coordinate ${j}`);
      }
    }
  });
}

Deno.test("drawNormalPair() has covariance (7) when rotation is off", () => {
  const n = 20000;
  const { x, y } = drawNormalPair(
    { samples: n, mutualInformation: 2, seed: 3 },
    { dimX: 3, dimY: 2, rotation: false },
  );
  const got = covariance(joinColumns(x, y)).to1DArray();
  // An entry has variance at most 2/N; 25 entries.
  assertAllClose(got, pairCovariance(3, 2, 2).to1DArray(), { atol: 4 * Math.sqrt(2 / n) });
});

Deno.test("drawNormalPair() rotates X and Y by different rotations when rotation is on", () => {
  const request = { samples: 50, mutualInformation: 1, seed: 3 };
  const plain = drawNormalPair(request, { dimX: 3, dimY: 3, rotation: false });
  const rotated = drawNormalPair(request, { dimX: 3, dimY: 3 });
  const norm = (s: Samples, i: number) => Math.hypot(...s.data.subarray(i * s.d, (i + 1) * s.d));
  for (let i = 0; i < 50; i++) {
    assertClose(norm(rotated.x, i), norm(plain.x, i), { rtol: 1e-12 });
    assertClose(norm(rotated.y, i), norm(plain.y, i), { rtol: 1e-12 });
  }
  // At a → 1, η = ξ before the rotations; equal rotations would keep them equal.
  const equal = drawNormalPair({ ...request, mutualInformation: 45 }, { dimX: 3, dimY: 3 });
  ok(equal.x.data.some((value, i) => Math.abs(value - equal.y.data[i]) > 0.1));
});

Deno.test("drawNormalPair() gives the same bits when the seed is the same", () => {
  const options = { dimX: 2, dimY: 3 };
  const request = { samples: 20, mutualInformation: 1, seed: 7 };
  const pair = drawNormalPair(request, options);
  deepStrictEqual(drawNormalPair(request, options), pair);
  notDeepStrictEqual(drawNormalPair({ ...request, seed: 8 }, options), pair);
  const longer = drawNormalPair({ ...request, samples: 30 }, options);
  deepStrictEqual(longer.x.data.subarray(0, 40), pair.x.data);
  deepStrictEqual(longer.y.data.subarray(0, 60), pair.y.data);
});

Deno.test("pairCorrelation() keeps all digits when κ is tiny", () => {
  // a = √(2κ) (1 − κ/2 + …); the naive 1 − exp(−2κ) is 0 here.
  assertClose(pairCorrelation(1e-18, 1, 1), Math.sqrt(2e-18), { rtol: 1e-15 });
  assertClose(pairCorrelation(0, 2, 3), 0, {});
});

Deno.test("drawNormalPair() keeps the noise exact when κ is large", () => {
  const n = 2000;
  const request = { samples: n, mutualInformation: 17, seed: 1 };
  const { x, y } = drawNormalPair(request, { dimX: 1, dimY: 1, rotation: false });
  const a = pairCorrelation(17, 1, 1);
  const variance = y.data.reduce((sum, value, i) => sum + (value - a * x.data[i]) ** 2, 0) / n;
  // A sample variance has relative sd √(2/N).
  assertClose(Math.sqrt(variance) / Math.exp(-17), 1, { atol: 4 * Math.sqrt(1 / (2 * n)) });
});

Deno.test("pairCorrelation() throws when the covariance would be singular in float64", () => {
  ok(pairCorrelation(18, 1, 1) < 1);
  ok(pairCorrelation(36, 2, 5) < 1);
  throws(() => pairCorrelation(19, 1, 1), { code: "singular-covariance", name: "InputError" });
  throws(() => pairCovariance(2, 5, 38), { code: "singular-covariance" });
  throws(
    () => drawNormalPair({ samples: 5, mutualInformation: 100, seed: 0 }, { dimX: 2, dimY: 2 }),
    /covariance \(7\) would be singular/,
  );
});

Deno.test("drawNormalPair() throws when the request cannot be met", () => {
  const dims = { dimX: 1, dimY: 1 };
  for (const mutualInformation of [-1, NaN, Infinity]) {
    const request = { samples: 5, mutualInformation, seed: 0 };
    throws(() => drawNormalPair(request, dims), { code: "invalid-mutual-information" });
  }
  for (const samples of [0, -1, 1.5, NaN]) {
    const request = { samples, mutualInformation: 1, seed: 0 };
    throws(() => drawNormalPair(request, dims), { code: "invalid-samples" });
  }
  const request = { samples: 5, mutualInformation: 1, seed: 0 };
  throws(() => drawNormalPair(request, { dimX: 0, dimY: 1 }), InputError);
  throws(() => drawNormalPair(request, { dimX: 1, dimY: 1.5 }), InputError);
  throws(() => drawNormalPair({ ...request, samples: 2 ** 31 }, dims), { code: "too-large" });
});
