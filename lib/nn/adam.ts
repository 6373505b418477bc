/**
 * Adam with its whole state in the open, so that it can be saved and restored bit for bit.
 *
 * @module
 */
import { type Reading, readNow } from "./reading.ts";
import type { Tensor, Tfjs, Variable } from "./tfjs_types.ts";

/** Settings of Adam. */
export interface AdamSettings {
  /** Step size. @default {1e-3} */
  readonly learningRate?: number;
  /** Decay of the first moment. @default {0.9} */
  readonly beta1?: number;
  /** Decay of the second moment. @default {0.999} */
  readonly beta2?: number;
  /** Added to the root of the second moment. @default {1e-8} */
  readonly epsilon?: number;
}

/** Moments and running products of the decay rates. */
export interface AdamState {
  /** First moments, one array for each variable. */
  readonly first: readonly Float32Array[];
  /** Second moments. */
  readonly second: readonly Float32Array[];
  /** β₁ᵗ, by repeated multiplication. */
  readonly beta1Power: number;
  /** β₂ᵗ. */
  readonly beta2Power: number;
}

/** Adam on a fixed list of variables (Kingma and Ba 2015, Algorithm 1). */
export class Adam {
  readonly #tf: Tfjs;
  readonly #variables: readonly Variable[];
  readonly #settings: Required<AdamSettings>;
  #first: Tensor[];
  #second: Tensor[];
  #beta1Power = 1;
  #beta2Power = 1;

  /**
   * Starts with zero moments.
   *
   * @param tf The tfjs module.
   * @param variables What is trained, in the order of the gradients.
   * @param settings Step size and decay rates.
   */
  constructor(tf: Tfjs, variables: readonly Variable[], settings: AdamSettings = {}) {
    this.#tf = tf;
    this.#variables = variables;
    this.#settings = { learningRate: 1e-3, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, ...settings };
    this.#first = variables.map(({ shape }) => tf.zeros(shape));
    this.#second = variables.map(({ shape }) => tf.zeros(shape));
  }

  /** One step; the gradients are not disposed. */
  step(gradients: readonly Tensor[]): void {
    const { learningRate, beta1, beta2, epsilon } = this.#settings;
    this.#beta1Power *= beta1;
    this.#beta2Power *= beta2;
    const rate = learningRate / (1 - this.#beta1Power);
    const root = 1 / Math.sqrt(1 - this.#beta2Power);
    this.#variables.forEach((variable, i) => {
      const inputs = { p: variable, g: gradients[i], m: this.#first[i], v: this.#second[i] };
      const [p, m, v] = this.#update(inputs, { beta1, beta2, rate, root, epsilon });
      variable.assign(p);
      this.#tf.dispose([p, this.#first[i], this.#second[i]]);
      this.#first[i] = this.#tf.keep(m);
      this.#second[i] = this.#tf.keep(v);
    });
  }

  #update(
    inputs: Record<"p" | "g" | "m" | "v", Tensor>,
    settings: Record<"beta1" | "beta2" | "rate" | "root" | "epsilon", number>,
  ): Tensor[] {
    const tf = this.#tf;
    if (tf.getBackend() === "wasm") return tf.engine().runKernel("AdamStep", inputs, settings);
    const { p, g, m, v } = inputs;
    const { beta1, beta2, rate, root, epsilon } = settings;
    return tf.tidy(() => {
      const first = m.mul(beta1).add(g.mul(1 - beta1));
      const second = v.mul(beta2).add(g.square().mul(1 - beta2));
      return [p.sub(first.mul(rate).div(second.sqrt().mul(root).add(epsilon))), first, second];
    });
  }

  /** A copy of the state; not from a GPU. */
  save(): AdamState {
    return readNow(this.read());
  }

  /** A copy of the state, from wherever it is. */
  *read(): Reading<AdamState> {
    const values = yield [...this.#first, ...this.#second];
    return {
      first: values.slice(0, this.#first.length),
      second: values.slice(this.#first.length),
      beta1Power: this.#beta1Power,
      beta2Power: this.#beta2Power,
    };
  }

  /** Takes a saved state. */
  restore(state: AdamState): void {
    const tensors = (values: readonly Float32Array[]): Tensor[] =>
      this.#variables.map(({ shape }, i) => this.#tf.tensor(values[i], shape));
    this.dispose();
    this.#first = tensors(state.first);
    this.#second = tensors(state.second);
    this.#beta1Power = state.beta1Power;
    this.#beta2Power = state.beta2Power;
  }

  /** Frees the moments. */
  dispose(): void {
    this.#tf.dispose([...this.#first, ...this.#second]);
  }
}
