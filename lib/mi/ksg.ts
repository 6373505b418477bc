/**
 * Kraskov, Stögbauer and Grassberger's estimators of mutual information, and Ross's for a discrete
 * side.
 *
 * @module
 */
import { type ProductBalls, productBallsSimd } from "../../kernels/simd/product_balls.ts";
import { canonicalPair } from "../canonical.ts";
import { InputError } from "../errors.ts";
import { nearestNeighbors } from "../neighbors/nearest_neighbors.ts";
import { type OptionSpec, resolveOptions } from "../registry.ts";
import { groupByLabel, takeRows } from "../samples.ts";
import { digamma } from "../special.ts";
import type { Context, Labels, MiEstimate, Samples, Warning } from "../types.ts";
import { whiten } from "../whitening.ts";
import type { MethodEntry } from "./entry.ts";
import { productReach } from "./product_neighbors.ts";
import { countsWithin } from "./range_counts.ts";

/**
 * Where comparing all pairs in SIMD beats trees: from 14 joint dimensions on, where trees visit every leaf, and below
 * for fewer samples. Measured on normal pairs, one thread, without and with correlations of 0.9: 5000 in 3 + 3
 * dimensions 43 ms against 62 and 35, in 4 + 4 50 ms against 141 and 66; 10,000 in 4 + 4 0.2 s against 0.4 and 0.2.
 */
function prefersPairs(n: number, d: number): boolean {
  return d >= 14 || (d >= 10 && n <= 10_000) || (d >= 6 && n <= 5000);
}

/** Which of the two estimators: balls of one radius (1), or one radius for each side (2). */
export type KsgVariant = 1 | 2;

/** Settings of {@linkcode ksgPointwise}. */
export interface KsgOptions {
  /** Which of the two estimators. @default {1} */
  readonly variant?: KsgVariant;
  /** Aborts between the parts of the work. */
  readonly signal?: AbortSignal | undefined;
}

const OPTIONS: readonly OptionSpec[] = [{
  name: "neighbors",
  type: "integer",
  default: 3,
  min: 1,
  description: "Number of nearest neighbours, from 1 to one less than the samples.",
}];

/** KSG with balls of one radius in both sides. */
export const KSG_1: MethodEntry = entryOf(1, {
  id: "ksg-1",
  title: "KSG 1",
  summary: "Kraskov–Stögbauer–Grassberger, first estimator: neighbours in X, in Y and in both",
  equation: "ψ(k) + ψ(N) − ⟨ψ(n_x + 1) + ψ(n_y + 1)⟩, Kraskov et al. 2004, Eq. (8); Ross 2014",
});

/** KSG with a radius for each side. */
export const KSG_2: MethodEntry = entryOf(2, {
  id: "ksg-2",
  title: "KSG 2",
  summary: "Kraskov–Stögbauer–Grassberger, second estimator: one radius for each side",
  equation: "ψ(k) − 1/k + ψ(N) − ⟨ψ(n_x) + ψ(n_y)⟩, Kraskov et al. 2004, Eq. (9); Ross 2014",
});

function entryOf(
  variant: KsgVariant,
  texts: Pick<MethodEntry, "id" | "title" | "summary" | "equation">,
): MethodEntry {
  return {
    ...texts,
    assumptions:
      "Continuous densities, near product form within the k-neighbour balls; no duplicates",
    bias:
      "About 0 for independent data; low by nats once MI nears ½ ln N or so, sooner in high dimension",
    cost: "O(n log n) in low dimension, O(n² d) in high; memory O(n d)",
    interval: "subsampling",
    options: OPTIONS,
    create(options = {}) {
      const resolved = resolveOptions(`method "${texts.id}"`, OPTIONS, options);
      const k = Number(resolved.neighbors);
      return {
        id: texts.id,
        parameters: { neighbors: k },
        continuous: (x, y, { signal }) => ksgContinuous(x, y, k, variant, signal),
        mixed: (x, labels, context, name = "x") => ross(x, labels, k, context, name),
      };
    },
  };
}

/** Both sides are whitened first, which makes the result invariant under linear maps of each. */
async function ksgContinuous(
  x: Samples,
  y: Samples,
  k: number,
  variant: KsgVariant,
  signal: AbortSignal | undefined,
): Promise<MiEstimate> {
  checkNeighborCount(x.n, k);
  const { a, b } = canonicalPair(x, y);
  signal?.throwIfAborted();
  return asEstimate(await ksgPointwise(a, b, k, { variant, signal }), saturation);
}

/** What {@linkcode saturation} means for KSG itself; see there. */
const LOW = "this method is then low, by 2 to 4 nats on codes of 7 to 10 nats";

/**
 * Above ½ ln N the balls around the pairs are small on one side only. Measured at N = 5000, k = 3, where
 * the limit is 4.3 nats: 4 + 4 dimensional codes read 4.4–5.0 at a truth of 7 nats and 5.1–5.9 at 10.
 *
 * @param nats KSG's estimate in nats.
 * @param n Number of samples.
 * @param meaning What was measured of the method where that is so.
 * @returns One warning (`ksg-saturation`), or none.
 */
export function saturation(nats: number, n: number, meaning: string = LOW): Warning[] {
  const limit = 0.5 * Math.log(n);
  if (nats <= limit) return [];
  return [{
    code: "ksg-saturation",
    message: `KSG reads ${nats.toFixed(2)} nats, above ½ ln N = ${limit.toFixed(2)}: ${meaning}.`,
  }];
}

/**
 * Contributions of the samples to KSG's estimate of mutual information, in nats. Distances are
 * Euclidean within a side, and the greater of the two between pairs.
 *
 * Variant 1: ψ(k) + ψ(N) − ψ(n_x + 1) − ψ(n_y + 1), where n counts the other points on one side that
 * are strictly nearer than the k-th neighbour of the pair. Variant 2: ψ(k) − 1/k + ψ(N) − ψ(n_x) −
 * ψ(n_y), where n counts the points not farther on that side than the farthest of the k neighbours.
 * (Kraskov, Stögbauer, Grassberger, Phys. Rev. E 69, 066138, 2004, Eqs. 8 and 9.)
 *
 * @param x Shape `(n, d)`, on the scale on which distances are to be compared; not changed.
 * @param y Shape `(n, e)`, alike.
 * @param k Number of neighbours, 1 ≤ k < n.
 * @param options Variant, and abort signal.
 * @returns Contributions, length n; their mean is the estimate.
 * @throws {InputError} If a pair has k others at distance 0.
 *
 * Takes O(n log n) time for small d + e, O(n² (d + e)) for large.
 */
export async function ksgPointwise(
  x: Samples,
  y: Samples,
  k: number,
  { variant = 1, signal }: KsgOptions = {},
): Promise<Float64Array> {
  const { n } = x;
  const first = variant === 1;
  const { joint, countsX, countsY } = await neighborhoods(x, y, k, !first, signal);
  checkDuplicates(joint, k);
  const psi = digammaTable(n + 1);
  const shift = first ? 1 : 0;
  const constant = psi[k] + psi[n] - (first ? 0 : 1 / k);
  return Float64Array.from(
    { length: n },
    (_, i) => constant - psi[countsX[i] + shift] - psi[countsY[i] + shift],
  );
}

/** By comparing all pairs in SIMD, or in low dimension, and where there is no SIMD, by trees: the same counts. */
async function neighborhoods(
  x: Samples,
  y: Samples,
  k: number,
  own: boolean,
  signal: AbortSignal | undefined,
): Promise<ProductBalls> {
  const simd = prefersPairs(x.n, x.d + y.d) ? await productBallsSimd(x, y, k, own, signal) : null;
  if (simd) return simd;
  const reach = productReach(x, y, k);
  return {
    joint: reach.joint,
    countsX: countsWithin(x, own ? reach.x : reach.joint, own),
    countsY: countsWithin(y, own ? reach.y : reach.joint, own),
  };
}

/**
 * Ross's estimator for a continuous and a discrete side (PLoS ONE 9, e87357, 2014):
 * ψ(N) + ψ(k) − ⟨ψ(N_y)⟩ − ⟨ψ(m)⟩, where N_y counts the samples with the same label, and m those of any
 * label up to the k-th neighbour with the same one.
 */
async function ross(
  x: Samples,
  labels: Labels,
  k: number,
  { device, signal, onGpu }: Context,
  name: string,
): Promise<MiEstimate> {
  const { n } = x;
  const groups = groupByLabel(labels);
  checkClasses(groups, n, k);
  const whitened = whiten(x, name).samples;
  const radii = new Float64Array(n);
  const sizes = new Int32Array(n);
  for (const rows of groups.values()) {
    signal?.throwIfAborted();
    const part = takeRows(whitened, rows);
    const { indices } = await nearestNeighbors(part, k, { device, signal, onGpu });
    rows.forEach((row, i) => {
      // Measured again as a square, so that counting compares equal numbers.
      radii[row] = squaredDistance(whitened, row, rows[indices[i * k + k - 1]]);
      sizes[row] = rows.length;
    });
  }
  checkDuplicates(radii, k);
  const counts = countsWithin(whitened, radii, false);
  const psi = digammaTable(n + 1);
  return asEstimate(
    Float64Array.from(radii, (_, i) => psi[n] + psi[k] - psi[sizes[i]] - psi[counts[i] + 1]),
  );
}

/** ψ(1) … ψ(count), by argument. */
function digammaTable(count: number): Float64Array {
  return Float64Array.from({ length: count + 1 }, (_, m) => m === 0 ? NaN : digamma(m));
}

/**
 * The sd of the contributions over √N is no standard error here: it was 0.7–0.8 of the sd over data sets
 * (three settings, N = 1000, 38–60 repeats), since contributions of neighbours depend on each other.
 */
function asEstimate(
  pointwise: Float64Array,
  warnings: (nats: number, n: number) => Warning[] = () => [],
): MiEstimate {
  const n = pointwise.length;
  const nats = pointwise.reduce((sum, value) => sum + value, 0) / n;
  return { nats, standardError: null, pointwise, entropies: {}, warnings: warnings(nats, n) };
}

function squaredDistance({ data, d }: Samples, i: number, j: number): number {
  let sum = 0;
  for (let c = 0; c < d; c++) {
    const difference = data[j * d + c] - data[i * d + c];
    sum += difference * difference;
  }
  return sum;
}

function checkNeighborCount(n: number, k: number): void {
  if (n > k) return;
  throw new InputError(
    "too-few-samples",
    `There are ${n} samples: ${k} neighbours of each need at least ${k + 1}.`,
    "Give more samples, or fewer neighbours with --neighbors.",
  );
}

function checkDuplicates(squaredRadii: Float64Array, k: number): void {
  const fatal = squaredRadii.reduce((count, radius) => radius === 0 ? count + 1 : count, 0);
  if (fatal === 0) return;
  throw new InputError(
    "duplicates",
    `${fatal} of ${squaredRadii.length} samples equal ${k} others or more: there is no neighbourhood to count in.`,
    "Remove repeated rows, declare labels discrete, or add about the rounding step with --jitter SCALE.",
  );
}

function checkClasses(groups: ReadonlyMap<string, number[]>, n: number, k: number): void {
  for (const [label, rows] of groups) {
    if (rows.length > k) continue;
    throw new InputError(
      "class-too-small",
      `Class "${label}" has ${rows.length} of the ${n} samples: at least ${k + 1} are needed ` +
        `(k = ${k} neighbours).`,
      2 * groups.size > n
        ? `There are ${groups.size} classes: if the values are continuous, do not call them discrete.`
        : "Leave rare classes out or merge them, or use fewer neighbours.",
    );
  }
}
