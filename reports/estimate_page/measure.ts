/**
 * The work of the page's Worker: an estimate, and what its figures show.
 *
 * @module
 */
import { compressSide } from "../../lib/estimate_compression.ts";
import { readSide, type Side } from "../../lib/estimate_inputs.ts";
import { estimate } from "../../lib/estimate.ts";
import type { Estimate } from "../../lib/estimate_types.ts";
import { createRng, deriveSeed, permutation } from "../../lib/rng.ts";
import { takeRows } from "../../lib/samples.ts";
import type { Context, FittedCompressor, Labels, SamplesLike } from "../../lib/types.ts";
import type { CodePoint, EstimateRequest, SizePoint } from "./messages.ts";

/** Points of the scatter plot at most. */
const MOST_POINTS = 1500;

/** Fewest samples of a part that is estimated on its own. */
const LEAST_PART = 100;

/** A side as it was read, and as the estimator sees it. */
interface CompressedSide {
  readonly side: Side;
  readonly code: Side;
  readonly fitted: FittedCompressor | null;
}

/** An estimate with what its figures need. */
export interface Measured {
  /** The result, without its pointwise values. */
  readonly estimate: Estimate;
  /** Contribution of every sample, in nats. */
  readonly contributions: readonly number[];
  /** Codes of some samples. */
  readonly codes: readonly CodePoint[];
  /** Estimates on an eighth, a quarter and a half of the samples, each part of the next, and on all. */
  sizes(): AsyncGenerator<SizePoint>;
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
  const { method, methodOptions, level, seed, jitter, device } = request;
  const settings = { method, methodOptions, level, seed, jitter, device };
  const context = { seed, device, onProgress };
  const [a, b] = [
    await compressed(x, "x", request, context),
    await compressed(y, "y", request, context),
  ];
  const compressors = { compressX: a.fitted ?? undefined, compressY: b.fitted ?? undefined };
  const { pointwise = [], ...result } = await estimate(x, y, {
    ...settings,
    ...compressors,
    xDiscrete: request.x.discrete,
    yDiscrete: request.y.discrete,
    pointwise: true,
    onProgress,
  });
  return {
    estimate: result,
    contributions: pointwise,
    codes: codePoints(a.code, b.code, pointwise),
    async *sizes() {
      const order = permutation(result.samples, createRng(deriveSeed(seed, "sizes")));
      for (const share of [1 / 8, 1 / 4, 1 / 2]) {
        const rows = order.subarray(0, Math.floor(result.samples * share));
        if (rows.length < LEAST_PART) continue;
        const part = await estimate(take(a.side, rows), take(b.side, rows), {
          ...settings,
          ...compressors,
        }).catch(() => null); // Too few of a class, say: a size without an estimate.
        if (part) yield sizePoint(part);
      }
      yield sizePoint(result);
    },
  };
}

async function compressed(
  data: SamplesLike | Labels,
  name: "x" | "y",
  request: EstimateRequest,
  context: Context,
): Promise<CompressedSide> {
  const side = readSide(data, name, request[name].discrete);
  const compressor = request[name].compress ?? undefined;
  const { side: code, fitted } = await compressSide(side, name, compressor, context);
  return { side, code, fitted };
}

/** Some rows of a side. Labels become text, so that they stay labels. */
function take(side: Side, rows: Int32Array): SamplesLike | Labels {
  if (side.kind === "continuous") return takeRows(side.samples, rows);
  return Array.from(rows, (row) => String(side.labels[row]));
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
