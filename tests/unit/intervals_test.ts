import { intervalFrom } from "../../lib/intervals/interval.ts";
import { jackknifeError } from "../../lib/intervals/jackknife.ts";
import { randomParts } from "../../lib/intervals/resampling.ts";
import { subsamplingError } from "../../lib/intervals/subsampling.ts";
import { estimate } from "../../lib/estimate.ts";
import { createRng } from "../../lib/rng.ts";
import type { Context } from "../../lib/types.ts";
import { assertClose, deepStrictEqual, ok, rejects, strictEqual } from "../support/assert.ts";

const CONTEXT: Context = { seed: 3, device: "cpu" };

/** The mean of some values: an estimator whose sampling error is known. */
function meanOn(values: Float64Array): (rows: Int32Array) => Promise<number> {
  return (rows) => Promise.resolve(rows.reduce((sum, row) => sum + values[row], 0) / rows.length);
}

function normals(n: number, seed: number): Float64Array {
  const rng = createRng(seed);
  return Float64Array.from({ length: n }, () => rng.normal());
}

Deno.test("intervalFrom() takes Student's t, or the normal distribution", () => {
  const error = { kind: "subsampling", standardError: 2 } as const;
  // Tabulated quantiles of 0.975: t with 11 degrees of freedom, and the normal distribution.
  for (const [degreesOfFreedom, quantile] of [[11, 2.2009851600916], [null, 1.9599639845400]]) {
    const { lower, upper } = intervalFrom(5, { ...error, degreesOfFreedom }, 0.95);
    assertClose(upper - 5, 2 * quantile!, { rtol: 1e-12 });
    assertClose(5 - lower, 2 * quantile!, { rtol: 1e-12 });
  }
});

Deno.test("randomParts() are disjoint, hold all, and are of equal size", () => {
  for (const [n, count] of [[160, 8], [163, 8], [21, 10]]) {
    const parts = randomParts(n, count, 7);
    deepStrictEqual(
      parts.flatMap((part) => [...part]).sort((p, q) => p - q),
      Array.from({ length: n }, (_, i) => i),
    );
    const sizes = parts.map(({ length }) => length);
    ok(Math.max(...sizes) - Math.min(...sizes) <= 1);
    for (const part of parts) deepStrictEqual([...part], [...part].sort((p, q) => p - q));
  }
  deepStrictEqual(randomParts(50, 2, 7), randomParts(50, 2, 7));
  ok(randomParts(50, 2, 7)[0].some((row, i) => row !== randomParts(50, 2, 8)[0][i]));
});

Deno.test("subsamplingError() equals the formula by hand", async () => {
  // Estimates 1 and 3 on halves, 1 … 4 on quarters, eight times 2 on eighths: the squared deviations are
  // 2, 5 and 0, so that B = (2/2 + 5/4 + 0) / 11.
  const given = [1, 3, 1, 2, 3, 4, ...new Array(8).fill(2)];
  const sizes: number[] = [];
  const error = await subsamplingError(160, (rows) => {
    sizes.push(rows.length);
    return Promise.resolve(given[sizes.length - 1]);
  }, CONTEXT);
  deepStrictEqual(sizes, [80, 80, 40, 40, 40, 40, ...new Array(8).fill(20)]);
  strictEqual(error.degreesOfFreedom, 11);
  assertClose(error.standardError ** 2, 2.25 / 11, { rtol: 1e-14 });
});

Deno.test("jackknifeError() of a mean is the standard error of the group means", async () => {
  const values = normals(100, 1);
  const { standardError, degreesOfFreedom } = await jackknifeError(100, meanOn(values), CONTEXT);
  strictEqual(degreesOfFreedom, 9);
  // Leaving out one of g equal groups moves a mean by 1/(g − 1) of that group's deviation, so that se² is the
  // variance of the group means over g; which rows make a group is seen from what is left out.
  const means: number[] = [];
  await jackknifeError(100, (rows) => {
    const kept = new Set(rows);
    const group = Array.from(values).filter((_, i) => !kept.has(i));
    strictEqual(group.length, 10);
    means.push(group.reduce((sum, value) => sum + value, 0) / 10);
    return Promise.resolve(0);
  }, CONTEXT);
  const mean = means.reduce((sum, value) => sum + value, 0) / 10;
  const variance = means.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 9;
  assertClose(standardError, Math.sqrt(variance / 10), { rtol: 1e-12 });
});

Deno.test("both intervals cover the expectation of a mean as often as they say", async () => {
  // The t of normal group means has exactly 9 degrees of freedom. The 11 of subsampling are approximate, since its
  // three splits share their samples: over 20,000 other seeds it covered 0.9483 (and the jackknife 0.9499).
  const repeats = 1500;
  const covered = { subsampling: 0, jackknife: 0 };
  for (let seed = 0; seed < repeats; seed++) {
    const values = normals(160, 1000 + seed);
    const mean = values.reduce((sum, value) => sum + value, 0) / 160;
    for (const errorOf of [subsamplingError, jackknifeError]) {
      const error = await errorOf(160, meanOn(values), { ...CONTEXT, seed });
      const { lower, upper, kind } = intervalFrom(mean, error, 0.95);
      if (lower <= 0 && upper >= 0) covered[kind as "jackknife"]++;
    }
  }
  // Four binomial standard deviations.
  const atol = 4 * Math.sqrt(0.95 * 0.05 / repeats);
  assertClose(covered.jackknife / repeats, 0.95, { atol });
  assertClose(covered.subsampling / repeats, 0.9483, { atol });
});

function pairs(n: number, seed: number): { x: number[]; y: number[] } {
  const rng = createRng(seed);
  const x = Array.from({ length: n }, () => rng.normal());
  return { x, y: x.map((value) => 0.8 * value + 0.6 * rng.normal()) };
}

Deno.test("estimate() gives the interval that fits the method, or the one asked for", async () => {
  const { x, y } = pairs(300, 2);
  const kindOf = async (options: Parameters<typeof estimate>[2]): Promise<unknown> =>
    (await estimate(x, y, options)).interval?.kind;
  strictEqual(await kindOf({ method: "wkl" }), "asymptotic");
  strictEqual(await kindOf({}), "subsampling");
  strictEqual(await kindOf({ method: "ksg-1" }), "subsampling");
  strictEqual(await kindOf({ method: "ksg-1", interval: "none" }), undefined);
  strictEqual(await kindOf({ method: "ksg-1", interval: "jackknife" }), "jackknife");
  strictEqual(await kindOf({ method: "wkl", interval: "subsampling" }), "subsampling");
  await rejects(estimate(x, y, { method: "ksg-1", interval: "asymptotic" }), {
    code: "interval-kind",
  });
  const misspelt = "subsample" as unknown as "none";
  await rejects(estimate(x, y, { interval: misspelt }), { code: "invalid-interval" });
});

Deno.test("estimate() gives intervals of equal bits for equal seeds, around the same estimate", async () => {
  const { x, y } = pairs(300, 3);
  const options = { method: "kcv", interval: "subsampling" } as const;
  const [one, again, other, none] = [
    await estimate(x, y, options),
    await estimate(x, y, options),
    await estimate(x, y, { ...options, seed: 1 }),
    await estimate(x, y, { ...options, interval: "none" }),
  ];
  deepStrictEqual(again.interval, one.interval);
  ok(other.interval!.standardError !== one.interval!.standardError);
  strictEqual(none.mutualInformation, one.mutualInformation);
  strictEqual(none.interval, null);
});

Deno.test("estimate() leaves a default interval out with a remark, and refuses one asked for", async () => {
  const { x, y } = pairs(159, 4);
  const { interval, warnings } = await estimate(x, y, { method: "ksg-1" });
  strictEqual(interval, null);
  ok(warnings.some(({ code, message }) => code === "no-interval" && message.includes("160")));
  const asked = estimate(x, y, { method: "ksg-1", interval: "subsampling" });
  await rejects(asked, { code: "interval-samples" });
  const few = pairs(19, 4);
  await rejects(estimate(few.x, few.y, { method: "ksg-1", interval: "jackknife" }), {
    code: "interval-samples",
  });
});

Deno.test("estimate() says which part of the samples was too small for an interval", async () => {
  const { x } = pairs(200, 5);
  // Five of a rare class are enough for k = 3, but not in every eighth of the samples.
  const labels = x.map((_, i) => i % 40 === 0 ? "rare" : "common");
  const asked = estimate(x, labels, { method: "ksg-1", interval: "subsampling" });
  await rejects(asked, { code: "interval-samples" });
  const { interval, warnings } = await estimate(x, labels, { method: "ksg-1" });
  strictEqual(interval, null);
  ok(warnings.some(({ code, message }) => code === "no-interval" && message.includes("rare")));
});

Deno.test("estimate() says that an interval takes the compression as given", async () => {
  const { x, y } = pairs(200, 6);
  const wide = x.map((value, i) => [value, 0.1 * y[(i + 7) % 200]]);
  for (const interval of ["asymptotic", "subsampling", "jackknife"] as const) {
    const result = await estimate(wide, y, { method: "kl", compressX: "pca:1", interval });
    strictEqual(result.interval?.givenCompression, true);
    const plain = await estimate(x, y, { method: "kl", interval });
    ok(!("givenCompression" in plain.interval!));
  }
});

Deno.test("estimate() gives intervals for labels on one side and on both", async () => {
  const { x, y } = pairs(400, 7);
  const labels = y.map((value) => value > 0 ? "high" : "low");
  const other = x.map((value) => value > 0.3 ? "a" : "b");
  for (const interval of ["asymptotic", "subsampling", "jackknife"] as const) {
    const one = await estimate(x, labels, { method: "kl", interval });
    const both = await estimate(labels, other, { interval });
    for (const result of [one, both]) {
      strictEqual(result.interval?.kind, interval);
      // The spread of 400 contributions of size about 1, over √400, within a factor of four.
      const { standardError } = result.interval!;
      ok(standardError > 0.012 && standardError < 0.2, `${standardError}`);
    }
  }
  strictEqual((await estimate(labels, other, { method: "ksg-1" })).interval?.kind, "asymptotic");
});

Deno.test("estimate() reports the whole of its work as progress, and stops in the interval", async () => {
  const { x, y } = pairs(200, 8);
  const seen: [number, string][] = [];
  const controller = new AbortController();
  const work = estimate(x, y, {
    method: "ksg-1",
    interval: "jackknife",
    signal: controller.signal,
    onProgress: (fraction, step) => {
      seen.push([fraction, step]);
      if (step.startsWith("interval: group 3")) controller.abort();
    },
  });
  await rejects(work, { name: "AbortError" });
  // The jackknife is nine tenths of the work, and a fifth of it is done before its third group.
  deepStrictEqual(seen.map(([, step]) => step), [1, 2, 3].map((i) => `interval: group ${i} of 10`));
  assertClose(seen[2][0], 0.1 + 0.9 * 0.2, { atol: 1e-12 });
});
