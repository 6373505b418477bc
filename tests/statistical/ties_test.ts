// Data with ties: `auto` and `shear` break them and stay right, and no method is wrong without a word.
import { InputError } from "../../lib/errors.ts";
import { estimate } from "../../lib/estimate.ts";
import { METHODS } from "../../lib/mi/registry.ts";
import { breakTies } from "../../lib/mi/ties.ts";
import { createRng } from "../../lib/rng.ts";
import { asSamples } from "../../lib/samples.ts";
import { assertClose, deepStrictEqual, ok, rejects, strictEqual } from "../support/assert.ts";
import { TIED_CASES, type TiedPair } from "../support/tied_pairs.ts";

/** Bias and sd of `auto` over 20 seeds that the test does not use, n = 500. */
const SPREADS: Readonly<Record<string, readonly [number, number]>> = {
  "counts of mean 3": [0.002, 0.043],
  "counts of mean 100": [0.027, 0.042],
  "counts beside a continuous column": [0.008, 0.050],
  "zero-inflated": [0.053, 0.037],
  "zero-inflated beside a continuous column": [0.014, 0.065],
  "counts on both sides": [-0.022, 0.044],
  "two values": [-0.002, 0.050],
  "rounded": [0.015, 0.039],
};

Deno.test.each(TIED_CASES.map(({ name }) => ({ name })))(
  "auto estimates $name",
  async ({ name }) => {
    const { truth, draw } = TIED_CASES.find((tied) => tied.name === name)!;
    const { x, y } = draw(500, 1);
    const { mutualInformation, warnings } = await estimate(x, y, {
      method: "auto",
      interval: "none",
    });
    const [bias, sd] = SPREADS[name];
    // Four standard deviations.
    assertClose(mutualInformation, truth + bias, { atol: 4 * sd });
    ok(warnings.some(({ code }) => code === "ties-broken"));
    // One remark on repeats is enough.
    ok(!warnings.some(({ code }) => ["duplicates", "discrete-looking"].includes(code)));
  },
);

/** Remarks on repeated values. */
const REMARKS = ["ties-broken", "discrete-looking", "tied-columns", "duplicates"];

/** Methods that take any columns, whose estimates are lower bounds whatever repeats, are left out. */
const CONTINUOUS = METHODS.entries().filter((entry) => !entry.create().tolerates?.anyColumns);

Deno.test.each(CONTINUOUS.map(({ id }) => ({ id })))(
  "$id is never wrong without a word on data with ties or copies",
  async ({ id }) => {
    const { x, y } = TIED_CASES[2].draw(300, 2);
    const copies: TiedPair = { x: [...x], y: [...y] };
    for (let i = 0; i < 60; i++) {
      copies.x[i + 100] = x[i];
      copies.y[i + 100] = y[i];
    }
    const cases = [...TIED_CASES.map(({ draw }) => draw(300, 2)), copies];
    for (const pair of cases) {
      try {
        const { warnings } = await estimate(pair.x, pair.y, { method: id, interval: "none" });
        ok(warnings.some(({ code }) => REMARKS.includes(code)), JSON.stringify(warnings));
      } catch (error) {
        ok(error instanceof InputError && error.code === "duplicates", `${error}`);
      }
    }
  },
);

Deno.test("breakTies() leaves what can be told again: each value its own cell or ranks", () => {
  const { x } = TIED_CASES[2].draw(400, 3);
  const samples = asSamples(x);
  const y = asSamples(x.map((_, i) => [i * Math.SQRT2 % 1]));
  const untied = breakTies(samples, y, 7);
  strictEqual(untied.y, y);
  for (let i = 0; i < 400; i++) {
    // Counts: to the nearest whole number. The continuous column: untouched.
    strictEqual(Math.round(untied.x.data[2 * i]), x[i][0]);
    strictEqual(untied.x.data[2 * i + 1], x[i][1]);
  }
  const zeros = TIED_CASES[4].draw(400, 3);
  const inflated = asSamples(zeros.x);
  const broken = breakTies(inflated, y, 7).x.data;
  const scores = (positive: boolean): number[] =>
    [...Array(400).keys()].filter((i) => (zeros.x[i][1] > 0) === positive)
      .map((i) => broken[2 * i + 1]);
  ok(Math.max(...scores(false)) < Math.min(...scores(true)));
  strictEqual(new Set(scores(false)).size, scores(false).length);
  deepStrictEqual(breakTies(inflated, y, 7).x.data, broken);
  ok(breakTies(inflated, y, 8).x.data.some((value, at) => value !== broken[at]));
});

Deno.test("breakTies() keeps continuous data as they are, and copies of rows", () => {
  const rng = createRng(5);
  const x = asSamples(Array.from({ length: 100 }, () => [rng.normal(), rng.normal()]));
  const y = asSamples(Array.from({ length: 100 }, () => [rng.normal()]));
  strictEqual(breakTies(x, y, 1).x, x);
  const twice = { data: Float64Array.from([...x.data, ...x.data]), n: 200, d: 2 };
  const twiceY = { data: Float64Array.from([...y.data, ...y.data]), n: 200, d: 1 };
  const kept = breakTies(twice, twiceY, 1);
  strictEqual(kept.x, twice);
  strictEqual(kept.y, twiceY);
  deepStrictEqual(kept.warnings, []);
});

Deno.test("shear and auto refuse singular covariances, which Gaussianising would bend", async () => {
  const rng = createRng(6);
  const x = Array.from({ length: 200 }, () => [rng.normal(), rng.normal()]);
  const sum = x.map(([a, b]) => [a + b]);
  const wide = x.map(([a, b]) => [a, b, a - 2 * b]);
  const noise = x.map(() => [rng.normal()]);
  for (const method of ["shear", "auto"]) {
    for (const [a, b] of [[x, sum], [wide, noise], [noise, wide]]) {
      await rejects(estimate(a, b, { method, interval: "none" }), { code: "singular-covariance" });
    }
  }
});
