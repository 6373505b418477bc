import { SAMPLERS } from "../../data/samplers.ts";
import { canonicalPair } from "../../lib/canonical.ts";
import {
  copulaPair,
  gaussianBias,
  gaussianCopula,
  gaussianNats,
} from "../../lib/mi/gaussian_copula.ts";
import { kcv } from "../../lib/mi/kcv.ts";
import { ksgPointwise } from "../../lib/mi/ksg.ts";
import { assertClose, ok } from "../support/assert.ts";

function mean(values: ArrayLike<number>): number {
  return Array.from(values).reduce((sum, value) => sum + value, 0) / values.length;
}

Deno.test("gaussianNats() is additive and equals −½ ln(1 − s²)", () => {
  assertClose(gaussianNats(Float64Array.of(0.6, 0.8)), -Math.log(0.8 * 0.6), { atol: 1e-15 });
});

Deno.test("gaussianBias() approaches d e / 2n, and is symmetric", () => {
  // The next term is of relative order (d + e) / n.
  assertClose(gaussianBias(1e6, 3, 5), 15 / 2e6, { rtol: 2e-5 });
  assertClose(gaussianBias(200, 2, 7), gaussianBias(200, 7, 2), { atol: 1e-15 });
});

Deno.test("gaussianBias() for n = 3 in 1 + 1 dimensions is the integral of the null density", () => {
  // With n = 3 the sample correlation r of independent normal variables has density 1 / (π √(1 − r²)), so
  // −½ ln(1 − r²) has the mean −(1/π) ∫₀^π ln sin t dt = ln 2.
  assertClose(gaussianBias(3, 1, 1), Math.LN2, { atol: 1e-13 });
});

Deno.test("gaussianCopula() has no bias on normal data where the plain formula has", () => {
  const sampler = SAMPLERS.get("normal").create({ dims: 4, dimsY: 3 });
  const [n, repeats, truth] = [60, 60, 0.8];
  const errors: number[] = [];
  const ratios: number[] = [];
  for (let seed = 0; seed < repeats; seed++) {
    const { x, y } = sampler.sample({ samples: n, mutualInformation: truth, seed });
    const { nats, standardError } = gaussianCopula(canonicalPair(x, y));
    errors.push(nats - truth);
    ratios.push(standardError!);
  }
  const sd = Math.sqrt(mean(errors.map((error) => error ** 2)));
  // Four standard errors of the mean; the uncorrected formula is off by 0.11, some nine.
  ok(Math.abs(mean(errors)) < 4 * sd / Math.sqrt(repeats), `${mean(errors)}, sd ${sd}`);
  // The sd of 60 values is known to 9 %; four times that, and as much for terms of order 1/n.
  assertClose(mean(ratios) / sd, 1, { atol: 0.45 });
});

Deno.test("gaussianCopula() contributions have the estimate as their mean", () => {
  const { x, y } = SAMPLERS.get("uniform").create({ dims: 2, dimsY: 3 })
    .sample({ samples: 200, mutualInformation: 2, seed: 1 });
  const { nats, pointwise } = gaussianCopula(copulaPair(x, y));
  assertClose(mean(pointwise), nats, { atol: 1e-12 });
});

Deno.test("kcv() is the copula's estimate plus the difference of two readings of KSG", async () => {
  const { x, y } = SAMPLERS.get("uniform").create({ dims: 2 })
    .sample({ samples: 300, mutualInformation: 1, seed: 1 });
  const pair = copulaPair(x, y);
  const { nats } = await kcv(pair, 3);
  const difference = nats - gaussianCopula(pair).nats - mean(await ksgPointwise(pair.a, pair.b, 3));
  // What is left is KSG on normal data with the same correlations: within 4 sd (0.05 at n = 300, two
  // runs) and the bias (0.1) of the Gaussian value.
  assertClose(-difference, gaussianNats(pair.correlations), { atol: 0.3 });
});

Deno.test("kcv() sees dependence that the Gaussian copula cannot", async () => {
  // On a circle the coordinates are uncorrelated.
  const n = 500;
  const angles = Array.from({ length: n }, (_, i) => i * 2.399963);
  const radius = (i: number): number => 1 + 0.05 * Math.sin(12.9898 * i * i);
  const x = { data: Float64Array.from(angles, (t, i) => radius(i) * Math.cos(t)), n, d: 1 };
  const y = { data: Float64Array.from(angles, (t, i) => radius(i) * Math.sin(t)), n, d: 1 };
  const pair = copulaPair(x, y);
  ok(Math.abs(gaussianCopula(pair).nats) < 0.05);
  ok((await kcv(pair, 3)).nats > 1);
});
