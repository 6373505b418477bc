/**
 * The kernel-sum kernel against its twin in f64: no value may be off by more than its stated bound.
 */
import { type GpuLogSums, kdeLogSumsGpu } from "../../../kernels/kde_log_sums.ts";
import { kdeLogSumsReference } from "../../../kernels/kde_log_sums_reference.ts";
import type { SweepSizes } from "../../../kernels/_pair_sweep.ts";
import { InputError } from "../../../lib/errors.ts";
import { createRng } from "../../../lib/rng.ts";
import type { Samples } from "../../../lib/types.ts";
import { assertAllClose, ok, rejects, strictEqual } from "../../support/assert.ts";
import { gpu } from "../../support/gpu.ts";

const { ignore } = gpu;

function normalSamples(n: number, d: number): Samples {
  const rng = createRng(n * 1000 + d);
  return { n, d, data: Float64Array.from({ length: n * d }, () => rng.normal()) };
}

/** The grid with which a bandwidth search starts: 0.5 to 1.06 times n^(−0.2/d). */
function searchGrid({ n, d }: Samples, count: number): number[] {
  const lower = 0.5 * n ** (-0.2 / d);
  return Array.from({ length: count }, (_, i) => lower * 2.12 ** (i / Math.max(1, count - 1)));
}

async function assertWithinBound(
  samples: Samples,
  bandwidths: readonly number[],
  sizes?: SweepSizes,
): Promise<GpuLogSums> {
  const found = await kdeLogSumsGpu(gpu.kernels(), samples, bandwidths, { sizes });
  const want = kdeLogSumsReference(samples, bandwidths);
  strictEqual(found.failure, null);
  // 1e-12 relative: rounding of the twin itself, and of values that `redo` computed.
  assertAllClose(found.logSums, want, { atol: found.errorBound, rtol: 1e-12 });
  return found;
}

Deno.test.each([
  { n: 2, d: 1, count: 1 },
  { n: 3, d: 2, count: 2 },
  { n: 63, d: 3, count: 3 },
  { n: 64, d: 4, count: 4 },
  { n: 65, d: 5, count: 5 },
  { n: 127, d: 7, count: 6 },
  { n: 128, d: 8, count: 7 },
  { n: 129, d: 9, count: 8 },
  { n: 200, d: 16, count: 9 },
  { n: 513, d: 1, count: 7 },
  { n: 1025, d: 4, count: 7 },
])("kdeLogSumsGpu() is within its bound for n=$n d=$d b=$count", { ignore }, async ({
  n,
  d,
  count,
}) => {
  const samples = normalSamples(n, d);
  const { errorBound, redone } = await assertWithinBound(samples, searchGrid(samples, count));
  strictEqual(redone, 0);
  // The documented size of the bound in up to 16 dimensions; the largest of these cases has 1.9e-4.
  ok(errorBound < 5e-4, `the bound is ${errorBound}`);
});

Deno.test.each([
  { d: 32 },
  { d: 63 },
  { d: 64 },
  { d: 65 },
  { d: 128 },
])("kdeLogSumsGpu() is stable in $d dimensions", { ignore }, async ({ d }) => {
  const samples = normalSamples(150, d);
  const { errorBound, redone } = await assertWithinBound(samples, searchGrid(samples, 7));
  strictEqual(redone, 0);
  ok(errorBound < 1e-2, `the bound is ${errorBound}`);
});

Deno.test.each([
  { n: 65, sizes: { queryRows: 64 } },
  { n: 129, sizes: { queryRows: 64, referenceRows: 64 } },
  { n: 101, sizes: { blockRows: 100 } },
  { n: 201, sizes: { blockRows: 100, queryRows: 33 } },
  { n: 130, sizes: { referenceRows: 1 } },
  { n: 257, sizes: { parts: 3 } },
  { n: 10, sizes: { parts: 16 } },
  { n: 301, sizes: { parts: 2, referenceRows: 100, blockRows: 150, queryRows: 70 } },
])("kdeLogSumsGpu() is within its bound for n=$n cut into pieces: $sizes", { ignore }, async ({
  n,
  sizes,
}) => {
  const samples = normalSamples(n, 5);
  const { redone } = await assertWithinBound(samples, searchGrid(samples, 5), sizes);
  strictEqual(redone, 0);
});

Deno.test("kdeLogSumsGpu() sums many groups of tiles", { ignore }, async () => {
  // At d = 128 a tile has 16 rows and a group 1024: the total is of three groups.
  const samples = normalSamples(2100, 128);
  const found = await kdeLogSumsGpu(gpu.kernels(), samples, [1, 2], { sizes: { parts: 1 } });
  const rows = Int32Array.from({ length: 60 }, (_, i) => i * 35);
  const want = kdeLogSumsReference(samples, [1, 2], rows);
  const got = [0, 2100].flatMap((first) => Array.from(rows, (row) => found.logSums[first + row]));
  assertAllClose(got, want, { atol: found.errorBound });
  strictEqual(found.redone, 0);
});

Deno.test("kdeLogSumsGpu() moves its pivot when points come nearer and nearer", {
  ignore,
}, async () => {
  // Points of a geometric sequence: for the last one every reference is nearer than all before.
  const data = Float64Array.from({ length: 300 }, (_, i) => 0.97 ** i);
  const samples = { n: 300, d: 1, data };
  const { redone } = await assertWithinBound(samples, [0.003, 0.03, 3]);
  strictEqual(redone, 0);
});

Deno.test("kdeLogSumsGpu() gives the cross sums of least squares for b√2", { ignore }, async () => {
  const samples = normalSamples(120, 3);
  const bandwidth = 0.7;
  const { logSums, errorBound } = await kdeLogSumsGpu(gpu.kernels(), samples, [
    bandwidth,
    bandwidth * Math.SQRT2,
  ]);
  const { data, n, d } = samples;
  // Σ_j J_b(x_i − x_j), J_b(ξ) = (2b√π)^(−d) exp(−‖ξ‖²/4b²): Appendix E.1.2.
  const constant = -d * Math.log(2 * bandwidth * Math.sqrt(Math.PI));
  for (let i = 0; i < n; i++) {
    let sum = 0;
    for (let j = 0; j < n; j++) {
      let squared = 0;
      for (let c = 0; c < d; c++) squared += (data[i * d + c] - data[j * d + c]) ** 2;
      if (j !== i) sum += Math.exp(constant - squared / (4 * bandwidth ** 2));
    }
    assertAllClose([logSums[n + i] + constant], [Math.log(sum)], { atol: errorBound + 1e-12 });
  }
});

Deno.test.each([
  { name: "far from the origin", offset: 1e8, scale: 1, spread: () => 0 },
  { name: "of size 1e-6", offset: 0, scale: 1e-6, spread: () => 0 },
  { name: "of size 1e12", offset: 0, scale: 1e12, spread: () => 0 },
  { name: "with an outlier", offset: 0, scale: 1, spread: (i: number) => i === 5 ? 200 : 0 },
  { name: "with duplicates", offset: 0, scale: 1, spread: (i: number) => i % 2 ? -Infinity : 0 },
])("kdeLogSumsGpu() is within its bound for points $name", { ignore }, async ({
  offset,
  scale,
  spread,
}) => {
  const samples = normalSamples(200, 3);
  const { data, d } = samples;
  for (let at = 0; at < data.length; at++) {
    const extra = spread(Math.floor(at / d));
    // −Infinity stands for: the same as the point before.
    data[at] = extra === -Infinity ? data[at - d] : offset + scale * (data[at] + extra);
  }
  const { redone } = await assertWithinBound(samples, [0.3 * scale, scale]);
  // Only the outlier's sums, of about exp(−2e5), can be too far off.
  ok(redone <= 2, `${redone} values were done on the CPU`);
});

Deno.test("kdeLogSumsGpu() leaves what f32 cannot tell to the CPU", { ignore }, async () => {
  // Neighbours at 1e-7 of the extent: coordinates in f32 are off by as much.
  const rng = createRng(3);
  const data = Float64Array.from({ length: 100 }, (_, i) => (i >> 1) + 1e-6 * rng.uniform());
  const { redone } = await assertWithinBound({ n: 100, d: 1, data }, [1e-6]);
  strictEqual(redone, 100);
});

Deno.test("kdeLogSumsGpu() does extreme bandwidths on the CPU", { ignore }, async () => {
  const { redone } = await assertWithinBound(normalSamples(20, 2), [1e-17, 1e17]);
  strictEqual(redone, 40);
});

Deno.test("kdeLogSumsGpu() redoes rows whose bound exceeds the tolerance", { ignore }, async () => {
  const samples = normalSamples(70, 2);
  const tolerance = 1e-9;
  const found = await kdeLogSumsGpu(gpu.kernels(), samples, [0.5], { tolerance });
  strictEqual(found.redone, 70);
  strictEqual(found.errorBound, 0);
  assertAllClose(found.logSums, kdeLogSumsReference(samples, [0.5]), {});
});

Deno.test.each([
  { n: 1, d: 2, bandwidth: 1 },
  { n: 5, d: 129, bandwidth: 1 },
  { n: 5, d: 2, bandwidth: 0 },
  { n: 5, d: 2, bandwidth: Infinity },
  { n: 5, d: 2, bandwidth: NaN },
])("kdeLogSumsGpu() throws for n=$n d=$d b=$bandwidth", { ignore }, async ({ n, d, bandwidth }) => {
  await rejects(kdeLogSumsGpu(gpu.kernels(), normalSamples(n, d), [bandwidth]), InputError);
});
