import type { KernelSums } from "../../kernels/simd/kernel_sums.ts";
import { kernelSums } from "../../lib/entropy/kernel_sums.ts";
import { kernelSumsScalar } from "../../lib/entropy/kernel_sums_scalar.ts";
import type { Samples } from "../../lib/types.ts";
import { assertAllClose, deepStrictEqual, ok, rejects, strictEqual } from "../support/assert.ts";
import { normalSamples } from "../support/gaussian_cases.ts";

const BACKENDS = [{ id: "kernelSums()", pass: kernelSums }, {
  id: "kernelSumsScalar()",
  pass: kernelSumsScalar,
}];

function squaredDistance({ data, d }: Samples, i: number, j: number): number {
  let sum = 0;
  for (let c = 0; c < d; c++) sum += (data[i * d + c] - data[j * d + c]) ** 2;
  return sum;
}

/** ln Σ_{j≠i} exp(−rate · ‖x_i − x_j‖²) term by term, each scaled by its largest term: the obvious way. */
function naiveLogSums(samples: Samples, rate: number): Float64Array {
  return Float64Array.from({ length: samples.n }, (_, i) => {
    const exponents: number[] = [];
    for (let j = 0; j < samples.n; j++) {
      if (j !== i) exponents.push(-rate * squaredDistance(samples, i, j));
    }
    const greatest = Math.max(...exponents);
    return greatest + Math.log(exponents.reduce((sum, e) => sum + Math.exp(e - greatest), 0));
  });
}

function logSums({ leasts, s0 }: KernelSums, at: number, rate: number): Float64Array {
  return s0[at].map((sum, i) => Math.log(sum) - rate * leasts[i]);
}

/** Sizes around the four lanes and the parts of 64 rows; dimensions at both ends. */
const SHAPES = [[2, 1], [3, 2], [64, 3], [65, 4], [254, 8], [257, 1], [131, 64], [90, 512]].map((
  [n, d],
) => ({ n, d }));

Deno.test.each(SHAPES.flatMap((shape) => BACKENDS.map((backend) => ({ ...shape, ...backend }))))(
  "$id equals sums term by term when n = $n, d = $d",
  async ({ n, d, pass }) => {
    const samples = normalSamples(n, d, n + d);
    // The narrowest makes every other term underflow, the widest makes all terms equal.
    for (const rate of [5e7, 2 / d, 2e-4]) {
      const sums = await pass(samples, { rate, rates: 5, moments: false });
      for (let at = 0; at < 5; at++) {
        // 1e-12 is the stated share that is left out; logarithms of the size 1e9 carry their rounding.
        assertAllClose(
          logSums(sums, at, rate * 2 ** at),
          naiveLogSums(samples, rate * 2 ** at),
          { atol: 2e-12, rtol: 1e-12 },
        );
      }
    }
  },
);

Deno.test.each(SHAPES)("kernelSumsScalar() equals SIMD when n = $n, d = $d", async ({ n, d }) => {
  const samples = normalSamples(n, d, n + d);
  for (
    const request of [
      { rate: 1 / d, rates: 5, moments: false },
      { rate: 1 / d, rates: 2, moments: true },
      { rate: 3 / d, rates: 1, moments: true },
    ]
  ) {
    const simd = await kernelSums(samples, request);
    const scalar = await kernelSumsScalar(samples, request);
    deepStrictEqual(scalar.leasts, simd.leasts);
    for (const key of ["s0", "s1", "s2"] as const) {
      strictEqual(scalar[key].length, key === "s0" || request.moments ? request.rates : 0);
      // Every term is within 1e-14, and so are the sums of positive terms, but for the order of addition.
      scalar[key].forEach((sums, at) => {
        assertAllClose(sums, simd[key][at], { rtol: 1e-12, atol: 1e-280 });
      });
    }
  }
});

Deno.test.each(BACKENDS)(
  "$id gives each point its own scale when an outlier is far away",
  async ({ pass }) => {
    const samples = normalSamples(50, 2, 1);
    samples.data.set([1e3, -1e3], 0);
    const sums = await pass(samples, { rate: 2, rates: 2, moments: false });
    ok(logSums(sums, 0, 2)[0] < -1e5, "without it, the outlier's sum would underflow");
    for (const at of [0, 1]) {
      assertAllClose(logSums(sums, at, 2 << at), naiveLogSums(samples, 2 << at), {
        atol: 2e-12,
        rtol: 1e-12,
      });
    }
  },
);

Deno.test.each(BACKENDS)("$id stops when it is aborted", async ({ pass }) => {
  await rejects(
    pass(normalSamples(100, 2, 5), { rate: 1, rates: 1, moments: false }, {
      signal: AbortSignal.abort(),
    }),
    { name: "AbortError" },
  );
});

Deno.test.each(BACKENDS)(
  "$id reports progress up to 1 in order, and gives way to other tasks",
  async ({ pass }) => {
    const fractions: number[] = [];
    let others = 0;
    const timer = setInterval(() => others++, 1);
    await pass(normalSamples(12_000, 8, 6), { rate: 1, rates: 1, moments: true }, {
      onProgress: (fraction) => fractions.push(fraction),
    });
    clearInterval(timer);
    ok(fractions.length > 1 && others > 0, "12,000 points take longer than a stretch");
    ok(fractions.every((fraction, i) => fraction >= (fractions[i - 1] ?? 0)));
    strictEqual(fractions.at(-1), 1);
  },
);
