/**
 * TensorFlow.js on its WebAssembly backend with the training kernels, loaded when first asked for.
 *
 * @module
 */
import { trainingBuild } from "../../kernels/training/heap.ts";
import { registerTrainingKernels } from "../../kernels/training/register.ts";
import type { KernelRegistry, WasmBackend } from "../../kernels/training/tfjs_surface.ts";
import { InputError } from "../errors.ts";
import { loadPackage, PACKAGES } from "../packages.ts";
import type { Tensor, Tfjs } from "./tfjs_types.ts";

let opened: Promise<Tfjs> | undefined;

/**
 * Loads tfjs and its WebAssembly backend (290 MB on disk on the first use, from the package cache
 * afterwards), makes that backend the current one and registers the training kernels.
 *
 * @returns The tfjs module; `tf.layers`, `tf.grads`, optimisers, `fit`, saving and loading work as
 *   documented there.
 * @throws {InputError} If the packages cannot be fetched or read.
 * @throws {Error} If their version is not the pinned one.
 */
export function openTfjs(): Promise<Tfjs> {
  opened ??= open().catch((error) => {
    opened = undefined;
    throw error;
  });
  return opened;
}

async function open(): Promise<Tfjs> {
  let tf: Tfjs;
  try {
    tf = await loadPackage<Tfjs>("tfjs");
    await loadPackage("tfjs-backend-wasm");
  } catch (error) {
    throw new InputError(
      "tfjs-unavailable",
      `TensorFlow.js could not be loaded: ${error instanceof Error ? error.message : error}`,
      "It is fetched from npm on the first use, and read from the package cache (--allow-read).",
      { cause: error },
    );
  }
  await checkReadable();
  // The threaded build keeps its tensors in a shared memory, which the kernels cannot import.
  tf.env().set("WASM_HAS_MULTITHREAD_SUPPORT", false);
  if (!await tf.setBackend("wasm")) {
    throw new InputError(
      "tfjs-unavailable",
      "The WebAssembly backend of TensorFlow.js does not start.",
    );
  }
  await tf.ready();
  registerTrainingKernels(tf as unknown as KernelRegistry, tf.backend() as WasmBackend);
  return tf;
}

/**
 * The backend reads its `.wasm` file from the package cache. Where Deno does not allow that, it would
 * print its own errors, so the permission is asked for first.
 */
async function checkReadable(): Promise<void> {
  const { Deno: runtime } = globalThis as {
    Deno?: { permissions: { query(what: unknown): Promise<{ state: string }> } };
  };
  const url = import.meta.resolve(`${PACKAGES["tfjs-backend-wasm"]}/package.json`);
  if (!runtime || !url.startsWith("file:")) return;
  const path = new URL("dist", url);
  const { state } = await runtime.permissions.query({ name: "read", path });
  if (state === "granted") return;
  throw new InputError(
    "tfjs-unavailable",
    "The WebAssembly backend of TensorFlow.js cannot be read from the package cache.",
    "Allow it with --allow-read.",
  );
}

/** What made a network's numbers: relaxed SIMD may round differently from CPU to CPU. */
export function trainingEngine(): string {
  return `tfjs-wasm 4.22.0, ${trainingBuild()} SIMD`;
}

/** Values of a float32 tensor, which is disposed. */
export function takeValues(tensor: Tensor): Float32Array {
  const values = tensor.dataSync();
  tensor.dispose();
  return values;
}
