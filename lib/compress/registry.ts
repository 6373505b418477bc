/**
 * Every compressor, and the short form in which users name one: `pca:4`.
 *
 * @module
 */
import { InputError } from "../errors.ts";
import { Registry, type RegistryEntry } from "../registry.ts";
import type { Compressor } from "../types.ts";
import { AUTOENCODER } from "./autoencoder_entry.ts";
import { PCA } from "./pca.ts";

/** The compressors, by id. */
export const COMPRESSORS: Registry<RegistryEntry<Compressor>> = new Registry("compressor", [
  PCA,
  AUTOENCODER,
]);

/**
 * Makes a compressor from its short form, `id:dim` or, for images, `id:dim:HEIGHTxWIDTH`.
 *
 * @param text Registry id, a colon and the dimension of the code: "pca:4", "ae:4:16x16".
 * @returns The compressor, not fitted yet.
 * @throws {InputError} If there is no such compressor, it takes no image shape, or the dimension is
 *   missing or no positive integer; whether it suits the data is checked when fitting.
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
  const [id, dim, shape, ...rest] = text.trim().split(":");
  const entry = COMPRESSORS.get(id);
  if (dim === undefined || rest.length > 0 || !/^[0-9]+$/.test(dim) || Number(dim) < 1) {
    throw new InputError(
      "invalid-compressor",
      `Compressor "${text}" has no valid dimension: a positive integer is required.`,
      `Write the id, a colon and the dimension of the code, e.g. ${id}:4.`,
    );
  }
  if (shape === undefined) return entry.create({ dim: Number(dim) });
  const takesShape = entry.options.some(({ name }) => name === "height");
  const sizes = /^([1-9][0-9]*)x([1-9][0-9]*)$/.exec(shape);
  if (!sizes || !takesShape) {
    throw new InputError(
      "invalid-compressor",
      takesShape
        ? `Compressor "${text}" has no valid shape of images.`
        : `Compressor "${text}" takes no shape.`,
      `Write ${id}:${dim}${takesShape ? ` or, for images, ${id}:${dim}:16x16` : ""}.`,
    );
  }
  return entry.create({ dim: Number(dim), height: Number(sizes[1]), width: Number(sizes[2]) });
}
