/**
 * The information plane of a run that is not over, as lines for a terminal: a row for each layer with its
 * latest estimates, their change since the record before, and their course as a sparkline.
 *
 * @module
 */
import type { PlaneInformation, PlaneRecord } from "../plane/plane_types.ts";
import type { Style } from "./style.ts";

/** What the lines are made for. */
export interface PlaneViewSettings {
  /** The last epoch that there will be. */
  readonly epochs: number;
  /** Characters in a line, at most. */
  readonly columns: number;
  /** Lines, at most; layers that have no place are counted in the last one. */
  readonly rows: number;
  /** Style of the stream. */
  readonly style: Style;
}

/** Width of a number, and of a change with its sign. */
const NUMBER = 7;
const CHANGE = 8;
/** Least and greatest width of a sparkline; without room for the least one there is none. */
const SPARK = { least: 4, most: 24 };
/** Greatest width of the name of a layer. */
const NAME = 14;

/** Eighths of a line's height. */
const BLOCKS = "▁▂▃▄▅▆▇█";

/** Widths of the columns that a line has room for; 0 for a column that is left out. */
interface Widths {
  readonly name: number;
  readonly change: number;
  readonly spark: number;
}

/**
 * Makes the lines.
 *
 * @param records Records of a run, in their order.
 * @param settings What they are made for.
 * @returns A heading with the metrics, and a table; nothing where there are no records. O(records).
 */
export function planeView(
  records: readonly PlaneRecord[],
  { epochs, columns, rows, style }: PlaneViewSettings,
): string[] {
  const last = records.at(-1);
  if (!last) return [];
  const layers = [...Map.groupBy(records, ({ layer }) => layer).values()];
  const widths = widthsFor(layers.map(([{ layer }]) => layer.length), columns);
  const room = Math.max(1, rows - 2);
  const shown = layers.length <= room ? layers : layers.slice(0, room - 1);
  const hidden = layers.length - shown.length;
  return [
    headline(last, epochs, columns, style),
    style.dim(heading(widths).slice(0, columns)),
    ...shown.map((members) => layerLine(members, last.epoch, widths, columns, style)),
    ...(hidden > 0 ? [style.dim(`… and ${hidden} more layers`.slice(0, columns))] : []),
  ];
}

function widthsFor(lengths: readonly number[], columns: number): Widths {
  const name = Math.max("layer".length, Math.min(NAME, Math.max(...lengths)));
  // Two spaces before every column; a sparkline follows each of both kinds of information.
  const left = columns - name - 2 * (2 + NUMBER);
  const change = left >= 2 * (2 + CHANGE) ? CHANGE : 0;
  const spark = Math.floor((left - (change > 0 ? 2 * (2 + change) : 0)) / 2) - 2;
  return {
    name,
    change,
    spark: change > 0 && spark >= SPARK.least ? Math.min(spark, SPARK.most) : 0,
  };
}

function heading({ name, change, spark }: Widths): string {
  const side = (title: string) =>
    [title.padStart(NUMBER), ...(change > 0 ? ["change".padStart(change)] : [])].join("  ") +
    (spark > 0 ? " ".repeat(2 + spark) : "");
  return `${"layer".padEnd(name)}  ${side("I(X; L)")}  ${side("I(L; Y)")}`.trimEnd();
}

function layerLine(
  members: readonly PlaneRecord[],
  epoch: number,
  { name, change, spark }: Widths,
  columns: number,
  style: Style,
): string {
  const now = members[members.length - 1];
  const side = (of: (record: PlaneRecord) => PlaneInformation | null): string => {
    const values = members.map((record) => of(record)?.nats ?? null);
    const [before, value] = [values.at(-2) ?? null, values[values.length - 1]];
    return [
      (value === null ? "–" : value.toFixed(3)).padStart(NUMBER),
      ...(change > 0 ? [changeText(before, value).padStart(change)] : []),
      ...(spark > 0 ? [sparkline(values, spark).padEnd(spark)] : []),
    ].join("  ");
  };
  const line = [
    shortened(now.layer, name).padEnd(name),
    side(({ inputInformation }) => inputInformation),
    side(({ targetInformation }) => targetInformation),
  ].join("  ").slice(0, columns).trimEnd();
  // What this epoch has not measured yet is of the one before.
  return now.epoch === epoch ? line : style.dim(line);
}

function changeText(before: number | null, now: number | null): string {
  if (before === null || now === null) return "–";
  const text = (now - before).toFixed(3);
  return now > before ? `+${text}` : text;
}

function shortened(text: string, width: number): string {
  return text.length <= width ? text : `${text.slice(0, width - 1)}…`;
}

function headline(record: PlaneRecord, epochs: number, columns: number, style: Style): string {
  const { epoch, loss, testLoss, accuracy } = record;
  const start = `Epoch ${epoch} of ${epochs}`;
  const metrics = [
    loss === null ? "" : `loss ${loss.toPrecision(4)}`,
    accuracy === null ? "" : `accuracy ${(100 * accuracy).toFixed(2)} %`,
    testLoss === null ? "" : `test loss ${testLoss.toPrecision(4)}`,
  ].filter((text) => text !== "");
  let rest = "";
  for (const text of metrics) {
    const next = `${rest}${rest === "" ? ": " : ", "}${text}`;
    if (start.length + next.length <= columns) rest = next;
  }
  return style.bold(start.slice(0, columns)) + rest;
}

/**
 * A course as blocks, from its least value to its greatest.
 *
 * @param values Numbers; null where there is none.
 * @param width Characters, at most: of more values, each stands for the mean of as many neighbours.
 * @returns The blocks, the latest at the end; a space for what is missing.
 */
export function sparkline(values: readonly (number | null)[], width: number): string {
  const count = Math.min(width, values.length);
  const means = Array.from({ length: count }, (_, i) => {
    const from = Math.floor(i * values.length / count);
    const to = Math.floor((i + 1) * values.length / count);
    const present = values.slice(from, to).filter((value) => value !== null);
    return present.length === 0 ? null : present.reduce((a, b) => a + b) / present.length;
  });
  const known = means.filter((value) => value !== null);
  const [least, most] = [Math.min(...known), Math.max(...known)];
  return means.map((value) => {
    if (value === null) return " ";
    const share = most > least ? (value - least) / (most - least) : 0.5;
    return BLOCKS[Math.min(BLOCKS.length - 1, Math.floor(share * BLOCKS.length))];
  }).join("");
}
