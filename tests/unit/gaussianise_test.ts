import { gaussianise } from "../../lib/gaussianise.ts";
import { evaluateMonotoneCubic, monotoneCubic } from "../../lib/monotone_cubic.ts";
import { createRng } from "../../lib/rng.ts";
import { normalCdf } from "../../lib/special.ts";
import type { Samples } from "../../lib/types.ts";
import { assertAllClose, assertClose, deepStrictEqual, ok } from "../support/assert.ts";

function column(values: Iterable<number>): Samples {
  const data = Float64Array.from(values);
  return { data, n: data.length, d: 1 };
}

function normals(n: number, seed = 1): number[] {
  const rng = createRng(seed);
  return Array.from({ length: n }, () => rng.normal());
}

// Values of scipy.interpolate.PchipInterpolator (SciPy 1.17.1).
Deno.test("monotoneCubic() equals SciPy's PCHIP", () => {
  const map = monotoneCubic(
    Float64Array.of(0, 1, 1.5, 4, 4.25),
    Float64Array.of(-2, -1.5, 0.25, 1, 7),
  );
  const points = [0, 0.3, 0.9, 1, 1.2, 1.5, 2.25, 3.9, 4, 4.1, 4.25];
  const want = [
    -2.0,
    -1.9521363636363636,
    -1.5913181818181819,
    -1.5,
    -0.8479058207979074,
    0.25,
    0.534691158999406,
    0.9247022438122896,
    1.0,
    2.513355129274386,
    7.000000000000002,
  ];
  assertAllClose(points.map((x) => evaluateMonotoneCubic(map, x)), want, { atol: 1e-13 });
});

Deno.test("monotoneCubic() is monotone between knots, whatever the values", () => {
  const rng = createRng(4);
  for (let trial = 0; trial < 20; trial++) {
    const sums = (scale: number): Float64Array => {
      let sum = 0;
      return Float64Array.from({ length: 8 }, () => sum += Math.exp(scale * rng.normal()));
    };
    const map = monotoneCubic(sums(2), sums(2));
    let previous = -Infinity;
    for (let m = 0; m <= 500; m++) {
      const x = map.knots[0] + (map.knots[7] - map.knots[0]) * m / 500;
      const value = evaluateMonotoneCubic(map, x);
      ok(value >= previous - 1e-12, `${trial}: ${previous}, then ${value}`);
      previous = value;
    }
  }
});

Deno.test("gaussianise() makes any smooth distribution about normal", () => {
  for (const map of [Math.exp, (z: number) => z ** 3 + z, normalCdf]) {
    const values = normals(4000);
    const { data } = gaussianise(column(values.map(map)));
    // Largest gap between the distribution functions: the Kolmogorov distance of 13 knots, whose own
    // quantiles err by up to 0.5/√4000 = 0.008 (one sd). The greatest of the three is 0.021; without the
    // map exp(z) and z³ + z are off by 0.13 and more.
    const sorted = data.toSorted();
    const gap = sorted.reduce(
      (greatest, z, i) => Math.max(greatest, Math.abs(normalCdf(z) - (i + 0.5) / 4000)),
      0,
    );
    ok(gap < 0.03, `${map}: ${gap}`);
  }
});

Deno.test("gaussianise() keeps the order of the values, strictly", () => {
  const samples = column(normals(500).map((z) => z ** 5));
  const { data } = gaussianise(samples);
  const order = [...samples.data.keys()].sort((a, b) => samples.data[a] - samples.data[b]);
  for (let i = 1; i < order.length; i++) ok(data[order[i]] > data[order[i - 1]]);
});

Deno.test("gaussianise() is not changed by increasing affine maps, and mirrored by mirroring", () => {
  const values = normals(300).map((z) => Math.exp(z));
  const one = gaussianise(column(values)).data;
  // Rounding of numbers of order 1e3, whose differences of 1e-2 set the slopes.
  assertAllClose(gaussianise(column(values.map((v) => 7 * v - 900))).data, one, { atol: 1e-9 });
  const mirrored = gaussianise(column(values.map((v) => -v))).data;
  assertAllClose(mirrored.map((z) => -z), one, { atol: 1e-12 });
});

Deno.test("gaussianise() copies a column that is nearly constant, and survives ties", () => {
  const few = column([...new Array(400).fill(1), 0, 3]);
  deepStrictEqual(gaussianise(few), few);
  const rounded = gaussianise(column(normals(400).map((z) => Math.round(3 * z))));
  ok(rounded.data.every(Number.isFinite));
  assertClose(rounded.data.reduce((sum, z) => sum + z, 0) / 400, 0, { atol: 0.2 });
});
