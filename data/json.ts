/**
 * JSON data: a list of numbers, of labels, of rows, or of records.
 *
 * @module
 */
import { InputError } from "../lib/errors.ts";
import type { DataFile } from "./data_file.ts";
import { columnFromValues } from "./table.ts";

/**
 * Reads a JSON file that holds one list: of numbers, of text labels, of rows (lists of equal length),
 * or of records (objects, whose keys become the columns).
 *
 * @param bytes The file, UTF-8; not changed.
 * @param name What to call the file in messages.
 * @returns A table with a column per cell or key, or labels.
 * @throws {InputError} If the text is no JSON, or no such list.
 */
export function readJson(bytes: Uint8Array, name: string): DataFile {
  const list = parseList(bytes, name);
  if (list.every((item) => typeof item === "string")) return { kind: "labels", labels: list };
  if (list.every(Array.isArray)) return fromRows(list, name);
  if (list.every((item) => typeof item === "object" && item !== null)) {
    const records = list as Record<string, unknown>[];
    const keys = [...new Set(records.flatMap((record) => Object.keys(record)))];
    const columns = keys.map((key) => columnFromValues(key, records.map((record) => record[key])));
    return { kind: "table", columns };
  }
  return { kind: "table", columns: [columnFromValues("column 0", list)] };
}

function parseList(bytes: Uint8Array, name: string): unknown[] {
  const hint = "Give one list: of numbers, of labels, of rows, or of records.";
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new InputError("corrupt-file", `${name} is not JSON: ${reason}.`, hint, { cause });
  }
  if (!Array.isArray(value)) {
    throw new InputError("invalid-data", `${name} does not hold a list.`, hint);
  }
  if (value.length === 0) throw new InputError("empty", `${name} holds an empty list.`, hint);
  return value;
}

function fromRows(rows: readonly unknown[][], name: string): DataFile {
  const width = rows[0].length;
  rows.forEach((row, i) => {
    if (row.length === width) return;
    throw new InputError(
      "ragged",
      `${name} is ragged: row ${i + 1} has ${row.length} values, row 1 has ${width}.`,
      "Every row needs the same number of values.",
    );
  });
  const columns = Array.from(
    { length: width },
    (_, j) => columnFromValues(`column ${j}`, rows.map((row) => row[j])),
  );
  return { kind: "table", columns };
}
