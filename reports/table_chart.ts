/**
 * Tables drawn as pictures: text in a grid.
 *
 * @module
 */
import type { ReportTable, VegaLiteSpec } from "./artefact.ts";
import { COLORS, THEME, VEGA_LITE_SCHEMA } from "./theme.ts";

/** Titles of a drawn table. */
export interface TableTitles {
  /** Title. */
  readonly title: string;
  /** Lines below the title. */
  readonly subtitle: readonly string[];
}

/** Height of a row and width of a column. */
const ROW_HEIGHT = 66;
const COLUMN_WIDTH = 144;

/**
 * Draws a table.
 *
 * @param table Header and rows.
 * @param titles Titles.
 * @returns The specification, data inline.
 */
export function drawTable(table: ReportTable, titles: TableTitles): VegaLiteSpec {
  const [corner, ...columns] = table.header;
  const headings = table.rows.map(([heading]) => heading.text);
  const values = table.rows.flatMap(([heading, ...cells]) =>
    cells.map(({ text, paper = "", note = "" }, i) => ({
      row: heading.text,
      column: columns[i],
      text,
      paper: paper === "" ? "" : `paper: ${paper}`,
      note,
    }))
  );
  const text = (field: string, dy: number, mark: VegaLiteSpec): VegaLiteSpec => ({
    mark: { type: "text", dy, limit: COLUMN_WIDTH - 8, ...mark },
    encoding: { text: { field, type: "nominal" } },
  });
  return {
    $schema: VEGA_LITE_SCHEMA,
    title: { text: titles.title, subtitle: titles.subtitle },
    width: COLUMN_WIDTH * columns.length,
    height: ROW_HEIGHT * headings.length,
    data: { values },
    encoding: {
      x: {
        field: "column",
        type: "nominal",
        sort: columns,
        title: null,
        axis: {
          orient: "top",
          labelAngle: 0,
          labelFontWeight: "bold",
          domain: false,
          ticks: false,
        },
      },
      y: {
        field: "row",
        type: "nominal",
        sort: headings,
        title: null,
        axis: { labelFontWeight: "bold", domain: false, ticks: false, title: corner },
      },
    },
    layer: [
      { mark: { type: "rect", fill: "white", stroke: COLORS.grid } },
      text("text", -14, { fontSize: 14, fontWeight: "bold", color: COLORS.ink }),
      text("paper", 5, { fontSize: 10.5, color: COLORS.muted }),
      text("note", 20, { fontSize: 9.5, color: COLORS.linear }),
    ],
    config: { ...THEME, scale: { bandPaddingInner: 0, bandPaddingOuter: 0 } },
  };
}
