import { gridOptimum } from "../../lib/entropy/grid_optimum.ts";
import { assertClose, ok, strictEqual } from "../support/assert.ts";

const SPACING = Math.LN2 / 2;

/** ln likelihood of one kernel at a distance whose best bandwidth is e^optimum, d dimensions. */
function oneDistance(t: number, optimum: number, d: number): number {
  return -d * t - d / 2 * Math.exp(2 * (optimum - t));
}

function grid(count: number, first: number, log: (t: number) => number) {
  return Array.from({ length: count }, (_, i) => {
    const t = first + i * SPACING;
    return { t, log: log(t) };
  });
}

Deno.test.each(
  [1, 8, 512].flatMap((d) => [-0.17, 0, 0.1, 0.15].map((optimum) => ({ d, optimum }))),
)(
  "gridOptimum() finds the bandwidth of one distance when d = $d, optimum = $optimum",
  ({ d, optimum }) => {
    for (const [count, best] of [[3, 1], [4, 1], [4, 2], [5, 2]]) {
      const points = grid(count, -best * SPACING, (t) => oneDistance(t, optimum, d));
      // ln p is exactly linear; the correction of its mean leaves (2 h)⁴ / 2880 = 8e-5 of 2 t.
      assertClose(gridOptimum(points, best, d), optimum, { atol: 1e-4 });
    }
  },
);

Deno.test("gridOptimum() is the best point where its neighbours have no logarithm", () => {
  const points = grid(5, -2 * SPACING, (t) => oneDistance(t, 0.1, 4));
  const broken = points.map((point, i) => i < 2 ? { ...point, log: NaN } : point);
  strictEqual(gridOptimum(broken, 2, 4), 0);
});

Deno.test("gridOptimum() stays between the neighbours of the best point", () => {
  // Kinks that a polynomial would follow far away.
  const logs = [[-9, -1, 0, -0.001, -0.0011], [-0.01, -0.01, 0, -3, -3.0001], [-5, -5, 0, -1, 0]];
  for (const values of logs) {
    const points = grid(5, -2 * SPACING, () => 0).map(({ t }, i) => ({ t, log: values[i] }));
    ok(Math.abs(gridOptimum(points, 2, 6)) < SPACING);
  }
});
