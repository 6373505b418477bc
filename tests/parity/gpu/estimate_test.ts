/** Whole estimates on the GPU: those of the CPU. */
import { estimate } from "../../../lib/estimate.ts";
import type { EstimateOptions } from "../../../lib/estimate.ts";
import { gpuFor } from "../../../lib/gpu.ts";
import { createRng } from "../../../lib/rng.ts";
import type { Samples } from "../../../lib/types.ts";
import { assertClose, deepStrictEqual, match, ok, strictEqual } from "../../support/assert.ts";
import { gpu } from "../../support/gpu.ts";

const { ignore } = gpu;

/** X and Y with shared noise, d columns each; rounding makes ties that cannot be certified. */
function makePair(n: number, d: number, digits = 12): [Samples, Samples] {
  const rng = createRng(`gpu ${n} ${d}`);
  const round = (value: number) => Math.round(value * 10 ** digits) / 10 ** digits;
  const x = Float64Array.from({ length: n * d }, () => round(rng.normal()));
  const y = x.map((value) => round(value + rng.normal()));
  return [{ data: x, n, d }, { data: y, n, d }];
}

function codesOf({ warnings }: { warnings: readonly { code: string }[] }): string[] {
  return warnings.map(({ code }) => code);
}

/** The estimate without what differs between devices and runs. */
function common(result: Awaited<ReturnType<typeof estimate>>): unknown {
  const { device: _, adapter: __, elapsedMs: ___, warnings: ____, ...rest } = result;
  return rest;
}

Deno.test.each<{ method: string; n: number; d: number; digits?: number }>([
  { method: "wkl", n: 700, d: 2 },
  { method: "wkl", n: 300, d: 2, digits: 2 },
  { method: "kl", n: 500, d: 6 },
])("estimate() gives the bits of the CPU on the GPU: $method, n=$n, $d + $d columns", {
  ignore,
}, async ({ method, n, d, digits }) => {
  const [x, y] = makePair(n, d, digits);
  const options: EstimateOptions = { method, pointwise: true };
  const onCpu = await estimate(x, y, { ...options, device: "cpu" });
  const onGpu = await estimate(x, y, { ...options, device: "gpu" });
  deepStrictEqual(common(onGpu), common(onCpu));
  strictEqual(onGpu.device, "gpu");
  const { description, software } = gpu.kernels().adapter;
  strictEqual(onGpu.adapter, description);
  strictEqual(codesOf(onGpu).includes("software-adapter"), software);
  ok(!codesOf(onCpu).includes("software-adapter"));
});

Deno.test.each([
  { method: "kde-ml", n: 300, d: 1 },
  { method: "kde-lse", n: 700, d: 2 },
  { method: "kde-ml", n: 500, d: 4 },
])("estimate() takes kernel sums from the GPU: $method, n=$n, $d + $d columns", {
  ignore,
}, async ({ method, n, d }) => {
  const [x, y] = makePair(n, d);
  const onCpu = await estimate(x, y, { method, device: "cpu" });
  const onGpu = await estimate(x, y, { method, device: "gpu" });
  strictEqual(onGpu.device, "gpu");
  // Means of logarithms are within 1e-6. The bandwidth follows from them by differences over a step of
  // 0.1: it is within 2e-5 (up to 4e-6 seen), and an entropy changes by up to d nats per unit of ln b.
  assertClose(onGpu.mutualInformation, onCpu.mutualInformation, { atol: 3e-6 + 6e-5 * d });
  assertClose(onGpu.entropies.joint!.bandwidth!, onCpu.entropies.joint!.bandwidth!, { rtol: 2e-5 });
});

Deno.test("estimate() goes on without the GPU when it is lost, and takes a new one next time", {
  ignore,
}, async () => {
  const [x, y] = makePair(700, 2);
  const method = "wkl";
  const want = await estimate(x, y, { method, device: "cpu" });
  const kernels = await gpuFor("gpu", Infinity);
  const lost = await estimate(x, y, {
    method,
    device: "gpu",
    onProgress: (fraction) => fraction > 0.1 && kernels?.device.destroy(),
  });
  deepStrictEqual(common(lost), common(want));
  ok(codesOf(lost).includes("gpu-failed"), String(codesOf(lost)));
  match(lost.warnings.at(-1)!.message, /lost.*; what was left was computed on the CPU\.$/);
  const again = await estimate(x, y, { method, device: "gpu" });
  deepStrictEqual(common(again), common(want));
  ok(!codesOf(again).includes("gpu-failed"), String(codesOf(again)));
});

Deno.test("estimate() says that the GPU had nothing to do", { ignore }, async () => {
  const [x, y] = makePair(100, 1);
  for (const method of ["ksg-1", "wkl"]) {
    const given = method === "ksg-1" ? y : Array.from(y.data, (value) => String(value > 0));
    const xs = method === "ksg-1" ? x : Array.from(x.data, (value) => String(value > 0));
    const result = await estimate(xs, given, { method, device: "gpu" });
    strictEqual(result.device, "cpu");
    ok(codesOf(result).includes("gpu-unused"), String(codesOf(result)));
  }
});
