/**
 * The rates of a GPU: the roofs under which its kernels work.
 *
 * @module
 */
import { bindBuffers, dispatch, KernelBuffers } from "../../kernels/_dispatch.ts";
import type { Kernels, KernelSpec } from "../../kernels/_kernel.ts";

/** Rates of a device. */
export interface DeviceRates {
  /** Multiply-adds in f32, per second. */
  readonly multiplyAdds: number;
  /** Exponentials in f32, per second. */
  readonly exponentials: number;
  /** Bytes read from storage buffers, per second. */
  readonly bytes: number;
}

const OUTPUT_ONLY = [{ name: "output", kind: "read_write" }] as const;

/** Eight independent vec4 chains, so that no result is waited for. */
function chainsOf(step: (value: string) => string): string {
  const names = Array.from({ length: 8 }, (_, i) => `v${i}`);
  return `
@group(0) @binding(0) var<storage, read_write> output: array<f32>;
override STEPS: u32 = 1u;
@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
  let x = f32(id.x & 7u) * 0.01;
  ${
    names.map((name, i) => `var ${name} = vec4<f32>(x, x + 0.1, x + 0.2, ${i}.0 * 0.01);`).join(
      "\n  ",
    )
  }
  for (var s = 0u; s < STEPS; s += 1u) {
    ${names.map((name) => `${name} = ${step(name)};`).join("\n    ")}
  }
  let sum = ${names.join(" + ")};
  output[id.x & 0xffffu] = sum.x + sum.y + sum.z + sum.w;
}`;
}

const MULTIPLY_ADDS: KernelSpec = {
  name: "multiply_adds",
  wgsl: chainsOf((value) => `fma(${value}, vec4<f32>(0.99), vec4<f32>(0.001))`),
  bindings: OUTPUT_ONLY,
  overrides: ["STEPS"],
};

const EXPONENTIALS: KernelSpec = {
  name: "exponentials",
  wgsl: chainsOf((value) => `exp2(-${value})`),
  bindings: OUTPUT_ONLY,
  overrides: ["STEPS"],
};

const READS: KernelSpec = {
  name: "reads",
  wgsl: `
@group(0) @binding(0) var<storage, read_write> output: array<f32>;
@group(0) @binding(1) var<storage, read> input: array<vec4<f32>>;
override STEPS: u32 = 1u;
@compute @workgroup_size(64)
fn main(
  @builtin(global_invocation_id) id: vec3<u32>,
  @builtin(num_workgroups) groups: vec3<u32>,
) {
  var sum = vec4<f32>();
  for (var s = 0u; s < STEPS; s += 1u) {
    sum += input[id.x + s * groups.x * 64u];
  }
  output[id.x & 0xffffu] = sum.x + sum.y + sum.z + sum.w;
}`,
  bindings: [...OUTPUT_ONLY, { name: "input", kind: "read" }],
  overrides: ["STEPS"],
};

/**
 * Measures what the device does at best. Each measurement runs for a while, since Deno looks for
 * finished work only every 10 ms.
 *
 * @param kernels Device.
 * @param tiny Whether short, rough measurements will do.
 * @returns Rates.
 */
export async function measureRates(kernels: Kernels, tiny: boolean): Promise<DeviceRates> {
  const workgroups = tiny ? 64 : 8192;
  const steps = tiny ? 64 : 1024;
  const perDispatch = workgroups * 64 * steps * 32;
  const bytes = Math.min(kernels.device.limits.maxStorageBufferBindingSize, 2 ** (tiny ? 22 : 28));
  const readSteps = 16;
  const readGroups = Math.floor(bytes / 16 / 64 / readSteps);
  const wantedMs = tiny ? 50 : 1000;
  const run = (spec: KernelSpec, count: number, groups: number): Promise<number> =>
    dispatchesPerSecond(kernels, spec, count, groups, bytes, wantedMs);
  return {
    multiplyAdds: perDispatch * await run(MULTIPLY_ADDS, steps, workgroups),
    exponentials: perDispatch * await run(EXPONENTIALS, steps, workgroups),
    bytes: readGroups * 64 * readSteps * 16 * await run(READS, readSteps, readGroups),
  };
}

async function dispatchesPerSecond(
  kernels: Kernels,
  spec: KernelSpec,
  steps: number,
  workgroups: number,
  inputBytes: number,
  wantedMs: number,
): Promise<number> {
  const { queue } = kernels.device;
  const pipeline = await kernels.pipeline(spec, { STEPS: steps });
  const buffers = new KernelBuffers(kernels, spec.name);
  try {
    const bindGroup = await kernels.checked(
      spec.name,
      "allocate",
      () =>
        bindBuffers(kernels, pipeline, {
          output: buffers.create("output", 4 * 0x10000, GPUBufferUsage.STORAGE),
          input: buffers.create("input", inputBytes, GPUBufferUsage.STORAGE),
        }),
    );
    // The first dispatch may compile the shader: it does not count.
    for (let count = 0;; count = Math.max(1, 2 * count)) {
      const start = performance.now();
      await kernels.checked(spec.name, "run", () => {
        for (let i = 0; i < Math.max(1, count); i++) {
          dispatch(kernels, pipeline, bindGroup, [workgroups, 1]);
        }
      });
      await queue.onSubmittedWorkDone();
      const ms = performance.now() - start;
      if (count > 0 && ms >= wantedMs) return 1000 * count / ms;
    }
  } finally {
    buffers.destroy();
  }
}
