/**
 * From a data file to samples or labels.
 *
 * @module
 */
import { InputError } from "../lib/errors.ts";
import { asSamples } from "../lib/samples.ts";
import type { Samples } from "../lib/types.ts";
import { closestName } from "./closest_name.ts";
import type {
  DataColumn,
  DataFile,
  NumberColumn,
  TableFile,
  TextColumn,
  UnreadableColumn,
} from "./data_file.ts";
import { DECIMAL_COMMA } from "./table.ts";

/** Continuous data, or the labels of a discrete variable. */
export type Selection = { readonly samples: Samples } | { readonly labels: string[] };

/** How to select. */
export interface SelectOptions {
  /** What to call the data in messages. @default {"data"} */
  readonly name?: string;
  /**
   * Whether the data are known to be labels. A text column most of whose cells are numbers is
   * otherwise taken for numbers with errors among them.
   *
   * @default {false}
   */
  readonly labels?: boolean;
}

/** Columns that pandas and R write for the row names. */
const ROW_NAMES = /^(Unnamed: 0|__index_level_\d+__)$/;

/**
 * The values of some columns.
 *
 * @param file What was read; not changed.
 * @param names The columns, as a list or separated by commas: names from the header, or else indices
 *   from 0, as in NumPy. Without it, all columns, except a column of row numbers without a name (as
 *   pandas and R write it). Axes of an array after the first are flattened.
 * @param options What to call the data, and whether they are labels.
 * @returns Numbers of shape `(n, columns)`, or the labels in one text column; several columns of which
 *   one is text, as labels, make joint labels.
 * @throws {InputError} If a column is not there, cells are missing or no numbers, or text is mixed
 *   with other columns; the message names the line and the column.
 */
export function selectColumns(
  file: DataFile,
  names?: readonly string[] | string,
  options: SelectOptions = {},
): Selection {
  const { name = "data", labels = false } = options;
  const wanted = typeof names === "string" ? names.split(",").map((part) => part.trim()) : names;
  if (wanted?.length === 0) throw new InputError("unknown-column", `No columns of ${name} given.`);
  if (file.kind === "table") return fromTable(file, wanted, name, labels);
  if (file.kind === "labels") {
    if (wanted?.some((index) => index !== "0")) failUnknown(wanted[0], ["0"], name);
    return { labels: [...file.labels] };
  }
  if (file.array.shape.length === 0) {
    throw new InputError("invalid-data", `${name} is a single number, not a list of samples.`);
  }
  const samples = asSamples(file.array, name);
  if (!wanted) return { samples };
  const indices = Array.from({ length: samples.d }, (_, j) => String(j));
  return { samples: takeColumns(samples, wanted.map((index) => find(index, indices, name))) };
}

function fromTable(
  file: TableFile,
  wanted: readonly string[] | undefined,
  name: string,
  asLabels: boolean,
): Selection {
  const all = file.columns;
  const columns = wanted
    ? wanted.map((column) => all[find(column, all.map((each) => each.name), name)])
    : all.length > 1 && isRowNumbers(all[0])
    ? all.slice(1)
    : all;
  for (const column of columns) checkReadable(column, file, name);
  const readable = columns as readonly (NumberColumn | TextColumn)[];
  const text = readable.find((column) => column.kind === "text");
  if (!text) return { samples: toSamples(readable as readonly NumberColumn[], name) };
  const mostlyNumbers = text.numericCells > (text.values.length - text.missing.length) / 2;
  if (columns.length === 1 && (asLabels || !mostlyNumbers)) return { labels: [...text.values] };
  if (asLabels) return { labels: jointLabels(readable) };
  const cell = text.values[text.firstTextRow];
  throw new InputError(
    "not-a-number",
    `${place(file, text.firstTextRow, name)}, column "${text.name}": "${cell}" is not a number.`,
    DECIMAL_COMMA.test(cell)
      ? "Write decimals with a point: 1.5."
      : mostlyNumbers
      ? "Correct the cell; or select this column alone, as discrete, if its cells are labels."
      : "Select a column of text alone: it is a discrete variable; or call these columns discrete.",
  );
}

/** One label for each row of several columns; text with a comma is quoted, so that no two fall together. */
function jointLabels(columns: readonly (NumberColumn | TextColumn)[]): string[] {
  return Array.from({ length: columns[0].values.length }, (_, row) =>
    columns.map(({ values }) => {
      const cell = String(values[row]);
      return /[",]/.test(cell) ? JSON.stringify(cell) : cell;
    }).join(", "));
}

function checkReadable(column: DataColumn, file: TableFile, name: string): void {
  if (column.kind === "unreadable") failUnreadable(column, name);
  else if (column.missing.length > 0) {
    const { missing } = column;
    throw new InputError(
      "missing-value",
      `${place(file, missing[0], name)}, column "${column.name}": the value is missing${
        missing.length > 1 ? ` (and in ${missing.length - 1} more rows)` : ""
      }.`,
      "Remove or fill such rows first.",
    );
  }
}

function failUnreadable(column: UnreadableColumn, name: string): never {
  throw new InputError(
    "unsupported-value",
    `${name}, column "${column.name}" holds ${column.reason}; numbers or text are needed.`,
    "Select other columns, or convert it first.",
  );
}

/** Index of a column by its name, or else by its index. */
function find(wanted: string, names: readonly string[], name: string): number {
  const index = names.indexOf(wanted);
  if (index >= 0) {
    if (names.indexOf(wanted, index + 1) < 0) return index;
    throw new InputError(
      "ambiguous-column",
      `${name} has more than one column "${wanted}".`,
      "Select it by its index, from 0.",
    );
  }
  if (/^\d+$/.test(wanted) && Number(wanted) < names.length) return Number(wanted);
  failUnknown(wanted, names, name);
}

function failUnknown(wanted: string, names: readonly string[], name: string): never {
  const shown = names.slice(0, 20).join(", ") + (names.length > 20 ? ", …" : "");
  throw new InputError(
    "unknown-column",
    `${name} has no column "${wanted}".`,
    `Did you mean "${closestName(wanted, names)}"? It has ${names.length}: ${shown}.`,
  );
}

function place(file: TableFile, row: number, name: string): string {
  return file.lines ? `${name}, line ${file.lines[row]}` : `${name}, row ${row + 1}`;
}

/** Whether a column is nothing but 0, 1, 2, … or 1, 2, 3, …, and has no name of its own. */
function isRowNumbers(column: DataColumn): boolean {
  if (!ROW_NAMES.test(column.name) || column.kind !== "number") return false;
  const first = column.values[0];
  return (first === 0 || first === 1) &&
    column.values.every((value, row) => value === first + row);
}

function toSamples(columns: readonly NumberColumn[], name: string): Samples {
  const n = columns[0].values.length;
  const d = columns.length;
  const data = new Float64Array(n * d);
  columns.forEach(({ values }, j) => {
    for (let i = 0; i < n; i++) data[i * d + j] = values[i];
  });
  return asSamples({ data, n, d }, name);
}

function takeColumns({ data, n, d }: Samples, indices: readonly number[]): Samples {
  const out = new Float64Array(n * indices.length);
  indices.forEach((index, j) => {
    for (let i = 0; i < n; i++) out[i * indices.length + j] = data[i * d + index];
  });
  return { data: out, n, d: indices.length };
}
