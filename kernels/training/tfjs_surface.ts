/**
 * What the training kernels use of TensorFlow.js: the public parts by their documented shapes, and the
 * private parts of its WebAssembly backend, which are checked before use. Written here because the
 * types of that package cannot be imported without downloading it.
 *
 * @module
 */

/** Identity of a tensor's data inside a backend. */
export type DataId = object;

/** What a kernel takes and returns. */
export interface TensorInfo {
  /** Key of the data. */
  readonly dataId: DataId;
  /** Length of every axis. */
  readonly shape: number[];
  /** Element type: "float32", "int32", "bool". */
  readonly dtype: string;
}

/** Named tensors. */
export type TensorInfos = Readonly<Record<string, TensorInfo>>;

/** Settings of one kernel call. */
export type KernelAttributes = Readonly<Record<string, unknown>>;

/** What tfjs hands a kernel. */
export interface KernelCall {
  /** Input tensors by name. */
  readonly inputs: TensorInfos;
  /** Settings. */
  readonly attrs: KernelAttributes;
  /** The backend that the kernel belongs to. */
  readonly backend: WasmBackend;
}

/** One kernel of one backend. */
export interface KernelConfig {
  /** Name of the kernel. */
  readonly kernelName: string;
  /** Name of the backend. */
  readonly backendName: string;
  /** The kernel. */
  readonly kernelFunc: (call: KernelCall) => TensorInfo | TensorInfo[];
}

/** The parts of tfjs-wasm that its kernels use. `dataIdMap` and `wasm` are private surfaces. */
export interface WasmBackend {
  /** Emscripten's module. */
  readonly wasm: {
    /** Exports of the WebAssembly instance. */
    readonly asm: { readonly memory: WebAssembly.Memory };
    /** Allocates bytes of the heap; 0 where there is no room. */
    _malloc(bytes: number): number;
    /** Frees what `_malloc` gave. */
    _free(pointer: number): void;
  };
  /** Where each tensor lies. */
  readonly dataIdMap: {
    /** The tensor's place in the heap, in bytes. */
    get(dataId: DataId): { readonly memoryOffset: number };
  };
  /** Allocates an output. */
  makeOutput(shape: readonly number[], dtype: string): TensorInfo;
  /** Counts one more user of the data. */
  incRef(dataId: DataId): void;
}

/** A tensor of tfjs, as far as gradients use it. */
export interface GradientTensor extends TensorInfo {
  /** Sum over axes. */
  sum(axes?: readonly number[]): GradientTensor;
}

/** A gradient of a kernel, in the form that tfjs registers. */
export interface GradientConfig {
  /** Name of the kernel. */
  readonly kernelName: string;
  /** Names of the inputs to keep for the backward pass. */
  readonly inputsToSave?: string[];
  /** Which outputs to keep. */
  readonly outputsToSave?: boolean[];
  /** Gradients by the name of the input, each computed when asked for. */
  readonly gradFunc: (
    // deno-lint-ignore no-explicit-any -- one tensor or a list, by the kernel's number of outputs
    dy: any,
    // deno-lint-ignore no-explicit-any -- as saved
    saved: any[],
    attrs: KernelAttributes,
  ) => Record<string, () => GradientTensor>;
}

/** Geometry of a convolution or pooling, as tfjs computes it. */
export interface WindowInfo {
  /** Images in the batch. */
  readonly batchSize: number;
  /** Input height. */
  readonly inHeight: number;
  /** Input width. */
  readonly inWidth: number;
  /** Input channels. */
  readonly inChannels: number;
  /** Output height. */
  readonly outHeight: number;
  /** Output width. */
  readonly outWidth: number;
  /** Output channels. */
  readonly outChannels: number;
  /** Rows between windows. */
  readonly strideHeight: number;
  /** Columns between windows. */
  readonly strideWidth: number;
  /** Rows between taps. */
  readonly dilationHeight: number;
  /** Columns between taps. */
  readonly dilationWidth: number;
  /** Rows of the window. */
  readonly filterHeight: number;
  /** Columns of the window. */
  readonly filterWidth: number;
  /** Padding before the first row and column. */
  readonly padInfo: { readonly top: number; readonly left: number };
}

/** Geometry of a 3-D convolution, beyond that of a 2-D one. */
export interface VolumeInfo extends Omit<WindowInfo, "padInfo"> {
  /** Input depth. */
  readonly inDepth: number;
  /** Output depth. */
  readonly outDepth: number;
  /** Layers between windows. */
  readonly strideDepth: number;
  /** Layers of the window. */
  readonly filterDepth: number;
  /** Padding before the first layer, row and column. */
  readonly padInfo: { readonly front: number; readonly top: number; readonly left: number };
}

/** The parts of the tfjs module that registering kernels needs; all public. */
export interface KernelRegistry {
  /** Functions that backends share. */
  readonly "backend_util": {
    /** Geometry of a 2-D convolution. */
    computeConv2DInfo(...settings: readonly unknown[]): WindowInfo;
    /** Geometry of a 3-D convolution. */
    computeConv3DInfo(...settings: readonly unknown[]): VolumeInfo;
    /** Geometry of a 2-D pooling. */
    computePool2DInfo(...settings: readonly unknown[]): WindowInfo;
  };
  /** The global engine. */
  engine(): {
    /** Runs a kernel of the current backend, with its gradient on the tape. */
    runKernel(
      name: string,
      inputs: Readonly<Record<string, unknown>>,
      attrs?: KernelAttributes,
      // deno-lint-ignore no-explicit-any -- one tensor or a list, by kernel
    ): any;
  };
  /** Name of the current backend. */
  getBackend(): string;
  /** A registered kernel. */
  getKernel(name: string, backend: string): KernelConfig | undefined;
  /** A registered gradient. */
  getGradient(name: string): GradientConfig | undefined;
  /** Registers a kernel. */
  registerKernel(config: KernelConfig): void;
  /** Takes a kernel out. */
  unregisterKernel(name: string, backend: string): void;
  /** Registers a gradient, for all backends. */
  registerGradient(config: GradientConfig): void;
}
