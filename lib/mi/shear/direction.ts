/**
 * The shear-residual estimate in one direction: a regression of one side on the other takes the dependence
 * out, and what it took out is counted. `README.md` in this folder states and proves the identity.
 *
 * @module
 */
import type { DenseMatrix } from "../../../kernels/simd/dense.ts";
import { rankGaussianise } from "../../rank_gaussianise.ts";
import type { Samples } from "../../types.ts";
import { whiten } from "../../whitening.ts";
import { ksgPointwise } from "../ksg.ts";
import { bestCandidate, type Designs, designsOf, fullDesign, fullFeatures } from "./designs.ts";
import { copulaEntropy } from "./residual_entropy.ts";
import { localResiduals } from "./local_residuals.ts";
import { type RidgeDesign, type RidgeFit, ridgeFit } from "./ridge.ts";
import { codeLength, type ScaleModel, scaleModel } from "./scale_model.ts";
import { localCodeLength, meanOf, scaleEachRow } from "./scatter.ts";
import { shapeModel } from "./shape_model.ts";

/** Neighbours of KSG between a and what the regression left over. */
const REST_NEIGHBORS = 5;

/** The terms of the identity, and what says how far to trust them. */
export interface ShearDirection {
  /** Estimate in nats. */
  readonly nats: number;
  /** Contribution of every sample, length n; their mean is `nats`. */
  readonly pointwise: Float64Array;
  /** KSG's reading of I(A; R'), the dependence left over, in nats. */
  readonly rest: number;
  /** Parameters of the regression, in effect, of the output that has most. */
  readonly dof: number;
}

/** The regression with the shortest code, and its scale model. */
interface Regression {
  /** Residuals, shape `(n, d)`, in the unit of b. */
  readonly residuals: Samples;
  /** ln of the squared scale at every sample, or null. */
  readonly logs: Float64Array | null;
  /** Parameters in effect. */
  readonly dof: number;
  /** Gaussian code length of the leave-one-out errors, in nats for each sample. */
  readonly length: number;
}

/**
 * I(A; B) = h(B) − h(R') − E ln |det L(A)| + I(A; R') in nats, with R' = L(A)⁻¹ (B − f(A)).
 *
 * @param a The side that predicts, shape `(n, d)`, whitened; not changed.
 * @param b The side that is predicted, shape `(n, e)`; not changed.
 * @param signal Aborts between the steps.
 * @returns The estimate and its diagnostics.
 * @throws {InputError} If the residuals have a singular covariance.
 *
 * Takes O(n m² + m³) time for m features (about 400), and that of KSG and of two entropies.
 */
export async function shearDirection(
  a: Samples,
  b: Samples,
  signal?: AbortSignal,
): Promise<ShearDirection> {
  const designs = designsOf(a);
  const { residuals, logs, dof } = await regress(designs, b, signal);
  const { samples: white, halfLogDet } = whiten(residuals, "the residual");
  let rest = logs ? scaleEachRow(white, logs.map((log) => Math.exp(-0.5 * log))) : white;
  const volumes = Float64Array.from(
    { length: a.n },
    (_, i) => halfLogDet + (logs ? 0.5 * b.d * logs[i] : 0),
  );
  signal?.throwIfAborted();
  const shaped = shapeModel(designs, rest);
  if (shaped) {
    rest = shaped.residuals;
    shaped.halfLogDets.forEach((value, i) => volumes[i] += value);
  }
  signal?.throwIfAborted();
  const [whole, part] = [await copulaEntropy(b), await copulaEntropy(rest)];
  signal?.throwIfAborted();
  const left = await ksgPointwise(a, rankGaussianise(rest), REST_NEIGHBORS, { signal });
  const pointwise = whole.map((value, i) => value - part[i] - volumes[i] + left[i]);
  return { nats: meanOf(pointwise), pointwise, rest: meanOf(left), dof };
}

/**
 * f and the scale. Few landmarks choose the features and give a first scale; the regression proper has more of
 * them, and weights from that scale. The one with the shorter code is kept.
 */
async function regress(
  designs: Designs,
  b: Samples,
  signal: AbortSignal | undefined,
): Promise<Regression> {
  const outputs: DenseMatrix = { data: b.data, rows: b.n, columns: b.d };
  const asSamples = (data: Float64Array): Samples => ({ data, n: b.n, d: b.d });
  const { choice, fit } = bestCandidate(
    designs,
    outputs,
    ({ leftOut }) => localCodeLength(asSamples(leftOut)),
  );
  const scale = (residuals: Samples, width?: number): ScaleModel =>
    scaleModel(designs, whiten(residuals, "the residual").samples, width);
  const withScale = async (design: RidgeDesign, fit: RidgeFit): Promise<Regression> => {
    let residuals = asSamples(fit.residuals);
    const { logs: own, width } = scale(residuals);
    let logs = own;
    // Where no kernel was needed, nothing is left to find nearby.
    const sharper = choice > 0 && await localResiduals(designs.a, design, fit, logs, signal);
    if (sharper) {
      residuals = sharper;
      logs = scale(sharper, width).logs;
    }
    return { residuals, logs, dof: Math.max(...fit.dof), length: codeLength(residuals, logs) };
  };
  const first = await withScale(designs.candidates[choice], fit);
  if (choice === 0 && first.logs === null) return first; // More landmarks are no change.
  signal?.throwIfAborted();
  const weights = first.logs && first.logs.map((log) => Math.exp(-log));
  // Once is enough: a second round with the new scale gains 0.01 nats at best.
  const full = fullDesign(designs, fullFeatures(designs, choice), weights);
  const second = await withScale(full, ridgeFit(full, outputs));
  return second.length < first.length ? second : first;
}
