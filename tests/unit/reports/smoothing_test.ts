import { smoothed, smoothingFor } from "../../../reports/smoothing.ts";
import { deepStrictEqual, ok, strictEqual } from "../../support/assert.ts";

interface Case {
  readonly window: number;
  readonly values: readonly number[];
  readonly smoothed: readonly number[];
}

const CASES: readonly Case[] = JSON.parse(
  await Deno.readTextFile(new URL("../../fixtures/smoothing/expected.json", import.meta.url)),
);

Deno.test.each(CASES.map((each) => ({ ...each, length: each.values.length })))(
  "smoothed() gives what scipy gives on $length points",
  ({ values, smoothed: expected, length, window }) => {
    const smoothing = smoothingFor(length);
    strictEqual(smoothing.window, window);
    const before = [...values];
    const errors = smoothed(values, smoothing).map((value, i) => Math.abs(value - expected[i]));
    strictEqual(errors.length, length);
    // scipy solves a Vandermonde system, whose condition number at window 31 is 3.6e4; times the
    // rounding of float64 (2.2e-16) and the largest value (3) that is 2.4e-11.
    ok(Math.max(...errors) < 2.4e-11, `${Math.max(...errors)}`);
    deepStrictEqual(values, before);
  },
);

Deno.test("smoothed() leaves polynomials of order 4 alone where it has no low-pass filter", () => {
  const values = Array.from({ length: 20 }, (_, i) => ((i - 7) / 5) ** 4 - (i / 5) ** 3);
  const passed = smoothed(values, smoothingFor(20));
  ok(passed.every((value, i) => Math.abs(value - values[i]) < 1e-10));
});

Deno.test("short series are smoothed less, and the words say so", () => {
  deepStrictEqual([13, 14, 18, 30, 31].map((length) => smoothingFor(length).window), [
    null,
    7,
    9,
    15,
    31,
  ]);
  strictEqual(smoothingFor(3).text, "none, since there are only 3 points");
  ok(smoothingFor(20).text.includes("window 9, order 4) alone"));
  ok(!smoothingFor(30).lowPass && smoothingFor(31).lowPass);
  ok(smoothingFor(31).text.includes("Butterworth (order 8, cut-off 0.125"));
  deepStrictEqual(smoothed([3, 1, 2], smoothingFor(3)), [3, 1, 2]);
  deepStrictEqual(smoothed([], smoothingFor(0)), []);
});
