/**
 * The cells that are already computed: one file each, written whole or not at all.
 *
 * @module
 */
import { type CellResult, digest, type TimedResult } from "./cell.ts";
import type { Json } from "./record.ts";
import { writeAtomically } from "./write_atomically.ts";

/** What a cache file holds. */
interface CacheFile extends TimedResult {
  /** Key of the cell. */
  readonly key: string;
  /** Digest of `result`, to notice a damaged file. */
  readonly digest: string;
}

/**
 * Reads a finished cell.
 *
 * @param folder Folder of the cache.
 * @param key Key of the cell.
 * @returns The cell's result, or undefined if there is none or its file is damaged.
 */
export async function readCell(folder: string, key: string): Promise<TimedResult | undefined> {
  let text: string;
  try {
    text = await Deno.readTextFile(`${folder}/${key}.json`);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
  const file = parseCacheFile(text);
  if (file?.key !== key || digestOf(file.result) !== file.digest) return undefined;
  return { result: file.result, elapsedMs: file.elapsedMs };
}

/**
 * Writes a finished cell, so that a reader finds the whole file or none.
 *
 * @param folder Folder of the cache, which exists.
 * @param key Key of the cell.
 * @param timed What the cell gave.
 */
export async function writeCell(folder: string, key: string, timed: TimedResult): Promise<void> {
  const { result, elapsedMs } = timed;
  const file: CacheFile = { key, digest: digestOf(result), elapsedMs, result };
  await writeAtomically(`${folder}/${key}.json`, `${JSON.stringify(file)}\n`);
}

function parseCacheFile(text: string): CacheFile | undefined {
  try {
    const file = JSON.parse(text);
    return Array.isArray(file?.result?.measurements) ? file : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function digestOf(result: CellResult): string {
  return digest(result as unknown as Json);
}
