/**
 * Data as MINE's critic takes them: units, one-hot labels, and which pairs serve what.
 *
 * @module
 */
import { fitScaling, toUnits } from "../../compress/autoencoder_scaling.ts";
import { InputError } from "../../errors.ts";
import { type CriticSpec, denseCritic, imageCritic } from "../../nn/critic_networks.ts";
import { createRng, deriveSeed, permutation } from "../../rng.ts";
import { groupByLabel } from "../../samples.ts";
import type { Labels, Samples } from "../../types.ts";
import type { PairSet } from "./mine_settings.ts";

/** One side: samples, or labels. */
export type MineSide = Samples | Labels;

/** Share of the pairs that early stopping looks at, where half of them are held out. */
const VALIDATION_SHARE = 0.1;

/** With fewer pairs a part of the split would be empty, or its bound without any meaning. */
const LEAST_PAIRS = 20;

/** Pairs and the critic for them. */
export interface MineData {
  /** All pairs in the critic's units. */
  readonly pairs: PairSet;
  /** The critic: Table 3's for images, its head for vectors. */
  readonly spec: CriticSpec;
}

/** Row numbers by what they serve; ascending order is not kept. */
export interface MineSplit {
  /** Rows to train on. */
  readonly training: Int32Array;
  /** Rows to choose the weights by; none in a training without held-out rows. */
  readonly validation: Int32Array;
  /** Rows to take the bound on. */
  readonly evaluation: Int32Array;
}

/**
 * Brings both sides into the critic's units: columns of vectors to mean 0 and variance 1, images by
 * their extremes to [0, 1], labels to one column of zeros and ones for each.
 *
 * @param x Samples, or labels; not changed.
 * @param y The same number of either.
 * @param imageShape Height and width of the images on both sides; undefined for vectors.
 * @throws {InputError} If there are fewer than 20 pairs, a side is constant, a class has one pair, or
 *   the shape is not that of the data.
 */
export function mineData(
  x: MineSide,
  y: MineSide,
  imageShape?: readonly [number, number],
): MineData {
  const n = sizeOf(x);
  if (n < LEAST_PAIRS) {
    throw new InputError(
      "too-few-samples",
      `There are ${n} samples: MINE needs at least ${LEAST_PAIRS}.`,
      "Give more samples, thousands if possible, or use another method, such as ksg-1.",
    );
  }
  const images = imageShape !== undefined;
  const [a, b] = [inUnits(x, "x", images), inUnits(y, "y", images)];
  const spec = images ? imageSpec(imageShape, a.length / n, b.length / n) : denseCritic(
    a.length / n,
    b.length / n,
  );
  return { pairs: { x: a, y: b, rows: n }, spec };
}

/**
 * Says which rows serve what, at random: half are held out for the bound and a tenth for early
 * stopping, or all are trained on and evaluated.
 */
export function splitRows(n: number, heldOut: boolean, seed: number): MineSplit {
  const order = permutation(n, createRng(deriveSeed(seed, "held-out rows")));
  if (!heldOut) return { training: order, validation: order.subarray(0, 0), evaluation: order };
  const half = Math.floor(n / 2);
  const end = half + Math.max(2, Math.floor(VALIDATION_SHARE * n));
  return {
    evaluation: order.subarray(0, half),
    validation: order.subarray(half, end),
    training: order.subarray(end),
  };
}

/** The pairs of some rows. */
export function takePairs({ x, y, rows: total }: PairSet, rows: Int32Array): PairSet {
  const take = (values: Float32Array): Float32Array => {
    const width = values.length / total;
    const taken = new Float32Array(rows.length * width);
    rows.forEach((row, i) => taken.set(values.subarray(row * width, (row + 1) * width), i * width));
    return taken;
  };
  return { x: take(x), y: take(y), rows: rows.length };
}

function sizeOf(side: MineSide): number {
  return "n" in side ? side.n : side.length;
}

function inUnits(side: MineSide, name: string, images: boolean): Float32Array {
  if (!("n" in side)) {
    if (!images) return oneHot(side);
    throw new InputError(
      "image-shape",
      `MINE's critic for images takes images on both sides: ${name} is discrete.`,
      "Leave out the height: pixels then are the columns of a vector.",
    );
  }
  const { data } = side;
  if (data.every((value) => value === data[0])) {
    throw new InputError(
      "constant-column",
      `All values of ${name} are ${data[0]}.`,
      "Constant data carry no information.",
    );
  }
  return toUnits(side, fitScaling(side, images, name));
}

function oneHot(labels: Labels): Float32Array {
  const groups = groupByLabel(labels);
  const n = labels.length;
  const values = new Float32Array(n * groups.size);
  [...groups].forEach(([label, rows], column) => {
    if (rows.length < 2) throw tooSmall(label, n, groups.size);
    for (const row of rows) values[row * groups.size + column] = 1;
  });
  return values;
}

function tooSmall(label: string, n: number, classes: number): InputError {
  return new InputError(
    "class-too-small",
    `Class "${label}" has 1 of the ${n} samples: at least 2 are needed.`,
    2 * classes > n
      ? `There are ${classes} classes: if the values are continuous, do not call them discrete.`
      : "Leave rare classes out or merge them.",
  );
}

function imageSpec(
  [height, width]: readonly [number, number],
  pixelsX: number,
  pixelsY: number,
): CriticSpec {
  if (height !== width || !Number.isInteger(Math.log2(height)) || height < 8) {
    throw new InputError(
      "image-shape",
      `MINE's critic for images takes squares with a side of 8, 16, 32, …, not ${height} × ${width}.`,
      "Crop or pad the images, or leave out the shape: vectors get a dense critic.",
    );
  }
  for (const [name, pixels] of [["x", pixelsX], ["y", pixelsY]] as const) {
    if (pixels === height * width) continue;
    throw new InputError(
      "image-shape",
      `${name} has ${pixels} columns, which are not ${height} × ${width} pixels.`,
      "Give the height and width that the images of both sides have.",
    );
  }
  return imageCritic(height);
}
