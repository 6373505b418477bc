/**
 * The panel of the estimate against the number of samples, and what it says in words.
 *
 * @module
 */
import type { Diagnosis } from "../lib/diagnose.ts";
import type { Estimate } from "../lib/estimate_types.ts";
import { intervalFrom } from "../lib/intervals/interval.ts";
import { plugIn } from "../lib/mi/plug_in.ts";
import type { Labels } from "../lib/types.ts";
import type { VegaLiteSpec } from "./artefact.ts";
import { panelTitle } from "./code_panels.ts";
import { COLORS } from "./theme.ts";

/** Half-width of a 95 % interval in standard errors: Φ⁻¹(0.975). */
const HALF_WIDTH_95 = 1.959963984540054;

/** A level is drawn while it is at most so many times the highest estimate. */
const NEAR = 2.5;

/** Name of the level of a discrete side. */
const LABEL_LEVEL = "entropy of the labels";

/** A level that an estimate cannot pass, or seldom does. */
interface Level {
  readonly name: string;
  readonly at: (samples: number) => number;
}

/**
 * The panel.
 *
 * @param diagnosis An estimate with its evidence.
 * @param size Width and height in pixels.
 * @returns A view of a specification.
 */
export function convergencePanel(
  diagnosis: Diagnosis,
  size: { readonly width: number; readonly height: number },
): VegaLiteSpec {
  const rows = diagnosis.nested.flatMap(({ samples, estimate }) =>
    estimate === null ? [] : [{
      samples,
      estimate: estimate.mutualInformation,
      lower: estimate.interval?.lower ?? null,
      upper: estimate.interval?.upper ?? null,
    }]
  );
  const sizes = rows.map(({ samples }) => samples);
  const [least, most] = [sizes[0], sizes[sizes.length - 1]];
  const levels = levelsOf(diagnosis).flatMap(({ name, at }) =>
    steps(least, most).map((samples) => ({ samples, level: at(samples), name }))
  );
  const x = {
    field: "samples",
    type: "quantitative",
    title: "samples N, nested",
    scale: { type: "log", nice: false, domain: [least, most] },
    axis: { values: doublings(sizes), format: "d", grid: true },
  };
  const y = (field: string) => ({
    field,
    type: "quantitative",
    title: "estimate, nats",
    scale: { zero: false },
  });
  const intervals = rows.filter(({ lower }) => lower !== null).length;
  return {
    title: panelTitle(`Estimate against N${intervals > 0 ? ", with its interval" : ""}`),
    ...size,
    data: { values: rows },
    layer: [
      ...intervals > 0 ? [band(x, y("lower"), intervals > 1)] : [],
      ...levelLayers(levels, x, y("level")),
      {
        mark: { type: "line", strokeWidth: 1.6, color: COLORS.compressed },
        encoding: { x, y: y("estimate") },
      },
      {
        mark: { type: "point", filled: true, size: 45, opacity: 1, color: COLORS.compressed },
        encoding: { x, y: y("estimate") },
      },
    ],
  };
}

/** Intervals: a band, or a bar where all samples alone have one. */
function band(x: VegaLiteSpec, y: VegaLiteSpec, isBand: boolean): VegaLiteSpec {
  return {
    transform: [{ filter: "isValid(datum.lower)" }],
    mark: isBand
      ? { type: "area", opacity: 0.2, color: COLORS.compressed }
      : { type: "rule", strokeWidth: 1.6, color: COLORS.compressed },
    encoding: { x, y, y2: { field: "upper" } },
  };
}

function levelLayers(
  values: readonly { readonly samples: number; readonly name: string }[],
  x: VegaLiteSpec,
  y: VegaLiteSpec,
): VegaLiteSpec[] {
  if (values.length === 0) return [];
  const most = Math.max(...values.map(({ samples }) => samples));
  const data = { values };
  return [
    {
      data,
      mark: { type: "line", strokeWidth: 1, strokeDash: [5, 4], color: COLORS.muted },
      encoding: { x, y, detail: { field: "name", type: "nominal" } },
    },
    {
      data: { values: values.filter(({ samples }) => samples === most) },
      mark: { type: "text", align: "right", dy: -7, fontSize: 11, color: COLORS.muted },
      encoding: { x, y, text: { field: "name", type: "nominal" } },
    },
  ];
}

/**
 * Levels near the estimate. Differences of entropies and KSG on data as dependent as can be read about
 * ln N plus a constant of order one, whatever the truth, and flatten from about half of that; with a
 * discrete side, no more than its entropy can be shared.
 */
function levelsOf({ estimate, codes }: Diagnosis): Level[] {
  const labels = [codes.x, codes.y].flatMap((side) =>
    side.kind === "discrete" ? [side.labels] : []
  );
  const near = (level: Level) =>
    level.at(estimate.samples) <= NEAR * Math.max(estimate.mutualInformation, 0);
  if (labels.length > 0) {
    const entropy = Math.min(...labels.map(entropyOf));
    return [{ name: LABEL_LEVEL, at: () => entropy }].filter(near);
  }
  const isLocal = estimate.entropies.joint !== null || estimate.method.startsWith("ksg");
  if (!isLocal) return [];
  return [
    { name: "½ ln N", at: (samples: number) => Math.log(samples) / 2 },
    { name: "ln N", at: (samples: number) => Math.log(samples) },
  ].filter(near);
}

/** H of labels in nats: their plug-in information about themselves. */
function entropyOf(labels: Labels): number {
  return plugIn(labels, labels).nats;
}

/** What the dashed levels of the panel mean; empty where there are none. */
export function levelText(diagnosis: Diagnosis): string {
  const [first] = levelsOf(diagnosis);
  if (first === undefined) return "";
  if (first.name === LABEL_LEVEL) {
    return "Dashed: the entropy of the labels, which no estimate can pass.";
  }
  return "Dashed: ln N, which estimates by neighbours or kernels hardly pass whatever the truth, and half of it.";
}

/** Enough places for a level to look smooth on a logarithmic axis. */
function steps(least: number, most: number): number[] {
  return Array.from({ length: 25 }, (_, i) => i === 24 ? most : least * (most / least) ** (i / 24));
}

/** Every other size, from the largest down: as many ticks as have room. */
function doublings(sizes: readonly number[]): number[] {
  return sizes.filter((_, i) => (sizes.length - 1 - i) % 2 === 0);
}

/**
 * Whether the estimate has settled, as far as it can be told: the last doubling of N against noise.
 *
 * @param diagnosis An estimate with its evidence.
 * @returns One or two sentences.
 */
export function convergenceText({ nested }: Diagnosis): string {
  const present = nested.flatMap(({ estimate }) => estimate === null ? [] : [estimate]);
  const last = present[present.length - 1];
  const half = present.findLast(({ samples }) => samples <= 0.55 * last.samples);
  if (half === undefined) return "Too few samples to follow the estimate over N.";
  const change = last.mutualInformation - half.mutualInformation;
  const moved = `From N = ${half.samples} to ${last.samples} the estimate moved by ` +
    `${signed(change)} nats`;
  const noise = noiseOf(half, last);
  if (noise === null) return `${moved}.`;
  if (Math.abs(change) <= noise) {
    return `${moved}, which noise explains (up to ${
      noise.toPrecision(2)
    }): no trend is left to see.`;
  }
  return `${moved}, which noise does not explain (up to ${noise.toPrecision(2)}): it has not ` +
    `settled, and the truth is probably ${change > 0 ? "higher" : "lower"}.`;
}

/**
 * Largest change that noise makes in 95 % of the cases: subsets that hold each other differ by the
 * variance σ² (1/m − 1/n), the difference of their squared standard errors; taken to be no less than the
 * last of these, to which it is equal for m = n/2. Where all samples alone have an interval, σ² is n times
 * the square of its standard error.
 */
function noiseOf(half: Estimate, last: Estimate): number | null {
  if (half.standardError === null || last.standardError === null) return noiseBy(last, half);
  const variance = half.standardError ** 2 - last.standardError ** 2;
  return HALF_WIDTH_95 * Math.sqrt(Math.max(variance, last.standardError ** 2));
}

function noiseBy({ interval, samples: n }: Estimate, { samples: m }: Estimate): number | null {
  if (interval === null) return null;
  const standardError = interval.standardError * Math.sqrt(Math.max(n / m - 1, 1));
  return intervalFrom(0, { ...interval, standardError }, 0.95).upper;
}

function signed(value: number): string {
  return `${value < 0 ? "−" : "+"}${Math.abs(value).toPrecision(2)}`;
}
