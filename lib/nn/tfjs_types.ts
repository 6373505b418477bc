/**
 * The parts of TensorFlow.js that infoplane uses, by their documented shapes. Its own types cannot be
 * imported without downloading it.
 *
 * @module
 */

/** A tensor. */
export interface Tensor {
  /** Number, unique in the program. */
  readonly id: number;
  /** Length of every axis. */
  readonly shape: number[];
  /** Element type. */
  readonly dtype: string;
  /** Key of the data in the backend. */
  readonly dataId: object;
  /** Whether it was disposed. */
  readonly isDisposed: boolean;
  /** Frees the memory. */
  dispose(): void;
  /** A copy of the values; those of integer tensors come in an array of their own type. */
  dataSync(): Float32Array;
  /** The same, once the backend has them. */
  data(): Promise<Float32Array>;
  /** Sum over axes, all by default. */
  sum(axes?: number | readonly number[], keepDims?: boolean): Tensor;
  /** Mean over axes, all by default. */
  mean(axes?: number | readonly number[]): Tensor;
  /** The same values under another shape. */
  reshape(shape: readonly number[]): Tensor;
  /** Element-wise sum. */
  add(other: Tensor | number): Tensor;
  /** Element-wise difference. */
  sub(other: Tensor | number): Tensor;
  /** Element-wise product. */
  mul(other: Tensor | number): Tensor;
  /** Element-wise quotient. */
  div(other: Tensor | number): Tensor;
  /** Element-wise absolute value. */
  abs(): Tensor;
  /** Element-wise square. */
  square(): Tensor;
  /** Element-wise square root. */
  sqrt(): Tensor;
  /** Element-wise exponential. */
  exp(): Tensor;
  /** Element-wise natural logarithm. */
  log(): Tensor;
  /** The greatest value. */
  max(): Tensor;
  /** Element-wise greater one of two. */
  maximum(other: Tensor | number): Tensor;
  /** Whether each value is less than a number. */
  less(other: number): Tensor;
  /** The same values as another element type. */
  cast(dtype: string): Tensor;
}

/** A tensor whose values can be replaced. */
export interface Variable extends Tensor {
  /** Name, unique in the program. */
  readonly name: string;
  /** Takes the values of a tensor; the old ones are freed. */
  assign(value: Tensor): void;
}

/** A weight of a layer. */
export interface LayerVariable {
  /** Name within the model. */
  readonly name: string;
  /** Name as it is saved. */
  readonly originalName: string;
  /** Length of every axis. */
  readonly shape: number[];
  /** Its values; not to be disposed. */
  read(): Tensor;
  /** Replaces the values. */
  write(value: Tensor): LayerVariable;
  /** The variable behind it. */
  readonly val: Variable;
}

/** A tensor in a model's graph, without values. */
export interface SymbolicTensor {
  /** Length of every axis; null for the batch. */
  readonly shape: (number | null)[];
}

/** A layer. */
export interface Layer {
  /** Name, unique in its model. */
  readonly name: string;
  /** Its weights are trained. */
  trainable: boolean;
  /** Whether its weights exist. */
  built: boolean;
  /** Trained weights. */
  readonly trainableWeights: LayerVariable[];
  /** All weights. */
  readonly weights: LayerVariable[];
  /** Its output in the graph; it exists once the layer was applied, and to one input. */
  readonly output: SymbolicTensor;
  /** Adds the layer to a graph, or runs it on a tensor. */
  // deno-lint-ignore no-explicit-any -- symbolic in, symbolic out; tensor in, tensor out
  apply(input: any, settings?: Record<string, unknown>): any;
  /** Name of the class, as it is saved. */
  getClassName(): string;
  /** Settings, as they are saved. */
  getConfig(): Record<string, unknown>;
  /** Frees its weights. */
  dispose(): unknown;
}

/** A model made of layers. */
export interface LayersModel extends Layer {
  /** Its layers. */
  readonly layers: Layer[];
  /** Inputs of its graph. */
  readonly inputs: SymbolicTensor[];
  /** Outputs of its graph. */
  readonly outputs: SymbolicTensor[];
  /** Output for a batch, without training. */
  predict(x: Tensor, settings?: { batchSize?: number }): Tensor | Tensor[];
  /** Chooses optimiser and loss. */
  compile(settings: Record<string, unknown>): void;
  /** Trains. */
  fit(
    x: Tensor,
    y: Tensor,
    settings?: Record<string, unknown>,
  ): Promise<{ history: Record<string, number[]> }>;
  /** Hands the model to a save handler. */
  save(handler: unknown): Promise<unknown>;
  /** Weights in the order in which they are saved. */
  getWeights(): Tensor[];
  /** Replaces the weights. */
  setWeights(weights: Tensor[]): void;
  /** A layer by name. */
  getLayer(name: string): Layer;
}

/** A model as tfjs saves it. */
export interface ModelArtifacts {
  /** The graph of layers. */
  readonly modelTopology: Record<string, unknown>;
  /** Name, shape and type of every weight. */
  readonly weightSpecs: { name: string; shape: number[]; dtype: string }[];
  /** Values of all weights, one after the other. */
  readonly weightData: ArrayBuffer | ArrayBuffer[];
}

/** A class of layers. */
// deno-lint-ignore no-explicit-any -- every layer has settings of its own
export type LayerClass = (new (settings: any) => any) & { className: string };

/** The layer factories that infoplane uses. */
export interface LayerFactories {
  /** Fully connected. */
  dense(settings: Record<string, unknown>): Layer;
  /** Convolution. */
  conv2d(settings: Record<string, unknown>): Layer;
  /** Max pooling. */
  maxPooling2d(settings: Record<string, unknown>): Layer;
  /** Nearest-neighbour upsampling. */
  upSampling2d(settings: Record<string, unknown>): Layer;
  /** Batch normalisation. */
  batchNormalization(settings: Record<string, unknown>): Layer;
  /** Leaky ReLU. */
  leakyReLU(settings: Record<string, unknown>): Layer;
  /** Activation function. */
  activation(settings: Record<string, unknown>): Layer;
  /** All axes but the first made one. */
  flatten(settings?: Record<string, unknown>): Layer;
  /** Several inputs side by side on the last axis. */
  concatenate(settings?: Record<string, unknown>): Layer;
  /** Another shape. */
  reshape(settings: Record<string, unknown>): Layer;
  /** Zeros out a share of the values in training. */
  dropout(settings: Record<string, unknown>): Layer;
  /** Additive Gaussian noise in training, unseeded. */
  gaussianNoise(settings: Record<string, unknown>): Layer;
  /** Multiplicative Gaussian noise in training, unseeded. */
  gaussianDropout(settings: Record<string, unknown>): Layer;
}

/** The tfjs module. */
export interface Tfjs {
  /** Version of its packages. */
  readonly version: Record<string, string>;
  /** Layer factories. */
  readonly layers: LayerFactories;
  /** Registry of what models can be made of. */
  readonly serialization: {
    /** Makes a class known to model loading. */
    registerClass(layer: LayerClass, packageName?: string, registeredName?: string): void;
  };
  /** Reading and writing of models. */
  readonly io: {
    /** A handler that hands the artefacts to a function. */
    withSaveHandler(save: (artifacts: ModelArtifacts) => Promise<unknown>): unknown;
    /** A handler that loads from memory. */
    fromMemory(artifacts: ModelArtifacts): unknown;
  };
  /** Initialisers of weights. */
  readonly initializers: Record<string, (settings: Record<string, unknown>) => unknown>;
  /** Loss functions. */
  readonly losses: Record<string, (labels: Tensor, predictions: Tensor) => Tensor>;
  /** Optimisers. */
  readonly train: Record<string, (...settings: readonly unknown[]) => unknown>;
  /** Settings of tfjs. */
  env(): { set(name: string, value: unknown): void };
  /** Makes a backend the current one. */
  setBackend(name: string): Promise<boolean>;
  /** Name of the current backend. */
  getBackend(): string;
  /** Makes a backend known, and what makes it. */
  registerBackend(name: string, factory: () => unknown, priority?: number): boolean;
  /** Forgets a backend. */
  removeBackend(name: string): void;
  /** A backend that was made, current or not. */
  findBackend(name: string): unknown;
  /** A kernel of a backend. */
  getKernel(name: string, backend: string): {
    /** Runs it; what it returns is freed by the backend. */
    readonly kernelFunc: (call: Record<string, unknown>) => { readonly dataId: object };
  } | undefined;
  /** Makes a kernel known. */
  registerKernel(config: {
    readonly kernelName: string;
    readonly backendName: string;
    readonly kernelFunc: (call: Record<string, unknown>) => { readonly dataId: object };
  }): void;
  /** Forgets a kernel. */
  unregisterKernel(name: string, backend: string): void;
  /** What backends share. */
  readonly "backend_util": {
    /** Shapes of a convolution. */
    computeConv2DInfo(...settings: readonly unknown[]): {
      /** Pixels added on every side. */
      readonly padInfo: Record<"top" | "bottom" | "left" | "right", number>;
    };
  };
  /** What makes a backend. */
  findBackendFactory(name: string): (() => unknown) | undefined;
  /** Resolves when the backend is ready. */
  ready(): Promise<void>;
  /** The current backend. */
  backend(): unknown;
  /** The engine. */
  engine(): {
    /** Runs a kernel of the current backend. */
    // deno-lint-ignore no-explicit-any -- one tensor or a list, by kernel
    runKernel(name: string, inputs: Record<string, unknown>, attrs?: Record<string, unknown>): any;
  };
  /** Number of tensors and bytes. */
  memory(): { readonly numTensors: number; readonly numBytes: number };
  /** Frees tensors made inside but not returned. */
  tidy<Result>(work: () => Result): Result;
  /** Frees tensors. */
  dispose(tensors: unknown): void;
  /** Keeps a tensor past the end of a tidy. */
  keep<Kept extends Tensor>(tensor: Kept): Kept;
  /** A tensor of values. */
  tensor(values: ArrayLike<number>, shape?: readonly number[], dtype?: string): Tensor;
  /** A tensor of rank 0. */
  scalar(value: number, dtype?: string): Tensor;
  /** Zeros. */
  zeros(shape: readonly number[]): Tensor;
  /** Zeros in the shape of another. */
  zerosLike(tensor: Tensor): Tensor;
  /** Rows by index. */
  gather(x: Tensor, indices: Tensor, axis?: number): Tensor;
  /** Tensors one after the other along an axis. */
  concat(tensors: readonly Tensor[], axis?: number): Tensor;
  /** A function of a tensor with a gradient of its own. */
  customGrad(
    work: (x: Tensor, save: (tensors: Tensor[]) => void) => {
      value: Tensor;
      gradFunc: (dy: Tensor, saved: Tensor[]) => Tensor;
    },
  ): (x: Tensor) => Tensor;
  /** A tensor with zeros around it; how many before and after, on every axis. */
  pad(x: Tensor, paddings: readonly (readonly [number, number])[]): Tensor;
  /** Part of a tensor. */
  slice(x: Tensor, begin: readonly number[], size: readonly number[]): Tensor;
  /** A variable. */
  variable(value: Tensor, trainable?: boolean, name?: string): Variable;
  /** Value and gradients of a scalar function in variables. */
  variableGrads(work: () => Tensor, variables: readonly Variable[]): {
    value: Tensor;
    grads: Record<string, Tensor>;
  };
  /** The function that gives a scalar function's gradient. */
  grad(work: (x: Tensor) => Tensor): (x: Tensor) => Tensor;
  /** Gradients of a scalar function in its arguments. */
  grads(work: (...x: Tensor[]) => Tensor): (x: readonly Tensor[], dy?: Tensor) => Tensor[];
  /** Leaky ReLU. */
  leakyRelu(x: Tensor, alpha?: number): Tensor;
  /** 2-D convolution. */
  conv2d(x: Tensor, filter: Tensor, ...settings: readonly unknown[]): Tensor;
  /** 2-D max pooling. */
  maxPool(x: Tensor, ...settings: readonly unknown[]): Tensor;
  /** 2-D average pooling. */
  avgPool(x: Tensor, ...settings: readonly unknown[]): Tensor;
  /** Matrix product. */
  matMul(a: Tensor, b: Tensor, transposeA?: boolean, transposeB?: boolean): Tensor;
  /** Image operations. */
  readonly image: {
    /** Nearest-neighbour resizing. */
    resizeNearestNeighbor(
      x: Tensor,
      size: [number, number],
      alignCorners?: boolean,
      halfPixelCenters?: boolean,
    ): Tensor;
  };
  /** A graph's entry. */
  input(settings: { shape: readonly (number | null)[]; name?: string }): SymbolicTensor;
  /** A model of a graph. */
  model(settings: { inputs: unknown; outputs: unknown; name?: string }): LayersModel;
  /** A model of layers in a row. */
  sequential(settings?: { layers?: Layer[]; name?: string }): LayersModel;
  /** Loads a model. */
  loadLayersModel(handler: unknown): Promise<LayersModel>;
}
