import { SAMPLERS } from "../../data/samplers.ts";
import { canonicalPair } from "../../lib/canonical.ts";
import { joinColumns } from "../../lib/samples.ts";
import { linearPart } from "../../lib/mi/linear_part.ts";
import { createRng } from "../../lib/rng.ts";
import type { Samples } from "../../lib/types.ts";
import { covariance } from "../../lib/whitening.ts";
import { assertClose, strictEqual, throws } from "../support/assert.ts";

// Sums of some hundred products of numbers of order 1.
const ROUNDING = { atol: 1e-11 };

function draw(dims: number, dimsY: number): { x: Samples; y: Samples } {
  return SAMPLERS.get("uniform").create({ dims, dimsY })
    .sample({ samples: 400, mutualInformation: 1.5, seed: 3 });
}

Deno.test.each([[1, 1], [3, 3], [2, 5], [6, 2], [1, 4]])(
  "canonicalPair() leaves only the diagonal of the covariances, %d + %d dimensions",
  (d, e) => {
    const { x, y } = draw(d, e);
    const { a, b, correlations } = canonicalPair(x, y);
    strictEqual(correlations.length, Math.min(d, e));
    const sigma = covariance(joinColumns(a, b));
    for (let i = 0; i < d + e; i++) {
      for (let j = 0; j < d + e; j++) {
        const [low, high] = [Math.min(i, j), Math.max(i, j)];
        const paired = low < d && high - d === low;
        const want = i === j ? 1 : paired ? correlations[low] : 0;
        assertClose(sigma.get(i, j), want, ROUNDING, `${i}, ${j}`);
      }
    }
    for (let i = 1; i < correlations.length; i++) {
      strictEqual(correlations[i] <= correlations[i - 1], true);
    }
  },
);

Deno.test("canonicalPair() correlations give the linear part of the mutual information", () => {
  const { x, y } = draw(3, 4);
  const { correlations } = canonicalPair(x, y);
  const nats = correlations.reduce((sum, s) => sum - 0.5 * Math.log1p(-s * s), 0);
  assertClose(nats, linearPart(x, y), ROUNDING);
});

Deno.test("canonicalPair() rejects sides that share a linear combination", () => {
  const rng = createRng(1);
  const data = Float64Array.from({ length: 100 }, () => rng.normal());
  const x = { data, n: 50, d: 2 };
  const y = {
    data: Float64Array.from({ length: 50 }, (_, i) => data[2 * i] - data[2 * i + 1]),
    n: 50,
    d: 1,
  };
  throws(() => canonicalPair(x, y), { code: "singular-covariance" });
});
