/**
 * One call of a kernel: its buffers, the dispatch, and reading back.
 *
 * @module
 */
import type { KernelPipeline, Kernels } from "./_kernel.ts";

/** Queries of a workgroup: `WORKGROUP` in the shaders. */
export const WORKGROUP = 64;

/** The buffers of one call of a kernel. */
export class KernelBuffers {
  #kernels: Kernels;
  #kernel: string;
  #buffers: GPUBuffer[] = [];

  /**
   * Starts with no buffers.
   *
   * @param kernels Device.
   * @param kernel Name of the kernel, for labels.
   */
  constructor(kernels: Kernels, kernel: string) {
    this.#kernels = kernels;
    this.#kernel = kernel;
  }

  /**
   * Makes a buffer.
   *
   * @param name Name of the buffer, for its label.
   * @param content What it starts with, or how many bytes it holds.
   * @param usage Flags of `GPUBufferUsage`.
   * @returns The buffer.
   */
  create(name: string, content: Float32Array<ArrayBuffer> | number, usage: number): GPUBuffer {
    const size = typeof content === "number" ? content : content.byteLength;
    const label = `infoplane.${this.#kernel}.${name}`;
    const buffer = this.#kernels.device.createBuffer({ label, size, usage });
    this.#buffers.push(buffer);
    if (typeof content !== "number") this.#kernels.device.queue.writeBuffer(buffer, 0, content);
    return buffer;
  }

  /** Frees all of them. */
  destroy(): void {
    for (const buffer of this.#buffers.splice(0)) buffer.destroy();
  }
}

/**
 * Binds buffers to the variables of a kernel.
 *
 * @param kernels Device.
 * @param pipeline The kernel.
 * @param buffers A buffer for every name in its binding table.
 * @returns The bind group of group 0.
 */
export function bindBuffers(
  { device }: Kernels,
  { spec, layout }: KernelPipeline,
  buffers: Readonly<Record<string, GPUBuffer>>,
): GPUBindGroup {
  return device.createBindGroup({
    label: `infoplane.${spec.name}`,
    layout,
    entries: spec.bindings.map(({ name }, binding) => ({
      binding,
      resource: { buffer: buffers[name] },
    })),
  });
}

/**
 * Submits one dispatch.
 *
 * @param kernels Device.
 * @param pipeline The kernel.
 * @param bindGroup Its buffers.
 * @param workgroups Workgroups in x and y.
 */
export function dispatch(
  { device }: Kernels,
  { spec, pipeline }: KernelPipeline,
  bindGroup: GPUBindGroup,
  workgroups: readonly [number, number],
): void {
  const label = `infoplane.${spec.name}`;
  const encoder = device.createCommandEncoder({ label });
  const pass = encoder.beginComputePass({ label });
  pass.setPipeline(pipeline);
  pass.setBindGroup(0, bindGroup);
  pass.dispatchWorkgroups(workgroups[0], workgroups[1]);
  pass.end();
  device.queue.submit([encoder.finish()]);
}

/**
 * Copies what a staging buffer holds to the host.
 *
 * @param kernels Device.
 * @param kernel Name of the kernel, for the error.
 * @param staging Buffer with usage `MAP_READ`.
 * @param bytes How much of it.
 * @returns A copy.
 * @throws {KernelError} If the device is lost.
 */
export async function readStaging(
  kernels: Kernels,
  kernel: string,
  staging: GPUBuffer,
  bytes: number,
): Promise<ArrayBuffer> {
  await kernels.whileAlive(kernel, staging.mapAsync(GPUMapMode.READ, 0, bytes));
  const copy = staging.getMappedRange(0, bytes).slice(0);
  staging.unmap();
  return copy;
}
