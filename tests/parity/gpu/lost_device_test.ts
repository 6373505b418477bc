/** A device that is lost half-way, and calls that are aborted. */
import { type Kernels, openKernels } from "../../../kernels/device.ts";
import { kdeLogSumsGpu } from "../../../kernels/kde_log_sums.ts";
import { kdeLogSumsReference } from "../../../kernels/kde_log_sums_reference.ts";
import { nearestNeighborsGpu } from "../../../kernels/nearest_neighbors.ts";
import { nearestNeighborsReference } from "../../../kernels/nearest_neighbors_reference.ts";
import { createRng } from "../../../lib/rng.ts";
import type { Samples } from "../../../lib/types.ts";
import { assertAllClose, deepStrictEqual, ok, rejects, strictEqual } from "../../support/assert.ts";
import { gpu } from "../../support/gpu.ts";

const { ignore } = gpu;

const rng = createRng(1);
const SAMPLES: Samples = {
  n: 700,
  d: 3,
  data: Float64Array.from({ length: 2100 }, () => rng.normal()),
};

/** Eleven chunks of queries, so that some are done before the device goes. */
const SIZES = { queryRows: 64 };

async function openOwn(): Promise<Kernels> {
  return await openKernels({ device: "gpu" }) as Kernels;
}

Deno.test.each([{ at: 0 }, { at: 0.5 }, { at: 0.9 }])(
  "nearestNeighborsGpu() keeps what was done when the device is lost at $at",
  { ignore },
  async ({ at }) => {
    const kernels = await openOwn();
    const found = await nearestNeighborsGpu(kernels, SAMPLES, 5, {
      sizes: SIZES,
      onProgress: (fraction) => {
        if (fraction >= at) kernels.device.destroy();
      },
    });
    const want = nearestNeighborsReference(SAMPLES, 5);
    deepStrictEqual(found.indices, want.indices);
    deepStrictEqual(found.distances, want.distances);
    strictEqual(found.failure?.stage, "lost");
    ok(kernels.lost !== null);
    // The chunk being computed and the one being read are lost: two and a rest of eleven.
    const kept = 700 - found.redone;
    ok(at === 0 ? kept === 0 : kept >= 700 * at - 3 * 64, `${kept} rows were kept`);
  },
);

Deno.test("kdeLogSumsGpu() keeps what was done when the device is lost", { ignore }, async () => {
  const kernels = await openOwn();
  const found = await kdeLogSumsGpu(kernels, SAMPLES, [0.4, 0.8], {
    sizes: SIZES,
    onProgress: (fraction) => {
      if (fraction >= 0.5) kernels.device.destroy();
    },
  });
  strictEqual(found.failure?.stage, "lost");
  ok(found.redone > 0 && found.redone < 2 * 700, `${found.redone} values were redone`);
  assertAllClose(found.logSums, kdeLogSumsReference(SAMPLES, [0.4, 0.8]), {
    atol: found.errorBound,
  });
});

Deno.test("a closed device fails with the kernel's name, and the CPU does it all", {
  ignore,
}, async () => {
  const kernels = await openOwn();
  kernels.close();
  const found = await nearestNeighborsGpu(kernels, SAMPLES, 2);
  strictEqual(found.redone, 700);
  strictEqual(found.failure?.stage, "lost");
  strictEqual(found.failure?.kernel, "nearest_neighbors");
});

Deno.test("nearestNeighborsGpu() stops when it is aborted", { ignore }, async () => {
  const controller = new AbortController();
  const call = nearestNeighborsGpu(gpu.kernels(), SAMPLES, 5, {
    sizes: SIZES,
    signal: controller.signal,
    onProgress: (fraction) => {
      if (fraction > 0.4) controller.abort();
    },
  });
  await rejects(call, { name: "AbortError" });
  // The device is still of use.
  strictEqual((await nearestNeighborsGpu(gpu.kernels(), SAMPLES, 1)).redone, 0);
});

Deno.test("calls may run side by side on one device", { ignore }, async () => {
  const [five, two, sums] = await Promise.all([
    nearestNeighborsGpu(gpu.kernels(), SAMPLES, 5, { sizes: SIZES }),
    nearestNeighborsGpu(gpu.kernels(), SAMPLES, 2, { sizes: SIZES }),
    kdeLogSumsGpu(gpu.kernels(), SAMPLES, [0.5], { sizes: SIZES }),
  ]);
  deepStrictEqual(five.indices, nearestNeighborsReference(SAMPLES, 5).indices);
  deepStrictEqual(two.indices, nearestNeighborsReference(SAMPLES, 2).indices);
  assertAllClose(sums.logSums, kdeLogSumsReference(SAMPLES, [0.5]), { atol: sums.errorBound });
});
