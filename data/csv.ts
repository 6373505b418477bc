/**
 * Delimited text: `.csv`, `.tsv` and `.txt`, read by `papaparse`; what it lets pass is checked here.
 *
 * @module
 */
import { InputError } from "../lib/errors.ts";
import type { TableFile } from "./data_file.ts";
import { columnFromCells, isMissing, parseNumber } from "./table.ts";

/** Delimiters that are looked for, the usual ones first. */
const DELIMITERS = [",", ";", "\t", "|"];

interface ParseResult {
  readonly data: string[][];
  readonly errors: readonly { type: string; message: string; index?: number }[];
}

/**
 * Reads delimited text. The delimiter is a tab in `.tsv`; otherwise it is the one of `,` `;` tab `|`
 * that occurs most often in the first line, or blanks in `.txt` files that have none of these. Cells
 * may be quoted. Blank lines are skipped, except in files with one column, where a blank line between
 * others is a missing value.
 *
 * The first line is a header if a cell of it is text above a column of numbers; if there are only
 * columns of text, it is one unless all its cells occur again below. A leading `#` is dropped.
 *
 * @param bytes The file, in UTF-8 or UTF-16 with a byte-order mark; not changed.
 * @param name What to call the file in messages.
 * @param extension File-name extension without the dot.
 * @returns The columns.
 * @throws {InputError} If the text cannot be decoded, is empty, has a malformed quote, or lines with
 *   different numbers of cells; the message names the line.
 */
export async function readCsv(
  bytes: Uint8Array,
  name: string,
  extension: string,
): Promise<TableFile> {
  let text = decodeText(bytes, name);
  const blanks = (extension === "txt" || extension === "dat") && delimiterOf(text) === undefined;
  if (blanks) text = text.replace(/^[ ]+|[ ]+$/gm, "").replace(/[ ]+/g, " ");
  const delimiter = extension === "tsv" ? "\t" : blanks ? " " : delimiterOf(text) ?? ",";
  const { default: papa } = await import("npm:papaparse@5.7.1");
  const parsed: ParseResult = papa.parse(text, { delimiter, newline: "\n" });
  checkQuotes(parsed, text, name);
  const { rows, lines } = dataRows(parsed.data, name);
  const width = rows[0].length;
  const columns = Array.from({ length: width }, (_, j) => rows.map((row) => row[j]));
  if (!hasHeader(columns)) {
    return {
      kind: "table",
      columns: columns.map((cells, j) => columnFromCells(`column ${j}`, cells)),
      lines,
    };
  }
  return {
    kind: "table",
    columns: columns.map((cells, j) => columnFromCells(headerName(cells[0], j), cells.slice(1))),
    lines: lines.slice(1),
  };
}

/** Text with `\n` as its only line end, without the `#` that `numpy.savetxt` writes before a header. */
function decodeText(bytes: Uint8Array, name: string): string {
  const utf16 = bytes[0] === 0xff && bytes[1] === 0xfe
    ? "utf-16le"
    : bytes[0] === 0xfe && bytes[1] === 0xff
    ? "utf-16be"
    : undefined;
  try {
    const text = new TextDecoder(utf16 ?? "utf-8", { fatal: true }).decode(bytes)
      .replace(/^#[ \t]*/, "");
    return text.includes("\r") ? text.replace(/\r\n?/g, "\n") : text;
  } catch (cause) {
    throw new InputError("corrupt-file", `${name} is not UTF-8 text.`, "Save it as UTF-8.", {
      cause,
    });
  }
}

/** The delimiter that occurs most often in the first line that is not blank, outside quotes. */
function delimiterOf(text: string): string | undefined {
  const line = /^.*\S.*$/m.exec(text)?.[0].replace(/"[^"]*"/g, "") ?? "";
  const counts = DELIMITERS.map((delimiter) => line.split(delimiter).length - 1);
  const most = Math.max(...counts);
  return most === 0 ? undefined : DELIMITERS[counts.indexOf(most)];
}

function checkQuotes({ errors }: ParseResult, text: string, name: string): void {
  const error = errors.find(({ type }) => type === "Quotes");
  if (!error) return;
  const line = text.slice(0, error.index ?? 0).split("\n").length;
  throw new InputError(
    "malformed-csv",
    `${name}, line ${line}: a quoted cell is not closed properly (${error.message}).`,
    'A quote inside a quoted cell is written twice: "".',
  );
}

/** The rows that hold data, checked to be of equal length, with the line that each starts on. */
function dataRows(all: string[][], name: string): { rows: string[][]; lines: number[] } {
  const isBlank = (row: readonly string[]) => row.length === 1 && row[0].trim() === "";
  let count = all.length;
  while (count > 0 && isBlank(all[count - 1])) count--;
  const rows: string[][] = [];
  const lines: number[] = [];
  let line = 1;
  for (const row of all.slice(0, count)) {
    if (!isBlank(row) || rows[0]?.length === 1) {
      rows.push(row);
      lines.push(line);
    }
    line++;
    for (const cell of row) if (cell.includes("\n")) line += cell.split("\n").length - 1;
  }
  if (rows.length === 0) throw new InputError("empty", `${name} is empty.`);
  const uneven = rows.findIndex((row) => row.length !== rows[0].length);
  if (uneven >= 0) {
    throw new InputError(
      "ragged",
      `${name}, line ${lines[uneven]}: ${cellCount(rows[uneven].length)}, but line ${
        lines[0]
      } has ${rows[0].length}.`,
      "Every line needs the same number of cells; quote cells that contain the delimiter.",
    );
  }
  return { rows, lines };
}

function cellCount(count: number): string {
  return count === 1 ? "1 cell" : `${count} cells`;
}

/** See {@linkcode readCsv} for the rule. */
function hasHeader(columns: readonly (readonly string[])[]): boolean {
  const isText = (cell: string) => Number.isNaN(parseNumber(cell)) && !isMissing(cell);
  const numeric = columns.map((cells) => {
    const body = cells.slice(1);
    return !body.some(isText) && body.some((cell) => !isMissing(cell));
  });
  const first = columns.map((cells) => cells[0]);
  if (first.some((cell, j) => numeric[j] && isText(cell))) return true;
  if (numeric.some(Boolean) || !first.some(isText)) return false;
  return !columns.every((cells) => cells.indexOf(cells[0], 1) > 0);
}

function headerName(cell: string, index: number): string {
  const name = cell.trim();
  return name === "" ? `Unnamed: ${index}` : name;
}
