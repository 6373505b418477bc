/**
 * The font of all pictures.
 *
 * @module
 */

/** Family name: its files come from the package `dejavu-fonts-ttf`. */
export const FONT = "DejaVu Sans";
