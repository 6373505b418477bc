import { plugIn, plugInBias } from "../../lib/mi/plug_in.ts";
import { createRng } from "../../lib/rng.ts";
import { assertAllClose, assertClose, strictEqual } from "../support/assert.ts";

/** Rounding of a few logarithms. */
const ROUNDING = { atol: 1e-14 };

Deno.test("plugIn() gives the sum of p ln p/(pq) for a table done by hand", () => {
  // Counts (a, 0): 3, (a, 1): 1, (b, 0): 1, (b, 1): 3; every marginal is 1/2.
  const x = ["a", "a", "a", "a", "b", "b", "b", "b"];
  const y = [0, 0, 0, 1, 0, 1, 1, 1];
  const { nats, pointwise, standardError, entropies } = plugIn(x, y);
  const [often, seldom] = [Math.log(3 / 8 / 0.25), Math.log(1 / 8 / 0.25)];
  assertClose(nats, 0.75 * often + 0.25 * seldom, ROUNDING);
  assertAllClose(
    pointwise,
    [often, often, often, seldom, seldom, often, often, often],
    ROUNDING,
  );
  // Two values with probabilities 3/4 and 1/4: sd √(3/16) times their distance.
  assertClose(standardError ?? NaN, Math.sqrt(3 / 16) * (often - seldom) / Math.sqrt(8), ROUNDING);
  assertClose(entropies.x?.nats ?? NaN, Math.LN2, ROUNDING);
  assertClose(
    entropies.joint?.nats ?? NaN,
    -0.75 * Math.log(3 / 8) - 0.25 * Math.log(1 / 8),
    ROUNDING,
  );
});

Deno.test("plugIn() gives the entropy of labels with themselves, and 0 with a constant", () => {
  const x = ["a", "b", "b", "c", "c", "c"];
  const entropy = -Math.log(1 / 6) / 6 - Math.log(2 / 6) * 2 / 6 - Math.log(3 / 6) * 3 / 6;
  assertClose(plugIn(x, x).nats, entropy, ROUNDING);
  assertClose(plugIn(x, x.map(() => "same")).nats, 0, ROUNDING);
});

Deno.test("plugIn() keeps pairs apart whose texts join alike", () => {
  const { nats } = plugIn(["a,b", "a", "a,b", "a"], ["c", "b,c", "c", "b,c"]);
  assertClose(nats, Math.LN2, ROUNDING);
});

Deno.test("plugInBias() is (mx - 1)(my - 1) / 2N when every pair occurs", () => {
  const x = Array.from({ length: 60 }, (_, i) => i % 3);
  const y = Array.from({ length: 60 }, (_, i) => i % 4);
  strictEqual(plugInBias(x, y), 2 * 3 / 120);
});

Deno.test("plugIn() exceeds 0 by plugInBias() on average when labels are independent", () => {
  const n = 200;
  const errors: number[] = [];
  for (let seed = 0; seed < 200; seed++) {
    const rng = createRng(seed);
    const draw = (): number[] => Array.from({ length: n }, () => rng.integer(4));
    const [x, y] = [draw(), draw()];
    errors.push(plugIn(x, y).nats - plugInBias(x, y));
  }
  const mean = errors.reduce((sum, error) => sum + error, 0) / errors.length;
  // 2N times the estimate is χ² with 9 degrees of freedom: sd √18 / 2N = 0.0106, of the mean of 200
  // 7.5e-4; the next order of the bias, O(1/N²), is about 1e-4 here. The bias itself is 0.0225.
  assertClose(mean, 0, { atol: 4 * 7.5e-4 });
});
