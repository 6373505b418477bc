// Every search against a plain sort of all distances, bit by bit: squares are summed in the same
// order, so that there is no rounding to allow for.
import { nearestNeighborsSimd } from "../../kernels/simd/nearest_neighbors.ts";
import { bruteForceNeighbors } from "../../lib/neighbors/brute_force.ts";
import { kdTreeNeighbors } from "../../lib/neighbors/kd_tree_search.ts";
import { buildKdTree } from "../../lib/neighbors/kd_tree.ts";
import {
  type Metric,
  nearestNeighbors,
  nearestNeighborsPlain,
  type Neighbors,
} from "../../lib/neighbors/nearest_neighbors.ts";
import { createRng } from "../../lib/rng.ts";
import type { Rng } from "../../lib/rng.ts";
import { asSamples } from "../../lib/samples.ts";
import type { Samples } from "../../lib/types.ts";
import { deepStrictEqual, ok, rejects, strictEqual } from "../support/assert.ts";

const METRICS: readonly Metric[] = ["euclidean", "chebyshev"];

/** Sorts all other points by distance, then by row number. */
function sortedNeighbors({ data, n, d }: Samples, k: number, metric: Metric): Neighbors {
  const distances = new Float64Array(n * k);
  const indices = new Int32Array(n * k);
  for (let i = 0; i < n; i++) {
    const others = [];
    for (let p = 0; p < n; p++) {
      if (p === i) continue;
      let value = 0;
      for (let j = 0; j < d; j++) {
        const difference = Math.abs(data[p * d + j] - data[i * d + j]);
        value = metric === "euclidean"
          ? value + difference * difference
          : Math.max(value, difference);
      }
      others.push({ p, value });
    }
    others.sort((a, b) => a.value === b.value ? a.p - b.p : a.value - b.value);
    for (let m = 0; m < k; m++) {
      const { p, value } = others[m];
      distances[i * k + m] = metric === "euclidean" ? Math.sqrt(value) : value;
      indices[i * k + m] = p;
    }
  }
  return { k, distances, indices };
}

/** Kinds of data, one coordinate at a time: `i` is the row, `j` the column. */
const KINDS: Readonly<Record<string, (rng: Rng, i: number, j: number) => number>> = {
  normal: (rng) => rng.normal(),
  "heavy tails": (rng) => Math.tan(3.14 * (rng.uniform() - 0.5)),
  "lattice of 4": (rng) => rng.integer(4),
  "lattice of 2": (rng) => rng.integer(2),
  "all equal": () => 0.1,
  "rows twice": (_, i, j) => Math.sin((i >> 1) * 12.9 + j * 78.2),
  "one line": (_, i) => i,
  "a line, backwards": (_, i) => -i,
  "two far clusters": (rng, i) => rng.normal() + (i % 2) * 1e8,
  "large offset": (rng) => 1e6 + 1e-3 * rng.normal(),
  "squares overflow": (rng) => 1e200 * rng.normal(),
  "constant but one column": (rng, _, j) => j === 0 ? rng.normal() : 3,
};

function makeSamples(kind: string, n: number, d: number): Samples {
  const rng = createRng(`${kind} ${n} ${d}`);
  const make = KINDS[kind];
  const data = Float64Array.from(
    { length: n * d },
    (_, at) => make(rng, Math.floor(at / d), at % d),
  );
  return { data, n, d };
}

const cases = Object.keys(KINDS).flatMap((kind) =>
  [[150, 1], [150, 2], [150, 3], [130, 8], [120, 17]].flatMap(([n, d]) =>
    METRICS.map((metric) => ({ kind, n, d, metric }))
  )
);

Deno.test.each(cases)(
  "SIMD, kd-tree and brute force find what sorting finds: $kind, n=$n d=$d $metric",
  async ({ kind, n, d, metric }) => {
    const samples = makeSamples(kind, n, d);
    for (const k of [1, 5, 40]) {
      const want = sortedNeighbors(samples, k, metric);
      deepStrictEqual(await nearestNeighbors(samples, k, { metric }), want, "SIMD");
      deepStrictEqual(bruteForceNeighbors(samples, k, metric), want, "brute force");
      for (const leafSize of [1, 4, 12]) {
        deepStrictEqual(kdTreeNeighbors(samples, k, metric, leafSize), want, `leaf ${leafSize}`);
      }
    }
  },
);

Deno.test("kd-tree and brute force find what sorting finds at every n around a leaf and a batch", () => {
  for (const n of [2, 3, 4, 5, 11, 12, 13, 23, 24, 25, 31, 32, 33, 36, 37, 48, 49, 63, 64, 65]) {
    const samples = makeSamples("lattice of 4", n, 2);
    for (const metric of METRICS) {
      for (const k of new Set([1, Math.min(3, n - 1), n - 1])) {
        const want = sortedNeighbors(samples, k, metric);
        deepStrictEqual(kdTreeNeighbors(samples, k, metric), want, `tree, n ${n}, k ${k}`);
        deepStrictEqual(bruteForceNeighbors(samples, k, metric), want, `brute, n ${n}, k ${k}`);
      }
    }
  }
});

Deno.test.each([{ n: 4000, d: 3 }, { n: 3000, d: 8 }, { n: 300, d: 40 }])(
  "nearestNeighbors() gives the bits of brute force for n=$n d=$d",
  async ({ n, d }) => {
    for (const metric of METRICS) {
      const samples = makeSamples("normal", n, d);
      const want = bruteForceNeighbors(samples, 5, metric);
      deepStrictEqual(await nearestNeighbors(samples, 5, { metric }), want);
    }
  },
);

Deno.test("nearestNeighbors() searches in TypeScript what SIMD cannot take", async () => {
  const samples = asSamples([1e308, -1e308, 1e308, 1.5e308]);
  strictEqual(await nearestNeighborsSimd(samples.data, 4, 1, 2), null);
  for (const metric of METRICS) {
    const want = sortedNeighbors(samples, 2, metric);
    deepStrictEqual(await nearestNeighbors(samples, 2, { metric }), want);
    deepStrictEqual(nearestNeighborsPlain(samples, 2, metric), want);
  }
});

Deno.test("nearestNeighbors() leaves a point out by its number, not by a distance of zero", async () => {
  const { distances, indices } = await nearestNeighbors(asSamples([7, 7, 9, 7]), 2);
  deepStrictEqual([...indices], [1, 3, 0, 3, 0, 1, 0, 1]);
  deepStrictEqual([...distances], [0, 0, 0, 0, 2, 2, 0, 0]);
});

Deno.test("nearestNeighbors() stays near-linear when all points are equal", async () => {
  const n = 100_000;
  const samples = { data: new Float64Array(n * 2).fill(0.5), n, d: 2 };
  const { distances, indices } = await nearestNeighbors(samples, 3);
  ok(distances.every((distance) => distance === 0));
  deepStrictEqual([...indices.subarray(0, 6)], [1, 2, 3, 0, 2, 3]);
  // Comparing all pairs would take minutes; every later row has the three first as neighbours.
  for (let i = 3; i < n; i++) {
    strictEqual(indices[3 * i] + 10 * indices[3 * i + 1] + 100 * indices[3 * i + 2], 210);
  }
});

Deno.test("nearestNeighbors() accepts k = n − 1 and refuses k = n, 0 and 1.5", async () => {
  const samples = asSamples([1, 2, 4]);
  deepStrictEqual([...(await nearestNeighbors(samples, 2)).indices], [1, 2, 0, 2, 1, 0]);
  await rejects(nearestNeighbors(samples, 3), { code: "too-few-samples" });
  await rejects(nearestNeighbors(samples, 0), { code: "invalid-neighbors" });
  await rejects(nearestNeighbors(samples, 1.5), { code: "invalid-neighbors" });
});

Deno.test("nearestNeighbors() does not change the samples", async () => {
  const samples = makeSamples("normal", 200, 3);
  const before = samples.data.slice();
  await nearestNeighbors(samples, 5);
  deepStrictEqual(samples.data, before);
});

Deno.test("buildKdTree() puts every row into one leaf, on its side of every cut", () => {
  const samples = makeSamples("lattice of 4", 333, 3);
  const { d, points, rows, starts, ends, children, axes, cuts } = buildKdTree(samples, 8);
  deepStrictEqual([...rows].sort((a, b) => a - b), Array.from({ length: 333 }, (_, i) => i));
  for (let i = 0; i < 333; i++) {
    const row = samples.data.subarray(rows[i] * d, (rows[i] + 1) * d);
    deepStrictEqual(points.slice(i * d, (i + 1) * d), row.slice());
  }
  let leafRows = 0;
  for (let node = 0; node < starts.length; node++) {
    const left = children[node];
    if (left === 0) {
      const size = ends[node] - starts[node];
      ok(size >= 1 && size <= 8, `leaf of ${size}`);
      leafRows += size;
      continue;
    }
    deepStrictEqual(
      [starts[left], ends[left], ends[left + 1]],
      [starts[node], starts[left + 1], ends[node]],
    );
    ok(cuts[node * 6 + 3] <= cuts[node * 6 + 4], "the left child ends before the right one begins");
    for (let i = starts[node]; i < ends[node]; i++) {
      const side = i < ends[left] ? 2 : 4;
      const value = points[i * d + axes[node]];
      ok(cuts[node * 6 + side] <= value && value <= cuts[node * 6 + side + 1]);
    }
  }
  strictEqual(leafRows, 333);
});
