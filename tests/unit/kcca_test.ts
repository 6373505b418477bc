// Canonical functions, and which of them are kept.
import { TASKS } from "../../data/benchmark/tasks.ts";
import { type DenseMatrix, gram, multiply } from "../../kernels/simd/dense.ts";
import { canonicalPair } from "../../lib/canonical.ts";
import { canonicalFunctions } from "../../lib/mi/kcca/canonical_functions.ts";
import { choleskyFactor, solveRows } from "../../lib/mi/kcca/cholesky.ts";
import { independentFunctions } from "../../lib/mi/kcca/independent_functions.ts";
import { KCCA } from "../../lib/mi/kcca/kcca.ts";
import { KCV } from "../../lib/mi/kcv.ts";
import { createRng } from "../../lib/rng.ts";
import type { Context, Samples } from "../../lib/types.ts";
import {
  assertAllClose,
  assertClose,
  deepStrictEqual,
  ok,
  rejects,
  strictEqual,
} from "../support/assert.ts";

const CONTEXT: Context = { seed: 1, device: "cpu" };

function normals(n: number, d: number, seed: number): Samples {
  const rng = createRng(seed);
  return { data: Float64Array.from({ length: n * d }, () => rng.normal()), n, d };
}

function matrix({ data, n, d }: Samples): DenseMatrix {
  return { data, rows: n, columns: d };
}

function rows(first: number, last: number): Int32Array {
  return Int32Array.from({ length: last - first }, (_, i) => first + i);
}

Deno.test("choleskyFactor() and solveRows() give L Lᵀ = A and B L⁻ᵀ", () => {
  for (const n of [1, 3, 20]) {
    const square = gram(matrix(normals(n + 5, n, 1)));
    const lower = choleskyFactor(square);
    const upper = {
      ...lower,
      data: lower.data.map((_, at) => lower.data[(at % n) * n + Math.floor(at / n)]),
    };
    assertAllClose(multiply(lower, upper).data, square.data, { atol: 1e-12 });
    const right = matrix(normals(4, n, 2));
    // Rounding, times the condition number of some tens of the triangle.
    assertAllClose(multiply(solveRows(lower, right), upper).data, right.data, { atol: 1e-11 });
  }
});

Deno.test("canonicalFunctions() of the coordinates are the canonical coordinates", () => {
  const [n, d] = [400, 3];
  const [x, noise] = [normals(n, d, 3), normals(n, d, 4)];
  const y = {
    data: noise.data.map((v, at) => x.data[at] * (1 - (at % d) / d) + 0.7 * v),
    n,
    d,
  };
  const { a, b, correlations } = canonicalPair(x, y);
  const found = canonicalFunctions(matrix(x), matrix(y), rows(0, n), 1e-12, d);
  assertAllClose(found.correlations, correlations, { atol: 1e-9 });
  for (const [got, want] of [[found.u, a], [found.v, b]] as const) {
    for (let j = 0; j < d; j++) {
      let product = 0;
      for (let i = 0; i < n; i++) product += got.data[i * d + j] * want.data[i * d + j];
      // Both have variance 1 (with divisors n and n − 1): the product is ±1, up to that.
      assertClose(Math.abs(product) / n, 1, { atol: 2 / n });
    }
  }
});

Deno.test("canonicalFunctions() are learnt from the rows that are given", () => {
  const n = 60;
  const [x, y] = [normals(n, 2, 5), normals(n, 2, 6)];
  const found = canonicalFunctions(matrix(x), matrix(y), rows(0, 40), 0.01, 2);
  const changed = { ...x, data: x.data.map((v, at) => at < 80 ? v : 5 * v) };
  const again = canonicalFunctions(matrix(changed), matrix(y), rows(0, 40), 0.01, 2);
  deepStrictEqual(again.correlations, found.correlations);
  deepStrictEqual(again.u.data.subarray(0, 80), found.u.data.subarray(0, 80));
  ok(again.u.data[90] !== found.u.data[90]);
});

Deno.test("independentFunctions() leave out polynomials of those before, and what is not confirmed", () => {
  const n = 2000;
  const [z, e] = [normals(n, 3, 7), normals(n, 5, 8)];
  const side = (own: number): DenseMatrix => {
    const data = new Float64Array(n * 5);
    for (let i = 0; i < n; i++) {
      const value = (c: number): number => z.data[3 * i + c] + own * e.data[5 * i + c];
      data.set(
        [value(0), value(0) ** 2 - 1, value(1), value(0) * value(1), own ? e.data[5 * i + 3] : 0],
        5 * i,
      );
      if (own === 0) data[5 * i + 4] = z.data[3 * i + 2];
    }
    return { data, rows: n, columns: 5 };
  };
  const functions = { u: side(0), v: side(0.1), correlations: new Float64Array(5) };
  deepStrictEqual(independentFunctions(functions, rows(0, 1000), rows(1000, n), 5), [0, 2]);
  deepStrictEqual(independentFunctions(functions, rows(0, 1000), rows(1000, n), 1), [0]);
});

Deno.test("kcca sees through spirals, which kcv does not", async () => {
  const task = TASKS.get("spiral-5").create();
  const { x, y } = task.draw(2000, 1);
  const [kcca, kcv] = await Promise.all(
    [KCCA, KCV].map((entry) => entry.create().continuous(x, y, CONTEXT)),
  );
  // Truth 1.02; 0.04 is the sd over data sets at n = 2000, and the bias −0.1 or so.
  assertClose(kcca.nats, task.mutualInformation, { atol: 0.26 });
  ok(kcca.nats > kcv.nats + 0.2, `${kcca.nats} ${kcv.nats}`);
  strictEqual(kcca.pointwise?.length, 2000);
});

Deno.test("kcca needs more samples in each half than neighbours", async () => {
  const { x, y } = TASKS.get("1v1-normal").create().draw(30, 1);
  const of = (neighbors: number): Promise<unknown> =>
    KCCA.create({ neighbors }).continuous(x, y, CONTEXT);
  await rejects(of(15), { code: "too-few-samples", message: /15 in each half: .* at least 32/ });
  await of(14);
});
