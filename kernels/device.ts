/**
 * Which device the kernels run on.
 *
 * @module
 */
import { DeviceUnavailableError } from "../lib/errors.ts";
import type { Device } from "../lib/types.ts";
import { type AdapterFacts, Kernels } from "./_kernel.ts";

export { type AdapterFacts, Kernels } from "./_kernel.ts";

/**
 * Work from which `auto` asks for a GPU, in coordinate differences: n² d for a pass over all pairs.
 *
 * 5e10 (all neighbours of 80,000 points in 8 dimensions) takes two cores a second or more (measured),
 * so that asking in vain, 0.1–0.4 s, costs less than half of that; a GPU of 0.5 TFLOP/s takes 0.3 s.
 * The GPU's part is reasoned, not measured: none was at hand. `tests/bench/gpu.ts` measures it.
 */
export const AUTO_WORK = 5e10;

/** Limits that are asked for beyond the defaults, where the adapter has more. */
const RAISED_LIMITS = ["maxStorageBufferBindingSize", "maxBufferSize"] as const;

/** Names of software adapters, in case one does not say that it is one. */
const SOFTWARE = /llvmpipe|lavapipe|swiftshader|softpipe|basic render/i;

/** Options of {@linkcode openKernels}. */
export interface OpenKernelsOptions {
  /** Requested device. @default {"auto"} */
  readonly device?: Device;
  /** Work to be done, in coordinate differences (n² d for all pairs). @default {Infinity} */
  readonly work?: number;
  /** Least work for which `auto` asks for a GPU. @default {AUTO_WORK} */
  readonly autoWork?: number;
  /** Where adapters come from. @default {navigator.gpu} */
  readonly gpu?: GPU | undefined;
}

/**
 * Opens a GPU where that is asked for, or worth it.
 *
 * `cpu` never asks for one. `auto` asks for one only if there is enough work, since asking alone takes
 * 0.1–0.4 s, and takes it only if it is hardware. `gpu` takes what there is, a software adapter too,
 * and {@linkcode Kernels.adapter} tells which.
 *
 * @param options Device and amount of work.
 * @returns The kernels, to be closed by the caller; null means: use the CPU.
 * @throws {DeviceUnavailableError} If `gpu` is asked for and there is none.
 */
export async function openKernels(options: OpenKernelsOptions = {}): Promise<Kernels | null> {
  const { device = "auto", work = Infinity, autoWork = AUTO_WORK } = options;
  if (device === "cpu" || (device === "auto" && work < autoWork)) return null;
  const gpu = "gpu" in options ? options.gpu : navigator.gpu;
  try {
    return await openAdapter(gpu, device === "gpu");
  } catch (error) {
    if (device === "auto") return null;
    if (error instanceof DeviceUnavailableError) throw error;
    throw new DeviceUnavailableError(
      `The GPU could not be opened: ${error instanceof Error ? error.message : error}`,
      "Use --device cpu, or auto.",
      { cause: error },
    );
  }
}

async function openAdapter(gpu: GPU | undefined, acceptSoftware: boolean): Promise<Kernels | null> {
  const found = await findAdapter(gpu, acceptSoftware);
  return found && new Kernels(await requestDevice(found.adapter), found.facts);
}

/**
 * The adapter that work would run on.
 *
 * @param gpu Where adapters come from: `navigator.gpu`.
 * @param acceptSoftware Whether a software adapter will do.
 * @returns The adapter and what is known of it; null where it is software that will not do.
 * @throws {DeviceUnavailableError} If there is none.
 */
export async function findAdapter(
  gpu: GPU | undefined,
  acceptSoftware: boolean,
): Promise<{ readonly adapter: GPUAdapter; readonly facts: AdapterFacts } | null> {
  if (gpu === undefined) {
    throw new DeviceUnavailableError(
      "No GPU: this runtime has no WebGPU.",
      "Use --device cpu, or auto.",
    );
  }
  const adapter = await gpu.requestAdapter({ powerPreference: "high-performance" });
  if (adapter === null) {
    throw new DeviceUnavailableError(
      "No GPU: WebGPU found no adapter.",
      "Use --device cpu, or install a driver for Vulkan, Metal or Direct3D 12.",
    );
  }
  const facts = describeAdapter(adapter);
  return facts.software && !acceptSoftware ? null : { adapter, facts };
}

function describeAdapter({ info }: GPUAdapter): AdapterFacts {
  // Browsers often tell the maker and the architecture alone.
  const maker = [info.vendor, info.architecture].filter((part) => part).join(" ");
  const description = info.description || info.device || maker || "unnamed adapter";
  return {
    software: info.isFallbackAdapter || SOFTWARE.test(description),
    vendor: info.vendor,
    description,
  };
}

/** Larger buffers where the adapter has them; everything else stays at the defaults. */
function requestDevice(adapter: GPUAdapter): Promise<GPUDevice> {
  const requiredLimits: Record<string, number> = {};
  for (const name of RAISED_LIMITS) requiredLimits[name] = adapter.limits[name];
  return adapter.requestDevice({ label: "infoplane", requiredLimits });
}
