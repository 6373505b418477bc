/**
 * The chart of Figures 3, 4 and 6: estimates against the truth, with the identity line and an
 * interval band, in panels.
 *
 * @module
 */
import type { VegaLiteSpec } from "./artefact.ts";
import { HALF_WIDTH_95 } from "./interval.ts";
import type { ReportRecord } from "./record.ts";
import { COLORS, THEME, VEGA_LITE_SCHEMA } from "./theme.ts";

/** Where a record goes in a chart. */
export interface Place {
  /** Heading of the row of panels; empty where there is one row. */
  readonly row: string;
  /** Heading of the column of panels. */
  readonly column: string;
  /** Name of the curve, as the legend shows it. */
  readonly curve: string;
}

/** What a chart shows. */
export interface EstimateChart {
  /** Title. */
  readonly title: string;
  /** Lines below the title. */
  readonly subtitle: readonly string[];
  /** Colour of each curve by its name, in the order of the legend. */
  readonly curves: Readonly<Record<string, string>>;
  /** Where each record goes. */
  place(record: ReportRecord): Place;
  /** Width and height of a panel. */
  readonly panelSize: number;
  /** Panels keep their own axes, or share them. */
  readonly axes: "shared" | "independent";
}

/** Entries side by side in a legend that would be wider than the panels; it then goes by columns. */
const LEGEND_COLUMNS = 3;

/** What the parts of a panel mean that the legend of curves does not name. */
const LEGEND = "Band: estimate ± 1.96 standard errors (95 %). Dashed: estimate = truth.";

/**
 * Draws estimates against the truth.
 *
 * @param records Records with a true value; those without an estimate leave a gap.
 * @param chart Titles, colours and places.
 * @returns The specification, data inline.
 */
export function drawEstimates(
  records: readonly ReportRecord[],
  chart: EstimateChart,
): VegaLiteSpec {
  const points = records.map((record) => ({ ...chart.place(record), ...interval(record) }));
  const rows = [...new Set(points.map(({ row }) => row))];
  const columns = [...new Set(points.map(({ column }) => column))];
  const facet = (field: string, sort: readonly string[]) => ({
    field,
    type: "nominal",
    sort,
    title: null,
  });
  return {
    $schema: VEGA_LITE_SCHEMA,
    title: { text: chart.title, subtitle: [...chart.subtitle, LEGEND] },
    data: { values: [...points, ...identityLines(points)] },
    facet: {
      ...(rows.length > 1 ? { row: facet("row", rows) } : {}),
      column: facet("column", columns),
    },
    spec: {
      width: chart.panelSize,
      height: chart.panelSize,
      layer: panelLayers(chart.curves),
    },
    ...(chart.axes === "independent"
      ? { resolve: { scale: { x: "independent", y: "independent" } } }
      : {}),
    config: THEME,
  };
}

function interval({ truth, estimate, standardError }: ReportRecord): Record<string, number | null> {
  const half = standardError === null ? null : HALF_WIDTH_95 * standardError;
  return {
    truth,
    estimate,
    lower: estimate === null || half === null ? null : estimate - half,
    upper: estimate === null || half === null ? null : estimate + half,
  };
}

/** Two ends of the line estimate = truth for every panel. */
function identityLines(
  points: readonly (Place & { readonly truth?: number | null })[],
): Record<string, string | number>[] {
  const panels = Map.groupBy(points, ({ row, column }) => JSON.stringify([row, column]));
  return [...panels.values()].flatMap((members) => {
    const truths = members.map(({ truth }) => truth ?? 0);
    const { row, column } = members[0];
    return [Math.min(...truths), Math.max(...truths)].map((identity) => ({
      row,
      column,
      identity,
    }));
  });
}

function panelLayers(curves: Readonly<Record<string, string>>): VegaLiteSpec[] {
  const x = { field: "truth", type: "quantitative", title: "true I(X; Y), nats" };
  const y = { type: "quantitative", title: "estimate, nats" };
  const color = {
    field: "curve",
    type: "nominal",
    title: null,
    scale: { domain: Object.keys(curves), range: Object.values(curves) },
    legend: {
      orient: "bottom",
      symbolType: "circle",
      symbolOpacity: 1,
      symbolSize: 70,
      ...(Object.keys(curves).length > LEGEND_COLUMNS + 1 ? { columns: LEGEND_COLUMNS } : {}),
    },
  };
  const estimated = [{ filter: "isValid(datum.estimate)" }];
  return [
    {
      transform: [{ filter: "isValid(datum.identity)" }],
      mark: { type: "line", strokeWidth: 1, strokeDash: [5, 4], color: COLORS.muted },
      encoding: { x: { ...x, field: "identity" }, y: { ...y, field: "identity" } },
    },
    {
      transform: [{ filter: "isValid(datum.lower)" }],
      mark: { type: "area", opacity: 0.2 },
      encoding: { x, y: { ...y, field: "lower" }, y2: { field: "upper" }, color },
    },
    {
      transform: estimated,
      mark: { type: "line", strokeWidth: 1.6 },
      encoding: { x, y: { ...y, field: "estimate" }, color },
    },
    {
      transform: estimated,
      mark: { type: "point", filled: true, size: 14, opacity: 1 },
      encoding: { x, y: { ...y, field: "estimate" }, color },
    },
  ];
}
