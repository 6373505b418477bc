/**
 * Revisions of the code that cells depend on. They are part of every cache key: raise the number of
 * a part whenever its results change by more than rounding, and the cells that depend on it are
 * computed anew. `tests/golden/revisions_test.ts` fails when results change and the number does not.
 *
 * @module
 */

/** Revision of every part, by kind and registry id. */
export const REVISIONS: Readonly<Record<string, number>> = {
  "sampler:gaussian-image": 1,
  "sampler:rectangle-image": 1,
  "sampler:anti-pca": 1,
  "method:wkl": 1,
  "method:kl": 1,
  "method:kde-ml": 2,
  "method:kde-lse": 2,
  "method:mine": 1,
  "method:auto": 2,
  "compressor:pca": 1,
  "network:image": 1,
  "network:anti-pca": 1,
  "network:mnist": 1,
  "network:classifier": 1,
};

/**
 * The revisions of some parts.
 *
 * @param parts Keys of {@linkcode REVISIONS}.
 * @returns Revision by part.
 * @throws {Error} If a part has no revision.
 */
export function revisionsOf(parts: readonly string[]): Record<string, number> {
  return Object.fromEntries(parts.map((part) => {
    const revision = REVISIONS[part];
    if (revision === undefined) throw new Error(`"${part}" has no entry in reports/revisions.ts`);
    return [part, revision];
  }));
}
