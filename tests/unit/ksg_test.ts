import { KSG_1, KSG_2, ksgPointwise } from "../../lib/mi/ksg.ts";
import { createRng } from "../../lib/rng.ts";
import { digamma } from "../../lib/special.ts";
import type { Context, Samples } from "../../lib/types.ts";
import { assertAllClose, assertClose, ok, rejects, strictEqual } from "../support/assert.ts";

const CONTEXT: Context = { seed: 1, device: "cpu" };

function column(values: readonly number[]): Samples {
  return { data: Float64Array.from(values), n: values.length, d: 1 };
}

function normals(n: number, d: number, seed: number): Samples {
  const rng = createRng(seed);
  return { data: Float64Array.from({ length: n * d }, () => rng.normal()), n, d };
}

// Four points, k = 1: nearest pairs at max(|Δx|, |Δy|).
// 0 (0, 0) – 1 (1, 3): distance 3, – 2 (4, 1): 4, – 3 (9, 8): 9. Nearest of 0: 1, at 3.
// 1 – 2: 3, – 3: 8, so 1 has 0 and 2 at 3; 2 – 3: 7, nearest of 2: 1 at 3; nearest of 3: 2 at 7.
const X = column([0, 1, 4, 9]);
const Y = column([0, 3, 1, 8]);

Deno.test("ksgPointwise() variant 1 equals the value by hand", async () => {
  // Strictly nearer in x: 0 → {1}, 1 → {0}, 2 → {}, 3 → {2}; in y: 0 → {2}, 1 → {2}, 2 → {0, 1}, 3 → {1}.
  const [nx, ny] = [[1, 1, 0, 1], [1, 1, 2, 1]];
  const want = nx.map((count, i) =>
    digamma(1) + digamma(4) - digamma(count + 1) - digamma(ny[i] + 1)
  );
  assertAllClose(await ksgPointwise(X, Y, 1, { variant: 1 }), want, { atol: 1e-14 });
});

Deno.test("ksgPointwise() variant 2 equals the value by hand", async () => {
  // Ties go to the lower row: neighbours 1, 0, 1, 2; their distances in x 1, 1, 3, 5, in y 3, 3, 2, 7.
  // Not farther in x: 0 → {1}, 1 → {0}, 2 → {1}, 3 → {2}; in y: 0 → {1, 2}, 1 → {0, 2}, 2 → {0, 1},
  // 3 → {1, 2}.
  const [nx, ny] = [[1, 1, 1, 1], [2, 2, 2, 2]];
  const want = nx.map((count, i) => digamma(1) - 1 + digamma(4) - digamma(count) - digamma(ny[i]));
  assertAllClose(await ksgPointwise(X, Y, 1, { variant: 2 }), want, { atol: 1e-14 });
});

Deno.test("ksgPointwise() depends on neither side's order, and a common scale changes nothing", async () => {
  const [x, y] = [normals(120, 2, 1), normals(120, 3, 2)];
  const one = await ksgPointwise(x, y, 4);
  assertAllClose(await ksgPointwise(y, x, 4), one, { atol: 1e-13 });
  const scale = (samples: Samples): Samples => ({
    ...samples,
    data: samples.data.map((v) => 8 * v),
  });
  assertAllClose(await ksgPointwise(scale(x), scale(y), 4), one, { atol: 0 });
});

Deno.test("ksg mixed equals Ross's formula by hand", async () => {
  const x = column([0, 1, 3, 4, 10, 12]);
  const labels = ["a", "a", "b", "a", "b", "b"];
  // k = 1. Nearest of the same label: 0 → 1 at 1, 1 → 0 at 1, 4 → 1 at 3 (a); 3 → 10 at 7, 10 → 12 at
  // 2, 12 → 10 at 2 (b). Strictly within that distance, any label: 0, 0, 1 ({3}), 3 ({0, 1, 4}), 0, 0.
  const counts = [0, 0, 3, 1, 0, 0];
  const want = counts.map((count) => digamma(6) + digamma(1) - digamma(3) - digamma(count + 1));
  const { nats, pointwise } = await KSG_1.create({ neighbors: 1 }).mixed!(x, labels, CONTEXT);
  assertAllClose(pointwise, want, { atol: 1e-13 });
  assertClose(nats, want.reduce((sum, value) => sum + value, 0) / 6, { atol: 1e-13 });
});

Deno.test("ksg agrees with an independent high-dimensional search where trees give up", async () => {
  const [x, y] = [normals(150, 9, 1), normals(150, 9, 2)];
  const { nats } = await KSG_1.create().continuous(x, y, CONTEXT);
  // Independent: sd about 0.03 at n = 150 in 9 + 9 dimensions, over 20 seeds.
  ok(Math.abs(nats) < 0.15, `${nats}`);
});

Deno.test("ksg rejects pairs that equal k others, and more neighbours than samples", async () => {
  const twice = column([1, 1, 2, 3, 4, 5]);
  const other = column([2, 2, 5, 1, 9, 3]);
  await rejects(KSG_1.create({ neighbors: 1 }).continuous(twice, other, CONTEXT), {
    code: "duplicates",
  });
  await rejects(KSG_2.create({ neighbors: 6 }).continuous(twice, twice, CONTEXT), {
    code: "too-few-samples",
  });
});

Deno.test("ksg says when it is near the most that it can show", async () => {
  const rng = createRng(1);
  const x = column(Array.from({ length: 300 }, () => rng.normal()));
  const y = column(Array.from(x.data, (value) => value ** 3 + 1e-4 * rng.normal()));
  const strong = await KSG_1.create().continuous(x, y, CONTEXT);
  strictEqual(strong.warnings[0].code, "ksg-saturation");
  const weak = await KSG_1.create().continuous(x, normals(300, 1, 5), CONTEXT);
  strictEqual(weak.warnings.length, 0);
});
