/** Which device is taken: with adapters made up here, so without a GPU too. */
import { AUTO_WORK, openKernels } from "../../../kernels/device.ts";
import { DeviceUnavailableError } from "../../../lib/errors.ts";
import { deepStrictEqual, ok, rejects, strictEqual } from "../../support/assert.ts";
import { gpu } from "../../support/gpu.ts";

/** A GPU with one adapter; counts what is asked of it. */
function fakeGpu(info: Partial<GPUAdapterInfo> | null): { gpu: GPU; asked: string[] } {
  const asked: string[] = [];
  const device = {
    lost: new Promise(() => {}),
    destroy: () => asked.push("destroy"),
  };
  const adapter = {
    info: { vendor: "fake", description: "Fake GPU", isFallbackAdapter: false, ...info },
    limits: { maxStorageBufferBindingSize: 2 ** 30, maxBufferSize: 2 ** 31 },
    requestDevice: (descriptor: GPUDeviceDescriptor) => {
      asked.push(`device ${JSON.stringify(descriptor.requiredLimits)}`);
      return Promise.resolve(device);
    },
  };
  const fake = {
    requestAdapter: () => {
      asked.push("adapter");
      return Promise.resolve(info === null ? null : adapter);
    },
  };
  return { gpu: fake as unknown as GPU, asked };
}

/** Options that must not be looked at for a GPU. */
const UNTOUCHABLE = {
  get gpu(): GPU {
    throw new Error("navigator.gpu was touched");
  },
};

Deno.test("openKernels() never asks for a GPU on the CPU", async () => {
  const options = Object.defineProperties(
    { device: "cpu" as const },
    Object.getOwnPropertyDescriptors(UNTOUCHABLE),
  );
  strictEqual(await openKernels(options), null);
});

Deno.test("openKernels() does not ask for a GPU when auto has little to do", async () => {
  const options = Object.defineProperties(
    { device: "auto" as const, work: AUTO_WORK - 1 },
    Object.getOwnPropertyDescriptors(UNTOUCHABLE),
  );
  strictEqual(await openKernels(options), null);
});

Deno.test("openKernels() takes a hardware adapter when auto has much to do", async () => {
  const fake = fakeGpu({});
  const kernels = await openKernels({ device: "auto", work: AUTO_WORK, gpu: fake.gpu });
  deepStrictEqual(kernels?.adapter, {
    software: false,
    vendor: "fake",
    description: "Fake GPU",
  });
  kernels?.close();
  deepStrictEqual(fake.asked, [
    "adapter",
    'device {"maxStorageBufferBindingSize":1073741824,"maxBufferSize":2147483648}',
    "destroy",
  ]);
});

Deno.test.each([
  { name: "says that it is a fallback", info: { isFallbackAdapter: true } },
  { name: "has the name of one", info: { description: "llvmpipe (LLVM 15)" } },
])("openKernels() leaves a software adapter that $name to --device gpu", async ({ info }) => {
  const fake = fakeGpu(info);
  strictEqual(await openKernels({ device: "auto", gpu: fake.gpu }), null);
  deepStrictEqual(fake.asked, ["adapter"]);
  const kernels = await openKernels({ device: "gpu", gpu: fake.gpu });
  strictEqual(kernels?.adapter.software, true);
});

Deno.test.each([
  { name: "no WebGPU", gpu: undefined, text: /no WebGPU/ },
  { name: "no adapter", gpu: fakeGpu(null).gpu, text: /no adapter/ },
  {
    name: "a driver that fails",
    gpu: { requestAdapter: () => Promise.reject(new Error("driver fault")) } as unknown as GPU,
    text: /could not be opened: driver fault/,
  },
])("openKernels() goes on with the CPU, or says so, with $name", async ({ gpu, text }) => {
  strictEqual(await openKernels({ device: "auto", gpu }), null);
  await rejects(openKernels({ device: "gpu", gpu }), (error: unknown) => {
    ok(error instanceof DeviceUnavailableError);
    strictEqual(error.code, "device-unavailable");
    return text.test(error.message);
  });
});

Deno.test("openKernels() does not take llvmpipe by itself", { ignore: gpu.ignore }, async () => {
  const kernels = await openKernels({ device: "auto" });
  strictEqual(kernels !== null, !gpu.kernels().adapter.software);
  kernels?.close();
});
