/**
 * Data files: the one entrance to the formats. Each format's package is loaded when a file of that
 * format is read, not before.
 *
 * @module
 */
import { InputError } from "../lib/errors.ts";
import { closestName } from "./closest_name.ts";
import { readCsv } from "./csv.ts";
import type { DataFile } from "./data_file.ts";
import { gunzip, isGzip } from "./gzip.ts";
import { readJson } from "./json.ts";
import { readNpz } from "./npz.ts";
import { readParquet } from "./parquet.ts";
import { readNpy } from "./read_npy.ts";

export type {
  ArrayFile,
  DataColumn,
  DataFile,
  LabelsFile,
  NumberColumn,
  TableFile,
  TextColumn,
  UnreadableColumn,
} from "./data_file.ts";
export { encodeNpy } from "./npy.ts";
export { selectColumns, type Selection, type SelectOptions } from "./select_columns.ts";

/** File-name extensions that are read, without the dot; each also with `.gz` after it. */
export const DATA_EXTENSIONS: readonly string[] = [
  "npy",
  "npz",
  "csv",
  "tsv",
  "txt",
  "parquet",
  "json",
];

const KNOWN_EXTENSIONS = DATA_EXTENSIONS.map((known) => `.${known}`).join(", ");

/** Extensions in use for the same formats. */
const SYNONYMS: Readonly<Record<string, string>> = { dat: "txt", pq: "parquet" };

/** A file name with the array that is wanted from it. */
export interface DataFileName {
  /** Path of the file. */
  readonly path: string;
  /** Name of the array in a `.npz` file, where one is given. */
  readonly key?: string;
}

/**
 * Splits `FILE.npz:key` into the path and the name of an array.
 *
 * @param fileName What the user typed.
 * @returns The path to read, and the key if there is one.
 */
export function splitFileName(fileName: string): DataFileName {
  const parts = /^(.*\.npz):([^:/\\]+)$/i.exec(fileName);
  return parts ? { path: parts[1], key: parts[2] } : { path: fileName };
}

/**
 * Reads the contents of a data file: `.npy`, `.npz`, `.csv`, `.tsv`, `.txt`, `.parquet`, `.json`,
 * each also with `.gz` after it.
 *
 * @param bytes The whole file; not changed. The result may share its memory.
 * @param fileName Its name; the extension tells the format, and `FILE.npz:key` chooses an array.
 * @returns What the file holds; see {@linkcode selectColumns} for samples or labels.
 * @throws {InputError} If the format is not known, or the file is damaged or holds what cannot be
 *   used; the message says where.
 */
export async function parseDataFile(bytes: Uint8Array, fileName: string): Promise<DataFile> {
  const { path, key } = splitFileName(fileName);
  const isCompressed = /\.gz$/i.test(path);
  const plainName = isCompressed ? path.slice(0, -3) : path;
  const content = isCompressed || isGzip(bytes) ? await gunzip(bytes, path) : bytes;
  const extension = extensionOf(plainName);
  switch (extension) {
    case "npy":
      return await readNpy(content, path);
    case "npz":
      return await readNpz(content, path, key);
    case "csv":
    case "tsv":
    case "txt":
      return await readCsv(content, path, extension);
    case "parquet":
      return await readParquet(content, path);
    case "json":
      return readJson(content, path);
    case "jsonl":
    case "ndjson":
      throw new InputError(
        "unknown-format",
        `${path} is JSON Lines, which is not read.`,
        `Make it one JSON array, or a table: ${KNOWN_EXTENSIONS}.`,
      );
    default:
      throw new InputError(
        "unknown-format",
        `${path} has no known format: its extension is "${extension}".`,
        `${extension === "" ? "" : `Did you mean .${closestName(extension, DATA_EXTENSIONS)}? `}` +
          `Known: ${KNOWN_EXTENSIONS}.`,
      );
  }
}

function extensionOf(path: string): string {
  const extension = /\.([^./\\]+)$/.exec(path)?.[1].toLowerCase() ?? "";
  return SYNONYMS[extension] ?? extension;
}
