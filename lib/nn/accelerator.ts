/**
 * Training on a GPU, by the WebGPU backend of TensorFlow.js.
 *
 * @module
 */
import { findAdapter } from "../../kernels/device.ts";
import { DeviceUnavailableError } from "../errors.ts";
import { loadPackage } from "../packages.ts";
import type { Device, GpuUse } from "../types.ts";
import { trainingEngine } from "./tfjs.ts";
import type { Tfjs } from "./tfjs_types.ts";
import { registerFilterGradient } from "./webgpu_convolution.ts";

/**
 * Values of a batch from which `auto` asks for a GPU. Below it a step is some hundred small operations,
 * each of which costs more to start on a GPU than to do on a CPU. Reasoned, not measured: no hardware
 * GPU was at hand.
 */
export const AUTO_BATCH_VALUES = 1 << 18;

/** A GPU that can train networks. */
export interface Accelerator {
  /** Package, version and adapter, for records. */
  readonly engine: string;
  /** Name of the adapter. */
  readonly adapter: string;
  /** Whether it is software that runs on the CPU. */
  readonly software: boolean;
  /** Runs work on it; the backend that was the current one is so again afterwards. */
  readonly run: <Result>(work: () => Result) => Result;
}

/** Options of {@linkcode openAccelerator}. */
export interface AcceleratorOptions {
  /** Values of a batch: rows times values of a row. @default {Infinity} */
  readonly batchValues?: number;
  /** Where adapters come from. @default {navigator.gpu} */
  readonly gpu?: GPU | undefined;
}

/**
 * Opens a GPU for training where that is asked for, or worth it.
 *
 * @param tf The tfjs module, from `openTfjs`.
 * @param device `cpu` never takes one, `auto` hardware for large batches, `gpu` what there is.
 * @param options Size of the batches.
 * @returns The GPU, or null for the CPU.
 * @throws {DeviceUnavailableError} If `gpu` is asked for and there is none that works.
 */
export async function openAccelerator(
  tf: Tfjs,
  device: Device,
  options: AcceleratorOptions = {},
): Promise<Accelerator | null> {
  const { batchValues = Infinity } = options;
  if (device === "cpu" || (device === "auto" && batchValues < AUTO_BATCH_VALUES)) return null;
  const gpu = "gpu" in options ? options.gpu : navigator.gpu;
  try {
    const found = await findAdapter(gpu, device === "gpu");
    if (!found) return null;
    await (opening ??= openBackend(tf));
    const { description, software } = found.facts;
    const engine = `tfjs-webgpu 4.22.0, ${description}`;
    return { engine, adapter: description, software, run: (work) => runOn(tf, work) };
  } catch (error) {
    opening = undefined;
    if (device === "auto") return null;
    if (error instanceof DeviceUnavailableError) throw error;
    throw new DeviceUnavailableError(
      `The GPU cannot train networks: ${error instanceof Error ? error.message : error}`,
      "Use --device cpu, or auto.",
      { cause: error },
    );
  }
}

/** What trained a network that is used on the CPU, for records. */
export function engineOf(accelerator: Accelerator | null): string {
  return accelerator ? `${accelerator.engine}; used on ${trainingEngine()}` : trainingEngine();
}

const BACKEND = "webgpu";

let opening: Promise<void> | undefined;

/** What a command of the GPU failed with, such as too little memory: its results are not to be used. */
let failure: string | null = null;

/** The backend is made before it is registered, so that switching to it takes no time to wait for. */
async function openBackend(tf: Tfjs): Promise<void> {
  await loadPackage("tfjs-backend-webgpu");
  registerFilterGradient(tf);
  const factory = tf.findBackendFactory(BACKEND);
  if (!factory) throw new Error("TensorFlow.js finds no WebGPU here.");
  const backend = await factory() as { readonly device: GPUDevice };
  backend.device.addEventListener("uncapturederror", (event) => {
    failure ??= (event as GPUUncapturedErrorEvent).error.message;
  });
  tf.removeBackend(BACKEND);
  tf.registerBackend(BACKEND, () => backend);
}

function runOn<Result>(tf: Tfjs, work: () => Result): Result {
  if (failure !== null) throw new Error(failure);
  const current = tf.getBackend();
  // With backends that exist, setBackend has done its work when it returns.
  void tf.setBackend(BACKEND);
  try {
    return work();
  } finally {
    void tf.setBackend(current);
  }
}

/**
 * Trains on a GPU where there is one, and on the CPU where that fails.
 *
 * @param accelerator The GPU, or null.
 * @param train Trains from the start.
 * @param onGpu Told of the GPU, and of its failure.
 * @returns What `train` returned, and what did the work: null for the CPU.
 */
export async function trainOn<Result>(
  accelerator: Accelerator | null,
  train: (accelerator: Accelerator | null) => Promise<Result>,
  onGpu: ((use: GpuUse) => void) | undefined,
): Promise<{ readonly result: Result; readonly on: Accelerator | null }> {
  if (!accelerator) return { result: await train(null), on: null };
  const { adapter, software } = accelerator;
  onGpu?.({ adapter, software, failure: null });
  try {
    return { result: await train(accelerator), on: accelerator };
  } catch (error) {
    const { name, message } = error instanceof Error ? error : new Error(String(error));
    if (["TrainingDivergedError", "InputError", "AbortError"].includes(name)) throw error;
    onGpu?.({ adapter, software, failure: `The GPU could not train the network (${message})` });
    return { result: await train(null), on: null };
  }
}
