/**
 * Every compressor, and the short form in which users name one: `pca:4`.
 *
 * @module
 */
import { InputError } from "../errors.ts";
import { Registry, type RegistryEntry } from "../registry.ts";
import type { Compressor } from "../types.ts";
import { PCA } from "./pca.ts";

/** The compressors, by id. */
export const COMPRESSORS: Registry<RegistryEntry<Compressor>> = new Registry("compressor", [PCA]);

/**
 * Makes a compressor from its short form, `id:dim`.
 *
 * @param text Registry id, a colon and the dimension of the code: "pca:4".
 * @returns The compressor, not fitted yet.
 * @throws {InputError} If there is no such compressor, or the dimension is missing or no positive
 *   integer; whether it suits the data is checked when fitting.
 *
 * @example A compressor that keeps four principal components
 * ```ts
 * import { parseCompressor } from "./registry.ts";
 *
 * const compressor = parseCompressor("pca:4");
 * if (compressor.parameters.dim !== 4) throw new Error("unexpected");
 * ```
 */
export function parseCompressor(text: string): Compressor {
  const [id, dim, ...rest] = text.trim().split(":");
  const entry = COMPRESSORS.get(id);
  if (dim === undefined || rest.length > 0 || !/^[0-9]+$/.test(dim) || Number(dim) < 1) {
    throw new InputError(
      "invalid-compressor",
      `Compressor "${text}" has no valid dimension: a positive integer is required.`,
      `Write the id, a colon and the dimension of the code, e.g. ${id}:4.`,
    );
  }
  return entry.create({ dim: Number(dim) });
}
