import { fitPca } from "../../../lib/compress/pca.ts";
import { gaussianEntropy, isotropicGaussianEntropy } from "../../../lib/gaussian.ts";
import { boundOf, compressionGap, labelEntropy } from "../../../lib/plane/layer_bounds.ts";
import { createRng } from "../../../lib/rng.ts";
import type { Samples } from "../../../lib/types.ts";
import { assertClose, deepStrictEqual, ok, strictEqual } from "../../support/assert.ts";

const N = 20000;

function samplesOf(d: number, row: (i: number) => readonly number[]): Samples {
  const data = new Float64Array(N * d);
  for (let i = 0; i < N; i++) data.set(row(i), i * d);
  return { data, n: N, d };
}

function gapOf(gap: ReturnType<typeof compressionGap>): number {
  ok(gap.terms);
  return gap.terms.noiseEntropy - gap.terms.conditionalNoiseEntropy;
}

Deno.test("compressionGap() with additive noise is what PCA discards of a Gaussian layer", async () => {
  // L = S + σN with independent S of sd 3, 2, 1, 0.5: PCA to 2 keeps the first two axes, and loses
  // I((S3, S4) + σN; S) = ½ Σ ln(1 + s² / σ²), which Statement 3 bounds by just that.
  const [rng, sigma, deviations] = [createRng(1), 0.3, [3, 2, 1, 0.5]];
  const layer = samplesOf(4, () => deviations.map((s) => Math.hypot(s, sigma) * rng.normal()));
  const gap = compressionGap(layer, await fitPca(layer, 2), { kind: "additive", sigma });
  const lost = 0.5 * (Math.log(1 + 1 / 0.09) + Math.log(1 + 0.25 / 0.09));
  // ½ Σ ln of two sample variances: sd ½ √(2 · 2 / N) = 0.007; five of them.
  assertClose(gapOf(gap), lost, { atol: 0.035 });
});

Deno.test("compressionGap() bounds a layer of more than 128 units by the trace", async () => {
  const [rng, d, sigma] = [createRng(2), 130, 0.1];
  const layer = {
    ...samplesOf(d, () => Array.from({ length: d }, (_, j) => (j < 2 ? 5 : 0.2) * rng.normal())),
  };
  const gap = compressionGap(layer, await fitPca(layer, 2), { kind: "additive", sigma });
  // All 128 discarded variances are 0.04, so the trace is as good as the spectrum: 64 ln(0.04 / 0.01).
  // Relative sd of the mean variance √(2 / (128 N)) = 9e-4, times 64: 0.06; five of them.
  assertClose(gapOf(gap), 64 * Math.log(4), { atol: 0.3 });
});

Deno.test("compressionGap() with multiplicative noise is at least what a direct average gives", async () => {
  const [rng, sigma, d] = [createRng(3), 0.05, 5];
  const signal = samplesOf(
    d,
    () => Array.from({ length: d }, (_, j) => (d - j) * (2 + rng.normal())),
  );
  const layer = { ...signal, data: signal.data.map((s) => s * (1 + sigma * rng.normal())) };
  const pca = await fitPca(layer, 2);
  const gap = compressionGap(layer, pca, { kind: "multiplicative", sigma });
  // h(Z | E(L), S) = h(L | S) − h(E(L) | S), both Gaussian given S; averaged over the S themselves.
  const axis = (c: number, j: number) => pca.components[c * d + j];
  const codeEntropy = (variances: readonly number[]) =>
    gaussianEntropy(
      [0, 1].map((a) =>
        [0, 1].map((b) => variances.reduce((sum, v, j) => sum + axis(a, j) * axis(b, j) * v, 0))
      ),
    );
  const means = new Array<number>(d).fill(0);
  let whole = 0;
  let code = 0;
  for (let i = 0; i < N; i++) {
    const row = Array.from(signal.data.subarray(i * d, (i + 1) * d));
    const variances = row.map((s) => (sigma * s) ** 2);
    variances.forEach((v, j) => means[j] += v / N);
    whole += row.reduce((sum, s) => sum + isotropicGaussianEntropy(sigma * Math.abs(s), 1), 0) / N;
    code += codeEntropy(variances) / N;
  }
  const { conditionalNoiseEntropy } = gap.terms!;
  ok(conditionalNoiseEntropy < whole - code, `${conditionalNoiseEntropy} > ${whole - code}`);
  // With the entropy of the code at the mean variances it is what the docstring says, but for
  // E ln |1 + σN| = −σ²/2 in each of five units, 0.0125 with the other half, and sampling noise of
  // √5 σ / √N = 0.0008.
  assertClose(conditionalNoiseEntropy, whole - codeEntropy(means), { atol: 0.017 });
});

Deno.test("compressionGap() covers all the information where PCA discards it (Statement 2)", async () => {
  // The first axis varies most and tells nothing; the second tells the label: I(L; Y) = ln 2.
  const [rng, sigma] = [createRng(4), 0.02];
  const layer = samplesOf(2, (i) => [
    (100 + 20 * rng.normal()) * (1 + sigma * rng.normal()),
    (1 + i % 2) * (1 + sigma * rng.normal()),
  ]);
  const gap = compressionGap(layer, await fitPca(layer, 1), { kind: "multiplicative", sigma });
  ok(gapOf(gap) > Math.log(2), `gap ${gapOf(gap)}`);
  const labels = Array.from({ length: N }, (_, i) => i % 2);
  assertClose(labelEntropy(labels), Math.log(2), { atol: 1e-12 });
  const bound = boundOf(0.001, gap, labelEntropy(labels));
  ok(bound !== "vacuous");
  deepStrictEqual(bound, { lower: 0.001, upper: labelEntropy(labels) });
});

Deno.test("compressionGap() says where it is vacuous, and why", async () => {
  const rng = createRng(5);
  const layer = samplesOf(3, (i) => [rng.normal(), 0.5 * rng.normal(), i === 3 ? 0 : rng.normal()]);
  const pca = await fitPca(layer, 1);
  const noise = { kind: "multiplicative", sigma: 0.1 } as const;
  for (
    const [gap, why] of [
      [compressionGap(layer, pca, "none"), /no noise/],
      [compressionGap(layer, pca, "upstream"), /of its own/],
      [compressionGap(layer, pca, "unknown"), /not known/],
      [compressionGap(layer, pca, noise), /exactly 0/],
      [compressionGap(layer, { ...pca, id: "ae" } as never, noise), /nonlinear/],
    ] as const
  ) {
    strictEqual(gap.terms, null);
    ok(why.test(gap.basis), gap.basis);
    strictEqual(boundOf(1, gap), "vacuous");
  }
  strictEqual(boundOf(null, compressionGap(layer, null, "none")), "vacuous");
});
