import { diagnose } from "../../lib/diagnose.ts";
import { InputError } from "../../lib/errors.ts";
import { estimate } from "../../lib/estimate.ts";
import { nestedEstimates, nestedSizes } from "../../lib/nested_estimates.ts";
import { createRng } from "../../lib/rng.ts";
import type { FittedCompressor } from "../../lib/types.ts";
import {
  assertClose,
  deepStrictEqual,
  notDeepStrictEqual,
  ok,
  rejects,
  strictEqual,
} from "../support/assert.ts";

/** Pairs of normal variables; of the second kind, labels by the sign of x. */
function pairs(n: number, d = 1) {
  const rng = createRng(5);
  const x = Array.from({ length: n }, () => Array.from({ length: d }, () => rng.normal()));
  const y = x.map((row) => row.map((value) => 0.8 * value + 0.6 * rng.normal()));
  const labels = x.map(([value]) => value > 0 ? "up" : "down");
  return { x, y, labels };
}

Deno.test("nestedSizes() rises from n/16 to n by √2", () => {
  deepStrictEqual(nestedSizes(1600), [100, 141, 200, 283, 400, 566, 800, 1131, 1600]);
  ok(nestedSizes(100).every((size) => size >= 16));
  deepStrictEqual(nestedSizes(5), [5]);
});

Deno.test("nestedEstimates() gives at n what estimate() gives, bit for bit", async () => {
  const { x, y } = pairs(300);
  const options = { method: "kl", seed: 3, jitter: 1e-9, pointwise: true };
  const { elapsedMs: _, ...whole } = await estimate(x, y, options);
  const nested = await nestedEstimates(x, y, { ...options, sizes: [300, 100] });
  deepStrictEqual(nested.map(({ samples }) => samples), [100, 300]);
  const { elapsedMs: __, ...last } = nested[1].estimate!;
  deepStrictEqual(last, whole);
});

/** The rows of each subset that a run with this seed takes, by the number that each row carries. */
async function rowsBySize(seed: number): Promise<Map<number, number[]>> {
  const { x, y } = pairs(256);
  const numbered = x.map(([value], i) => [value, i]);
  const rows = new Map<number, number[]>();
  const spy: FittedCompressor = {
    id: "spy",
    dim: 1,
    inputDim: 2,
    reconstructionError: 0,
    encode({ data, n }) {
      rows.set(n, Array.from({ length: n }, (_, i) => data[2 * i + 1]));
      return Promise.resolve({ data: data.filter((_, i) => i % 2 === 0), n, d: 1 });
    },
    decode: (codes) => Promise.resolve(codes),
  };
  await nestedEstimates(numbered, y, { method: "kl", seed, compressX: spy, sizes: [32, 64, 256] });
  return rows;
}

Deno.test("nestedEstimates() takes subsets that hold each other, chosen by the seed", async () => {
  const rows = await rowsBySize(1);
  deepStrictEqual([...rows.keys()].sort((a, b) => a - b), [32, 64, 256]);
  const [small, middle, all] = [32, 64, 256].map((size) => rows.get(size) ?? []);
  ok(small.every((row) => middle.includes(row)));
  strictEqual(new Set(middle).size, 64);
  deepStrictEqual(all, Array.from({ length: 256 }, (_, i) => i));
  deepStrictEqual(middle, middle.toSorted((a, b) => a - b), "rows stay in their order");
  deepStrictEqual(await rowsBySize(1), rows);
  notDeepStrictEqual((await rowsBySize(2)).get(64), middle);
});

Deno.test("nestedEstimates() takes the same rows of both sides", async () => {
  // y is a function of x: a mismatch of rows would take the information away.
  const labels = Array.from({ length: 400 }, (_, i) => `${i % 4}`);
  const nested = await nestedEstimates(labels, labels, { sizes: [100, 200, 400] });
  for (const { samples, estimate: part } of nested) {
    // The plug-in estimate of a label with itself is the entropy of its frequencies, at most ln 4. The
    // frequencies of a subset of 100 are off by 0.05 at most for this seed, which costs ln 4 − H < 0.02.
    ok(part!.mutualInformation <= Math.log(4) + 1e-12, `${samples}`);
    assertClose(part!.mutualInformation, Math.log(4), { atol: 0.02 });
  }
  assertClose(nested[2].estimate!.mutualInformation, Math.log(4), { atol: 1e-12 });
});

Deno.test("nestedEstimates() says what estimate() says of sides that are no pairs", async () => {
  const { x, y } = pairs(100);
  await rejects(
    () => nestedEstimates(x, y.slice(1), { sizes: [50] }),
    (error) => error instanceof InputError && error.code === "sample-count",
  );
});

Deno.test("nestedEstimates() keeps the errors of subsets, and throws that of all samples", async () => {
  const { x } = pairs(200);
  const rare = x.map((_, i) => i < 6 ? "rare" : "common");
  const nested = await nestedEstimates(x, rare, { method: "kl", neighbors: 3, sizes: [20, 200] });
  strictEqual(nested[0].estimate, null);
  strictEqual(nested[0].error?.code, "class-too-small");
  ok(nested[1].estimate !== null);
  await rejects(
    () => nestedEstimates(x, x.map((_, i) => i), { method: "kl", yDiscrete: true }),
    (error) => error instanceof InputError && error.code === "class-too-small",
  );
});

Deno.test("nestedEstimates() refuses sizes that no subset has", async () => {
  const { x, y } = pairs(50);
  for (const sizes of [[], [1], [51], [10.5]]) {
    await rejects(
      () => nestedEstimates(x, y, { sizes }),
      (error) => error instanceof InputError && error.code === "invalid-sizes",
    );
  }
});

Deno.test("nestedEstimates() reports progress that rises to the end, and stops when it is told", async () => {
  const { x, y } = pairs(400);
  const fractions: number[] = [];
  await nestedEstimates(x, y, {
    method: "kl",
    sizes: [100, 400],
    onProgress: (fraction) => void fractions.push(fraction),
  });
  deepStrictEqual(fractions, fractions.toSorted((a, b) => a - b));
  ok(fractions[0] < 0.5 && fractions[fractions.length - 1] > 0.8);
  const signal = AbortSignal.abort();
  await rejects(() => nestedEstimates(x, y, { method: "kl", signal }));
});

Deno.test("diagnose() gives the estimate of estimate(), with the codes that it is made from", async () => {
  const { x, y, labels } = pairs(400, 5);
  const options = { method: "kl", compressX: "pca:2", compressY: "pca:3", pointwise: true };
  const { elapsedMs: _, ...whole } = await estimate(x, y, options);
  const found = await diagnose(x, y, options);
  const { elapsedMs: __, ...same } = found.estimate;
  deepStrictEqual(same, whole);
  deepStrictEqual([found.codes.x.d, found.codes.y.d], [2, 3]);
  strictEqual(found.nested.length, 9);
  const told: string[] = [];
  await diagnose(x, y, { ...options, onCompressed: (_, side) => void told.push(side) });
  deepStrictEqual(told, ["x", "y"], "subsets take the compressors of the whole");
  const mixed = await diagnose(x, labels, { method: "kl", compressX: "pca:2" });
  strictEqual(mixed.codes.y.kind, "discrete");
});

Deno.test("diagnose() gives subsets an interval where it costs nothing, or was asked for", async () => {
  const { x, y, labels } = pairs(400, 6);
  const kindsOf = async (...[a, b, options]: Parameters<typeof diagnose>) =>
    (await diagnose(a, b, options)).nested.map(({ estimate }) => estimate?.interval?.kind);
  const [all, half] = [8, 6];
  const asymptotic = await kindsOf(x, y, { method: "wkl" });
  deepStrictEqual([asymptotic[half], asymptotic[all]], ["asymptotic", "asymptotic"]);
  const parts = await kindsOf(x, y, { method: "ksg-1" });
  deepStrictEqual([parts[half], parts[all]], [undefined, "subsampling"]);
  const asked = await kindsOf(x, y, { method: "ksg-1", interval: "subsampling" });
  deepStrictEqual([asked[half], asked[all]], ["subsampling", "subsampling"]);
  // The default method has no standard error, but two discrete sides have one.
  deepStrictEqual((await kindsOf(labels, labels))[half], "asymptotic");
});
