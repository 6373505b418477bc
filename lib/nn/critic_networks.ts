/**
 * Critics of MINE as data: two branches, one for each variable, and a head on what both give.
 *
 * @module
 */
import type { LayerSpec, WeightInit } from "./networks.ts";

/** A critic T(x, y). */
export interface CriticSpec {
  /** Stable name. */
  readonly id: string;
  /** Name in tables. */
  readonly title: string;
  /** Shapes of a sample of X and of Y, channels last. */
  readonly inputShapes: readonly [readonly number[], readonly number[]];
  /** Layers of either branch; each has weights of its own. They end with one axis. */
  readonly branch: readonly LayerSpec[];
  /** From both branches side by side to one number. */
  readonly head: readonly LayerSpec[];
  /** Weights before training. */
  readonly init: WeightInit;
}

const SLOPE = 0.01;

const HEAD: readonly LayerSpec[] = [
  { kind: "dense", units: 100 },
  { kind: "leaky-relu", slope: SLOPE },
  { kind: "dense", units: 100 },
  { kind: "leaky-relu", slope: SLOPE },
  { kind: "dense", units: 1 },
];

/**
 * The critic of Table 3 for pairs of square images. Each branch ends with 4 × 4 × 8 = 128 numbers, so
 * that the first dense layer takes 256, not the 128 that the table prints.
 *
 * @param side Side of the images in pixels, a power of two, at least 8.
 */
export function imageCritic(side: number): CriticSpec {
  const blocks = Math.log2(side) - 2;
  if (!Number.isInteger(blocks) || blocks < 1) {
    throw new RangeError(`The side must be a power of two, at least 8: current value is ${side}.`);
  }
  const block: LayerSpec[] = [
    { kind: "conv", filters: 8, size: 3, padding: "same", bias: true },
    { kind: "max-pool", size: 2 },
    { kind: "leaky-relu", slope: SLOPE },
  ];
  return {
    id: `critic-image-${side}`,
    title: `MINE, critic NN, ${side} × ${side} images`,
    inputShapes: [[side, side, 1], [side, side, 1]],
    branch: [...Array.from({ length: blocks }, () => block).flat(), { kind: "flatten" }],
    head: HEAD,
    init: { convDeviation: null, denseDeviation: null },
  };
}

/** The head of Table 3's critic on vectors as they are. */
export function denseCritic(dimX: number, dimY: number): CriticSpec {
  return {
    id: "critic-dense",
    title: "MINE, critic NN, vectors",
    inputShapes: [[dimX], [dimY]],
    branch: [],
    head: HEAD,
    init: { convDeviation: null, denseDeviation: null },
  };
}
