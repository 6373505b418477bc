import { balanceColumns } from "../../lib/column_scales.ts";
import { asSamples } from "../../lib/samples.ts";
import { assertClose, deepStrictEqual, ok, strictEqual } from "../support/assert.ts";

Deno.test("balanceColumns() leaves columns of like scales as they are", () => {
  const sides = [asSamples([[1, 300], [2, 100]]), asSamples([5, 9])];
  const balanced = balanceColumns(sides);
  for (const [i, { samples, logScale }] of balanced.entries()) {
    strictEqual(samples, sides[i]);
    strictEqual(logScale, 0);
  }
});

Deno.test("balanceColumns() divides by powers of two when scales differ a thousandfold", () => {
  // Half ranges 4 and 2^-20: the divisors are exactly these.
  const sides = [asSamples([[0, 3], [8, 4]]), asSamples([0, 2 ** -19])];
  const [x, y] = balanceColumns(sides);
  deepStrictEqual([...x.samples.data], [0, 6, 2, 8]);
  deepStrictEqual([...y.samples.data], [0, 2]);
  assertClose(x.logScale, Math.log(4) + Math.log(0.5), { atol: 1e-15 });
  assertClose(y.logScale, -20 * Math.LN2, { rtol: 1e-15 });
});

Deno.test("balanceColumns() reaches the ends of the number range", () => {
  for (const scale of [Number.MAX_VALUE, Number.MIN_VALUE]) {
    const [{ samples, logScale }] = balanceColumns([asSamples([-scale, scale])]);
    ok(samples.data.every((value) => Math.abs(value) >= 0.5 && Math.abs(value) <= 2), `${scale}`);
    assertClose(logScale + Math.log(samples.data[1]), Math.log(scale), { rtol: 1e-15 });
  }
});

Deno.test("balanceColumns() ignores constant columns", () => {
  const sides = [asSamples([[7, 1], [7, 2]])];
  strictEqual(balanceColumns(sides)[0].samples, sides[0]);
});
