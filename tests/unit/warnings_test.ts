import { SAMPLERS } from "../../data/samplers.ts";
import { estimate } from "../../lib/estimate.ts";
import { linearPart } from "../../lib/mi/linear_part.ts";
import { createRng } from "../../lib/rng.ts";
import { discreteLooking, duplicateRows } from "../../lib/repeat_warnings.ts";
import { asSamples } from "../../lib/samples.ts";
import type { Samples, Warning } from "../../lib/types.ts";
import * as remarks from "../../lib/warnings.ts";
import { assertClose, deepStrictEqual, match, ok, strictEqual } from "../support/assert.ts";

function codes(warnings: readonly Warning[]): string[] {
  return warnings.map(({ code }) => code);
}

/** A normal pair, warped so that only its copula is left of the normal one. */
function warped(dims: number, n: number, truth: number): { x: Samples; y: Samples } {
  const { x, y } = SAMPLERS.get("normal").create({ dims })
    .sample({ samples: n, mutualInformation: truth, seed: 2 });
  return {
    x: { ...x, data: x.data.map((value) => value * Math.abs(value)) },
    y: { ...y, data: y.data.map(Math.tanh) },
  };
}

Deno.test("estimate() warns near saturation, where methods fall behind, and not before", async () => {
  // 1000 samples in 1 + 1 dimensions: kl reads 2.8 of 3 and 6.1 of 8 nats, kde-ml 1.7 of 2 and 3.0 of 8.
  const cases = [["kl", 3, false], ["kl", 8, true], ["wkl", 2, false], ["wkl", 8, true]] as const;
  for (const [method, truth, expected] of [...cases, ["kde-ml", 8, true]] as const) {
    const { x, y } = warped(1, 1000, truth);
    const { mutualInformation, warnings } = await estimate(x, y, { method });
    const label = `${method}: ${mutualInformation} of ${truth}`;
    strictEqual(codes(warnings).includes("near-saturation"), expected, label);
    if (expected) ok(mutualInformation < truth - 0.4, label);
  }
});

Deno.test("estimate() does not warn of saturation for normal pairs, which it estimates well", async () => {
  for (const method of ["wkl", "kl", "kde-ml", "kde-lse"]) {
    const { x, y } = SAMPLERS.get("normal").create({ dims: 2 })
      .sample({ samples: 500, mutualInformation: 9, seed: 2 });
    const { mutualInformation, warnings } = await estimate(x, y, { method });
    deepStrictEqual(codes(warnings), []);
    // Whitening shows all of it: the error is that of independent pairs, sd 0.13 at most.
    assertClose(mutualInformation, 9, { atol: 0.6 }, method);
  }
});

Deno.test("linearPart() is -1/2 ln(1 - r^2) of the sample correlation r, whatever the units", () => {
  const [a, b] = [[1, 2, 3, 4, 6], [2, 1, 4, 3, 7]];
  const mean = (values: number[]): number => values.reduce((sum, v) => sum + v, 0) / values.length;
  const product = (u: number[], v: number[]): number =>
    mean(u.map((value, i) => (value - mean(u)) * (v[i] - mean(v))));
  const r2 = product(a, b) ** 2 / product(a, a) / product(b, b);
  const want = -0.5 * Math.log(1 - r2);
  assertClose(linearPart(asSamples(a), asSamples(b)), want, { rtol: 1e-12 });
  assertClose(linearPart(asSamples(a.map((v) => 1e4 * v)), asSamples(b)), want, { rtol: 1e-6 });
});

Deno.test("discreteLooking() finds columns in which values occur ten times on average", () => {
  const column = (values: number): number[][] =>
    Array.from({ length: 100 }, (_, i) => [i % values, Math.sin(i)]);
  deepStrictEqual(discreteLooking(asSamples(column(11)), "y"), []);
  const [warning] = discreteLooking(asSamples(column(10)), "y");
  strictEqual(warning.code, "discrete-looking");
  match(warning.message, /Column 1 of y takes only 10 values in 100 samples.*--y-discrete/);
  const both = Array.from({ length: 100 }, (_, i) => [i % 3, i % 7]);
  match(
    discreteLooking(asSamples(both), "x")[0].message,
    /2 columns of x \(the first is 1\)/,
  );
});

Deno.test("duplicateRows() counts rows, not values", () => {
  deepStrictEqual(duplicateRows(asSamples([[1, 2], [1, 3], [2, 2]]), "x"), []);
  match(
    duplicateRows(asSamples([[1, 2], [1, 2], [1, 2], [3, 4]]), "x")[0].message,
    /^2 of 4/,
  );
  strictEqual(codes(duplicateRows(asSamples([1, 2, 1]), "x"))[0], "duplicates");
});

Deno.test("highDimension() starts where fewer than three samples lie along every axis", () => {
  deepStrictEqual(remarks.highDimension(81, 4, "samples"), []);
  match(
    remarks.highDimension(80, 4, "samples")[0].message,
    /4 dimensions .* 80 samples.*at most 3/,
  );
  deepStrictEqual(remarks.highDimension(2, 1, "samples"), []);
});

Deno.test("estimate() warns of the smallest class when the dimension is too high for it", async () => {
  const rng = createRng(1);
  const x = Array.from({ length: 200 }, () => [rng.normal(), rng.normal(), rng.normal()]);
  const y = x.map((_, i) => i < 20 ? "rare" : "often");
  const { warnings } = await estimate(x, y);
  const found = warnings.find(({ code }) => code === "high-dimension");
  match(found?.message ?? "", /20 samples of class "rare"/);
});

Deno.test("compressionLoss() compares the error with the variance", () => {
  // Variance 2/3 and 8/3 per column, 5/3 on average.
  const samples = asSamples([[1, 2], [2, 4], [3, 6]]);
  deepStrictEqual(remarks.compressionLoss(samples, 0.19 * 5 / 3, "x"), []);
  match(remarks.compressionLoss(samples, 0.21 * 5 / 3, "x")[0].message, /code of x keeps 79 %/);
});

Deno.test("plugInBiasWarning() needs a bias above the standard error and 0.01 nats", () => {
  const x = Array.from({ length: 60 }, (_, i) => i % 3);
  const y = Array.from({ length: 60 }, (_, i) => i % 4);
  // The bias is 0.05 nats.
  strictEqual(codes(remarks.plugInBiasWarning(x, y, 0.04))[0], "plug-in-bias");
  deepStrictEqual(remarks.plugInBiasWarning(x, y, 0.06), []);
  const [many, more] = [x, y].map((labels) => Array.from({ length: 6 }, () => labels).flat());
  deepStrictEqual(remarks.plugInBiasWarning(many, more, 0), []);
});

Deno.test("negativeEstimate() and aboveEntropy() need the whole interval to be impossible", () => {
  deepStrictEqual(remarks.negativeEstimate(-0.1, 0), []);
  strictEqual(codes(remarks.negativeEstimate(-0.1, -0.01))[0], "negative");
  deepStrictEqual(remarks.negativeEstimate(-0.1, undefined), []);
  const labels = ["a", "b", "a", "b"];
  deepStrictEqual(remarks.aboveEntropy(0.8, Math.LN2, labels), []);
  strictEqual(codes(remarks.aboveEntropy(0.8, 0.7, labels))[0], "above-entropy");
});

Deno.test("constantLabels() compares labels as they are grouped", () => {
  deepStrictEqual(remarks.constantLabels(["a", "b"], "y"), []);
  strictEqual(codes(remarks.constantLabels([1, "1"], "y"))[0], "constant-labels");
});

Deno.test("mergeWarnings() keeps two of a kind and counts the rest", () => {
  const warning = (message: string): Warning => ({ code: "ties", message });
  const merged = remarks.mergeWarnings([
    warning("a"),
    { code: "other", message: "o" },
    warning("a"),
    warning("b"),
    warning("c"),
    warning("d"),
  ]);
  deepStrictEqual(merged.map(({ message }) => message), ["a", "b (And 2 more like this.)", "o"]);
});
