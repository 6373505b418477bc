/**
 * What {@linkcode estimate} does to its data before it estimates: reading, and checks that name the
 * culprit.
 *
 * @module
 */
import { InputError } from "./errors.ts";
import { asSamples } from "./samples.ts";
import type { Labels, Samples, SamplesLike } from "./types.ts";

/** One side, X or Y, as its kind of variable. */
export type Side =
  | {
    readonly kind: "continuous";
    readonly n: number;
    readonly d: number;
    /** Height and width of its images, where it was given as images. */
    readonly imageShape?: readonly [number, number] | undefined;
    samples: Samples;
  }
  | { readonly kind: "discrete"; readonly n: number; readonly d: number; labels: Labels };

/**
 * Reads one side.
 *
 * @param input Numbers, or labels of which at least one is text or a boolean.
 * @param name What to call it in messages: "x".
 * @param discrete Whether numbers are labels; a row of several numbers is then one joint label.
 * @returns The side.
 * @throws {InputError} If the data are empty, ragged, or hold missing or non-finite values.
 */
export function readSide(input: SamplesLike | Labels, name: string, discrete: boolean): Side {
  if (isLabels(input)) {
    checkLabels(input, name);
    return { kind: "discrete", labels: input, n: input.length, d: 1 };
  }
  const samples = asSamples(input as SamplesLike, name);
  const { n, d } = samples;
  if (discrete) return { kind: "discrete", labels: rowLabels(samples), n, d };
  return { kind: "continuous", samples, n, d, imageShape: imageShapeOf(input as SamplesLike) };
}

/** Arrays of shape (n, height, width) or (n, height, width, 1) are images. */
function imageShapeOf(input: SamplesLike): readonly [number, number] | undefined {
  if (!("shape" in input)) return undefined;
  const [, height, width, channels = 1, ...rest] = input.shape;
  if (height === undefined || width === undefined || channels !== 1) return undefined;
  return rest.length === 0 ? [height, width] : undefined;
}

/** Whether a side is a list of labels by itself: at least one is text or a boolean. */
export function isLabels(input: SamplesLike | Labels): input is Labels {
  return Array.isArray(input) &&
    input.some((value) => typeof value === "string" || typeof value === "boolean");
}

function checkLabels(labels: Labels, name: string): void {
  const row = labels.findIndex((label) =>
    typeof label !== "string" && typeof label !== "boolean" &&
    !(typeof label === "number" && Number.isFinite(label))
  );
  if (row < 0) return;
  throw new InputError(
    "missing-label",
    `${name} has no label in row ${row + 1} (${labels[row]}).`,
    "Remove or fill such rows first.",
  );
}

function rowLabels({ data, n, d }: Samples): (string | number)[] {
  if (d === 1) return Array.from(data);
  return Array.from({ length: n }, (_, i) => data.subarray(i * d, (i + 1) * d).join(", "));
}

/**
 * Checks that no column of what the estimator is to see makes an entropy infinite by itself.
 *
 * @param samples One side.
 * @param name What to call it in messages: "x", "the code of x".
 * @throws {InputError} If a column is constant, or equals another one.
 */
export function checkColumns(samples: Samples, name: string): void {
  const { n, d, data } = samples;
  for (let j = 0; j < d && n > 1; j++) {
    let row = 1;
    while (row < n && data[row * d + j] === data[j]) row++;
    if (row < n) continue;
    throw new InputError(
      "constant-column",
      `${name} has a constant column: column ${j + 1} of ${d} is ${data[j]} in all ${n} samples.`,
      "Leave that column out (it carries no information), or compress that side.",
    );
  }
  const twins = equalColumns(samples, samples, (i, j) => i < j);
  if (twins === undefined) return;
  throw new InputError(
    "duplicate-column",
    `${name} has duplicate columns: column ${twins[0] + 1} equals column ${twins[1] + 1}, ` +
      "so its covariance is singular.",
    "Leave one of them out, or compress that side.",
  );
}

/**
 * Checks that no column is on both sides: the mutual information would be infinite.
 *
 * @param x What the estimator is to see of X.
 * @param y What the estimator is to see of Y.
 * @throws {InputError} If x and y are the same data, or share a column.
 */
export function checkSharedColumns(x: Samples, y: Samples): void {
  const same = x.d === y.d && x.data.every((value, i) => value === y.data[i]);
  const twins = same ? [0, 0] : equalColumns(x, y, () => true);
  if (twins === undefined) return;
  throw new InputError(
    "shared-column",
    same
      ? "x and y are the same data: the mutual information of a continuous variable with itself is " +
        "infinite."
      : `x column ${twins[0] + 1} equals y column ${
        twins[1] + 1
      }: the mutual information is infinite.`,
    "Leave it out of one side, or call it discrete if its values are labels.",
  );
}

/** The first pair of equal columns for which `wanted` holds, found by hashing the columns. */
function equalColumns(
  a: Samples,
  b: Samples,
  wanted: (i: number, j: number) => boolean,
): [number, number] | undefined {
  const byHash = new Map<number, number[]>();
  columnHashes(a).forEach((hash, i) => byHash.set(hash, [...byHash.get(hash) ?? [], i]));
  const hashes = columnHashes(b);
  for (let j = 0; j < b.d; j++) {
    for (const i of byHash.get(hashes[j]) ?? []) {
      if (wanted(i, j) && columnsEqual(a, i, b, j)) return [i, j];
    }
  }
  return undefined;
}

/** A number for each column that is equal for equal columns and seldom otherwise. */
function columnHashes({ data, n, d }: Samples): Float64Array {
  const hashes = new Float64Array(d);
  for (let i = 0; i < n; i++) {
    const weight = 1 + (i * 0.6180339887498949) % 1;
    for (let j = 0; j < d; j++) hashes[j] += weight * data[i * d + j];
  }
  return hashes;
}

function columnsEqual(a: Samples, i: number, b: Samples, j: number): boolean {
  for (let row = 0; row < a.n; row++) {
    if (a.data[row * a.d + i] !== b.data[row * b.d + j]) return false;
  }
  return true;
}
