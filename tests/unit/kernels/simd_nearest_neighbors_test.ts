import { deepStrictEqual, ok, rejects, strictEqual } from "../../support/assert.ts";
import { nearestNeighborsSimd } from "../../../kernels/simd/nearest_neighbors.ts";
import { closePool, setThreadBudget } from "../../../kernels/simd/pool.ts";
import { createRng } from "../../../lib/rng.ts";

const METRICS = ["euclidean", "chebyshev"] as const;

/** Brute force in f64: distances and indices, ties by index. */
function bruteForce(
  data: Float64Array,
  n: number,
  d: number,
  k: number,
  metric: typeof METRICS[number],
) {
  const distances = new Float64Array(n * k);
  const indices = new Int32Array(n * k);
  for (let i = 0; i < n; i++) {
    const all: [number, number][] = [];
    for (let j = 0; j < n; j++) {
      let [sum, greatest] = [0, 0];
      for (let t = 0; t < d; t++) {
        const difference = data[i * d + t] - data[j * d + t];
        sum += difference ** 2;
        greatest = Math.max(greatest, Math.abs(difference));
      }
      if (j !== i) all.push([metric === "euclidean" ? sum : greatest, j]);
    }
    all.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
    for (let t = 0; t < k; t++) {
      distances[i * k + t] = metric === "euclidean" ? Math.sqrt(all[t][0]) : all[t][0];
      indices[i * k + t] = all[t][1];
    }
  }
  return { distances, indices };
}

/** Point sets that are hard for f32: each is [name, value of coordinate j of point i]. */
const SHAPES: readonly [string, (normal: () => number, i: number, j: number) => number][] = [
  ["normal", (normal) => normal()],
  ["far from the origin", (normal) => 1e6 + normal()],
  ["a lattice with ties", (normal) => Math.round(normal() * 2)],
  ["near duplicates", (normal, i) => Math.floor(i / 5) + 1e-9 * normal()],
  ["columns of very different scale", (normal, _i, j) => normal() * 10 ** (3 * (j % 5) - 6)],
  ["tiny values", (normal) => 1e-30 * normal()],
  ["identical points", () => 3],
  ["one outlier", (normal, i) => i === 7 ? 1e12 : normal()],
];

const SIZES: readonly [n: number, d: number, k: number][] = [
  [2, 1, 1],
  [48, 1, 5],
  [49, 2, 32],
  [65, 3, 4],
  [300, 4, 5],
  [257, 5, 7],
  [96, 6, 5],
  [97, 6, 5],
  [300, 8, 64],
  [200, 33, 3],
  [200, 64, 4],
  [150, 130, 3],
];

for (const [name, value] of SHAPES) {
  Deno.test(`nearestNeighborsSimd() equals brute force bit for bit on ${name}`, async () => {
    for (const [n, d, k] of SIZES) {
      const rng = createRng(`${name} ${n}`);
      const data = Float64Array.from({ length: n * d }, (_, at) => {
        return value(rng.normal, Math.floor(at / d), at % d);
      });
      for (const metric of METRICS) {
        const got = await nearestNeighborsSimd(data, n, d, k, { metric });
        ok(got, "this engine has no SIMD");
        const want = bruteForce(data, n, d, k, metric);
        deepStrictEqual(got.indices, want.indices, `indices, ${metric} n ${n} d ${d} k ${k}`);
        deepStrictEqual(got.distances, want.distances, `distances, ${metric} n ${n} d ${d} k ${k}`);
      }
    }
  });
}

Deno.test("nearestNeighborsSimd() gives the same bits with Workers and without", async () => {
  const [n, d, k] = [60_000, 6, 5];
  const rng = createRng(3);
  const data = Float64Array.from({ length: n * d }, rng.normal);
  try {
    setThreadBudget(1);
    const alone = await nearestNeighborsSimd(data, n, d, k);
    setThreadBudget(2);
    const together = await nearestNeighborsSimd(data, n, d, k);
    deepStrictEqual(together, alone);
  } finally {
    closePool();
    setThreadBudget(1);
  }
});

Deno.test("nearestNeighborsSimd() stops when the signal aborts", async () => {
  const rng = createRng(4);
  const data = Float64Array.from({ length: 40_000 * 6 }, rng.normal);
  const abort = new AbortController();
  let seen = 0;
  const onProgress = (fraction: number) => {
    seen = fraction;
    abort.abort();
  };
  await rejects(
    nearestNeighborsSimd(data, 40_000, 6, 5, { signal: abort.signal, onProgress }),
    { name: "AbortError" },
  );
  ok(seen < 0.5);
});

Deno.test("nearestNeighborsSimd() gives null when centring overflows f64", async () => {
  const data = Float64Array.of(1e308, -1e308, 1e308, 1.5e308);
  strictEqual(await nearestNeighborsSimd(data, 4, 1, 1), null);
});
