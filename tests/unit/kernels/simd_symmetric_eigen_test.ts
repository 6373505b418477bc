import { createRng } from "../../../lib/rng.ts";
import { symmetricEigenPlain, symmetricEigenRows } from "../../../lib/symmetric_eigen.ts";
import { gram } from "../../../kernels/simd/dense.ts";
import { deepStrictEqual, ok } from "../../support/assert.ts";

Deno.test.each([
  { n: 24, rows: 100 },
  { n: 41, rows: 41 },
  { n: 130, rows: 30 }, // Of rank 30: most eigenvalues are 0 but for rounding.
  { n: 203, rows: 500 },
])("eigenvectors of a matrix with $n rows: SIMD gives the bits of plain loops", ({ n, rows }) => {
  const rng = createRng("symmetric-eigen");
  const data = Float64Array.from({ length: n * rows }, () => rng.normal());
  const { data: matrix } = gram({ data, rows, columns: n });
  const before = matrix.slice();
  deepStrictEqual(symmetricEigenRows(matrix, n), symmetricEigenPlain(matrix, n));
  deepStrictEqual(matrix, before);
});

Deno.test("eigenvectors of a block-diagonal matrix: reflections that are left out", () => {
  const n = 40;
  const matrix = new Float64Array(n * n);
  for (let i = 0; i < n; i++) matrix[i * n + i] = i % 7;
  for (let i = 0; i + 1 < n; i += 2) matrix[i * n + i + 1] = matrix[(i + 1) * n + i] = 1;
  const got = symmetricEigenRows(matrix, n);
  deepStrictEqual(got, symmetricEigenPlain(matrix, n));
  ok(got.values.every(Number.isFinite));
});
