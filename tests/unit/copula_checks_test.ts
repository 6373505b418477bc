import { estimate } from "../../lib/estimate.ts";
import { createRng } from "../../lib/rng.ts";
import { ok, rejects } from "../support/assert.ts";

const METHODS = ["gaussian-copula", "kcv"];

function normalRows(n: number, seed: number): number[][] {
  const rng = createRng(seed);
  return Array.from({ length: n }, () => [rng.normal(), rng.normal()]);
}

for (const method of METHODS) {
  Deno.test(`${method} throws when y is an invertible linear map of x`, async () => {
    const x = normalRows(300, 1);
    const y = x.map(([a, b]) => [a + 2 * b, a - b]);
    await rejects(estimate(x, y, { method }), { code: "singular-covariance" });
  });

  Deno.test(`${method} warns when there are few samples for the dimensions`, async () => {
    const codes = async (n: number) =>
      (await estimate(normalRows(n, 1), normalRows(n, 2), { method }))
        .warnings.map(({ code }) => code);
    ok((await codes(5)).includes("few-samples"));
    ok((await codes(11)).includes("few-samples"));
    ok(!(await codes(12)).includes("few-samples"));
  });
}
