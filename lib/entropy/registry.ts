/**
 * The entropy estimators, in the order in which they are shown.
 *
 * @module
 */
import { Registry } from "../registry.ts";
import type { EntropyEntry } from "./entry.ts";
import { KDE_LSE, KDE_ML } from "./kde.ts";
import { KL, WKL } from "./kozachenko_leonenko.ts";

export type { EntropyEntry } from "./entry.ts";

/** Every entropy estimator by its id. */
export const ENTROPY_METHODS: Registry<EntropyEntry> = new Registry("entropy method", [
  WKL,
  KL,
  KDE_ML,
  KDE_LSE,
]);
