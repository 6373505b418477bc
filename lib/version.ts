/**
 * The version of infoplane, as results and reports record it.
 *
 * @module
 */

/** Equal to `version` in `deno.json`; a test checks that. */
export const VERSION = "0.1.0";
