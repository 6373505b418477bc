/**
 * tfjs for the tests of the training kernels: the kernels bound to both builds, and the stock kernels
 * as they were before.
 *
 * @module
 */
import { TRAINING_KERNELS } from "../../kernels/training/_kernel_table.ts";
import { TrainingHeap } from "../../kernels/training/heap.ts";
import { TRAINING_WASM_PLAIN, TRAINING_WASM_RELAXED } from "../../kernels/training/module.ts";
import type {
  KernelAttributes,
  KernelRegistry,
  TensorInfo,
  TensorInfos,
  WasmBackend,
} from "../../kernels/training/tfjs_surface.ts";
import { decodeBase64 } from "../../kernels/simd/base64.ts";
import { openTfjs } from "../../lib/nn/tfjs.ts";
import type { Tensor, Tfjs } from "../../lib/nn/tfjs_types.ts";
import { loadPackage } from "../../lib/packages.ts";
import { createRng } from "../../lib/rng.ts";
import { ok } from "./assert.ts";

const stockTf = await loadPackage<Tfjs>("tfjs");
await loadPackage("tfjs-backend-wasm");
const registry = stockTf as unknown as KernelRegistry;
const STOCK_NAMES = [
  "MaxPoolGrad",
  "ResizeNearestNeighborGrad",
  "AvgPoolGrad",
  "MaxPool3DGrad",
  "AvgPool3DGrad",
  "Conv3DBackpropFilterV2",
  "Conv3DBackpropInputV2",
];
const stock = new Map(STOCK_NAMES.map((name) => [name, registry.getKernel(name, "wasm")!]));

/** tfjs with the training kernels registered. */
export const tf: Tfjs = await openTfjs();

/** The WebAssembly backend. */
export const backend: WasmBackend = tf.backend() as WasmBackend;

/** Both builds of the kernels, bound to that backend. */
export const HEAPS: Readonly<Record<"relaxed" | "plain", TrainingHeap>> = {
  relaxed: new TrainingHeap(backend, compile(TRAINING_WASM_RELAXED)),
  plain: new TrainingHeap(backend, compile(TRAINING_WASM_PLAIN)),
};

function compile(text: string): WebAssembly.Module {
  return new WebAssembly.Module(decodeBase64(text));
}

/** Runs one kernel of one build on arrays; the tensors are disposed. */
export function runKernel(
  build: "relaxed" | "plain",
  name: string,
  inputs: Readonly<Record<string, Tensor>>,
  attrs: KernelAttributes = {},
): Float32Array[] {
  const call = { inputs: inputs as unknown as TensorInfos, attrs, backend };
  const result = TRAINING_KERNELS[name](call, HEAPS[build], registry);
  ok(result, `${name} does not cover this call`);
  return [result].flat().map(take);
}

/** Runs a kernel of tfjs-wasm as it was before ours were registered. */
export function runStock(
  name: string,
  inputs: Readonly<Record<string, Tensor>>,
  attrs: KernelAttributes,
): Float32Array {
  const kernel = stock.get(name)!;
  const call = { inputs: inputs as unknown as TensorInfos, attrs, backend };
  return take(kernel.kernelFunc(call) as TensorInfo);
}

function take(info: TensorInfo): Float32Array {
  const length = info.shape.reduce((product, size) => product * size, 1);
  const heap = HEAPS.plain;
  return heap.readFloats(heap.pointer(info), length);
}

/** Normal values, rounded to float32. */
export function normals(length: number, seed: number | string, shift = 0): Float32Array {
  const rng = createRng(seed);
  return Float32Array.from({ length }, () => rng.normal() + shift);
}

/** Largest difference, as a share of the largest value that was wanted. */
export function relativeError(got: ArrayLike<number>, want: ArrayLike<number>): number {
  ok(got.length === want.length, `length ${got.length}, expected ${want.length}`);
  let error = 0;
  let largest = 1e-30;
  for (let i = 0; i < want.length; i++) {
    error = Math.max(error, Math.abs(got[i] - want[i]));
    if (Number.isNaN(got[i])) return NaN;
    largest = Math.max(largest, Math.abs(want[i]));
  }
  return error / largest;
}
