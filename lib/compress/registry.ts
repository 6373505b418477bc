/**
 * Every compressor, and the short form in which users name one: `pca:4`.
 *
 * @module
 */
import { InputError } from "../errors.ts";
import { type OptionValues, Registry, type RegistryEntry } from "../registry.ts";
import type { Compressor } from "../types.ts";
import { AUTOENCODER, isImageShape } from "./autoencoder_entry.ts";
import { PCA } from "./pca.ts";

/** The compressors, by id. */
export const COMPRESSORS: Registry<RegistryEntry<Compressor>> = new Registry("compressor", [
  PCA,
  AUTOENCODER,
]);

/** What the short form of a compressor leaves open. */
export interface CompressorSettings {
  /** Further options, by the id of the compressor and their names. @default {{}} */
  readonly options?: Readonly<Record<string, OptionValues>> | undefined;
  /**
   * Height and width of the images that the data are known to be; taken where the short form names
   * none and the compressor has a network for such images. @default {undefined}
   */
  readonly imageShape?: readonly [number, number] | undefined;
}

/**
 * Makes a compressor from its short form, `id:dim` or, for images, `id:dim:HEIGHTxWIDTH`.
 *
 * @param text Registry id, a colon and the dimension of the code: "pca:4", "ae:4:16x16".
 * @param settings What the short form leaves open.
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
export function parseCompressor(text: string, settings: CompressorSettings = {}): Compressor {
  const { options = {}, imageShape } = settings;
  const [id, dim, shape, ...rest] = text.trim().split(":");
  const entry = COMPRESSORS.get(id);
  if (dim === undefined || rest.length > 0 || !/^[0-9]+$/.test(dim) || Number(dim) < 1) {
    throw new InputError(
      "invalid-compressor",
      `Compressor "${text}" has no valid dimension: a positive integer is required.`,
      `Write the id, a colon and the dimension of the code, e.g. ${id}:4.`,
    );
  }
  const takesShape = entry.options.some(({ name }) => name === "height");
  const given = { ...options[entry.id], dim: Number(dim) };
  if (shape === undefined) {
    const images = takesShape && imageShape && isImageShape(imageShape);
    return entry.create({
      ...given,
      ...(images ? { height: imageShape[0], width: imageShape[1] } : {}),
    });
  }
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
  return entry.create({ ...given, height: Number(sizes[1]), width: Number(sizes[2]) });
}
