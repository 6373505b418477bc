/**
 * The work of the page's Worker: an estimate, and what its figures show.
 *
 * @module
 */
import { estimate } from "../../lib/estimate.ts";
import { readSide, type Side } from "../../lib/estimate_inputs.ts";
import type { Estimate } from "../../lib/estimate_types.ts";
import { intervalOfSubsets, nestedSizes, subsetEstimates } from "../../lib/nested_estimates.ts";
import type { FittedCompressor, Labels, SamplesLike } from "../../lib/types.ts";
import { convergenceText } from "../convergence_panel.ts";
import type { CodePoint, EstimateRequest, SizePoint } from "./messages.ts";

/** Points of the scatter plot at most. */
const MOST_POINTS = 1500;

/** The estimate against the number of samples. */
export interface Convergence {
  /** Estimates on parts of the samples, each part of the next, and on all. */
  readonly points: readonly SizePoint[];
  /** What they say, in words. */
  readonly text: string;
}

/** An estimate with what its figures need. */
export interface Measured {
  /** The result, without its pointwise values. */
  readonly estimate: Estimate;
  /** Contribution of every sample, in nats. */
  readonly contributions: readonly number[];
  /** Codes of some samples. */
  readonly codes: readonly CodePoint[];
  /** Follows the estimate over the number of samples; takes longer than the estimate. */
  converge(): Promise<Convergence>;
}

/**
 * Estimates, by the function that the command line calls too.
 *
 * @param x Data of X.
 * @param y Data of Y.
 * @param request What to do with them.
 * @param onProgress Told the share of the work that is done.
 * @returns The result and its figures' data.
 * @throws {InputError} As `estimate` does.
 */
export async function measure(
  x: SamplesLike | Labels,
  y: SamplesLike | Labels,
  request: EstimateRequest,
  onProgress: (fraction: number, step: string) => void,
): Promise<Measured> {
  const { method, methodOptions, interval, level, test, seed, jitter, device } = request;
  const shared = { method, methodOptions, level, seed, jitter, device };
  const settings = { ...shared, interval: interval ?? undefined };
  const sides = {
    x: readSide(x, "x", request.x.discrete),
    y: readSide(y, "y", request.y.discrete),
  };
  const fitted: { x?: FittedCompressor; y?: FittedCompressor } = {};
  const whole = await estimate(x, y, {
    ...settings,
    compressX: request.x.compress ?? undefined,
    compressY: request.y.compress ?? undefined,
    xDiscrete: request.x.discrete,
    yDiscrete: request.y.discrete,
    test,
    pointwise: true,
    onProgress,
    onCompressed: (compressor, side) => void (fitted[side] = compressor),
  });
  const { pointwise = [], ...result } = whole;
  const codes = { x: await codeOf(sides.x, fitted.x), y: await codeOf(sides.y, fitted.y) };
  return {
    estimate: result,
    contributions: pointwise,
    codes: codePoints(codes.x, codes.y, pointwise),
    async converge() {
      const sizes = nestedSizes(whole.samples).filter((size) => size < whole.samples);
      const smaller = await subsetEstimates(sides, sizes, {
        ...settings,
        compressX: fitted.x,
        compressY: fitted.y,
        interval: intervalOfSubsets(sides, settings),
        onProgress,
      });
      const nested = [...smaller, { samples: whole.samples, estimate: whole }];
      return {
        points: nested.flatMap(({ estimate: part }) => part ? [sizePoint(part)] : []),
        text: convergenceText({ estimate: whole, codes, nested }),
      };
    },
  };
}

async function codeOf(side: Side, fitted: FittedCompressor | undefined): Promise<Side> {
  if (side.kind === "discrete" || fitted === undefined) return side;
  const samples = await fitted.encode(side.samples);
  return { kind: "continuous", samples, n: samples.n, d: samples.d };
}

function codePoints(x: Side, y: Side, pointwise: readonly number[]): CodePoint[] {
  const step = Math.max(1, Math.ceil(x.n / MOST_POINTS));
  const points: CodePoint[] = [];
  for (let i = 0; i < x.n; i += step) {
    points.push({ x: firstCoordinate(x, i), y: firstCoordinate(y, i), nats: pointwise[i] });
  }
  return points;
}

function firstCoordinate(side: Side, row: number): number | string {
  return side.kind === "discrete" ? String(side.labels[row]) : side.samples.data[row * side.d];
}

function sizePoint({ samples, mutualInformation, interval }: Estimate): SizePoint {
  return {
    samples,
    nats: mutualInformation,
    lower: interval?.lower ?? null,
    upper: interval?.upper ?? null,
  };
}
