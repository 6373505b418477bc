/**
 * The shear-residual estimator of mutual information.
 *
 * @module
 */
import { type CanonicalPair, canonicalPair } from "../../canonical.ts";
import { InputError } from "../../errors.ts";
import { gaussianise } from "../../gaussianise.ts";
import { resolveOptions } from "../../registry.ts";
import { takeRows } from "../../samples.ts";
import type { Context, MiEstimate, Samples, Warning } from "../../types.ts";
import { checkJointCovariance } from "../copula_checks.ts";
import type { MethodEntry } from "../entry.ts";
import { ksgPointwise } from "../ksg.ts";
import { breakTies } from "../ties.ts";
import { type ShearDirection, shearDirection } from "./direction.ts";
import { relativeDimension } from "./intrinsic_dimension.ts";
import { meanOf } from "./scatter.ts";
import { LEAST_DIMENSION, shearWarnings } from "./shear_warnings.ts";

/** A regression that takes a greater share of the samples as parameters says nothing of its residuals. */
const MOST_DOF_SHARE = 1 / 3;

/** With more dimensions than this share of the samples, the two entropies do not cancel (300 normals in 40: ±0.5). */
const MOST_DIMENSION_SHARE = 1 / 20;

/** Neighbours of KSG where neither side can be predicted. */
const FALLBACK_NEIGHBORS = 3;

/** Fewer samples than this leave the regressions nothing to learn from. */
const LEAST_SAMPLES = 30;

/** The shear-residual estimator. */
export const SHEAR: MethodEntry = {
  id: "shear",
  title: "Shear",
  summary: "A regression takes the dependence out; entropies, its scale and KSG count what is left",
  equation:
    "I(A; B) = h(B) − h(R') − E ln |det L(A)| + I(A; R'), R' = L(A)⁻¹ (B − f(A)); both ways",
  assumptions:
    "Continuous densities, one side about a smooth function of the other plus noise; 30 samples or more",
  bias:
    "Low where the function is hard to learn (0.3–0.9 of 10 nats); up to 0.06 high for 25 dimensions",
  cost: "O(n m² + m³) with m = 400 features or so, and 2 KSG and 4 entropies; memory O(n m)",
  interval: "subsampling",
  options: [],
  create(options = {}) {
    resolveOptions('method "shear"', [], options);
    return {
      id: "shear",
      parameters: {},
      continuous: async (x, y, context) => {
        checkJointCovariance(x, y);
        const untied = breakTies(x, y, context.seed);
        const { pair, order } = sortedPair(untied.x, untied.y);
        const result = await shear(pair, context);
        return {
          ...result,
          pointwise: unsorted(result.pointwise, order),
          warnings: [...untied.warnings, ...result.warnings],
        };
      },
    };
  },
};

/** Both directions, and which could be used. */
export interface ShearEstimate extends MiEstimate {
  /** Estimate from predicting y by x; null where y is no density. */
  readonly forward: ShearDirection | null;
  /** Estimate from predicting x by y; null where x is no density. */
  readonly backward: ShearDirection | null;
}

/**
 * The sides Gaussianised and in canonical coordinates, their rows in an order that the data give.
 *
 * @param x Shape `(n, d)`; not changed.
 * @param y Shape `(n, e)`; not changed.
 * @returns Coordinates, and the original row of every one of theirs.
 * @throws {InputError} If a side cannot be whitened, or there are fewer than 30 samples.
 */
export function sortedPair(x: Samples, y: Samples): { pair: CanonicalPair; order: Int32Array } {
  const { n } = x;
  const [gx, gy] = [gaussianise(x), gaussianise(y)];
  const keys = Float64Array.from({ length: n }, (_, i) => rowSum(gx, i) + rowSum(gy, i));
  const order = Int32Array.from(keys, (_, i) => i).sort((p, q) => keys[p] - keys[q] || p - q);
  const pair = canonicalPair(takeRows(gx, order), takeRows(gy, order));
  if (n < LEAST_SAMPLES) {
    throw new InputError(
      "too-few-samples",
      `There are ${n} samples: this method needs at least ${LEAST_SAMPLES}.`,
      "Give more samples, or use another method, such as ksg-1.",
    );
  }
  return { pair, order };
}

/** Contributions of sorted rows, in the order of the samples. */
export function unsorted(values: Float64Array, order: Int32Array): Float64Array {
  const out = new Float64Array(values.length);
  for (let i = 0; i < values.length; i++) out[order[i]] = values[i];
  return out;
}

/**
 * The mean of the two directions' estimates. A direction whose predicted side fills less than its dimension
 * is left out, since h(B) is −∞ then; without any, KSG's estimate (k = 3) takes their place.
 *
 * @param pair Canonical coordinates from {@linkcode sortedPair}.
 * @param context Abort signal and progress.
 * @returns The estimate; it has no standard error of its own.
 */
export async function shear(pair: CanonicalPair, context: Context): Promise<ShearEstimate> {
  const { a, b } = pair;
  const { signal } = context;
  const step = (done: number, name: string): void => {
    signal?.throwIfAborted();
    context.onProgress?.(done, name);
  };
  step(0, "dimension of x and y");
  const dimensions = { x: await relativeDimension(a), y: await relativeDimension(b) };
  step(0.02, "predicting y");
  const toY = dimensions.y >= LEAST_DIMENSION ? finite(await shearDirection(a, b, signal)) : null;
  step(0.5, "predicting x");
  const toX = dimensions.x >= LEAST_DIMENSION ? finite(await shearDirection(b, a, signal)) : null;
  const forward = toY && fits(toY, b) ? toY : null;
  const backward = toX && fits(toX, a) ? toX : null;
  const crowded = forward !== toY || backward !== toX;
  const used = [forward, backward].filter((direction) => direction !== null);
  const pointwise = used.length === 0
    ? await ksgPointwise(a, b, FALLBACK_NEIGHBORS, { signal })
    : mixture(used.map((direction) => direction.pointwise));
  const warnings: Warning[] = shearWarnings({
    forward,
    backward,
    dimensions,
    crowded,
    n: a.n,
  });
  return {
    nats: meanOf(pointwise),
    standardError: null,
    pointwise,
    entropies: {},
    warnings,
    forward,
    backward,
  };
}

/** Null for a side with values that repeat so often that it has no entropy. */
function finite(direction: ShearDirection): ShearDirection | null {
  return Number.isFinite(direction.nats) ? direction : null;
}

/** Whether there are samples enough for the regression, and for the entropy of what it predicts. */
function fits({ dof }: ShearDirection, { n, d }: Samples): boolean {
  return dof <= MOST_DOF_SHARE * n && d <= MOST_DIMENSION_SHARE * n;
}

/** Mean of the lists, in an order that does not tell which came first. */
function mixture(lists: readonly Float64Array[]): Float64Array {
  return lists[0].map((value, i) => lists.length === 1 ? value : (value + lists[1][i]) / 2);
}

function rowSum({ data, d }: Samples, i: number): number {
  let sum = 0;
  for (let j = 0; j < d; j++) sum += data[i * d + j];
  return sum;
}
