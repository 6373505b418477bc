/**
 * Noise layers, Gaussian and dropout, seeded by key and counter: a draw depends on the layer's seed and on how many
 * draws came before, so that the whole state of a layer is one number.
 *
 * @module
 */
import { deriveSeed } from "../rng.ts";
import { normalQuantile } from "../special.ts";
import { type NoiseStream, normalNoise } from "./normal_noise.ts";
import type { Layer, LayerClass, LayersModel, Tensor, Tfjs } from "./tfjs_types.ts";

/** A noise layer of a model, Gaussian or dropout. */
export interface NoiseLayer extends Layer {
  /** Number of draws so far. */
  draws: number;
  /** On outside of training too; dropout has no such state. */
  alwaysOn?: boolean;
}

/** The classes, made for one tfjs. */
export interface NoiseClasses {
  /** y = x + σN. */
  readonly Additive: LayerClass;
  /** y = x (1 + σN). */
  readonly Multiplicative: LayerClass;
  /** y = x m / (1 − rate), with m = 0 at this rate and 1 otherwise; in training alone. */
  readonly SeededDropout: LayerClass;
}

/** Defines the classes; saved models carry σ also in the form that the stock layers read. */
export function defineNoiseLayers(tf: Tfjs): NoiseClasses {
  const StockNoise = tf.layers.gaussianNoise({ stddev: 1 }).constructor as LayerClass;
  const StockDropout = tf.layers.gaussianDropout({ rate: 0.5 }).constructor as LayerClass;
  return {
    Additive: noiseClass(tf, StockNoise, "GaussianNoise", false),
    Multiplicative: noiseClass(tf, StockDropout, "GaussianDropout", true),
    SeededDropout: dropoutClass(tf),
  };
}

function noiseClass(
  tf: Tfjs,
  Stock: LayerClass,
  className: string,
  multiplicative: boolean,
): LayerClass {
  return class extends Stock {
    static override className = className;

    // deno-lint-ignore no-explicit-any -- settings of a layer, as saved
    constructor(settings: any) {
      // The stock multiplicative layer derives σ from a rate: σ² = rate / (1 − rate).
      const { rate } = settings;
      const stddev = settings.stddev ?? (multiplicative ? Math.sqrt(rate / (1 - rate)) : 0);
      super({ ...settings, stddev, rate: stddev ** 2 / (1 + stddev ** 2) });
      this.stddev = stddev;
      this.noiseSeed = settings.noiseSeed ?? 0;
      this.alwaysOn = settings.alwaysOn ?? false;
      this.draws = 0;
    }

    getConfig(): Record<string, unknown> {
      const { stddev, noiseSeed, alwaysOn } = this;
      return { ...super.getConfig(), stddev, noiseSeed, alwaysOn };
    }

    call(inputs: Tensor | Tensor[], settings: { training?: boolean }): Tensor {
      const x = Array.isArray(inputs) ? inputs[0] : inputs;
      if (!(settings.training || this.alwaysOn) || this.stddev === 0) {
        return tf.engine().runKernel("Identity", { x });
      }
      return drawNoise(tf, x, this.stddev, multiplicative, this.noiseSeed, this.draws++);
    }
  };
}

function dropoutClass(tf: Tfjs): LayerClass {
  const Stock = tf.layers.dropout({ rate: 0.5 }).constructor as LayerClass;
  return class extends Stock {
    static override className = "Dropout";

    // deno-lint-ignore no-explicit-any -- settings of a layer, as saved
    constructor(settings: any) {
      super(settings);
      this.noiseSeed = settings.noiseSeed ?? 0;
      this.draws = 0;
    }

    getConfig(): Record<string, unknown> {
      return { ...super.getConfig(), noiseSeed: this.noiseSeed };
    }

    call(inputs: Tensor | Tensor[], settings: { training?: boolean }): Tensor {
      const x = Array.isArray(inputs) ? inputs[0] : inputs;
      if (!settings.training || this.rate === 0) {
        return tf.engine().runKernel("Identity", { x });
      }
      return dropOut(tf, x, this.rate, this.noiseSeed, this.draws++);
    }
  };
}

/** One draw of dropout on a tensor, with its gradient: a value stays where a normal one is below a quantile. */
function dropOut(
  tf: Tfjs,
  x: Tensor,
  rate: number,
  seed: number | string,
  draw: number,
): Tensor {
  const [limit, scale] = [normalQuantile(1 - rate), 1 / (1 - rate)];
  return tf.tidy(() => {
    if (tf.getBackend() === "wasm") {
      const attrs = { shape: x.shape, limit, scale, ...streamOf(seed, draw) };
      return x.mul(tf.engine().runKernel("DropoutMask", {}, attrs));
    }
    const normal = drawNoise(tf, tf.zeros(x.shape), 1, false, seed, draw);
    return x.mul(normal.less(limit).cast("float32").mul(scale));
  });
}

/**
 * One draw of noise on a tensor, with its gradient.
 *
 * @param x The tensor.
 * @param sigma Standard deviation.
 * @param multiplicative x (1 + σN) instead of x + σN.
 * @param seed Which noise.
 * @param draw Which time it is drawn, from 0.
 * @returns The noisy tensor.
 */
export function drawNoise(
  tf: Tfjs,
  x: Tensor,
  sigma: number,
  multiplicative: boolean,
  seed: number | string,
  draw: number,
): Tensor {
  const stream = streamOf(seed, draw);
  if (tf.getBackend() === "wasm") {
    const engine = tf.engine();
    if (!multiplicative) return engine.runKernel("GaussianNoise", { x }, { sigma, ...stream });
    return tf.tidy(() => {
      const terms = engine.runKernel("GaussianTerms", {}, { shape: x.shape, sigma, ...stream });
      return engine.runKernel("ScaleByNoise", { x, terms });
    });
  }
  return tf.tidy(() => {
    const noise = tf.tensor(noiseTerms(tf, x.shape, sigma, stream), x.shape);
    return multiplicative ? x.mul(noise.add(1)) : x.add(noise);
  });
}

/** σN for another backend: by the kernel where it is at hand, else from TypeScript, which is slow. */
function noiseTerms(
  tf: Tfjs,
  shape: readonly number[],
  sigma: number,
  stream: NoiseStream,
): Float32Array {
  const kernel = tf.getKernel("GaussianTerms", "wasm");
  const backend = tf.findBackend("wasm") as ReadableBackend | null;
  if (kernel && backend) {
    const { dataId } = kernel.kernelFunc({
      inputs: {},
      attrs: { shape, sigma, ...stream },
      backend,
    });
    const values = backend.readSync(dataId);
    backend.disposeData(dataId);
    return values;
  }
  const count = shape.reduce((product, length) => product * length, 1);
  return Float32Array.from(normalNoise(count, stream), (value) => value * sigma);
}

/** What is used of a backend that is not the current one. */
interface ReadableBackend {
  /** A copy of the values. */
  readSync(dataId: object): Float32Array;
  /** Frees them. */
  disposeData(dataId: object): void;
}

/** The stream of a noise in one draw. */
function streamOf(seed: number | string, draw: number): NoiseStream {
  const key = deriveSeed("noise", seed);
  return {
    key0: key | 0,
    key1: Math.floor(key / 2 ** 32) | 0,
    stream0: draw | 0,
    stream1: Math.floor(draw / 2 ** 32) | 0,
  };
}

/** The noise layers of a model, those of nested models included, in order. */
export function noiseLayersOf(model: LayersModel): NoiseLayer[] {
  return model.layers.flatMap((layer) => {
    if ("layers" in layer) return noiseLayersOf(layer as LayersModel);
    return "noiseSeed" in layer ? [layer as unknown as NoiseLayer] : [];
  });
}

/** Turns the noise outside of training on or off, for all noise layers of a model. */
export function setNoiseAlwaysOn(model: LayersModel, on: boolean): void {
  for (const layer of noiseLayersOf(model)) {
    if (layer.alwaysOn !== undefined) layer.alwaysOn = on;
  }
}
