/**
 * What every kernel on the GPU needs: its binding table, pipelines made from it once, and errors that
 * are noticed.
 *
 * @module
 */
import { KernelError, type KernelStage } from "../lib/errors.ts";

/** How a kernel sees a buffer. */
export type BindingKind = "uniform" | "read" | "read_write";

/** A buffer that a kernel is bound to; its place in the table is its `@binding` number. */
export interface KernelBinding {
  /** Name of the variable in the shader. */
  readonly name: string;
  /** Address space and access. */
  readonly kind: BindingKind;
}

/** A kernel: its shader and what the host has to know of it. */
export interface KernelSpec {
  /** File name without its extension. */
  readonly name: string;
  /** Source of the shader; its entry point is `main`. */
  readonly wgsl: string;
  /** Bindings of group 0, in order. */
  readonly bindings: readonly KernelBinding[];
  /** Names of the pipeline constants (`override`). */
  readonly overrides: readonly string[];
}

/** A kernel made ready for one set of pipeline constants. */
export interface KernelPipeline {
  /** What it was made from. */
  readonly spec: KernelSpec;
  /** Layout of group 0. */
  readonly layout: GPUBindGroupLayout;
  /** The pipeline. */
  readonly pipeline: GPUComputePipeline;
}

/** What is known about the adapter that the kernels run on. */
export interface AdapterFacts {
  /** Whether it is a software adapter, such as Mesa's llvmpipe: right, and slow. */
  readonly software: boolean;
  /** Vendor, as the adapter tells it. */
  readonly vendor: string;
  /** Name of the device. */
  readonly description: string;
}

const BINDING_TYPES: Readonly<Record<BindingKind, GPUBufferBindingType>> = {
  uniform: "uniform",
  read: "read-only-storage",
  "read_write": "storage",
};

const ERROR_FILTERS: readonly GPUErrorFilter[] = ["validation", "out-of-memory", "internal"];

/** A GPU device with the pipelines made on it. Close it when it is no longer needed. */
export class Kernels {
  /** The device. */
  readonly device: GPUDevice;
  /** What the device belongs to. */
  readonly adapter: AdapterFacts;
  #pipelines = new Map<string, Promise<KernelPipeline>>();
  #lost: string | null = null;
  #whenLost: Promise<string>;

  /**
   * Takes over a device.
   *
   * @param device A device of its own.
   * @param adapter What it belongs to.
   */
  constructor(device: GPUDevice, adapter: AdapterFacts) {
    this.device = device;
    this.adapter = adapter;
    this.#whenLost = device.lost.then(({ message, reason }) => {
      this.#lost ??= message || reason || "no reason given";
      return this.#lost;
    });
  }

  /** Why the device cannot be used any more, or null while it can. */
  get lost(): string | null {
    return this.#lost;
  }

  /** Frees the device with all that is on it; work still running on it fails with `lost`. */
  close(): void {
    this.#lost ??= "the device was closed";
    this.device.destroy();
  }

  /**
   * Waits for something that the device does, but no longer than the device lives.
   *
   * @param kernel Name of the kernel, for the error.
   * @param result What to wait for.
   * @returns Its value.
   * @throws {KernelError} With stage `lost`, if the device is lost before.
   */
  async whileAlive<T>(kernel: string, result: Promise<T>): Promise<T> {
    const lost = this.#whenLost.then((reason) => {
      throw new KernelError(kernel, "lost", reason);
    });
    try {
      if (this.#lost !== null) throw new KernelError(kernel, "lost", this.#lost);
      return await Promise.race([result, lost]);
    } catch (error) {
      if (error instanceof KernelError) throw error;
      // A device that lives keeps its promises; in Deno 2.9 `lost` may come much later, or never.
      this.#lost ??= String(error);
      throw new KernelError(kernel, "lost", this.#lost, { cause: error });
    } finally {
      // Whatever loses the race is of no more interest.
      lost.catch(() => {});
      result.catch(() => {});
    }
  }

  /**
   * Does something with the device, and waits until the device has said whether it could.
   *
   * @param kernel Name of the kernel, for the error.
   * @param stage What is done, for the error.
   * @param work What to do; error scopes nest, so it must not be asynchronous.
   * @returns What `work` returns.
   * @throws {KernelError} If the device reports an error, or is lost.
   */
  async checked<T>(kernel: string, stage: KernelStage, work: () => T): Promise<T> {
    const { device } = this;
    for (const filter of ERROR_FILTERS) device.pushErrorScope(filter);
    let scopes: Promise<GPUError | null>[] = [];
    let value: T;
    try {
      value = work();
    } catch (error) {
      throw new KernelError(kernel, this.#lost === null ? stage : "lost", String(error), {
        cause: error,
      });
    } finally {
      scopes = ERROR_FILTERS.map(() => device.popErrorScope());
      for (const scope of scopes) scope.catch(() => {});
    }
    const reports = await this.whileAlive(kernel, Promise.all(scopes));
    const error = reports.find((report) => report !== null);
    if (error) throw new KernelError(kernel, stage, error.message);
    return value;
  }

  /**
   * The pipeline of a kernel; made at the first call with these constants.
   *
   * @param spec The kernel.
   * @param constants A value for each of its overrides.
   * @returns The pipeline.
   * @throws {KernelError} If the shader does not compile.
   */
  pipeline(
    spec: KernelSpec,
    constants: Readonly<Record<string, number>>,
  ): Promise<KernelPipeline> {
    const key = JSON.stringify([spec.name, spec.overrides.map((name) => constants[name])]);
    let pipeline = this.#pipelines.get(key);
    if (pipeline === undefined) {
      pipeline = this.#createPipeline(spec, constants);
      this.#pipelines.set(key, pipeline);
    }
    return pipeline;
  }

  #createPipeline(
    spec: KernelSpec,
    constants: Readonly<Record<string, number>>,
  ): Promise<KernelPipeline> {
    const { device } = this;
    const label = `infoplane.${spec.name}`;
    return this.checked(spec.name, "compile", () => {
      const layout = device.createBindGroupLayout({
        label,
        entries: spec.bindings.map(({ kind }, binding) => ({
          binding,
          visibility: GPUShaderStage.COMPUTE,
          buffer: { type: BINDING_TYPES[kind] },
        })),
      });
      const module = device.createShaderModule({ label, code: spec.wgsl });
      // The asynchronous form does not report errors in Deno 2.9.
      const pipeline = device.createComputePipeline({
        label,
        layout: device.createPipelineLayout({ label, bindGroupLayouts: [layout] }),
        compute: { module, entryPoint: "main", constants: { ...constants } },
      });
      return { spec, layout, pipeline };
    });
  }
}
