/**
 * Samples: checking what comes in, and the few operations on them that everything shares.
 *
 * @module
 */
import { InputError } from "./errors.ts";
import type { Labels, NdArray, NumericArray, Samples, SamplesLike } from "./types.ts";

/**
 * Turns what a caller has into {@linkcode Samples}, checking that it is rectangular and finite.
 *
 * @param input Rows, a flat list (one dimension), an n-dimensional array or samples; not changed.
 *   A `Float64Array` may be shared with the result, not copied.
 * @param name What to call the data in messages: "x".
 * @returns Samples of shape `(n, d)`.
 * @throws {InputError} If the data are empty, ragged, or hold anything but finite numbers.
 */
export function asSamples(input: SamplesLike, name = "data"): Samples {
  const samples = toSamples(input, name);
  if (samples.n === 0 || samples.d === 0) {
    throw new InputError(
      "empty",
      `${name} is empty: its shape is (${samples.n}, ${samples.d}).`,
      "Give at least one row and one column.",
    );
  }
  checkFinite(samples, name);
  return samples;
}

function toSamples(input: SamplesLike, name: string): Samples {
  if (ArrayBuffer.isView(input)) {
    const data = toFloat64(input as NumericArray, name);
    return { data, n: data.length, d: 1 };
  }
  if (typeof input !== "object" || input === null) failNoArray(input, name);
  if ("shape" in input) return fromNdArray(input as NdArray, name);
  if ("n" in input) {
    const { data, n, d } = input as Samples;
    return checkLength({ data: toFloat64(data, name), n, d }, name);
  }
  if (!Array.isArray(input)) failNoArray(input, name);
  if (!Array.isArray(input[0])) {
    return { data: Float64Array.from(input as number[], toNumber), n: input.length, d: 1 };
  }
  return fromRows(input as number[][], name);
}

function failNoArray(input: unknown, name: string): never {
  const isMissing = input === undefined || input === null;
  throw new InputError(
    "invalid-data",
    `${name} is ${isMissing ? "" : "of type "}${isMissing ? input : typeof input}, ` +
      "not an array of numbers.",
    "Give rows of numbers, a flat list, a typed array, or { data, shape }.",
  );
}

function fromRows(rows: readonly (readonly number[])[], name: string): Samples {
  const n = rows.length;
  const d = rows[0].length;
  const data = new Float64Array(n * d);
  for (let i = 0; i < n; i++) {
    const row = rows[i];
    if (row?.length !== d) {
      throw new InputError(
        "ragged",
        `${name} is ragged: row ${i + 1} has ${row?.length ?? 0} values, row 1 has ${d}.`,
        "Every row needs the same number of values.",
      );
    }
    for (let j = 0; j < d; j++) data[i * d + j] = toNumber(row[j]);
  }
  return { data, n, d };
}

/** Only numbers count as numbers: null, text and booleans become NaN and are then reported. */
function toNumber(value: unknown): number {
  return typeof value === "number" ? value : NaN;
}

function fromNdArray(array: NdArray, name: string): Samples {
  if (!Array.isArray(array.shape)) failNoArray(array, name);
  const n = array.shape[0] ?? 0;
  const d = array.shape.slice(1).reduce((product, length) => product * length, 1);
  return checkLength({ data: toFloat64(array.data, name), n, d }, name);
}

function checkLength(samples: Samples, name: string): Samples {
  if (samples.data.length === samples.n * samples.d) return samples;
  throw new InputError(
    "invalid-data",
    `${name} holds ${samples.data.length} values, its shape (${samples.n}, ${samples.d}) needs ${
      samples.n * samples.d
    }.`,
  );
}

function toFloat64(array: NumericArray, name: string): Float64Array {
  if (array instanceof Float64Array) return array;
  const given: unknown = array;
  if (given instanceof BigInt64Array || given instanceof BigUint64Array) {
    throw new InputError(
      "invalid-data",
      `${name} holds bigints (${given.constructor.name}), which are no numbers here.`,
      `Convert them: Float64Array.from(${name}, Number).`,
    );
  }
  if (Array.isArray(given)) return Float64Array.from(given, toNumber);
  if (!ArrayBuffer.isView(given) || given instanceof DataView) failNoArray(given, name);
  return Float64Array.from(array);
}

function checkFinite({ data, d }: Samples, name: string): void {
  for (let i = 0; i < data.length; i++) {
    if (Number.isFinite(data[i])) continue;
    throw new InputError(
      "non-finite",
      `${name} has a value that is not a finite number (${data[i]}) in row ${
        Math.floor(i / d) + 1
      }, column ${i % d + 1}.`,
      "Remove or fill such rows first.",
    );
  }
}

/** The columns of `a` followed by those of `b`, row by row; both have the same `n`. */
export function joinColumns(a: Samples, b: Samples): Samples {
  const d = a.d + b.d;
  const data = new Float64Array(a.n * d);
  for (let i = 0; i < a.n; i++) {
    data.set(a.data.subarray(i * a.d, (i + 1) * a.d), i * d);
    data.set(b.data.subarray(i * b.d, (i + 1) * b.d), i * d + a.d);
  }
  return { data, n: a.n, d };
}

/** The rows of `samples` that `indices` names, in that order. */
export function takeRows(samples: Samples, indices: ArrayLike<number>): Samples {
  const { d } = samples;
  const data = new Float64Array(indices.length * d);
  for (let i = 0; i < indices.length; i++) {
    data.set(samples.data.subarray(indices[i] * d, (indices[i] + 1) * d), i * d);
  }
  return { data, n: indices.length, d };
}

/** Mean of every column. */
export function columnMeans({ data, n, d }: Samples): Float64Array {
  const means = new Float64Array(d);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < d; j++) means[j] += data[i * d + j];
  }
  return means.map((sum) => sum / n);
}

/** The row numbers that carry each label, in order of first appearance. */
export function groupByLabel(labels: Labels): Map<string, number[]> {
  const groups = new Map<string, number[]>();
  labels.forEach((label, row) => {
    const key = String(label);
    const rows = groups.get(key);
    if (rows) rows.push(row);
    else groups.set(key, [row]);
  });
  return groups;
}
