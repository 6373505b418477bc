import { takeSquaresSimd } from "../../../kernels/simd/row_combinations.ts";
import { createRng } from "../../../lib/rng.ts";
import { deepStrictEqual, strictEqual } from "../../support/assert.ts";

Deno.test.each([
  { n: 50, m: 32, terms: 4, lists: 1 },
  { n: 37, m: 75, terms: 11, lists: 2 },
  { n: 20, m: 7, terms: 41, lists: 5 },
  { n: 3, m: 1, terms: 1, lists: 3 },
])("takeSquaresSimd() gives the bits of loops, $m columns, $terms terms", (shape) => {
  const { n, m, terms, lists } = shape;
  const rng = createRng("row-combinations");
  const normals = (length: number): Float64Array =>
    Float64Array.from({ length }, () => rng.normal());
  const data = normals(n * m);
  const shares = normals(n * terms);
  const from = Int32Array.from({ length: n * terms }, () => rng.integer(n));
  const scales = Array.from({ length: lists }, () => normals(m));
  const left = normals(n * lists);
  const want = left.slice();
  for (let i = 0; i < n; i++) {
    const term = (j: number, c: number): number =>
      shares[i * terms + j] * data[from[i * terms + j] * m + c];
    const squares = Float64Array.from({ length: m }, (_, c) => {
      let [sum, j] = [0, 0];
      for (; j + 4 <= terms; j += 4) {
        sum += term(j, c) + term(j + 1, c) + term(j + 2, c) + term(j + 3, c);
      }
      for (; j < terms; j++) sum += term(j, c);
      return sum * sum;
    });
    scales.forEach((scale, p) => {
      for (let c = 0; c < m; c++) want[i * lists + p] -= squares[c] * scale[c];
    });
  }
  strictEqual(
    takeSquaresSimd({ data, rows: n, columns: m }, { terms, from, shares }, scales, left),
    true,
  );
  deepStrictEqual(left, want);
});
