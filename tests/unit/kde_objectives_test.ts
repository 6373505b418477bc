import { LIKELIHOOD, rateOf, SQUARED_ERROR } from "../../lib/entropy/kde_objectives.ts";
import { kernelSums } from "../../lib/entropy/kernel_sums.ts";
import type { Samples } from "../../lib/types.ts";
import { assertClose, deepStrictEqual, ok, strictEqual } from "../support/assert.ts";
import { normalSamples } from "../support/gaussian_cases.ts";

const OBJECTIVES = [LIKELIHOOD, SQUARED_ERROR];

async function viewOf(samples: Samples, bandwidth: number, halvings: number) {
  const rate = rateOf(bandwidth) / 2 ** halvings;
  const sums = await kernelSums(samples, { rate, rates: 1 + halvings, moments: true });
  return { sums, at: halvings, bandwidth, dimension: samples.d };
}

/** Both criteria of Appendix E.1 straight from their definitions, on 30 points in 2 dimensions. */
Deno.test("the objectives equal Eq. (10) and Appendix E.1.2 term by term", async () => {
  const samples = normalSamples(30, 2, 1);
  const { n, d, data } = samples;
  const b = 0.45;
  const squared = (i: number, j: number) =>
    (data[i * d] - data[j * d]) ** 2 + (data[i * d + 1] - data[j * d + 1]) ** 2;
  let likelihood = 0;
  let density = 0;
  let overlap = 0;
  for (let i = 0; i < n; i++) {
    let sum = 0;
    for (let j = 0; j < n; j++) {
      overlap += Math.exp(-squared(i, j) / (4 * b * b)) / (2 * b * Math.sqrt(Math.PI)) ** d;
      if (j !== i) {
        sum += Math.exp(-squared(i, j) / (2 * b * b)) / (b * Math.sqrt(2 * Math.PI)) ** d;
      }
    }
    likelihood += Math.log(sum / (n - 1)) / n;
    density += sum / (n - 1);
  }
  const { sign, log } = LIKELIHOOD.score(await viewOf(samples, b, 0));
  strictEqual(sign, 1);
  assertClose(log, likelihood, { rtol: 1e-12 });
  const error = SQUARED_ERROR.score(await viewOf(samples, b, 1));
  const want = (2 / n) * density - overlap / (n * n);
  assertClose(error.sign * Math.exp(error.log), want, { rtol: 1e-11 });
});

const DERIVATIVES = OBJECTIVES.flatMap((objective) =>
  [[200, 1, 0.2], [200, 3, 0.6], [150, 8, 0.9], [80, 40, 1.6]].map(([n, d, bandwidth]) => ({
    objective,
    name: objective.name,
    n,
    d,
    bandwidth,
  }))
);

Deno.test.each(DERIVATIVES)(
  "the derivatives of $name are those of its logarithm when d = $d",
  async ({ objective, n, d, bandwidth }) => {
    const samples = normalSamples(n, d, d);
    const step = 1e-3;
    const logs: number[] = [];
    for (const steps of [-1, 0, 1]) {
      const view = await viewOf(samples, bandwidth * Math.exp(steps * step), objective.halvings);
      const { sign, log } = objective.score(view);
      strictEqual(sign, 1);
      logs.push(log);
    }
    const { slope, curvature } = objective.ascent(
      await viewOf(samples, bandwidth, objective.halvings),
    );
    // Central differences err by h² f‴ / 6 and h² f⁗ / 12; f⁗ is of the order 16 f″. Logarithms of the
    // size 50 d carry 1e-14 d of rounding, which the second difference divides by h².
    assertClose(slope, (logs[2] - logs[0]) / (2 * step), { rtol: 1e-4, atol: 1e-4 });
    const second = (logs[2] - 2 * logs[1] + logs[0]) / step ** 2;
    assertClose(curvature, second, { rtol: 1e-4, atol: 1e-6 * d });
  },
);

Deno.test("the squared error says which way it grows where it is not positive", async () => {
  // So narrow that the overlap of every kernel with itself is all there is: −(2 b √π)^(−d) / N.
  const samples = normalSamples(100, 12, 3);
  const { sign, log } = SQUARED_ERROR.score(await viewOf(samples, 0.02, 1));
  deepStrictEqual(sign, -1);
  assertClose(log, -12 * Math.log(0.04 * Math.sqrt(Math.PI)) - Math.log(100), { rtol: 1e-12 });
  const { slope, curvature } = SQUARED_ERROR.ascent(await viewOf(samples, 0.02, 1));
  ok(slope > 0 && Number.isNaN(curvature));
});
