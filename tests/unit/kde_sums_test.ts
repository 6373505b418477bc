import { kdeLogSums, nearestSquaredDistances } from "../../lib/entropy/kde_sums.ts";
import { MAX_NEGATIVE_EXPONENT, negativeExp } from "../../lib/entropy/negative_exp.ts";
import type { Samples } from "../../lib/types.ts";
import { assertAllClose, deepStrictEqual, ok, rejects, strictEqual } from "../support/assert.ts";
import { normalSamples } from "../support/gaussian_cases.ts";

function squaredDistance({ data, d }: Samples, i: number, j: number): number {
  let sum = 0;
  for (let c = 0; c < d; c++) sum += (data[i * d + c] - data[j * d + c]) ** 2;
  return sum;
}

/** The sums term by term, each scaled by its largest term: the obvious way. */
function naiveLogSums(samples: Samples, bandwidths: readonly number[]): Float64Array {
  return Float64Array.from(
    bandwidths.flatMap((bandwidth) =>
      Array.from({ length: samples.n }, (_, i) => {
        const exponents: number[] = [];
        for (let j = 0; j < samples.n; j++) {
          if (j !== i) {
            exponents.push(-squaredDistance(samples, i, j) / (2 * bandwidth * bandwidth));
          }
        }
        const greatest = Math.max(...exponents);
        return greatest + Math.log(exponents.reduce((sum, e) => sum + Math.exp(e - greatest), 0));
      })
    ),
  );
}

Deno.test("negativeExp() is within 4e-15 of Math.exp() over its whole range", () => {
  const count = 100_000;
  for (let i = 0; i <= count; i++) {
    const x = (MAX_NEGATIVE_EXPONENT * i) / count;
    const want = Math.exp(-x);
    ok(
      Math.abs(negativeExp(x) - want) <= 4e-15 * want,
      `x = ${x}: ${negativeExp(x)}, want ${want}`,
    );
  }
});

const SHAPES = [
  { n: 2, d: 1 },
  { n: 3, d: 2 },
  { n: 255, d: 3 },
  { n: 256, d: 4 },
  { n: 257, d: 5 },
  { n: 300, d: 8 },
  { n: 40, d: 700 },
];

Deno.test.each(SHAPES)(
  "kdeLogSums() equals sums term by term when n = $n, d = $d",
  async ({ n, d }) => {
    const samples = normalSamples(n, d, n + d);
    const nearest = await nearestSquaredDistances(samples);
    // The narrowest makes every other term underflow, the widest makes all terms equal.
    const bandwidths = [1e-4, 0.02, 0.3 * Math.SQRT2, 0.3, 1, 50];
    const sums = await kdeLogSums(samples, bandwidths, nearest);
    // 1e-12 is the stated share that is left out; logarithms of the size 1e10 carry their rounding.
    assertAllClose(sums, naiveLogSums(samples, bandwidths), { atol: 2e-12, rtol: 1e-12 });
  },
);

Deno.test("kdeLogSums() gives each point its own scale when an outlier is far away", async () => {
  const samples = normalSamples(50, 2, 1);
  samples.data.set([1e3, -1e3], 0);
  const nearest = await nearestSquaredDistances(samples);
  const bandwidths = [0.5 * Math.SQRT2, 0.5, 0.1];
  const sums = await kdeLogSums(samples, bandwidths, nearest);
  ok(sums.every(Number.isFinite));
  ok(sums[0] < -1e5, "the outlier's sum would underflow");
  assertAllClose(sums, naiveLogSums(samples, bandwidths), { atol: 2e-12, rtol: 1e-12 });
});

Deno.test("kdeLogSums() gives the same for a bandwidth whether or not its √2-fold is asked for", async () => {
  const samples = normalSamples(400, 3, 2);
  const nearest = await nearestSquaredDistances(samples);
  const pair = await kdeLogSums(samples, [Math.SQRT2 * 0.4, 0.4], nearest);
  const alone = await kdeLogSums(samples, [0.4], nearest);
  assertAllClose(pair.subarray(400), alone, { atol: 2e-12 });
});

Deno.test("kdeLogSums() gives the same bits when it runs twice", async () => {
  const samples = normalSamples(600, 2, 3);
  const nearest = await nearestSquaredDistances(samples);
  const bandwidths = [0.1, 0.2, 0.4];
  deepStrictEqual(
    await kdeLogSums(samples, bandwidths, nearest),
    await kdeLogSums(samples, bandwidths, nearest),
  );
});

Deno.test("nearestSquaredDistances() equals a search over all points, and is 0 for duplicates", async () => {
  const samples = normalSamples(300, 3, 4);
  samples.data.copyWithin(7 * 3, 290 * 3, 291 * 3);
  const nearest = await nearestSquaredDistances(samples);
  strictEqual(nearest[7], 0);
  strictEqual(nearest[290], 0);
  const want = Array.from(
    { length: 300 },
    (_, i) =>
      Math.min(
        ...Array.from(
          { length: 300 },
          (_, j) => j === i ? Infinity : squaredDistance(samples, i, j),
        ),
      ),
  );
  assertAllClose(nearest, want, { rtol: 1e-14 });
});

Deno.test("kdeLogSums() stops when it is aborted", async () => {
  const samples = normalSamples(100, 2, 5);
  const nearest = await nearestSquaredDistances(samples);
  await rejects(
    kdeLogSums(samples, [1], nearest, { signal: AbortSignal.abort() }),
    { name: "AbortError" },
  );
});

Deno.test("kdeLogSums() reports progress from 0 to 1 in order, and gives way to other tasks", async () => {
  const samples = normalSamples(3000, 2, 6);
  const nearest = await nearestSquaredDistances(samples);
  const fractions: number[] = [];
  let others = 0;
  const timer = setInterval(() => others++, 1);
  await kdeLogSums(samples, [0.3, 0.5, 0.7, 0.9], nearest, {
    onProgress: (fraction) => fractions.push(fraction),
  });
  clearInterval(timer);
  ok(fractions.length > 0 && others > 0, "3000 points and 4 bandwidths take longer than a stretch");
  ok(fractions.every((fraction, i) => fraction > (fractions[i - 1] ?? 0) && fraction < 1));
});
