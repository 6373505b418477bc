/**
 * The nearest of some names, for hints.
 *
 * @module
 */
import { closest } from "npm:fastest-levenshtein@1.0.16";

/**
 * The name nearest to what was typed, by edit distance without regard to case.
 *
 * @param typed What was typed.
 * @param names The names there are, at least one.
 * @returns One of `names`.
 */
export function closestName(typed: string, names: readonly string[]): string {
  const lower = names.map((name) => name.toLowerCase());
  return names[lower.indexOf(closest(typed.toLowerCase(), lower))];
}
