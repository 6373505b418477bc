/**
 * The format of data that come without a file name.
 *
 * @module
 */
import { isGzip } from "./gzip.ts";
import { NPY_MAGIC } from "./npy.ts";

const MAGIC: Readonly<Record<string, readonly number[]>> = {
  npy: NPY_MAGIC,
  npz: [0x50, 0x4b], // "PK": a zip archive
  parquet: [0x50, 0x41, 0x52, 0x31], // "PAR1"
};

/**
 * Guesses the format of a file from its first bytes.
 *
 * @param bytes The whole file; not changed.
 * @returns An extension for {@linkcode parseDataFile}: what starts as an array or an object of JSON is
 *   that, what starts as none of the others is a table of text. What is compressed is taken for text.
 */
export function guessFormat(bytes: Uint8Array): string {
  if (isGzip(bytes)) return "csv.gz";
  const known = Object.entries(MAGIC)
    .find(([, magic]) => magic.every((byte, i) => bytes[i] === byte));
  if (known) return known[0];
  const start = new TextDecoder().decode(bytes.subarray(0, 4096)).trimStart();
  return /^[[{]/.test(start) ? "json" : "csv";
}
