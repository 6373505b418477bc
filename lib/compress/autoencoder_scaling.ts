/**
 * The units in which an autoencoder sees its data.
 *
 * @module
 */
import { InputError } from "../errors.ts";
import { columnMeans } from "../samples.ts";
import type { Samples } from "../types.ts";

/** Data x enter as (x − offset) / scale, column by column. */
export interface Scaling {
  /** What is subtracted; one value for all columns, or one for each. */
  readonly offset: readonly number[];
  /** What is divided by. */
  readonly scale: readonly number[];
}

/**
 * Scaling of images by their extremes to [0, 1], or of vectors to mean 0 and variance 1.
 *
 * @throws {InputError} If all rows are equal.
 */
export function fitScaling(samples: Samples, images: boolean, name: string): Scaling {
  const { data, n, d } = samples;
  if (images) {
    let [least, greatest] = [Infinity, -Infinity];
    for (const value of data) {
      if (value < least) least = value;
      if (value > greatest) greatest = value;
    }
    if (!(greatest > least)) throw constant(name);
    return { offset: [least], scale: [greatest - least] };
  }
  const means = columnMeans(samples);
  const squares = new Float64Array(d);
  for (let i = 0; i < data.length; i++) squares[i % d] += (data[i] - means[i % d]) ** 2;
  if (squares.every((sum) => sum === 0)) throw constant(name);
  return {
    offset: [...means],
    // A constant column becomes 0.
    scale: Array.from(squares, (sum) => sum > 0 ? Math.sqrt(sum / n) : 1),
  };
}

/** The data in the network's units. */
export function toUnits({ data, d }: Samples, { offset, scale }: Scaling): Float32Array {
  const single = offset.length === 1;
  return Float32Array.from(data, (value, i) => {
    const j = single ? 0 : i % d;
    return (value - offset[j]) / scale[j];
  });
}

/** Values in the network's units back in those of the data. */
export function fromUnits(
  values: Float32Array,
  d: number,
  { offset, scale }: Scaling,
): Float64Array {
  const single = offset.length === 1;
  return Float64Array.from(values, (value, i) => {
    const j = single ? 0 : i % d;
    return value * scale[j] + offset[j];
  });
}

function constant(name: string): InputError {
  return new InputError(
    "constant-data",
    `Cannot compress ${name} by an autoencoder: all its rows are equal.`,
    "Constant data carry no information.",
  );
}
