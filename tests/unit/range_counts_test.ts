// Counts and reaches against loops over all pairs, exactly: squares are summed in the same order.
import { productBallsSimd } from "../../kernels/simd/product_balls.ts";
import { productReach } from "../../lib/mi/product_neighbors.ts";
import { countsWithin } from "../../lib/mi/range_counts.ts";
import { createRng } from "../../lib/rng.ts";
import type { Samples } from "../../lib/types.ts";
import { deepStrictEqual } from "../support/assert.ts";

type Draw = (rng: ReturnType<typeof createRng>) => number;

const KINDS: Readonly<Record<string, Draw>> = {
  normal: (rng) => rng.normal(),
  "heavy tails": (rng) => Math.tan(3.14 * (rng.uniform() - 0.5)),
  "lattice of 5": (rng) => rng.integer(5),
  "large offset": (rng) => 1e6 + 1e-3 * rng.normal(),
  "all equal": () => 0.1,
};

function draw(kind: string, n: number, d: number, seed: number): Samples {
  const rng = createRng(seed);
  return { data: Float64Array.from({ length: n * d }, () => KINDS[kind](rng)), n, d };
}

function square({ data, d }: Samples, i: number, j: number): number {
  let sum = 0;
  for (let c = 0; c < d; c++) sum += (data[i * d + c] - data[j * d + c]) ** 2;
  return sum;
}

function rowsBut(n: number, i: number): number[] {
  return Array.from({ length: n }, (_, j) => j).filter((j) => j !== i);
}

const CASES = Object.keys(KINDS).flatMap((kind) =>
  [1, 2, 3, 7, 8, 11].map((d) => ({ kind, d, n: d === 2 ? 300 : 70 }))
);

Deno.test.each(CASES)(
  "countsWithin() counts what a loop counts, $kind, d = $d",
  ({ kind, d, n }) => {
    const samples = draw(kind, n, d, 1);
    const rng = createRng(2);
    // Half of the radii are distances to other points, which tells < from ≤; every tenth is 0.
    const radii = Float64Array.from({ length: n }, (_, i) => {
      const radius = square(samples, i, rng.integer(n));
      return i % 10 === 0 ? 0 : i % 2 === 0 ? radius : radius * 1.3 * rng.uniform();
    });
    for (const inclusive of [true, false]) {
      const want = Int32Array.from(
        { length: n },
        (_, i) =>
          rowsBut(n, i).filter((j) => {
            const distance = square(samples, i, j);
            return inclusive ? distance <= radii[i] : distance < radii[i];
          }).length,
      );
      deepStrictEqual(countsWithin(samples, radii, inclusive), want);
    }
  },
);

Deno.test.each(
  Object.keys(KINDS).flatMap((kind) =>
    [[1, 1], [1, 3], [4, 2], [9, 8]].map(([d, e]) => ({ kind, d, e }))
  ),
)("productReach() finds what sorting all pairs finds, $kind, $d + $e", ({ kind, d, e }) => {
  const n = 90;
  const x = draw(kind, n, d, 3);
  const y = draw(kind, n, e, 4);
  for (const k of [1, 3, n - 1]) {
    const want = { joint: new Float64Array(n), x: new Float64Array(n), y: new Float64Array(n) };
    for (let i = 0; i < n; i++) {
      const sorted = rowsBut(n, i)
        .map((j) => ({ x: square(x, i, j), y: square(y, i, j), j }))
        .sort((a, b) => Math.max(a.x, a.y) - Math.max(b.x, b.y) || a.j - b.j)
        .slice(0, k);
      want.joint[i] = Math.max(sorted[k - 1].x, sorted[k - 1].y);
      want.x[i] = Math.max(...sorted.map((pair) => pair.x));
      want.y[i] = Math.max(...sorted.map((pair) => pair.y));
    }
    deepStrictEqual(productReach(x, y, k), want);
  }
});

Deno.test.each(
  Object.keys(KINDS).flatMap((kind) =>
    [[1, 1, 70], [2, 3, 33], [9, 8, 130]].map(([d, e, n]) => ({ kind, d, e, n }))
  ),
)("productBallsSimd() gives what trees give, $kind, $d + $e, n = $n", async ({ kind, d, e, n }) => {
  const [x, y] = [draw(kind, n, d, 5), draw(kind, n, e, 6)];
  for (const k of [1, 3, n - 1]) {
    const reach = productReach(x, y, k);
    for (const own of [false, true]) {
      deepStrictEqual(await productBallsSimd(x, y, k, own), {
        joint: reach.joint,
        countsX: countsWithin(x, own ? reach.x : reach.joint, own),
        countsY: countsWithin(y, own ? reach.y : reach.joint, own),
      });
    }
  }
});
