/**
 * The files that a visitor gives: read in the Worker, and listed for the page.
 *
 * @module
 */
import type { DataFile } from "../../data/data_file.ts";
import { parseDataFile, selectColumns } from "../../data/files.ts";
import { npzKeys } from "../../data/npz.ts";
import { InputError } from "../../lib/errors.ts";
import type { Labels, SamplesLike } from "../../lib/types.ts";
import { sideOf } from "./side_of.ts";
import type { ColumnSummary, SideRequest, SourceSummary } from "./messages.ts";

/** Rows and columns that the preview shows. */
const PREVIEW = { rows: 5, columns: 8 };

/** An array or a table that is open. */
export interface Source {
  /** Its name; no two open sources have the same. */
  readonly name: string;
  /** What it holds. */
  readonly file: DataFile;
}

/**
 * Reads a file; an archive of arrays is one source for each array.
 *
 * @param bytes The whole file.
 * @param name Its name, whose extension tells the format.
 * @returns The sources.
 * @throws {InputError} If the file cannot be used.
 */
export async function openSources(bytes: Uint8Array, name: string): Promise<Source[]> {
  if (bytes.length === 0) throw new InputError("empty-file", `${name} is empty.`);
  if (!/\.npz$/i.test(name)) return [{ name, file: await parseDataFile(bytes, name) }];
  const keys = await npzKeys(bytes, name);
  return await Promise.all(keys.map(async (key) => {
    const full = `${name}:${key}`;
    return { name: full, file: await parseDataFile(bytes, full) };
  }));
}

/**
 * What the page shows of a source.
 *
 * @param source An open source.
 * @returns Its size, columns and first rows; plain JSON.
 */
export function summarise({ name, file }: Source): SourceSummary {
  const columns = columnsOf(file);
  const rows = rowCount(file);
  const count = Math.min(PREVIEW.rows, rows);
  const shown = columns.slice(0, PREVIEW.columns);
  const preview = Array.from(
    { length: count },
    (_, row) => shown.map((_, column) => cell(file, row, column, columns.length)),
  );
  return { name, side: sideOf(name), rows, columns, preview };
}

/** The data of one side, as `estimate` takes it; the same choice that the command line makes. */
export function selectSide(source: Source, request: SideRequest): SamplesLike | Labels {
  const names = request.columns ?? undefined;
  const selected = selectColumns(source.file, names, {
    name: source.name,
    labels: request.discrete,
  });
  return "labels" in selected ? selected.labels : selected.samples;
}

function rowCount(file: DataFile): number {
  if (file.kind === "labels") return file.labels.length;
  if (file.kind === "array") return file.array.shape[0] ?? 0;
  const readable = file.columns.find((column) => column.kind !== "unreadable");
  return readable && "values" in readable ? readable.values.length : 0;
}

function columnsOf(file: DataFile): ColumnSummary[] {
  if (file.kind === "labels") return [{ name: "0", kind: "text", missing: 0 }];
  if (file.kind === "table") {
    return file.columns.map((column) => ({
      name: column.name,
      kind: column.kind,
      missing: "missing" in column ? column.missing.length : 0,
    }));
  }
  const count = file.array.shape.slice(1).reduce((product, length) => product * length, 1);
  return Array.from({ length: count }, (_, j) => ({
    name: String(j),
    kind: "number" as const,
    missing: 0,
  }));
}

function cell(file: DataFile, row: number, column: number, width: number): string {
  if (file.kind === "labels") return file.labels[row];
  if (file.kind === "array") return brief(file.array.data[row * width + column]);
  const values = file.columns[column];
  if (values.kind === "unreadable") return "?";
  if (values.missing.includes(row)) return "";
  return values.kind === "number" ? brief(values.values[row]) : values.values[row];
}

function brief(value: number): string {
  return String(Number(value.toPrecision(4)));
}
