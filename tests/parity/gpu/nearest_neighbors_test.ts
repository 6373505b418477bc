/**
 * The nearest-neighbour kernel against its twin: equal in every bit, and by the device's own work
 * (`redone` tells how many rows the CPU did).
 */
import { type GpuNeighbors, nearestNeighborsGpu } from "../../../kernels/nearest_neighbors.ts";
import { nearestNeighborsReference } from "../../../kernels/nearest_neighbors_reference.ts";
import type { SweepSizes } from "../../../kernels/_pair_sweep.ts";
import { InputError } from "../../../lib/errors.ts";
import { createRng } from "../../../lib/rng.ts";
import type { Samples } from "../../../lib/types.ts";
import { deepStrictEqual, ok, rejects, strictEqual } from "../../support/assert.ts";
import { gpu } from "../../support/gpu.ts";

const { ignore } = gpu;

function normalSamples(n: number, d: number, seed = n * 1000 + d): Samples {
  const rng = createRng(seed);
  return { n, d, data: Float64Array.from({ length: n * d }, () => rng.normal()) };
}

/** Samples whose coordinate `j` of point `i` is `value(i, j, random)`. */
function samplesOf(
  n: number,
  d: number,
  value: (i: number, j: number, normal: () => number) => number,
): Samples {
  const rng = createRng(7);
  const data = Float64Array.from(
    { length: n * d },
    (_, at) => value(Math.floor(at / d), at % d, () => rng.normal()),
  );
  return { n, d, data };
}

async function assertExact(samples: Samples, k: number, sizes?: SweepSizes): Promise<GpuNeighbors> {
  const found = await nearestNeighborsGpu(gpu.kernels(), samples, k, { sizes });
  const { distances, indices } = nearestNeighborsReference(samples, k);
  deepStrictEqual(found.indices, indices);
  deepStrictEqual(found.distances, distances);
  strictEqual(found.failure, null);
  return found;
}

Deno.test.each([
  { n: 2, d: 1, k: 1 },
  { n: 3, d: 2, k: 1 },
  { n: 9, d: 4, k: 8 },
  { n: 63, d: 3, k: 5 },
  { n: 64, d: 4, k: 5 },
  { n: 65, d: 5, k: 5 },
  { n: 127, d: 8, k: 5 },
  { n: 128, d: 9, k: 6 },
  { n: 129, d: 31, k: 13 },
  { n: 130, d: 32, k: 5 },
  { n: 131, d: 33, k: 5 },
  { n: 200, d: 63, k: 5 },
  { n: 200, d: 64, k: 64 },
  { n: 200, d: 65, k: 1 },
  { n: 100, d: 128, k: 88 },
  { n: 66, d: 4, k: 64 },
  { n: 65, d: 4, k: 64 },
  { n: 511, d: 1, k: 2 },
  { n: 513, d: 2, k: 3 },
  { n: 1025, d: 4, k: 5 },
])("nearestNeighborsGpu() equals its twin for n=$n d=$d k=$k", { ignore }, async ({ n, d, k }) => {
  const { redone } = await assertExact(normalSamples(n, d), k);
  // Gaussian data have no near-ties at f32 precision: a relative gap of 1e-5 among at least 3 spare
  // candidates has a probability below 1e-12 per row.
  strictEqual(redone, 0);
});

Deno.test.each([
  { n: 64, sizes: { queryRows: 64 } },
  { n: 65, sizes: { queryRows: 64 } },
  { n: 129, sizes: { queryRows: 64, referenceRows: 64 } },
  { n: 100, sizes: { blockRows: 100 } },
  { n: 101, sizes: { blockRows: 100 } },
  { n: 201, sizes: { blockRows: 100, queryRows: 33 } },
  { n: 130, sizes: { referenceRows: 1 } },
  { n: 257, sizes: { referenceRows: 256 } },
  { n: 257, sizes: { parts: 3 } },
  { n: 10, sizes: { parts: 16 } },
  { n: 301, sizes: { parts: 2, referenceRows: 100, blockRows: 150, queryRows: 70 } },
])("nearestNeighborsGpu() equals its twin for n=$n cut into pieces: $sizes", { ignore }, async ({
  n,
  sizes,
}) => {
  const { redone } = await assertExact(normalSamples(n, 5), Math.min(n - 1, 6), sizes);
  strictEqual(redone, 0);
});

Deno.test.each([
  // The mean is subtracted in f64 first, so an offset costs nothing.
  {
    name: "far from the origin",
    samples: samplesOf(400, 4, (_i, j, normal) => 1e8 * (j + 1) + normal()),
    mostRedone: 0,
  },
  {
    name: "of tiny extent far from the origin",
    samples: samplesOf(400, 3, (_i, _j, normal) => 1e3 + 1e-9 * normal()),
    mostRedone: 0,
  },
  {
    name: "with columns of very different scales",
    samples: samplesOf(400, 4, (_i, j, normal) => 10 ** (6 * j - 9) * normal()),
    mostRedone: 4,
  },
  {
    name: "with an outlier a thousand times as far away as the rest",
    samples: samplesOf(400, 4, (i, _j, normal) => i === 17 ? 1e3 : normal()),
    mostRedone: 4,
  },
  // In f32 the members of a cluster coincide, so almost no row can be certified.
  {
    name: "in two clusters 1e9 of their radii apart",
    samples: samplesOf(300, 3, (i, _j, normal) => (i % 2) * 1e9 + normal()),
    mostRedone: 300,
  },
  {
    name: "near-duplicates in pairs",
    samples: samplesOf(400, 4, (i, j, normal) => Math.sin(i >> 1) * (j + 1) + 1e-9 * normal()),
    mostRedone: 400,
  },
  {
    name: "exact duplicates in threes",
    samples: samplesOf(399, 4, (i, j) => Math.sin((i - i % 3) * (j + 1))),
    mostRedone: 399,
  },
  { name: "all equal", samples: samplesOf(100, 3, () => 0.1), mostRedone: 100 },
  {
    name: "on a lattice, with exact ties",
    samples: samplesOf(343, 3, (i, j) => [i % 7, Math.floor(i / 7) % 7, Math.floor(i / 49)][j]),
    mostRedone: 343,
  },
  {
    name: "on a lattice whose ties only f64 tells apart",
    samples: samplesOf(
      343,
      3,
      (i, j, normal) => [i % 7, Math.floor(i / 7) % 7, Math.floor(i / 49)][j] + 1e-12 * normal(),
    ),
    mostRedone: 343,
  },
  {
    name: "of size 1e-150",
    samples: samplesOf(100, 2, (_i, _j, normal) => 1e-150 * normal()),
    mostRedone: 100,
  },
  {
    name: "of size 1e150",
    samples: samplesOf(100, 2, (_i, _j, normal) => 1e150 * normal()),
    mostRedone: 100,
  },
])("nearestNeighborsGpu() equals its twin for points $name", { ignore }, async ({
  samples,
  mostRedone,
}) => {
  const { redone } = await assertExact(samples, 5);
  ok(redone <= mostRedone, `${redone} rows were done on the CPU`);
});

Deno.test("nearestNeighborsGpu() puts the lower row first among equals", { ignore }, async () => {
  // Four corners of a square around its centre, twice: every distance is tied.
  const corners = [0, 0, 1, 1, 1, -1, -1, 1, -1, -1, 1, 1, 1, -1, -1, 1, -1, -1];
  const samples = { n: 9, d: 2, data: Float64Array.from(corners) };
  const { indices } = await nearestNeighborsGpu(gpu.kernels(), samples, 8);
  deepStrictEqual(Array.from(indices.subarray(0, 8)), [1, 2, 3, 4, 5, 6, 7, 8]);
});

Deno.test("nearestNeighborsGpu() lets the caller redo rows", { ignore }, async () => {
  const samples = samplesOf(50, 2, () => 1);
  const asked: number[] = [];
  const { redone } = await nearestNeighborsGpu(gpu.kernels(), samples, 3, {
    redo: (rows) => {
      asked.push(...rows);
      return nearestNeighborsReference(samples, 3, rows);
    },
  });
  strictEqual(redone, 50);
  deepStrictEqual(asked, Array.from({ length: 50 }, (_, i) => i));
});

Deno.test.each([
  { n: 5, d: 2, k: 0 },
  { n: 5, d: 2, k: 5 },
  { n: 5, d: 2, k: 1.5 },
  { n: 200, d: 2, k: 89 },
  { n: 5, d: 129, k: 1 },
])("nearestNeighborsGpu() throws for n=$n d=$d k=$k", { ignore }, async ({ n, d, k }) => {
  await rejects(nearestNeighborsGpu(gpu.kernels(), normalSamples(n, d), k), InputError);
});

Deno.test("nearestNeighborsGpu() does not change its samples", { ignore }, async () => {
  const samples = normalSamples(80, 3);
  const before = samples.data.slice();
  await nearestNeighborsGpu(gpu.kernels(), samples, 2);
  deepStrictEqual(samples.data, before);
});
