import { Matrix } from "npm:ml-matrix@6.15.1";
import { randomRotation, transformRows } from "../../../data/random_rotation.ts";
import { createRng } from "../../../lib/rng.ts";
import { assertAllClose, assertClose, deepStrictEqual } from "../../support/assert.ts";

Deno.test("randomRotation() is orthogonal when d is 1 to 8", () => {
  for (let d = 1; d <= 8; d++) {
    const q = randomRotation(d, createRng(d));
    // Householder QR is orthogonal to a few units in the last place.
    const identity = Matrix.eye(d).to1DArray();
    assertAllClose(q.transpose().mmul(q).to1DArray(), identity, { atol: 1e-14 });
  }
});

Deno.test("randomRotation() has the moments of the Haar measure when drawn many times", () => {
  const d = 3;
  const draws = 2000;
  const rng = createRng("haar");
  const sums = { entries: new Float64Array(d * d), squares: new Float64Array(d * d), trace2: 0 };
  for (let draw = 0; draw < draws; draw++) {
    const q = randomRotation(d, rng);
    q.to1DArray().forEach((value, i) => {
      sums.entries[i] += value / draws;
      sums.squares[i] += value * value / draws;
    });
    sums.trace2 += q.trace() ** 2 / draws;
  }
  // E q = 0 with variance 1/d; E q² = 1/d with variance 2(d−1)/(d²(d+2)); 4 standard errors. Without
  // the signs of R, the first entries of the columns have means far from 0.
  const zero = new Float64Array(d * d);
  assertAllClose(sums.entries, zero, { atol: 4 / Math.sqrt(d * draws) });
  const sd = Math.sqrt((2 * (d - 1)) / (d * d * (d + 2)));
  assertAllClose(sums.squares, zero.fill(1 / d), { atol: 4 * sd / Math.sqrt(draws) });
  // The trace of a Haar orthogonal matrix has variance 1 (Diaconis and Shahshahani), E trace⁴ = 3.
  assertClose(sums.trace2, 1, { atol: 4 * Math.sqrt(2 / draws) });
});

Deno.test("transformRows() multiplies every row by the matrix when it is not square", () => {
  const samples = { data: Float64Array.of(1, 2, 3, 4), n: 2, d: 2 };
  const matrix = new Matrix([[1, 0], [0, 1], [1, 1]]);
  deepStrictEqual(transformRows(samples, matrix), {
    data: Float64Array.of(1, 2, 3, 3, 4, 7),
    n: 2,
    d: 3,
  });
});
