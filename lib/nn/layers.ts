/**
 * Layers that train fast on the training kernels, and seeded noise. Each extends the layer of tfjs of
 * the same name and is saved under it, so that saved models load in stock tfjs.
 *
 * @module
 */
import { defineNoiseLayers } from "./noise_layers.ts";
import type {
  Layer,
  LayerClass,
  LayerFactories,
  LayerVariable,
  Tensor,
  Tfjs,
} from "./tfjs_types.ts";

/** Layer factories: those of tfjs, with ours in their places. */
export interface TrainingLayers extends LayerFactories {
  /**
   * Additive Gaussian noise, y = x + σN, with settings `stddev`, `noiseSeed` and `alwaysOn`: seeded,
   * another draw at every call, on in training, and outside of it where it is always on.
   */
  gaussianNoise(settings: Record<string, unknown>): Layer;
  /** Multiplicative Gaussian noise, y = x (1 + σN), with the same settings. */
  gaussianDropout(settings: Record<string, unknown>): Layer;
  /** Dropout with settings `rate` and `noiseSeed`: seeded, another mask at every call. */
  dropout(settings: Record<string, unknown>): Layer;
}

const cache = new WeakMap<object, TrainingLayers>();

/**
 * The layer factories for an opened tfjs. Models loaded by it are made of these classes too.
 *
 * @param tf The tfjs module, from {@linkcode openTfjs}.
 * @returns All factories of `tf.layers`; convolution, batch normalisation and noise are ours.
 */
export function trainingLayers(tf: Tfjs): TrainingLayers {
  const stock = tf.layers;
  let layers = cache.get(stock);
  if (layers) return layers;
  const Convolution = convolutionClass(tf);
  const Normalisation = batchNormClass(tf);
  const { Additive, Multiplicative, SeededDropout } = defineNoiseLayers(tf);
  for (const layer of [Convolution, Normalisation, Additive, Multiplicative, SeededDropout]) {
    tf.serialization.registerClass(layer);
  }
  layers = {
    dense: (settings) => stock.dense(settings),
    maxPooling2d: (settings) => stock.maxPooling2d(settings),
    upSampling2d: (settings) => stock.upSampling2d(settings),
    leakyReLU: (settings) => stock.leakyReLU(settings),
    activation: (settings) => stock.activation(settings),
    concatenate: (settings) => stock.concatenate(settings),
    flatten: (settings) => stock.flatten(settings),
    reshape: (settings) => stock.reshape(settings),
    dropout: (settings) => new SeededDropout(settings),
    conv2d: (settings) => new Convolution(settings),
    batchNormalization: (settings) => new Normalisation(settings),
    gaussianNoise: (settings) => new Additive(settings),
    gaussianDropout: (settings) => new Multiplicative(settings),
  };
  cache.set(stock, layers);
  return layers;
}

/** The class of a stock layer; tfjs exports its factories alone. */
export function classOf(layer: Layer): LayerClass {
  return layer.constructor as LayerClass;
}

/** The tensor that a layer is called with. */
export function soleTensor(inputs: Tensor | Tensor[]): Tensor {
  return Array.isArray(inputs) ? inputs[0] : inputs;
}

/** What tfjs tells a layer besides its input. */
export interface CallSettings {
  /** Whether the network is in training. */
  readonly training?: boolean;
}

/**
 * A convolution as one kernel on the tape: tf.fused.conv2d computes the gradient of its input even
 * where nothing depends on it, as in the first layer.
 */
function convolutionClass(tf: Tfjs): LayerClass {
  const Stock = classOf(tf.layers.conv2d({ filters: 1, kernelSize: 1 }));
  return class Conv2D extends Stock {
    static override className = "Conv2D";

    call(inputs: Tensor | Tensor[], settings: CallSettings): Tensor {
      const x = soleTensor(inputs);
      const linear = this.activation === null || this.activation.getClassName() === "linear";
      if (tf.getBackend() !== "wasm" || !linear || this.dataFormat === "channelsFirst") {
        return super.call(inputs, settings);
      }
      const bias = this.bias ? { bias: this.bias.read() } : {};
      return tf.engine().runKernel("FusedConv2D", { x, filter: this.kernel.read(), ...bias }, {
        strides: this.strides,
        pad: this.padding,
        dilations: this.dilationRate,
        dataFormat: "NHWC",
        activation: "linear",
      });
    }
  };
}

/** Batch normalisation with one kernel forward and one backward. */
function batchNormClass(tf: Tfjs): LayerClass {
  const Stock = classOf(tf.layers.batchNormalization({}));
  return class BatchNormalization extends Stock {
    static override className = "BatchNormalization";

    call(inputs: Tensor | Tensor[], settings: CallSettings): Tensor {
      const x = soleTensor(inputs);
      const last = this.axis === -1 || this.axis === x.shape.length - 1;
      if (
        !settings.training || !last || !this.scale || !this.center || tf.getBackend() !== "wasm"
      ) {
        return super.call(inputs, settings);
      }
      return tf.tidy(() => {
        const [y, mean, variance]: Tensor[] = tf.engine().runKernel(
          "BatchNormTraining",
          { x, gamma: this.gamma.read(), beta: this.beta.read() },
          { epsilon: this.epsilon },
        );
        moveTowards(this.movingMean, mean, 1 - this.momentum);
        moveTowards(this.movingVariance, variance, 1 - this.momentum);
        return y;
      });
    }
  };
}

/** Moves a running statistic by a share of its distance to a new value. */
function moveTowards(statistic: LayerVariable, value: Tensor, share: number): void {
  const old = statistic.read();
  statistic.write(old.sub(old.sub(value).mul(share)));
}
