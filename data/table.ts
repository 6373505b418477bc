/**
 * Columns of tables, from the cells that the formats give.
 *
 * @module
 */
import type { DataColumn } from "./data_file.ts";

/** Cells that say that there is no value. */
const MISSING: ReadonlySet<string> = new Set(["", "NaN", "nan", "NA", "N/A", "null", "NULL"]);

/** A number with a decimal comma: it is not read, and not taken for a label either. */
export const DECIMAL_COMMA: RegExp = /^\s*[+-]?\d*,\d+([eE][+-]?\d+)?\s*$/;

/** Whether the text of a cell says that there is no value. */
export function isMissing(cell: string): boolean {
  return MISSING.has(cell.trim());
}

/** The number that a cell of text holds, or NaN. Hexadecimal and blank cells are no numbers here. */
export function parseNumber(cell: string): number {
  const value = Number(cell);
  if (value !== 0 && Number.isFinite(value)) return /[xob]/i.test(cell) ? NaN : value;
  const text = cell.trim();
  if (value === 0) return text === "" || /[xob]/i.test(text) ? NaN : value;
  const infinity = /^([+-]?)inf(inity)?$/i.exec(text);
  return infinity ? (infinity[1] === "-" ? -Infinity : Infinity) : NaN;
}

/**
 * A column from cells of text, such as `.csv` has: numbers if every cell that is not missing is one.
 *
 * @param name Name of the column.
 * @param cells One cell per row.
 * @returns The column.
 */
export function columnFromCells(name: string, cells: readonly string[]): DataColumn {
  const numbers = new Float64Array(cells.length);
  const missing: number[] = [];
  let numericCells = 0;
  let firstTextRow = -1;
  for (let row = 0; row < cells.length; row++) {
    const value = parseNumber(cells[row]);
    numbers[row] = value;
    if (!Number.isNaN(value)) numericCells++;
    else if (isMissing(cells[row])) missing.push(row);
    else {
      if (DECIMAL_COMMA.test(cells[row])) numericCells++;
      if (firstTextRow < 0) firstTextRow = row;
    }
  }
  if (firstTextRow < 0) return { kind: "number", name, values: numbers, missing };
  const values = cells.map((cell) => isMissing(cell) ? "" : cell);
  return { kind: "text", name, values, missing, numericCells, firstTextRow };
}

/**
 * A column from typed values, such as `.parquet` and `.json` have: text if any value is text, or if
 * all are booleans, which are labels as they are in `.csv`; otherwise numbers, with a boolean among
 * them as 0 or 1.
 *
 * @param name Name of the column.
 * @param values One value per row.
 * @returns The column; unreadable if a value is neither number, boolean, text nor missing.
 */
export function columnFromValues(name: string, values: readonly unknown[]): DataColumn {
  const missing: number[] = [];
  let firstTextRow = -1;
  let booleans = 0;
  const numbers = new Float64Array(values.length);
  for (let row = 0; row < values.length; row++) {
    const value = values[row];
    if (typeof value === "string") {
      if (isMissing(value)) missing.push(row);
      else if (firstTextRow < 0) firstTextRow = row;
      numbers[row] = NaN;
      continue;
    }
    const number = numberFrom(value);
    if (typeof number === "string") {
      return { kind: "unreadable", name, reason: `${number} (row ${row + 1})` };
    }
    numbers[row] = number;
    if (typeof value === "boolean") booleans++;
    if (Number.isNaN(number)) missing.push(row);
  }
  if (booleans > 0 && booleans + missing.length === values.length) {
    firstTextRow = values.findIndex((value) => typeof value === "boolean");
  }
  if (firstTextRow < 0) return { kind: "number", name, values: numbers, missing };
  const gaps = new Set(missing);
  const labels = values.map((value, row) => gaps.has(row) ? "" : String(value));
  return { kind: "text", name, values: labels, missing, numericCells: 0, firstTextRow };
}

/** The number, NaN where there is none, or what the value is instead. */
function numberFrom(value: unknown): number | string {
  if (value === null || value === undefined) return NaN;
  if (typeof value === "number") return value;
  if (typeof value === "boolean") return Number(value);
  if (typeof value === "bigint") {
    const number = Number(value);
    return Number.isSafeInteger(number) ? number : `the integer ${value}, beyond ±(2^53 − 1)`;
  }
  if (value instanceof Date) return "dates";
  return Array.isArray(value) ? "lists" : "records";
}
