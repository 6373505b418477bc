import { searchBandwidth } from "../../lib/entropy/bandwidth_search.ts";
import { LIKELIHOOD, SQUARED_ERROR } from "../../lib/entropy/kde_objectives.ts";
import { compareSignedLog, logSumExp, subtractExp } from "../../lib/entropy/signed_log.ts";
import { kdeLogSums, nearestSquaredDistances } from "../../lib/entropy/kde_sums.ts";
import { assertClose, deepStrictEqual, ok, strictEqual } from "../support/assert.ts";
import { normalSamples } from "../support/gaussian_cases.ts";

/** Searches for the greatest `score`, from the interval 0.5 … 1.06 that REFERENCE starts from. */
async function search(score: (bandwidth: number) => number) {
  const calls: number[][] = [];
  const result = await searchBandwidth({
    lower: 0.5,
    upper: 1.06,
    evaluate: (bandwidths) => {
      calls.push([...bandwidths]);
      return Promise.resolve(
        bandwidths.map((bandwidth) => ({ bandwidth, value: score(bandwidth) })),
      );
    },
    compare: (a, b) => a.value - b.value,
  });
  return { ...result, calls };
}

const OPTIMA = [0.5, 0.51, 0.7, 1.0599, 1.06, 0.3, 0.01, 1e-4, 2, 300];

Deno.test.each(OPTIMA.map((optimum) => ({ optimum })))(
  "searchBandwidth() comes within 1 % when the optimum is $optimum",
  async ({ optimum }) => {
    const { best, status } = await search((b) => -(Math.log(b / optimum) ** 2));
    strictEqual(status, "found");
    // The interval around the best is below 1 % of it, and the optimum lies inside.
    assertClose(best.bandwidth, optimum, { rtol: 0.01 });
  },
);

Deno.test("searchBandwidth() tries 7 bandwidths, then 4 a round, when the optimum is inside", async () => {
  const { trials, calls } = await search((b) => -Math.abs(b - 0.73));
  deepStrictEqual(calls.map((call) => call.length), [7, 4, 4, 4]);
  strictEqual(trials, 19);
  strictEqual(new Set(calls.flat()).size, trials);
});

Deno.test("searchBandwidth() says so when the best bandwidth goes to 0 or to infinity", async () => {
  strictEqual((await search((b) => -Math.log(b))).status, "vanishing");
  strictEqual((await search((b) => Math.log(b))).status, "unbounded");
  ok((await search((b) => -b)).calls.length < 12);
});

Deno.test("subtractExp() and compareSignedLog() keep the order of numbers beyond float64", () => {
  const values = [
    subtractExp(-900, 2000),
    subtractExp(999, 1000),
    subtractExp(-2001, -2000),
    subtractExp(5, 5),
    subtractExp(-2000, -2001),
    subtractExp(1000, 999),
    subtractExp(2000, -900),
  ];
  for (let i = 0; i < values.length; i++) {
    for (let j = 0; j < values.length; j++) {
      strictEqual(Math.sign(compareSignedLog(values[i], values[j])), Math.sign(i - j));
    }
  }
  const difference = subtractExp(Math.log(5), Math.log(3));
  assertClose(difference.sign * Math.exp(difference.log), 2, { rtol: 1e-14 });
});

Deno.test("logSumExp() adds numbers beyond float64", () => {
  assertClose(logSumExp([-2000, -2000]), -2000 + Math.LN2, { rtol: 1e-15 });
  strictEqual(logSumExp([-Infinity, -Infinity]), -Infinity);
});

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
  const nearest = await nearestSquaredDistances(samples);
  const cases = [
    { objective: LIKELIHOOD, want: likelihood },
    { objective: SQUARED_ERROR, want: (2 / n) * density - overlap / (n * n) },
  ];
  for (const { objective, want } of cases) {
    const widths = objective.widths(b);
    const sums = await kdeLogSums(samples, widths, nearest);
    const rows = widths.map((_, r) => sums.subarray(r * n, (r + 1) * n));
    const { sign, log } = objective.score(rows, b, d);
    assertClose(sign * Math.exp(log), want, { rtol: 1e-11 }, objective.name);
  }
});
