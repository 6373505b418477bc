/**
 * Networks as data: the layers that are built, and the lines of Tables 1, 3 and 4 that name them.
 *
 * @module
 */

/** One layer. */
export type LayerSpec =
  /** Convolution with a square window of odd size; biases where `bias` is true. */
  | {
    readonly kind: "conv";
    readonly filters: number;
    readonly size: number;
    readonly padding: "same" | "valid";
    readonly bias: boolean;
  }
  /** Batch normalisation over all axes but the last. */
  | { readonly kind: "batch-norm" }
  /** x where x > 0, slope · x elsewhere. */
  | { readonly kind: "leaky-relu"; readonly slope: number }
  /** Maximum over windows of this size, side by side. */
  | { readonly kind: "max-pool"; readonly size: number }
  /** Nearest-neighbour upsampling. */
  | { readonly kind: "upsample"; readonly factor: number }
  /** Fully connected, with biases. */
  | { readonly kind: "dense"; readonly units: number }
  /** Hyperbolic tangent. */
  | { readonly kind: "tanh" }
  /** Logistic function. */
  | { readonly kind: "sigmoid" }
  /** Logarithm of the softmax. */
  | { readonly kind: "log-softmax" }
  /** All axes made one. */
  | { readonly kind: "flatten" }
  /** Another shape per sample. */
  | { readonly kind: "reshape"; readonly shape: readonly number[] }
  /** Zeroes this share of the values while training, and scales the others by 1 / (1 − rate). */
  | { readonly kind: "dropout"; readonly rate: number }
  /** Gaussian noise while training; outside of it too once `setNoiseAlwaysOn` was called. */
  | { readonly kind: "noise"; readonly sigma: number; readonly multiplicative: boolean };

/** How the weights of a network start; biases start at 0. */
export interface WeightInit {
  /** Standard deviation of the weights of convolutions, normal; null: uniform after Glorot. */
  readonly convDeviation: number | null;
  /** The same for fully connected layers. */
  readonly denseDeviation: number | null;
}

/** How a network is trained unless one says otherwise. */
export interface TrainingDefaults {
  /** What is minimised: mean absolute or mean squared error. */
  readonly loss: "mae" | "mse";
  /** Passes over the data. */
  readonly epochs: number;
  /** Rows of a step. */
  readonly batchSize: number;
  /** Step size of Adam. */
  readonly learningRate: number;
}

/** A layer in the sense of the information plane: what counts as one L_i. */
export interface StageSpec {
  /** Name of its output: "L1". */
  readonly name: string;
  /** What it is made of; the last one gives its output. */
  readonly layers: readonly LayerSpec[];
}

/** A stochastic classifier whose layers can be observed (Definition 1 of the paper). */
export interface ClassifierSpec {
  /** Stable name. */
  readonly id: string;
  /** Name in tables. */
  readonly title: string;
  /** Shape of one sample, channels last. */
  readonly inputShape: readonly number[];
  /** L₁ … L_n in order; the last one gives log-probabilities. */
  readonly stages: readonly StageSpec[];
  /** Weights before training. */
  readonly init: WeightInit;
  /** Settings of the training; the loss is the negative log-likelihood. */
  readonly training: Omit<TrainingDefaults, "loss"> & { readonly loss: "nll" };
}

/** An autoencoder A = D ∘ E. */
export interface AutoencoderSpec {
  /** Stable name. */
  readonly id: string;
  /** Name in tables. */
  readonly title: string;
  /** Shape of one sample, channels last. */
  readonly inputShape: readonly number[];
  /** Dimension of the code. */
  readonly dim: number;
  /** E. */
  readonly encoder: readonly LayerSpec[];
  /** Between E and D, in training alone. */
  readonly codeNoise: readonly LayerSpec[];
  /** D. */
  readonly decoder: readonly LayerSpec[];
  /** Weights before training. */
  readonly init: WeightInit;
  /** Settings of the training. */
  readonly training: TrainingDefaults;
}

const TABLE_3_SLOPE = 0.2;

function block(filters: number): LayerSpec[] {
  return [
    // A bias before batch normalisation has no effect.
    { kind: "conv", filters, size: 3, padding: "same", bias: false },
    { kind: "batch-norm" },
    { kind: "leaky-relu", slope: TABLE_3_SLOPE },
  ];
}

/**
 * The convolutional autoencoder of Table 3 for square images, with the sizes of the published code
 * where the table cannot be built: log₂(side) blocks in the encoder (1→4, 4→8, 8→8 …), as many in the
 * decoder, a sigmoid at the end; Gaussian noise on the input (0.1) and on the code (0.02).
 *
 * @param side Side of the images in pixels, a power of two, at least 8.
 * @param dim Dimension of the code.
 */
export function imageAutoencoder(side: number, dim: number): AutoencoderSpec {
  const depth = Math.log2(side);
  if (!Number.isInteger(depth) || depth < 3) {
    throw new RangeError(`The side must be a power of two, at least 8: current value is ${side}.`);
  }
  const widths = Array.from({ length: depth }, (_, i) => i === 0 ? 4 : 8);
  return {
    id: `image-${side}`,
    title: `AE, ${side} × ${side} images`,
    inputShape: [side, side, 1],
    dim,
    encoder: [
      { kind: "noise", sigma: 0.1, multiplicative: false },
      ...widths.flatMap((filters) => [...block(filters), { kind: "max-pool", size: 2 } as const]),
      { kind: "flatten" },
      { kind: "dense", units: dim },
      { kind: "tanh" },
    ],
    codeNoise: [{ kind: "noise", sigma: 0.02, multiplicative: false }],
    decoder: [
      { kind: "dense", units: 8 },
      { kind: "batch-norm" },
      { kind: "leaky-relu", slope: TABLE_3_SLOPE },
      { kind: "reshape", shape: [1, 1, 8] },
      ...[...widths].reverse().flatMap((filters) => [
        { kind: "upsample", factor: 2 } as const,
        ...block(filters),
      ]),
      { kind: "conv", filters: 1, size: 3, padding: "same", bias: true },
      { kind: "sigmoid" },
    ],
    init: { convDeviation: 0.1, denseDeviation: null },
    training: { loss: "mae", epochs: 2000, batchSize: 5000, learningRate: 1e-3 },
  };
}

/**
 * The autoencoder of Figure 6c (Anti-PCA data): one linear layer to the code, two back.
 *
 * @param inputDim Dimension of the data; 32 in the paper.
 * @param dim Dimension of the code; 2 in the paper.
 */
export function antiPcaAutoencoder(inputDim = 32, dim = 2): AutoencoderSpec {
  return {
    id: "anti-pca",
    title: "AE, Anti-PCA",
    inputShape: [inputDim],
    dim,
    encoder: [{ kind: "dense", units: dim }],
    codeNoise: [{ kind: "noise", sigma: 0.01, multiplicative: true }],
    decoder: [
      { kind: "dense", units: inputDim },
      { kind: "leaky-relu", slope: 0.01 },
      { kind: "dense", units: inputDim },
    ],
    init: { convDeviation: null, denseDeviation: null },
    training: { loss: "mse", epochs: 2000, batchSize: 1000, learningRate: 1e-3 },
  };
}

/**
 * An autoencoder for vectors, not the paper's: two hidden layers on each side, as wide as twice the
 * input within 32 … 256; a linear code, since a bounded one would bend the ends of the data.
 *
 * @param inputDim Dimension of the data.
 * @param dim Dimension of the code.
 */
export function denseAutoencoder(inputDim: number, dim: number): AutoencoderSpec {
  const width = Math.min(256, Math.max(32, 2 * inputDim));
  const hidden: LayerSpec[] = [
    { kind: "dense", units: width },
    { kind: "leaky-relu", slope: TABLE_3_SLOPE },
    { kind: "dense", units: width },
    { kind: "leaky-relu", slope: TABLE_3_SLOPE },
  ];
  return {
    id: "dense",
    title: "AE, vectors",
    inputShape: [inputDim],
    dim,
    encoder: [...hidden, { kind: "dense", units: dim }],
    codeNoise: [{ kind: "noise", sigma: 0.02, multiplicative: true }],
    decoder: [...hidden, { kind: "dense", units: inputDim }],
    init: { convDeviation: null, denseDeviation: null },
    training: { loss: "mse", epochs: 300, batchSize: 256, learningRate: 1e-3 },
  };
}

/** Slope of the leaky ReLUs of Table 4. */
const TABLE_4_SLOPE = 0.01;

/** Dropout before the convolutions of Table 4's networks while training. */
const TABLE_4_DROPOUT = 0.1;

/**
 * The autoencoder of Table 4 for the 28 × 28 images of MNIST, with the decoder of the published code,
 * which the table leaves out; a sigmoid on the code, relative noise of 0.1 on it while training.
 *
 * @param dim Dimension of the code; 4 in the paper.
 */
export function mnistAutoencoder(dim = 4): AutoencoderSpec {
  const relu: LayerSpec = { kind: "leaky-relu", slope: TABLE_4_SLOPE };
  const conv = (filters: number): LayerSpec => (
    { kind: "conv", filters, size: 3, padding: "same", bias: true }
  );
  const upsample: LayerSpec = { kind: "upsample", factor: 2 };
  return {
    id: "mnist",
    title: "Input data AE, 28 × 28 images",
    inputShape: [28, 28, 1],
    dim,
    encoder: [
      ...[8, 16, 32].flatMap((filters): LayerSpec[] => [
        { kind: "dropout", rate: TABLE_4_DROPOUT },
        conv(filters),
        { kind: "max-pool", size: 2 },
        relu,
      ]),
      { kind: "flatten" },
      { kind: "dense", units: 128 },
      relu,
      { kind: "dense", units: dim },
      { kind: "sigmoid" },
    ],
    codeNoise: [{ kind: "noise", sigma: 0.1, multiplicative: true }],
    decoder: [
      { kind: "dense", units: 128 },
      relu,
      { kind: "dense", units: 32 * 7 * 7 },
      relu,
      { kind: "reshape", shape: [7, 7, 32] },
      conv(16),
      relu,
      upsample,
      conv(8),
      relu,
      upsample,
      conv(1),
    ],
    init: { convDeviation: null, denseDeviation: null },
    training: { loss: "mae", epochs: 200, batchSize: 1024, learningRate: 1e-3 },
  };
}

/**
 * The stochastic classifier of Tables 1 and 4: multiplicative Gaussian noise x (1 + σN) after every
 * layer (Section 6; the published code has it before every layer), max pooling after every
 * convolution, which the tables leave out, and dropout before it while training.
 *
 * @param sigma Noise-to-signal ratio; 10⁻³ in the paper.
 * @param slope Slope of the leaky ReLUs; 0.01 in the paper.
 */
export function mnistClassifier(sigma = 1e-3, slope = TABLE_4_SLOPE): ClassifierSpec {
  const relu: LayerSpec = { kind: "leaky-relu", slope };
  const noise: LayerSpec = { kind: "noise", sigma, multiplicative: true };
  const convolution = (filters: number): LayerSpec[] => [
    { kind: "dropout", rate: TABLE_4_DROPOUT },
    { kind: "conv", filters, size: 3, padding: "valid", bias: true },
    { kind: "max-pool", size: 2 },
    relu,
  ];
  return {
    id: "mnist-classifier",
    title: "CNN classifier",
    inputShape: [28, 28, 1],
    stages: [
      { name: "L1", layers: [...convolution(8), noise] },
      { name: "L2", layers: [...convolution(16), noise] },
      { name: "L3", layers: [...convolution(32), { kind: "flatten" }, noise] },
      { name: "L4", layers: [{ kind: "dense", units: 32 }, relu, noise] },
      { name: "L5", layers: [{ kind: "dense", units: 10 }, { kind: "log-softmax" }, noise] },
    ],
    init: { convDeviation: null, denseDeviation: null },
    training: { loss: "nll", epochs: 300, batchSize: 1024, learningRate: 1e-5 },
  };
}
