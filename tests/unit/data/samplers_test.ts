import { antiPcaLatent, embedAntiPca } from "../../../data/anti_pca.ts";
import { pixelGrid, renderGaussians } from "../../../data/gaussian_image.ts";
import { rectangleCoordinates, renderRectangles } from "../../../data/rectangle_image.ts";
import { SAMPLERS } from "../../../data/samplers.ts";
import { createRng } from "../../../lib/rng.ts";
import { normalCdf } from "../../../lib/special.ts";
import type { Samples } from "../../../lib/types.ts";
import {
  assertClose,
  deepStrictEqual,
  notDeepStrictEqual,
  ok,
  strictEqual,
  throws,
} from "../../support/assert.ts";

const REQUEST = { samples: 40, mutualInformation: 2, seed: 1 };

function column({ data, n, d }: Samples, j: number): Float64Array {
  return Float64Array.from({ length: n }, (_, i) => data[i * d + j]);
}

function correlation(a: Float64Array, b: Float64Array): number {
  const mean = (v: Float64Array) => v.reduce((sum, value) => sum + value, 0) / v.length;
  const [ma, mb] = [mean(a), mean(b)];
  let [ab, aa, bb] = [0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    ab += (a[i] - ma) * (b[i] - mb);
    aa += (a[i] - ma) ** 2;
    bb += (b[i] - mb) ** 2;
  }
  return ab / Math.sqrt(aa * bb);
}

for (const entry of SAMPLERS.entries()) {
  Deno.test(`${entry.id} gives samples of the announced shapes when asked for 40`, () => {
    const sampler = entry.create();
    const pair = sampler.sample(REQUEST);
    strictEqual(sampler.id, entry.id);
    strictEqual(pair.mutualInformation, 2);
    deepStrictEqual([pair.latentX.d, pair.latentY.d], [...sampler.latentDims]);
    strictEqual(pair.x.d, pair.shapeX.reduce((a, b) => a * b));
    strictEqual(pair.y.d, pair.shapeY.reduce((a, b) => a * b));
    for (const side of ["x", "y", "latentX", "latentY", "structuredX", "structuredY"] as const) {
      strictEqual(pair[side].n, 40);
      strictEqual(pair[side].data.length, 40 * pair[side].d);
      ok(pair[side].data.every(Number.isFinite), side);
    }
    deepStrictEqual(JSON.parse(JSON.stringify(sampler.parameters)), { ...sampler.parameters });
    for (const { name } of entry.options) ok(name in sampler.parameters, name);
  });

  Deno.test(`${entry.id} gives the same bits when the seed is the same`, () => {
    const pair = entry.create().sample(REQUEST);
    deepStrictEqual(entry.create().sample(REQUEST), pair);
    notDeepStrictEqual(entry.create().sample({ ...REQUEST, seed: 2 }).x, pair.x);
  });

  Deno.test(`${entry.id} rotates the latents unless rotation is off`, () => {
    const on = entry.create().sample({ ...REQUEST, seed: 3 });
    const off = entry.create({ rotation: false }).sample({ ...REQUEST, seed: 3 });
    const norm = (s: Samples) => Math.hypot(...s.data.subarray(0, s.d));
    assertClose(norm(on.latentX), norm(off.latentX), { rtol: 1e-12 });
    if (on.latentX.d > 1) notDeepStrictEqual(on.latentX, off.latentX);
  });

  Deno.test(`${entry.id} throws when the request or an option cannot be used`, () => {
    const sampler = entry.create();
    throws(() => sampler.sample({ ...REQUEST, samples: 0 }), { name: "InputError" });
    throws(() => sampler.sample({ ...REQUEST, mutualInformation: -1 }), { name: "InputError" });
    throws(() => sampler.sample({ ...REQUEST, mutualInformation: 1e4 }), {
      code: "singular-covariance",
    });
    throws(() => entry.create({ sides: 4 }), { code: "unknown-option" });
    const size = entry.options.find(({ name }) => name === "side" || name === "dims")!;
    throws(() => entry.create({ [size.name]: Number(size.min) - 1 }), { code: "invalid-option" });
    entry.create({ [size.name]: Number(size.min) }).sample(REQUEST);
  });
}

Deno.test("normal and uniform take different dimensions when dimsY is given", () => {
  for (const id of ["normal", "uniform"]) {
    const sampler = SAMPLERS.get(id).create({ dims: 3, dimsY: 5 });
    const pair = sampler.sample(REQUEST);
    deepStrictEqual([pair.shapeX, pair.shapeY], [[3], [5]]);
    deepStrictEqual(sampler.latentDims, [3, 5]);
  }
});

Deno.test("uniform is Φ of the normal vector when the seed is the same", () => {
  const normal = SAMPLERS.get("normal").create().sample(REQUEST);
  const uniform = SAMPLERS.get("uniform").create().sample(REQUEST);
  deepStrictEqual(uniform.latentX, normal.x);
  deepStrictEqual(uniform.x.data, normal.x.data.map(normalCdf));
});

Deno.test("images have side × side pixels when side is given", () => {
  for (const id of ["gaussian-image", "correlated-gaussian-image", "rectangle-image"]) {
    for (const side of [4, 8, 33]) {
      const pair = SAMPLERS.get(id).create({ side }).sample({ ...REQUEST, samples: 3 });
      deepStrictEqual(pair.shapeX, [side, side]);
      ok(pair.x.data.every((value) => value >= 0 && value <= 1));
    }
  }
});

Deno.test("renderGaussians() is injective when the centre is read back from two pixels", () => {
  const { structuredX, x } = SAMPLERS.get("gaussian-image").create({ side: 4 }).sample(REQUEST);
  const [x0, x1] = pixelGrid(4);
  for (let i = 0; i < x.n; i++) {
    // ln of the ratio of neighbours is linear in a: 10 [(x0 − a)² − (x1 − a)²].
    const ratio = Math.log(x.data[16 * i + 1] / x.data[16 * i]);
    const a = (ratio / 10 + x1 * x1 - x0 * x0) / (2 * (x1 - x0));
    // The logarithm of the ratio is good to a few 1e-16, divided by 20 (x1 − x0) = 7.
    assertClose(a, structuredX.data[2 * i], { atol: 1e-14 });
  }
});

Deno.test("renderGaussians() has value 1 at the centre when it is a pixel", () => {
  const image = renderGaussians({ data: Float64Array.of(0, 1), n: 1, d: 2 }, 5);
  // a = 0 is column 0, b = 1 is row 4; opposite corner: exp(−20).
  strictEqual(image.data[4 * 5], 1);
  assertClose(image.data[4], Math.exp(-20), { rtol: 1e-14 });
});

Deno.test("rectangleCoordinates() keeps sides of at least 2 pixels inside the image", () => {
  const { latentX } = SAMPLERS.get("rectangle-image").create().sample({
    ...REQUEST,
    samples: 2000,
  });
  for (const side of [3, 4, 16, 32]) {
    const { data, n } = rectangleCoordinates(latentX, side);
    for (let k = 0; k < 2 * n; k++) {
      const [low, high] = data.subarray(2 * k, 2 * k + 2);
      // Rounding of side · m only.
      ok(low >= 0 && high <= side + 1e-12 && high - low >= 2 - 1e-12, `${low} ${high}`);
    }
  }
});

Deno.test("renderRectangles() covers exactly the area of the rectangle", () => {
  const { structuredX, x } = SAMPLERS.get("rectangle-image").create({ side: 9 }).sample(REQUEST);
  for (let i = 0; i < x.n; i++) {
    const [top, bottom, left, right] = structuredX.data.subarray(4 * i, 4 * i + 4);
    const sum = x.data.subarray(81 * i, 81 * (i + 1)).reduce((a, b) => a + b, 0);
    assertClose(sum, (bottom - top) * (right - left), { rtol: 1e-13 });
  }
});

Deno.test("renderRectangles() gives the covered part of each pixel when corners are fractional", () => {
  const corners = { data: Float64Array.of(0.5, 2.5, 1, 2.25), n: 1, d: 4 };
  deepStrictEqual(
    [...renderRectangles(corners, 3).data],
    [0, 0.5, 0.125, 0, 1, 0.25, 0, 0.5, 0.125],
  );
});

Deno.test("embedAntiPca() equals hand-computed values when x = 0.5, z = −0.25 and z = 0.5", () => {
  const structured = { data: Float64Array.of(0.5, -0.25, 0.5, 0.5), n: 2, d: 2 };
  const got = embedAntiPca(structured, 13).data;
  // k = 2: a = 0; k = 4: a = −0.5, max(−0.5, 0.4 · −0.5); k = 12: a = −2.5, max(−2.5, 1.2 · −2.5).
  deepStrictEqual([got[0], got[1], got[2], got[4], got[12]], [0.5, -0.25, 0, -0.2, -2.5]);
  // k = 4: a = 2.5, max(2.5, 0.4 · 2.5); k = 12: a = 6.5, max(6.5, 1.2 · 6.5).
  assertClose(got[13 + 4], 2.5, {});
  assertClose(got[13 + 12], 7.8, { rtol: 1e-15 });
});

Deno.test("anti-pca has independent noise on both sides when many are drawn", () => {
  const n = 4000;
  const { structuredX, structuredY, latentX } = SAMPLERS.get("anti-pca").create()
    .sample({ samples: n, mutualInformation: 3, seed: 2 });
  const [zx, zy, x, y] = [
    column(structuredX, 1),
    column(structuredY, 1),
    column(structuredX, 0),
    column(structuredY, 0),
  ];
  // A correlation of independent variables has sd 1/√N.
  const bound = 4 / Math.sqrt(n);
  for (const [a, b] of [[zx, zy], [zx, x], [zx, y], [zy, x], [zy, y]]) {
    ok(Math.abs(correlation(a, b)) < bound);
  }
  ok(Math.abs(correlation(x, y)) > 0.9);
  ok(zx.every((z) => z > -1 && z < 1));
  assertClose(zx.reduce((sum, z) => sum + z * z, 0) / n, 1 / 3, { atol: 4 * 0.3 / Math.sqrt(n) });
  // (x, z) = (2Φ(ξ) − 1, z).
  deepStrictEqual(x, column(antiPcaLatent(latentX, createRng(0)), 0));
});

Deno.test("anti-pca has its largest variance along the noise, as its name says", () => {
  const pair = SAMPLERS.get("anti-pca").create()
    .sample({ samples: 2000, mutualInformation: 1, seed: 4 });
  const last = column(pair.x, 31);
  const withNoise = Math.abs(correlation(last, column(pair.structuredX, 1)));
  const withSignal = Math.abs(correlation(last, column(pair.structuredX, 0)));
  ok(withNoise > 0.9 && withSignal < 0.15, `${withNoise} ${withSignal}`);
});
