import { estimate } from "../../lib/estimate.ts";
import { permutationTest } from "../../lib/intervals/permutation_test.ts";
import { GAUSSIAN_COPULA } from "../../lib/mi/gaussian_copula.ts";
import { METHODS } from "../../lib/mi/registry.ts";
import { createRng, permutation } from "../../lib/rng.ts";
import { takeRows } from "../../lib/samples.ts";
import type { Context, Samples } from "../../lib/types.ts";
import { assertClose, deepStrictEqual, ok, rejects, strictEqual } from "../support/assert.ts";

const CONTEXT: Context = { seed: 5, device: "cpu" };

function normals(n: number, d: number, seed: number | string): Samples {
  const rng = createRng(seed);
  return { data: Float64Array.from({ length: n * d }, () => rng.normal()), n, d };
}

Deno.test("permutationTest() counts the data among the pairings that reach them", async () => {
  // The data read 2; of four permutations two read as much or more: p = (2 + 1) / (4 + 1).
  const readings = [2, 1, 2, 3, 0];
  let at = 0;
  const test = await permutationTest(6, () => Promise.resolve(readings[at++]), 4, CONTEXT);
  deepStrictEqual(test, { permutations: 4, pValue: 0.6, statistic: 2 });
});

Deno.test("permutationTest() starts with the data as they are, and permutes by its seed", async () => {
  const orders = async (seed: number): Promise<number[][]> => {
    const seen: number[][] = [];
    await permutationTest(
      30,
      (order) => {
        seen.push([...order]);
        return Promise.resolve(0);
      },
      3,
      { ...CONTEXT, seed },
    );
    return seen;
  };
  const [first, ...rest] = await orders(1);
  deepStrictEqual(first, Array.from({ length: 30 }, (_, i) => i));
  for (const order of rest) deepStrictEqual(order.toSorted((p, q) => p - q), first);
  strictEqual(new Set(rest.map(String)).size, 3);
  deepStrictEqual((await orders(1))[2], rest[1]);
  ok(String((await orders(2))[1]) !== String(rest[0]));
});

Deno.test("permutationTest() rejects independent data exactly as often as it says", async () => {
  // With B = 19 and no ties, p is uniform on 1/20, 2/20, …, 1.
  const repeats = 1000;
  const counts = new Array(20).fill(0);
  const method = GAUSSIAN_COPULA.create();
  for (let seed = 0; seed < repeats; seed++) {
    const [x, y] = [normals(20, 1, `x${seed}`), normals(20, 1, `y${seed}`)];
    const { pValue } = await permutationTest(
      20,
      async (order) => (await method.continuous(x, takeRows(y, order), CONTEXT)).nats,
      19,
      { ...CONTEXT, seed },
    );
    counts[Math.round(20 * pValue) - 1]++;
  }
  // 5 % and 10 %: four binomial standard deviations.
  for (const [size, count] of [[0.05, counts[0]], [0.1, counts[0] + counts[1]]]) {
    assertClose(count / repeats, size, { atol: 4 * Math.sqrt(size * (1 - size) / repeats) });
  }
  // χ² with 19 degrees of freedom exceeds 54.9 with probability 2.5e-5, as a normal value exceeds 4 sd.
  const expected = repeats / 20;
  const chiSquare = counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
  ok(chiSquare < 54.9, `${counts}`);
});

Deno.test("permutationTest() holds its size where statistics are often equal", async () => {
  // Ross's estimate of 24 samples with two labels takes few values.
  const repeats = 400;
  let rejected = 0;
  for (let seed = 0; seed < repeats; seed++) {
    const x = normals(24, 1, `ross${seed}`);
    const labels = Array.from({ length: 24 }, (_, i) => i % 2);
    const { independenceTest } = await estimate(x, labels, {
      method: "ksg-1",
      yDiscrete: true,
      test: 19,
      interval: "none",
      seed,
    });
    if (independenceTest!.pValue <= 0.05) rejected++;
  }
  // At most 5 %, and four binomial standard deviations.
  ok(rejected / repeats <= 0.05 + 4 * Math.sqrt(0.05 * 0.95 / repeats), `${rejected}`);
  ok(rejected > 0);
});

Deno.test.each(["wkl", "ksg-1", "gaussian-copula", "kcv", "kde-ml"].map((id) => ({ id })))(
  "estimate() tests independence by $id: dependent data have the least p",
  async ({ id }) => {
    const x = normals(150, 1, 11);
    const noise = normals(150, 1, 12);
    const y = { ...x, data: x.data.map((value, i) => value + 0.5 * noise.data[i]) };
    const result = await estimate(x, y, { method: id, test: 19, interval: "none" });
    strictEqual(result.independenceTest?.pValue, 1 / 20);
    strictEqual(result.independenceTest?.permutations, 19);
    assertClose(result.independenceTest.statistic, result.mutualInformation, { atol: 1e-12 });
    const none = await estimate(x, noise, { method: id, test: 19, interval: "none" });
    ok(none.independenceTest!.pValue > 1 / 20);
  },
);

Deno.test("estimate() tests labels against labels, and one side of labels", async () => {
  const x = normals(100, 1, 13);
  const labels = Array.from(x.data, (value) => value > 0 ? "high" : "low");
  const copies = labels.map((label) => label === "high" ? 1 : 0);
  for (const [a, b] of [[labels, copies.map(String)], [x, labels], [labels, x]] as const) {
    const { independenceTest } = await estimate(a, b, { method: "kl", test: 19 });
    strictEqual(independenceTest?.pValue, 1 / 20);
  }
});

Deno.test("every method with pairings reads the same as without", async () => {
  const [x, y] = [normals(80, 2, 14), normals(80, 1, 15)];
  let checked = 0;
  for (const entry of METHODS.entries()) {
    const method = entry.create();
    if (!method.pairings) continue;
    const statistic = await method.pairings(x, y, CONTEXT);
    for (const order of [[...y.data.keys()], permutation(80, createRng(16))]) {
      const want = await method.continuous(x, takeRows(y, order), CONTEXT);
      const got = await statistic(Int32Array.from(order), CONTEXT);
      // Sums in another order.
      assertClose(got, want.nats, { atol: 1e-10 }, entry.id);
    }
    checked++;
  }
  ok(checked >= 4);
});

Deno.test("estimate() takes a whole number of permutations, and stops in the test", async () => {
  const [x, y] = [normals(100, 1, 17), normals(100, 1, 18)];
  for (const test of [-1, 2.5, NaN]) {
    await rejects(estimate(x, y, { test }), { code: "invalid-test" });
  }
  const controller = new AbortController();
  const steps: string[] = [];
  const work = estimate(x, y, {
    method: "ksg-1",
    interval: "none",
    test: 50,
    signal: controller.signal,
    onProgress: (fraction, step) => {
      if (!step.startsWith("test")) return;
      ok(fraction >= 1 / 52 && fraction < 1);
      steps.push(step);
      if (steps.length === 5) controller.abort();
    },
  });
  await rejects(work, { name: "AbortError" });
  strictEqual(steps[4], "test: permutation 4 of 50");
  // Without a signal it runs to its end, and without a test there is none.
  ok(!("independenceTest" in await estimate(x, y)));
});
