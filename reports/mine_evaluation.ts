/**
 * On which pairs a record's MINE bound was taken.
 *
 * @module
 */
import type { ReportRecord } from "./record.ts";

/**
 * Whether the bound was taken on the pairs that the critic was trained on, as in the paper; such a
 * bound is too high, and is shown beside the one on new pairs.
 */
export function isOnTrainingPairs({ method, settings }: ReportRecord): boolean {
  const options = settings.methodOptions as { readonly evaluation?: string } | undefined;
  return method === "mine" && options?.evaluation === "training";
}
