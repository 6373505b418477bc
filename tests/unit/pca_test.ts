import { covarianceProduct } from "../../lib/compress/covariance_product.ts";
import { fitPca, pcaFromJson } from "../../lib/compress/pca.ts";
import { COMPRESSORS, parseCompressor } from "../../lib/compress/registry.ts";
import { InputError } from "../../lib/errors.ts";
import { createRng } from "../../lib/rng.ts";
import { asSamples, columnMeans } from "../../lib/samples.ts";
import type { Samples } from "../../lib/types.ts";
import { covariance } from "../../lib/whitening.ts";
import {
  assertAllClose,
  assertClose,
  deepStrictEqual,
  match,
  ok,
  rejects,
  strictEqual,
  throws,
} from "../support/assert.ts";
import { layerOutputs } from "../support/layer_outputs.ts";
import { orthonormalityError, sineOfAngles } from "../support/principal_angle.ts";

/** Independent normal columns with the given standard deviations. */
function normals(n: number, scales: readonly number[], seed: number): Samples {
  const rng = createRng(seed);
  const d = scales.length;
  return {
    data: Float64Array.from({ length: n * d }, (_, i) => scales[i % d] * rng.normal()),
    n,
    d,
  };
}

Deno.test("fitPca() gives mean, axes and variances of points worked out by hand", async () => {
  // A cross with arms 2 along (3, 4)/5 and 1 along (−4, 3)/5, around (10, 20).
  const points = [[11.2, 21.6], [8.8, 18.4], [9.2, 20.6], [10.8, 19.4]];
  const pca = await fitPca(asSamples(points), 1);
  // Coordinates near 20 carry rounding of 4e-15.
  const rounding = { atol: 1e-14 };
  assertAllClose(pca.mean, [10, 20], rounding);
  assertAllClose(pca.components, [0.6, 0.8], rounding);
  assertAllClose(pca.variances, [8 / 3], rounding);
  assertClose(pca.totalVariance, 10 / 3, rounding);
  assertAllClose(pca.explainedVariance, [0.8], rounding);
  // The arm left out has squares 1 + 1 over 4 points and 2 coordinates.
  assertClose(pca.reconstructionError, 0.25, rounding);
  assertAllClose((await pca.encode(asSamples(points))).data, [2, -2, 0, 0], rounding);
  assertAllClose((await pca.decode(asSamples([5]))).data, [13, 24], rounding);
});

Deno.test("fitPca() is a rotation when dim equals the dimension", async () => {
  const samples = normals(200, [3, 2, 1], 1);
  const pca = await fitPca(samples, 3);
  strictEqual(pca.reconstructionError, 0);
  ok(orthonormalityError(pca.components, 3) < 1e-14);
  const back = await pca.decode(await pca.encode(samples));
  assertAllClose(back.data, samples.data, { atol: 1e-13 });
});

Deno.test("fitPca() makes the largest coordinate of every component positive", async () => {
  const pca = await fitPca(layerOutputs({ n: 300, d: 40 }), 5);
  for (let c = 0; c < 5; c++) {
    const row = [...pca.components.subarray(c * 40, (c + 1) * 40)];
    strictEqual(Math.max(...row), Math.max(...row.map(Math.abs)));
  }
});

const SHAPES: readonly [label: string, n: number, d: number, dim: number][] = [
  ["n ≫ d", 3000, 200, 4],
  ["d ≫ n", 200, 3000, 4],
  ["n odd, dim no multiple of four", 1501, 180, 3],
  ["dim above one group of vectors", 900, 300, 9],
];

for (const [label, n, d, dim] of SHAPES) {
  Deno.test(`fitPca() agrees with a full decomposition when ${label}`, async () => {
    const samples = layerOutputs({ n, d });
    const exact = await fitPca(samples, dim, { solver: "exact" });
    const iterated = await fitPca(samples, dim, { solver: "subspace" });
    // The iteration ends at an angle of 1e-7; variances err by its square, and by rounding.
    const sine = sineOfAngles(exact.components, iterated.components, d);
    ok(sine <= 1e-7, `angle ${sine}`);
    assertAllClose(iterated.variances, exact.variances, { rtol: 1e-12 });
    assertClose(iterated.reconstructionError, exact.reconstructionError, { rtol: 1e-11 });
    ok(orthonormalityError(iterated.components, d) < 1e-13);
    ok(orthonormalityError(exact.components, d) < 1e-13);
  });
}

Deno.test("fitPca() explains the right variance when the axes are not determined", async () => {
  // Columns 4 and 5 have equal variances: the fourth axis may lie anywhere between them.
  const { data, n, d } = normals(4000, [4, 3, 2, 1, 1, ...Array(195).fill(0.1)], 2);
  const samples = { data, n, d };
  equaliseVariance(samples, 3, 4);
  const exact = await fitPca(samples, 4, { solver: "exact" });
  const iterated = await fitPca(samples, 4, { solver: "subspace" });
  // The residual is below 1e-7 · 0.01 of the fourth variance, a bound on the error of each.
  assertAllClose(iterated.variances, exact.variances, { rtol: 1e-9 });
  assertClose(iterated.reconstructionError, exact.reconstructionError, { rtol: 1e-8 });
});

/** Scales column `b` to the variance of column `a`. */
function equaliseVariance({ data, n, d }: Samples, a: number, b: number): void {
  const sigma = covariance({ data, n, d });
  const factor = Math.sqrt(sigma.get(a, a) / sigma.get(b, b));
  for (let i = 0; i < n; i++) data[i * d + b] *= factor;
}

Deno.test("fitPca() converges through restarts when the spectrum is nearly flat", async () => {
  const samples = normals(1000, Array(300).fill(1), 3);
  const exact = await fitPca(samples, 2, { solver: "exact" });
  const iterated = await fitPca(samples, 2, { solver: "subspace" });
  ok(iterated.passes > 21, `${iterated.passes} passes never fill the basis`);
  assertAllClose(iterated.variances, exact.variances, { rtol: 1e-9 });
});

Deno.test("fitPca() keeps its accuracy when the mean is large", async () => {
  const samples = layerOutputs({ n: 1000, d: 160 });
  const shifted = { ...samples, data: samples.data.map((value) => value + 1e6) };
  const plain = await fitPca(samples, 4, { solver: "subspace" });
  const far = await fitPca(shifted, 4, { solver: "subspace" });
  // Adding 1e6 rounds every value by 1e-10 at most.
  ok(sineOfAngles(plain.components, far.components, 160) < 1e-7);
  assertAllClose(far.variances, plain.variances, { rtol: 1e-9 });
});

Deno.test("fitPca() gives the same bits for a seed, and the same subspace for another", async () => {
  const samples = layerOutputs({ n: 500, d: 150 });
  const first = await fitPca(samples, 4, { solver: "subspace", seed: 1 });
  const again = await fitPca(samples, 4, { solver: "subspace", seed: 1 });
  const other = await fitPca(samples, 4, { solver: "subspace", seed: 2 });
  deepStrictEqual(again.components, first.components);
  ok(other.components.some((value, i) => value !== first.components[i]));
  ok(sineOfAngles(first.components, other.components, 150) < 2e-7);
});

Deno.test("fitPca() needs fewer passes when it starts from similar data", async () => {
  const options = { solver: "subspace" } as const;
  const samples = layerOutputs({ n: 1000, d: 200 });
  const rng = createRng(4);
  const moved = { ...samples, data: samples.data.map((value) => value + 1e-4 * rng.normal()) };
  const warmStart = await fitPca(samples, 4, options);
  const cold = await fitPca(moved, 4, options);
  const warm = await fitPca(moved, 4, { ...options, warmStart });
  ok(warm.passes < cold.passes - 1, `${warm.passes} passes, ${cold.passes} from nothing`);
  ok(sineOfAngles(cold.components, warm.components, 200) < 2e-7);
});

Deno.test("fitPca() finds new directions when its start holds only old ones", async () => {
  // The first four columns vary most at first; then four others do, uncorrelated with them.
  const options = { solver: "subspace" } as const;
  const rest = Array(142).fill(0.1);
  const warmStart = await fitPca(normals(600, [9, 8, 7, 6, 1, 1, 1, 1, ...rest], 5), 4, options);
  const changed = normals(600, [1, 1, 1, 1, 9, 8, 7, 6, ...rest], 6);
  const exact = await fitPca(changed, 4, { solver: "exact" });
  const warm = await fitPca(changed, 4, { ...options, warmStart });
  ok(sineOfAngles(exact.components, warm.components, 150) < 1e-7);
});

Deno.test("fitPca() stops at the greatest number of passes", async () => {
  const samples = layerOutputs({ n: 300, d: 150 });
  strictEqual((await fitPca(samples, 2, { solver: "subspace", maxPasses: 2 })).passes, 2);
});

Deno.test("fitPca() stops when it is aborted", async () => {
  const samples = layerOutputs({ n: 300, d: 150 });
  const options = { solver: "subspace", signal: AbortSignal.abort() } as const;
  await rejects(fitPca(samples, 2, options), { name: "AbortError" });
});

Deno.test("fitPca() stops when it is aborted while it iterates", async () => {
  // A flat spectrum takes 74 passes down to rounding, half a second; the first pause comes before.
  const samples = normals(3000, Array(500).fill(1), 13);
  const signal = AbortSignal.timeout(1);
  const options = { solver: "subspace", tolerance: 0, maxPasses: 1e4, signal } as const;
  await rejects(fitPca(samples, 4, options), { name: "TimeoutError" });
});

Deno.test("fitPca() throws when its start has another number of columns", async () => {
  const warmStart = await fitPca(layerOutputs({ n: 50, d: 8 }), 2);
  const samples = layerOutputs({ n: 50, d: 9 });
  for (const solver of ["exact", "subspace"] as const) {
    await rejects(fitPca(samples, 2, { solver, warmStart }), { code: "dimension-mismatch" });
  }
});

Deno.test("covarianceProduct() equals the covariance times the vectors", () => {
  for (const [n, d, count] of [[31, 12, 1], [32, 13, 4], [33, 12, 7], [2, 1, 1], [34, 11, 9]]) {
    const samples = layerOutputs({ n, d });
    const vectors = normals(count, Array(d).fill(1), 7).data;
    const sigma = covariance(samples);
    const expected = Array.from({ length: count }, (_, v) => {
      const vector = vectors.subarray(v * d, (v + 1) * d);
      return sigma.to2DArray().map((row) => row.reduce((sum, s, j) => sum + s * vector[j], 0));
    });
    const got = covarianceProduct(samples, columnMeans(samples), vectors);
    // Sums of about 400 products of numbers of order one.
    assertAllClose(got, expected.flat(), { atol: 1e-12, rtol: 1e-12 });
  }
});

Deno.test("fitPca() accepts the greatest dimension and throws at the next", async () => {
  const wide = normals(6, Array(9).fill(1), 8);
  strictEqual((await fitPca(wide, 5)).dim, 5);
  await rejects(fitPca(wide, 6), (error) => {
    ok(error instanceof InputError);
    match(error.message, /6 samples in 9 dimensions have at most 5/);
    return true;
  });
  const tall = normals(9, Array(3).fill(1), 9);
  strictEqual((await fitPca(tall, 3)).dim, 3);
  await rejects(fitPca(tall, 4), { code: "invalid-dim" });
  for (const dim of [0, -1, 1.5, NaN]) await rejects(fitPca(tall, dim), { code: "invalid-dim" });
  await rejects(fitPca(asSamples([[1, 2]]), 1), {
    code: "invalid-dim",
    hint: "Give more samples.",
  });
});

Deno.test("fitPca() throws when the data are constant", async () => {
  await rejects(fitPca(asSamples([[1, 2], [1, 2], [1, 2]]), 1), { code: "constant-data" });
  await rejects(fitPca(asSamples([[1e200], [-1e200]]), 1), { code: "overflow" });
});

/** Two informative directions in `d` columns. */
function planeIn(n: number, d: number): Samples {
  const codes = normals(n, [2, 1], 10).data;
  const axes = normals(2, Array(d).fill(1), 11).data;
  const data = Float64Array.from({ length: n * d }, (_, i) => {
    const [row, j] = [Math.floor(i / d), i % d];
    return codes[2 * row] * axes[j] + codes[2 * row + 1] * axes[d + j];
  });
  return { data, n, d };
}

for (const [n, d] of [[400, 6], [6, 400], [300, 200], [200, 300]]) {
  for (const solver of ["exact", "subspace"] as const) {
    Deno.test(`fitPca() throws naming the rank when ${n}×${d} has rank 2 (${solver})`, async () => {
      const samples = planeIn(n, d);
      const pca = await fitPca(samples, 2, { solver });
      // Nothing is left: what rounding leaves is relative to the variance.
      ok(pca.reconstructionError < 1e-13 * pca.totalVariance);
      await rejects(fitPca(samples, 3, { solver }), (error) => {
        ok(error instanceof InputError);
        strictEqual(error.code, "rank-deficient");
        match(error.message, /to 3 dimensions: it varies in 2 only/);
        match(String(error.hint), /at most 2/);
        return true;
      });
    });
  }
}

Deno.test("pcaFromJson() restores what toJSON() wrote, bit for bit", async () => {
  const samples = layerOutputs({ n: 100, d: 20 });
  const pca = await fitPca(samples, 3);
  const restored = pcaFromJson(JSON.parse(JSON.stringify(pca)));
  deepStrictEqual(restored.toJSON(), pca.toJSON());
  deepStrictEqual(await restored.encode(samples), await pca.encode(samples));
  strictEqual(restored.reconstructionError, pca.reconstructionError);
});

Deno.test("pcaFromJson() throws when the object is no saved PCA", async () => {
  const json = (await fitPca(normals(20, [2, 1], 12), 1)).toJSON();
  const broken: unknown[] = [
    null,
    {},
    { ...json, schema: 2 },
    { ...json, mean: [] },
    { ...json, mean: [1, null] },
    { ...json, components: [[1]] },
    { ...json, variances: [1, 2] },
    { ...json, totalVariance: 0 },
    { ...json, samples: undefined },
  ];
  for (const value of broken) throws(() => pcaFromJson(value), { code: "invalid-pca" });
});

Deno.test("parseCompressor() reads an id and a dimension", () => {
  deepStrictEqual(parseCompressor("pca:4").parameters, { dim: 4 });
  deepStrictEqual(COMPRESSORS.get("pca").create({ dim: 4 }).parameters, { dim: 4 });
  strictEqual(parseCompressor(" pca:12 ").id, "pca");
});

Deno.test("parseCompressor() throws with a suggestion when the text is malformed", () => {
  throws(() => parseCompressor("pcs:4"), {
    code: "unknown-compressor",
    hint: /Did you mean "pca"/,
  });
  for (
    const text of ["pca", "pca:", "pca:0", "pca:-1", "pca:1.5", "pca:four", "pca:4:5", "pca:1e3"]
  ) {
    throws(() => parseCompressor(text), { code: "invalid-compressor", hint: /pca:4/ });
  }
});
