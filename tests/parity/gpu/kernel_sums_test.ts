/** The pass that kernel density estimates are made of, on the GPU: that of the CPU. */
import { kernelSums } from "../../../lib/entropy/kernel_sums.ts";
import { kernelPassOn } from "../../../lib/entropy/kernel_sums_gpu.ts";
import { gpuFor } from "../../../lib/gpu.ts";
import { createRng } from "../../../lib/rng.ts";
import type { Context, GpuUse, Samples } from "../../../lib/types.ts";
import { assertAllClose, deepStrictEqual, ok, strictEqual } from "../../support/assert.ts";
import { gpu } from "../../support/gpu.ts";

const { ignore } = gpu;

function normalSamples(n: number, d: number): Samples {
  const rng = createRng(`pass ${n} ${d}`);
  return { data: Float64Array.from({ length: n * d }, () => rng.normal()), n, d };
}

function gpuContext(uses: GpuUse[] = []): Context {
  return { seed: 0, device: "gpu", onGpu: (use) => uses.push(use) };
}

Deno.test.each([
  { n: 2, d: 1, rate: 0.5 },
  { n: 200, d: 2, rate: 2 },
  { n: 300, d: 8, rate: 0.7 },
])("kernelPassOn() sums on the GPU what kernelSums() does: n=$n d=$d", { ignore }, async (
  { n, d, rate },
) => {
  const samples = normalSamples(n, d);
  const uses: GpuUse[] = [];
  const pass = await kernelPassOn(samples, gpuContext(uses));
  const request = { rate, rates: 5, moments: false };
  const [got, want] = [await pass(samples, request), await kernelSums(samples, request)];
  assertAllClose(got.leasts, want.leasts, { rtol: 1e-15 }); // a root squared: two roundings
  // Single precision: the error of a logarithm grows with the exponent at the nearest point, which the
  // greatest rate makes largest (PRECISION.md).
  got.s0.forEach((sums, k) => assertAllClose(sums, want.s0[k], { rtol: 1e-4 }, `rate ${k}`));
  strictEqual(uses.every(({ failure }) => failure === null), true);
  ok(uses.length > 0);
});

Deno.test("kernelPassOn() gives moments by differences", { ignore }, async () => {
  const samples = normalSamples(300, 3);
  const pass = await kernelPassOn(samples, gpuContext());
  const request = { rate: 1, rates: 2, moments: true };
  const [got, want] = [await pass(samples, request), await kernelSums(samples, request)];
  for (let k = 0; k < 2; k++) {
    const excess = got.s1[k].map((sum, i) => sum / got.s0[k][i]);
    const wanted = want.s1[k].map((sum, i) => sum / want.s0[k][i]);
    // Rounding of 1e-6 over a step of 0.1 in ln r, once and twice: up to 4e-6 and 1.2e-4 were seen.
    assertAllClose(excess, wanted, { atol: 5e-5 });
    const squares = got.s2[k].map((sum, i) => sum / got.s0[k][i]);
    assertAllClose(squares, want.s2[k].map((sum, i) => sum / want.s0[k][i]), { atol: 1e-3 });
  }
});

Deno.test("kernelPassOn() goes on with the CPU when the GPU is lost", { ignore }, async () => {
  const samples = normalSamples(400, 2);
  const uses: GpuUse[] = [];
  const pass = await kernelPassOn(samples, gpuContext(uses));
  const kernels = await gpuFor("gpu", Infinity);
  const request = { rate: 1, rates: 2, moments: true };
  await pass(samples, request);
  const got = await pass(samples, request, {
    onProgress: (fraction) => fraction > 0.4 && kernels?.device.destroy(),
  });
  const want = await kernelSums(samples, request);
  assertAllClose(got.s0[1], want.s0[1], { rtol: 1e-4 });
  ok(uses.some(({ failure }) => failure?.includes("lost")), "the loss was not reported");
  deepStrictEqual(await pass(samples, request), want);
});
