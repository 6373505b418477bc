/**
 * Apache Parquet files, read by `hyparquet`.
 *
 * @module
 */
import { InputError } from "../lib/errors.ts";
import type { TableFile } from "./data_file.ts";
import { columnFromValues } from "./table.ts";

/** Codecs that `hyparquet` itself decompresses; the others need one more package. */
const BUILT_IN_CODECS = new Set(["UNCOMPRESSED", "SNAPPY"]);

/**
 * Reads a `.parquet` file with flat columns of numbers, booleans (as labels) or text. All its
 * compressions are read (Snappy, gzip, Zstandard, Brotli, LZ4).
 *
 * @param bytes The whole file; not changed.
 * @param name What to call the file in messages.
 * @returns The columns.
 * @throws {InputError} If the file is damaged or has no columns.
 */
export async function readParquet(bytes: Uint8Array, name: string): Promise<TableFile> {
  const { parquetMetadata, parquetRead, parquetSchema } = await import(
    "npm:hyparquet@1.31.5/src/index.js"
  );
  const file = bytes.slice().buffer;
  const chunks = new Map<string, { row: number; values: ArrayLike<unknown> }[]>();
  let names: string[];
  try {
    const metadata = parquetMetadata(file);
    names = parquetSchema(metadata).children.map(({ element }) => element.name);
    const codecs = metadata.row_groups.flatMap((group) =>
      group.columns.map((column) => column.meta_data?.codec ?? "UNCOMPRESSED")
    );
    await parquetRead({
      file,
      metadata,
      ...(codecs.every((codec) => BUILT_IN_CODECS.has(codec)) ? {} : await compressors()),
      onChunk: ({ columnName, columnData, rowStart }) => {
        const list = chunks.get(columnName) ?? [];
        list.push({ row: rowStart, values: columnData });
        chunks.set(columnName, list);
      },
    });
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new InputError(
      "corrupt-file",
      `${name} cannot be read as Parquet: ${reason}.`,
      "Fetch or save it again.",
      { cause },
    );
  }
  const columns = names.map((column) => {
    const parts = (chunks.get(column) ?? []).sort((a, b) => a.row - b.row);
    return columnFromValues(column, parts.flatMap(({ values }) => Array.from(values)));
  });
  if (columns.length === 0) throw new InputError("empty", `${name} has no columns.`);
  return { kind: "table", columns };
}

async function compressors() {
  const { compressors } = await import("npm:hyparquet-compressors@1.1.2");
  return { compressors };
}
