import { countDistinctRows } from "../../lib/distinct_rows.ts";
import { createRng } from "../../lib/rng.ts";
import { strictEqual } from "../support/assert.ts";

function countByText(data: Float64Array, n: number, d: number): number {
  const rows = Array.from({ length: n }, (_, i) => data.subarray(i * d, (i + 1) * d).join());
  return new Set(rows).size;
}

Deno.test("countDistinctRows() counts rows as their texts do", () => {
  for (const [n, d, values] of [[1, 1, 2], [500, 1, 7], [500, 2, 9], [400, 5, 3], [300, 3, 1e9]]) {
    const rng = createRng(`${n} ${d}`);
    const data = Float64Array.from({ length: n * d }, () => rng.integer(values) / 8 - 1);
    strictEqual(countDistinctRows({ data, n, d }), countByText(data, n, d), `${n} ${d}`);
  }
});

Deno.test("countDistinctRows() takes 0 and -0 as equal, and tells neighbours in f64 apart", () => {
  const data = Float64Array.of(0, 1, -0, 1, 0, 1 + 2 ** -52, 1, 0);
  strictEqual(countDistinctRows({ data, n: 4, d: 2 }), 3);
});

Deno.test("countDistinctRows() does not change the data and works on a part of a buffer", () => {
  const whole = Float64Array.of(9, 1, 2, 1, 2, 3, 4);
  strictEqual(countDistinctRows({ data: whole.subarray(1), n: 3, d: 2 }), 2);
  strictEqual(whole[0], 9);
});
