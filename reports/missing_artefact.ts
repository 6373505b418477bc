/**
 * Artefacts that cannot be made yet.
 *
 * @module
 */
import type { Artefact } from "./artefact.ts";

/**
 * An artefact without cells and picture, which says what it waits for.
 *
 * @param missing What is missing, and what it needs.
 * @returns The artefact.
 */
export function missingArtefact(missing: string): Artefact {
  return { missing: [missing], cells: () => [], records: () => [], spec: () => null };
}
