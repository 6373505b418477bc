/**
 * The training kernels bound to the memory of one tfjs-wasm backend.
 *
 * @module
 */
import { decodeBase64 } from "../simd/base64.ts";
import { TRAINING_WASM_PLAIN, TRAINING_WASM_RELAXED } from "./module.ts";
import type { TensorInfo, WasmBackend } from "./tfjs_surface.ts";

/** Which build of the training kernels runs: "relaxed" fuses multiplications and additions. */
export type TrainingBuild = "relaxed" | "plain";

/** Kernels by name; their arguments are pointers, sizes and numbers. */
export type TrainingExports = Readonly<Record<string, (...args: readonly number[]) => void>>;

/** Scratch starts with this many bytes. */
const LEAST_SCRATCH = 1 << 17;

let compiled: { readonly module: WebAssembly.Module; readonly build: TrainingBuild } | undefined;

/** The compiled module: with relaxed SIMD where the engine has it. */
function trainingModule(): { readonly module: WebAssembly.Module; readonly build: TrainingBuild } {
  if (!compiled) {
    const relaxed = decodeBase64(TRAINING_WASM_RELAXED);
    const build = WebAssembly.validate(relaxed) ? "relaxed" : "plain";
    const bytes = build === "relaxed" ? relaxed : decodeBase64(TRAINING_WASM_PLAIN);
    compiled = { module: new WebAssembly.Module(bytes), build };
  }
  return compiled;
}

/** The build that this engine takes; records of results name it. */
export function trainingBuild(): TrainingBuild {
  return trainingModule().build;
}

/** One backend's memory with the kernels that work in it. */
export class TrainingHeap {
  /** The kernels. */
  readonly kernels: TrainingExports;
  readonly #backend: WasmBackend;
  #scratch = 0;
  #scratchBytes = 0;

  /**
   * Binds the kernels to a backend.
   *
   * @param backend The initialised WebAssembly backend of tfjs.
   * @param module The compiled kernels; by default the build that suits the engine.
   * @throws {Error} If the backend lacks something that the kernels rely on: another version of tfjs.
   */
  constructor(backend: WasmBackend, module: WebAssembly.Module = trainingModule().module) {
    checkSurfaces(backend);
    this.#backend = backend;
    const abort = (): never => {
      throw new Error("A training kernel aborted.");
    };
    const { memory } = backend.wasm.asm;
    const instance = new WebAssembly.Instance(module, { env: { memory, abort } });
    this.kernels = instance.exports as unknown as TrainingExports;
  }

  /** Where a tensor lies, in bytes. */
  pointer(tensor: TensorInfo): number {
    return this.#backend.dataIdMap.get(tensor.dataId).memoryOffset;
  }

  /**
   * Allocates a float32 tensor.
   *
   * @throws {Error} If the heap has no room for it.
   */
  output(shape: readonly number[]): TensorInfo {
    const tensor = this.#backend.makeOutput(shape, "float32");
    if (this.pointer(tensor) === 0) throw outOfMemory(shape);
    return tensor;
  }

  /** The data of `tensor` under another shape, not copied. */
  share(tensor: TensorInfo, shape: number[] = tensor.shape): TensorInfo {
    this.#backend.incRef(tensor.dataId);
    return { dataId: tensor.dataId, shape, dtype: tensor.dtype };
  }

  /**
   * Scratch memory for one kernel call; its contents last until the next one.
   *
   * @param sizes Bytes of every part.
   * @returns A pointer to every part, at multiples of 16.
   */
  scratch(...sizes: readonly number[]): number[] {
    const rounded = sizes.map((bytes) => Math.ceil(bytes / 16) * 16);
    const total = rounded.reduce((sum, bytes) => sum + bytes, 16);
    if (total > this.#scratchBytes) {
      if (this.#scratch) this.#backend.wasm._free(this.#scratch);
      this.#scratchBytes = Math.max(total, LEAST_SCRATCH);
      this.#scratch = this.#backend.wasm._malloc(this.#scratchBytes) >>> 0;
      if (this.#scratch === 0) {
        this.#scratchBytes = 0;
        throw outOfMemory([total / 4]);
      }
    }
    let next = Math.ceil(this.#scratch / 16) * 16;
    return rounded.map((bytes) => (next += bytes) - bytes);
  }

  /** Writes 32-bit integers into scratch. */
  writeInts(pointer: number, values: readonly number[]): void {
    new Int32Array(this.#backend.wasm.asm.memory.buffer, pointer, values.length).set(values);
  }

  /** A copy of float32 values. */
  readFloats(pointer: number, count: number): Float32Array {
    return new Float32Array(this.#backend.wasm.asm.memory.buffer, pointer, count).slice();
  }

  /** A copy of float64 values. */
  readDoubles(pointer: number, count: number): Float64Array {
    return new Float64Array(this.#backend.wasm.asm.memory.buffer, pointer, count).slice();
  }

  /** Writes float32 values into scratch. */
  writeFloats(pointer: number, values: ArrayLike<number>): void {
    new Float32Array(this.#backend.wasm.asm.memory.buffer, pointer, values.length).set(values);
  }
}

const heaps = new WeakMap<WasmBackend, TrainingHeap>();

/** The heap of a backend; made when first asked for. */
export function heapOf(backend: WasmBackend): TrainingHeap {
  let heap = heaps.get(backend);
  if (!heap) heaps.set(backend, heap = new TrainingHeap(backend));
  return heap;
}

/** Exported for tests: what the private surfaces must be, each with its name. */
export function checkSurfaces(backend: WasmBackend): void {
  const memory: unknown = backend?.wasm?.asm?.memory;
  const surfaces: Readonly<Record<string, boolean>> = {
    "wasm.asm.memory": memory instanceof WebAssembly.Memory,
    "wasm._malloc": typeof backend?.wasm?._malloc === "function",
    "wasm._free": typeof backend?.wasm?._free === "function",
    "dataIdMap.get": typeof backend?.dataIdMap?.get === "function",
    "makeOutput": typeof backend?.makeOutput === "function",
    "incRef": typeof backend?.incRef === "function",
  };
  const missing = Object.keys(surfaces).filter((name) => !surfaces[name]);
  if (missing.length > 0) {
    throw new Error(
      `The WebAssembly backend of tfjs has no ${missing.join(", no ")}: these training kernels ` +
        "are made for @tensorflow/tfjs-backend-wasm 4.22.0.",
    );
  }
  if (!((memory as WebAssembly.Memory).buffer instanceof ArrayBuffer)) {
    throw new Error(
      "The WebAssembly backend of tfjs runs its threaded build, whose memory the training kernels " +
        'cannot use: call tf.env().set("WASM_HAS_MULTITHREAD_SUPPORT", false) before tf.ready().',
    );
  }
}

function outOfMemory(shape: readonly number[]): Error {
  return new Error(
    `The heap of tfjs (4 GB at most) has no room for a tensor of shape [${shape}]: use a smaller batch.`,
  );
}
