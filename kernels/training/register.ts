/**
 * Registers the training kernels in tfjs, through its public registry.
 *
 * @module
 */
import { bindKernel, TRAINING_KERNELS } from "./_kernel_table.ts";
import { registerTrainingGradients } from "./gradients.ts";
import { heapOf } from "./heap.ts";
import type { KernelRegistry, WasmBackend } from "./tfjs_surface.ts";

const BACKEND = "wasm";

/** Kernels of ours that tfjs-wasm does not have. */
const OWN = new Set([
  "Conv2DBackpropFilter",
  "UnsortedSegmentSum",
  "LeakyReluGrad",
  "BatchNormTraining",
  "BatchNormTrainingGrad",
  "AdamStep",
  "GaussianNoise",
  "GaussianTerms",
  "ScaleByNoise",
  "DropoutMask",
]);

const registered = new WeakSet<object>();

/**
 * Replaces kernels of tfjs-wasm by the training kernels, adds those that it lacks, and registers their
 * gradients. Does nothing the second time.
 *
 * @param tf The tfjs module, with tfjs-backend-wasm imported.
 * @param backend The initialised WebAssembly backend: `tf.backend()` after `tf.ready()`.
 * @throws {Error} If the backend lacks what the kernels rely on, or a kernel is not where version
 *   4.22.0 has it.
 */
export function registerTrainingKernels(tf: KernelRegistry, backend: WasmBackend): void {
  heapOf(backend);
  const { registerKernel } = tf; // The namespace is frozen: an object that lasts as long as tfjs does.
  if (registered.has(registerKernel)) return;
  for (const [kernelName, kernel] of Object.entries(TRAINING_KERNELS)) {
    const stock = tf.getKernel(kernelName, BACKEND);
    if (!stock && !OWN.has(kernelName)) {
      throw new Error(`tfjs-wasm has no kernel ${kernelName}: version 4.22.0 is expected.`);
    }
    if (stock) tf.unregisterKernel(kernelName, BACKEND);
    tf.registerKernel({
      kernelName,
      backendName: BACKEND,
      kernelFunc: bindKernel(kernelName, kernel, stock?.kernelFunc, tf),
    });
  }
  registerTrainingGradients(tf, BACKEND);
  registered.add(registerKernel);
}
