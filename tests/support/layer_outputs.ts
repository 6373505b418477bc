/**
 * Data like the outputs of a network's layer.
 *
 * @module
 */
import { createRng } from "../../lib/rng.ts";
import type { Samples } from "../../lib/types.ts";

/** What {@linkcode layerOutputs} makes. */
export interface LayerOutputsOptions {
  /** Number of samples. */
  readonly n: number;
  /** Number of units. */
  readonly d: number;
  /** Number of independent inputs. */
  readonly inputs?: number;
  /** Standard deviation of input `i`; 1 / (1 + i) by default. */
  readonly scale?: (i: number) => number;
  /** Seed. */
  readonly seed?: number;
}

/**
 * LeakyReLU(W z + 0.1 ε) with normal weights, inputs of decaying scale and noise: mostly positive,
 * with a decaying spectrum and a mean that is not zero.
 */
export function layerOutputs(
  { n, d, inputs = 48, scale = (i) => 1 / (1 + i), seed = 0 }: LayerOutputsOptions,
): Samples {
  const rng = createRng(seed);
  const weights = Float64Array.from({ length: inputs * d }, () => rng.normal());
  const data = new Float64Array(n * d);
  for (let i = 0; i < n; i++) {
    const row = data.subarray(i * d, (i + 1) * d);
    for (let input = 0; input < inputs; input++) {
      const value = rng.normal() * scale(input);
      for (let j = 0; j < d; j++) row[j] += value * weights[input * d + j];
    }
    for (let j = 0; j < d; j++) {
      const value = row[j] + 0.1 * rng.normal();
      row[j] = value > 0 ? value : 0.01 * value;
    }
  }
  return { data, n, d };
}
