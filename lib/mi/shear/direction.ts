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
import { localResiduals, Neighborhoods } from "./local_residuals.ts";
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
  /** Gaussian code length of the residuals, in nats for each sample. */
  readonly length: number;
  /** The same with the residuals as they were before the neighbourhood was taken out. */
  readonly plain: Regression | null;
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
 * Takes O(n m² + m³) time for m features (about 400), and that of KSG, of up to four entropies and of a neighbour search.
 */
export async function shearDirection(
  a: Samples,
  b: Samples,
  signal?: AbortSignal,
): Promise<ShearDirection> {
  const designs = designsOf(a);
  const regression = await shorter(await regress(designs, b, signal));
  const { dof } = regression;
  const { rest: scaled, volumes } = withoutScale(regression);
  let rest = scaled;
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

/** What is left of residuals without covariance and scale, and the ½ ln det of both at every sample, in nats. */
function withoutScale({ residuals, logs }: Regression): { rest: Samples; volumes: Float64Array } {
  const { n, d } = residuals;
  const { samples: white, halfLogDet } = whiten(residuals, "the residual");
  return {
    rest: logs ? scaleEachRow(white, logs.map((log) => Math.exp(-0.5 * log))) : white,
    volumes: Float64Array.from(
      { length: n },
      (_, i) => halfLogDet + (logs ? 0.5 * d * logs[i] : 0),
    ),
  };
}

/**
 * The regression, or its residuals as they were before the neighbourhood was taken out, if their entropy is less: that
 * of Gaussian codes can mislead where residuals are of very unlike sizes side by side, as on a curved sheet.
 */
async function shorter(regression: Regression): Promise<Regression> {
  const { plain } = regression;
  if (!plain) return regression;
  const [own, other] = [await totalEntropy(regression), await totalEntropy(plain)];
  return other < own ? plain : regression;
}

async function totalEntropy(regression: Regression): Promise<number> {
  const { rest, volumes } = withoutScale(regression);
  return meanOf(await copulaEntropy(rest)) + meanOf(volumes);
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
  const near = new Neighborhoods(designs.a);
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
    const dof = Math.max(...fit.dof);
    const regression = (residuals: Samples, logs: Float64Array | null): Regression => ({
      residuals,
      logs,
      dof,
      length: codeLength(residuals, logs),
      plain: null,
    });
    const residuals = asSamples(fit.residuals);
    const { logs, width } = scale(residuals);
    const plain = regression(residuals, logs);
    // Where no kernel was needed, nothing is left to find nearby.
    const sharper = choice > 0 && await localResiduals(near, design, fit, logs, signal);
    return sharper ? { ...regression(sharper, scale(sharper, width).logs), plain } : plain;
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
