/**
 * The shear-residual estimator of mutual information.
 *
 * @module
 */
import type { CanonicalPair } from "../../canonical.ts";
import { resolveOptions } from "../../registry.ts";
import type { Context, MiEstimate, Samples, Warning } from "../../types.ts";
import { checkJointCovariance } from "../copula_checks.ts";
import type { MethodEntry } from "../entry.ts";
import { sideBySide } from "../jobs.ts";
import { ksgPointwise } from "../ksg.ts";
import { sortedPair, unsorted } from "../sorted_pair.ts";
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

/** Milliseconds that a direction takes for a sample, measured: in one dimension the kernels have low rank. */
const SAMPLE_MS = { line: 0.02, space: 0.25 };

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
    "Low where the function is hard to learn (0.2–0.5 of 10 nats); up to 0.06 high for 25 dimensions",
  cost:
    "O(n m² + m³) with m = 400 + 8 d features, neighbours, 2 KSG and up to 8 entropies; memory O(n m)",
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
  stepOf(context)(0, "dimension of x and y");
  const dimensions = { x: await relativeDimension(a), y: await relativeDimension(b) };
  const solid = { x: dimensions.x >= LEAST_DIMENSION, y: dimensions.y >= LEAST_DIMENSION };
  const tried = { x: solid.x && hasRoom(a), y: solid.y && hasRoom(b) };
  const { toY, toX } = await directions(pair, tried, context);
  const forward = toY && toY.dof <= MOST_DOF_SHARE * a.n ? toY : null;
  const backward = toX && toX.dof <= MOST_DOF_SHARE * a.n ? toX : null;
  const crowded = forward !== toY || backward !== toX || tried.x !== solid.x || tried.y !== solid.y;
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

/** What both sides say of each other; null for a side that is not to be predicted, or is no density. */
async function directions(
  { a, b }: CanonicalPair,
  { x: hasX, y: hasY }: { readonly x: boolean; readonly y: boolean },
  context: Context,
): Promise<{ toY: ShearDirection | null; toX: ShearDirection | null }> {
  const { signal } = context;
  const step = stepOf(context);
  const forward = async (beside = false): Promise<ShearDirection> => {
    step(0.02, beside ? "predicting x and y" : "predicting y");
    const direction = await shearDirection(a, b, signal);
    step(0.5, beside ? "predicting x and y" : "predicting x");
    return direction;
  };
  if (!hasX && !hasY) return { toY: null, toX: null };
  if (!hasX) return { toY: hasY ? finite(await forward()) : null, toX: null };
  if (!hasY) {
    step(0.02, "predicting x");
    return { toY: null, toX: finite(await shearDirection(b, a, signal)) };
  }
  const job = { call: "direction", a: b, b: a } as const;
  const ms = a.n * (Math.max(a.d, b.d) === 1 ? SAMPLE_MS.line : SAMPLE_MS.space);
  const [toY, toX] = await sideBySide(forward, job, ms, signal);
  return { toY: finite(toY), toX: finite(toX) };
}

/** Tells how far the work is, unless it is aborted. */
function stepOf({ signal, onProgress }: Context): (done: number, name: string) => void {
  return (done, name) => {
    signal?.throwIfAborted();
    onProgress?.(done, name);
  };
}

/** Null for a side with values that repeat so often that it has no entropy. */
function finite(direction: ShearDirection): ShearDirection | null {
  return Number.isFinite(direction.nats) ? direction : null;
}

/** Whether there are samples enough for the entropy of a side. */
function hasRoom({ n, d }: Samples): boolean {
  return d <= MOST_DIMENSION_SHARE * n;
}

/** Mean of the lists, in an order that does not tell which came first. */
function mixture(lists: readonly Float64Array[]): Float64Array {
  return lists[0].map((value, i) => lists.length === 1 ? value : (value + lists[1][i]) / 2);
}
