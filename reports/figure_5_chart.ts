/**
 * The chart of Figure 5: the information plane of each layer, and what leads there over the epochs.
 *
 * @module
 */
import type { VegaLiteSpec } from "./artefact.ts";
import { COLUMNS, informationPanel, lossPanel, planePanel } from "./plane_panels.ts";
import { planePoints } from "./plane_points.ts";
import { type PlaneSeries, planeSeries } from "./plane_series.ts";
import type { ReportRecord } from "./record.ts";
import { THEME, VEGA_LITE_SCHEMA } from "./theme.ts";

/** Room between the plot areas of panels, for the axes. */
const SPACING = { column: 50, row: 56 };

/**
 * Draws an information plane.
 *
 * @param records Records of one run; those that have no `quantity` are passed over.
 * @returns The specification, data inline, or null if there is nothing to draw.
 */
export function drawInformationPlane(records: readonly ReportRecord[]): VegaLiteSpec | null {
  const series = planeSeries(records).filter(({ epochs }) => epochs.length > 0);
  if (series.length === 0) return null;
  const layers = series.map(({ layer }) => layer);
  const hasLoss = series.some(({ losses }) => losses.some((loss) => loss !== null));
  return {
    $schema: VEGA_LITE_SCHEMA,
    title: {
      text: "Figure 5. Information plane of the MNIST classifier",
      subtitle: subtitle(records, series),
    },
    data: { values: series.flatMap((each, i) => planePoints(each, i, series.length)) },
    vconcat: [
      {
        concat: layers.map((_, i) => planePanel(i, series)),
        columns: COLUMNS,
        spacing: SPACING,
        bounds: "flush",
        resolve: { scale: { color: "shared" } },
      },
      {
        hconcat: [
          ...(hasLoss ? [lossPanel(series)] : []),
          informationPanel("I(X; L)", "x", layers),
          informationPanel("I(L; Y)", "y", layers),
        ],
        spacing: SPACING.column,
        bounds: "flush",
        resolve: { scale: { color: "independent" } },
      },
    ],
    spacing: 30,
    resolve: { scale: { color: "independent" } },
    config: THEME,
  };
}

function subtitle(records: readonly ReportRecord[], series: readonly PlaneSeries[]): string[] {
  const shown = records.filter(({ quantity }) => quantity !== undefined);
  const distinct = (values: readonly unknown[]): string => [...new Set(values)].join(", ");
  const failed = shown.filter(({ estimate }) => estimate === null).length;
  const missing = failed === 0 ? "" : `; ${failed} of ${shown.length} estimates are missing`;
  return [
    `N = ${distinct(shown.map(({ n }) => n))} samples at each epoch; estimator ` +
    `${
      distinct(shown.map(({ method }) => method.toUpperCase()))
    } on compressed inputs and outputs; ` +
    `seed ${distinct(shown.map(({ seed }) => seed))}; computed on the ` +
    `${distinct(shown.map(({ device }) => device.toUpperCase()))}${missing}.`,
    "Strong lines: smoothed. Faint lines: as estimated; bars: ± 1.96 standard errors (95 %), at some " +
    "of the epochs. Ring: first epoch. Dot: last.",
    `Smoothing: ${distinct(series.map(({ smoothing }) => smoothing.text))}.`,
  ];
}
