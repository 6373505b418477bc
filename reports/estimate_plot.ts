/**
 * The picture of one estimate: the codes, the contributions of the samples, and the estimate against
 * the number of samples.
 *
 * @module
 */
import type { Diagnosis } from "../lib/diagnose.ts";
import type { Estimate } from "../lib/estimate_types.ts";
import type { VegaLiteSpec } from "./artefact.ts";
import { codePanels, MOST_POINTS, panelTitle } from "./code_panels.ts";
import { convergencePanel, convergenceText, levelText } from "./convergence_panel.ts";
import { interactive } from "./interactive.ts";
import { COLORS, THEME, VEGA_LITE_SCHEMA } from "./theme.ts";

/** Size of a panel in pixels. */
const SIZE = { width: 330, height: 260 };

/** Bars of the histogram. */
const BARS = 40;

/**
 * Draws an estimate.
 *
 * @param diagnosis The estimate with its evidence.
 * @returns The specification, data inline, with tooltips.
 */
export function estimatePlot(diagnosis: Diagnosis): VegaLiteSpec {
  const { estimate } = diagnosis;
  const codes = codePanels(diagnosis, SIZE);
  return interactive({
    $schema: VEGA_LITE_SCHEMA,
    title: { text: estimateTitle(estimate), subtitle: subtitles(diagnosis) },
    concat: [
      ...codes,
      histogram(estimate, SIZE),
      convergencePanel(diagnosis, SIZE),
    ],
    columns: codes.length === 1 ? 3 : 2,
    spacing: 40,
    resolve: { scale: { color: "independent" } },
    config: THEME,
  }, `${estimateTitle(estimate)}. ${convergenceText(diagnosis)}`);
}

/** "I(X; Y) = 1.023 nats, 95 % interval 0.9 to 1.1". */
export function estimateTitle({ mutualInformation, interval }: Estimate): string {
  const title = `I(X; Y) = ${decimal(mutualInformation)} nats`;
  if (interval === null) return title;
  const percent = Number((100 * interval.level).toPrecision(12));
  return `${title}, ${percent} % interval ${decimal(interval.lower)} to ${decimal(interval.upper)}`;
}

/** What was done, in one line. */
export function methodText({ method, parameters, samples, seed, compression }: Estimate): string {
  const chosen = Object.entries(parameters)
    .filter(([, value]) => value !== null)
    .map(([name, value]) => `${name} ${value}`);
  const codes = (["x", "y"] as const).flatMap((side) => {
    const code = compression[side];
    return code === null ? [] : [`${side} compressed by ${code.id} to ${code.dim}`];
  });
  return [[method, ...chosen].join(", "), ...codes, `N = ${samples}`, `seed ${seed}`].join("; ");
}

function subtitles(diagnosis: Diagnosis): string[] {
  const { estimate, codes } = diagnosis;
  const levels = levelText(diagnosis);
  const isScatter = codes.x.kind === "continuous" || codes.y.kind === "continuous";
  return [
    methodText(estimate),
    convergenceText(diagnosis),
    ...levels === "" ? [] : [levels],
    ...isScatter && estimate.samples > MOST_POINTS
      ? [`The codes show ${MOST_POINTS} of the samples, drawn at random.`]
      : [],
  ];
}

/** The contributions of the samples in bars, with their mean: the estimate. */
function histogram(estimate: Estimate, size: typeof SIZE): VegaLiteSpec {
  const x = (field: string) => ({
    field,
    type: "quantitative",
    title: "contribution of a sample, nats",
    scale: { zero: false, nice: false },
  });
  const y = { field: "count", type: "quantitative", title: "samples" };
  return {
    title: panelTitle("Contributions, and their mean"),
    ...size,
    layer: [
      {
        data: { values: bars(estimate.pointwise ?? []) },
        mark: { type: "bar", color: COLORS.latent, opacity: 0.75, tooltip: true },
        encoding: { x: { ...x("from"), bin: "binned" }, x2: { field: "to" }, y },
      },
      {
        data: { values: [{ mean: estimate.mutualInformation }] },
        mark: { type: "rule", strokeWidth: 1.8, color: COLORS.ink },
        encoding: { x: x("mean") },
      },
    ],
  };
}

/** Counts in bars of equal width from the least to the largest value; one nat wide if all are equal. */
function bars(values: readonly number[]): { from: number; to: number; count: number }[] {
  const least = values.reduce((a, b) => Math.min(a, b), Infinity);
  const most = values.reduce((a, b) => Math.max(a, b), -Infinity);
  const [start, width] = most > least ? [least, (most - least) / BARS] : [least - 0.5, 1 / BARS];
  const counts = new Array<number>(BARS).fill(0);
  for (const value of values) counts[Math.min(BARS - 1, Math.floor((value - start) / width))]++;
  return counts.map((count, i) => ({
    from: start + i * width,
    to: start + (i + 1) * width,
    count,
  }));
}

/** Four decimals, with a true minus sign. */
function decimal(value: number): string {
  return value.toFixed(4).replace("-", "−");
}
