// Where an estimate runs: with a `navigator.gpu` made up here, so without a GPU too.
import { AUTO_WORK } from "../../kernels/device.ts";
import { DeviceUnavailableError } from "../../lib/errors.ts";
import { estimate } from "../../lib/estimate.ts";
import { gpuFor } from "../../lib/gpu.ts";
import { createRng } from "../../lib/rng.ts";
import { memoryFiles, runInProcess } from "../support/cli.ts";
import { NO_ADAPTER, withGpu } from "../support/fake_gpu.ts";
import { match, rejects, strictEqual } from "../support/assert.ts";

const rng = createRng(1);
const x = Array.from({ length: 60 }, () => rng.normal());
const y = x.map((value) => value + rng.normal());

Deno.test("estimate() does not touch the GPU for little work, nor on device cpu", async () => {
  const touched = () => {
    throw new Error("navigator.gpu was touched");
  };
  await withGpu(touched, async () => {
    for (const device of [undefined, "auto", "cpu"] as const) {
      const result = await estimate(x, y, { device });
      strictEqual(result.device, "cpu");
      strictEqual(result.adapter, undefined);
    }
    strictEqual(await gpuFor("auto", AUTO_WORK - 1), null);
    strictEqual(await gpuFor("cpu", Infinity), null);
  });
});

Deno.test("estimate() says at once when device gpu is not there", async () => {
  await withGpu(NO_ADAPTER, async () => {
    await rejects(estimate(x, y, { device: "gpu" }), (error: unknown) => {
      strictEqual((error as DeviceUnavailableError).code, "device-unavailable");
      return error instanceof DeviceUnavailableError;
    });
  });
});

Deno.test("infoplane estimate exits with 2 when device gpu is not there", async () => {
  const rows = x.map((value, i) => `${value},${y[i]}`);
  const files = memoryFiles({ "good.csv": ["a,b", ...rows].join("\n") });
  const line = "estimate --data good.csv --x-columns a --y-columns b --device gpu";
  await withGpu(NO_ADAPTER, async () => {
    const { code, out, err } = await runInProcess(line.split(" "), files);
    match(err, /^error: No GPU: WebGPU found no adapter\.\n[^\n]*--device cpu[^\n]*\n$/);
    strictEqual(code, 2);
    strictEqual(out, "");
  });
});

Deno.test("gpuFor() asks once where auto finds no hardware, and again for who insists", async () => {
  let asked = 0;
  const counting = () => {
    asked++;
    return NO_ADAPTER();
  };
  await withGpu(counting, async () => {
    strictEqual(await gpuFor("auto", AUTO_WORK), null);
    strictEqual(await gpuFor("auto", AUTO_WORK), null);
    strictEqual(asked, 1);
    await rejects(gpuFor("gpu", 1), DeviceUnavailableError);
    await rejects(gpuFor("gpu", 1), DeviceUnavailableError);
    strictEqual(asked, 3);
  });
});
