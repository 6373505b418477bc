/** The error bounds and the certification, with f32 done on the CPU: no adapter needed. */
import { certifyRows } from "../../../kernels/_certify.ts";
import { greatestDistance, leastDistance } from "../../../kernels/_error_bounds.ts";
import { type PackedPoints, packPoints } from "../../../kernels/_packed_points.ts";
import { chooseSizes, rowBlocks } from "../../../kernels/_sweep_sizes.ts";
import { nearestNeighborsReference } from "../../../kernels/nearest_neighbors_reference.ts";
import { createRng } from "../../../lib/rng.ts";
import type { Samples } from "../../../lib/types.ts";
import { deepStrictEqual, ok, strictEqual } from "../../support/assert.ts";

function samplesOf(n: number, d: number, value: (normal: () => number, i: number) => number) {
  const rng = createRng(n + d);
  const data = Float64Array.from(
    { length: n * d },
    (_, at) => value(() => rng.normal(), Math.floor(at / d)),
  );
  return { n, d, data };
}

/** Squared distance as a device computes it, every operation rounded to f32. */
function deviceSquared(rows: Float32Array, stride: number, i: number, j: number): number {
  let sum = 0;
  for (let c = 0; c < stride; c++) {
    const difference = Math.fround(rows[i * stride + c] - rows[j * stride + c]);
    sum = Math.fround(sum + Math.fround(difference * difference));
  }
  return sum;
}

function trueDistance({ data, d }: Samples, i: number, j: number): number {
  let sum = 0;
  for (let c = 0; c < d; c++) sum += (data[i * d + c] - data[j * d + c]) ** 2;
  return Math.sqrt(sum);
}

Deno.test.each([
  { name: "plain", d: 3, value: (normal: () => number) => normal() },
  { name: "far", d: 5, value: (normal: () => number) => 1e7 + normal() },
  {
    name: "clustered",
    d: 2,
    value: (normal: () => number, i: number) => (i % 3) * 1e5 + normal(),
  },
  { name: "heavy-tailed", d: 4, value: (normal: () => number) => normal() ** 9 },
  { name: "tiny beside large", d: 8, value: (normal: () => number) => 10 ** (8 * normal()) },
  { name: "high-dimensional", d: 64, value: (normal: () => number) => normal() },
])("leastDistance() and greatestDistance() hold the true distance: $name", ({ d, value }) => {
  const samples = samplesOf(60, d, value);
  const points = packPoints(samples) as PackedPoints;
  const rows = points.pack(0, 60);
  for (let i = 0; i < 60; i++) {
    for (let j = 0; j < 60; j++) {
      const squared = deviceSquared(rows, 4 * points.vectors, i, j);
      const truth = trueDistance(samples, i, j) * points.scale;
      const least = leastDistance(squared, points.norms[i], points.vectors);
      const greatest = greatestDistance(squared, points.norms[i], points.vectors);
      ok(least <= truth && truth <= greatest, `${least} ${truth} ${greatest} at ${i}, ${j}`);
    }
  }
});

Deno.test("packPoints() scales every norm to at most 1, and pads with zeros", () => {
  const samples = samplesOf(40, 5, (normal) => 1e6 + 300 * normal());
  const points = packPoints(samples) as PackedPoints;
  strictEqual(points.vectors, 2);
  ok(Number.isInteger(Math.log2(points.scale)));
  ok(points.norms.every((norm) => norm <= 1));
  const rows = points.pack(10, 40);
  strictEqual(rows.length, 30 * 8);
  for (let r = 0; r < 30; r++) deepStrictEqual([...rows.subarray(r * 8 + 5, r * 8 + 8)], [0, 0, 0]);
});

Deno.test("packPoints() gives up on extents that f64 cannot square", () => {
  strictEqual(packPoints(samplesOf(9, 2, (normal) => 1e160 * normal())), null);
  strictEqual(packPoints(samplesOf(9, 2, (normal) => 1e-160 * normal())), null);
  strictEqual(packPoints(samplesOf(9, 2, (normal) => 1e308 * normal())), null);
});

/** Candidates as the kernel gives them, in one part, and how they are certified for k = 2. */
function certify(
  samples: Samples,
  candidates: number,
  change: (squared: Float32Array, indices: Uint32Array) => void = () => {},
) {
  const { n } = samples;
  const points = packPoints(samples) as PackedPoints;
  const rows = points.pack(0, n);
  const squared = new Float32Array(candidates * n);
  const indices = new Uint32Array(candidates * n);
  for (let i = 0; i < n; i++) {
    Array.from({ length: n }, (_, j) => j).filter((j) => j !== i)
      .map((j) => ({ j, s: deviceSquared(rows, 4 * points.vectors, i, j) }))
      .sort((a, b) => a.s - b.s || a.j - b.j).slice(0, candidates)
      .forEach(({ j, s }, c) => {
        squared[c * n + i] = s;
        indices[c * n + i] = j;
      });
  }
  change(squared, indices);
  const neighbors = { k: 2, distances: new Float64Array(2 * n), indices: new Int32Array(2 * n) };
  const outputs = [squared.buffer, indices.buffer];
  const uncertain = certifyRows(
    { samples, points, candidates, neighbors },
    { begin: 0, count: n, parts: 1, dispatches: 1, outputs },
  );
  return { uncertain, neighbors };
}

Deno.test("certifyRows() takes candidates that leave no doubt", () => {
  const samples = samplesOf(50, 3, (normal) => normal());
  const { uncertain, neighbors } = certify(samples, 5);
  deepStrictEqual(uncertain, []);
  deepStrictEqual(neighbors, nearestNeighborsReference(samples, 2));
});

Deno.test("certifyRows() doubts rows with a tie at the end of their list", () => {
  // Point 0 has six neighbours at distance 1; the others have at most two nearest ones.
  const data = Float64Array.of(0, 0, 1, 0, 0, 1, -1, 0, 0, -1, 1 + 1e-12, 1e-9, 3, 3, 3, 3.5, 4, 3);
  const { uncertain } = certify({ n: 9, d: 2, data }, 4);
  ok(uncertain.includes(0), `${uncertain}`);
});

Deno.test("certifyRows() takes any ties where the list holds all points", () => {
  const { uncertain } = certify(samplesOf(5, 2, () => 1), 4);
  deepStrictEqual(uncertain, []);
});

Deno.test("certifyRows() doubts a device that is wrong", () => {
  const samples = samplesOf(50, 3, (normal) => normal());
  const wrong = certify(samples, 5, (squared, indices) => {
    squared[3] *= 1.01; // a distance that is not that of its point
    indices[4] = 4; // the query itself
    indices[5] = 1000; // no row
    indices[6] = 0xffffffff; // no candidate
    squared[7] = NaN;
    squared.fill(0, 10, 11); // nothing was written
  });
  deepStrictEqual(wrong.uncertain, [3, 4, 5, 6, 7, 10]);
});

Deno.test("chooseSizes() stays within default limits for a million points", () => {
  const limits = { maxStorageBufferBindingSize: 2 ** 27, maxBufferSize: 2 ** 28 };
  for (const vectors of [1, 2, 16, 32]) {
    for (const outputWords of [8, 96]) {
      const shape = { n: 1e6, vectors, outputWords, costPerPair: 8 * vectors + 4, software: false };
      const { queryRows, blockRows, referenceRows, parts } = chooseSizes(shape, limits, {});
      ok(blockRows * vectors * 16 <= 2 ** 27);
      ok(queryRows * parts * outputWords * 4 <= 2 ** 27);
      ok(Math.ceil(queryRows / 64) <= 65_535);
      // A tenth of a second at 0.2e12 instructions per second.
      ok(queryRows * referenceRows * shape.costPerPair <= 2e10);
      ok(queryRows * parts >= 65_536);
    }
  }
});

Deno.test("rowBlocks() covers all rows once and never crosses a block", () => {
  const pieces = rowBlocks(25, 10, 4);
  deepStrictEqual(
    pieces.map(({ begin, end }) => [begin, end]),
    [[0, 4], [4, 8], [8, 10], [10, 14], [14, 18], [18, 20], [20, 24], [24, 25]],
  );
});
