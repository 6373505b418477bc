/**
 * The mutual-information methods, in the order in which they are shown.
 *
 * @module
 */
import { ENTROPY_METHODS } from "../entropy/registry.ts";
import { Registry } from "../registry.ts";
import { entropyDifferenceEntry } from "./entropy_difference.ts";
import type { MethodEntry } from "./entry.ts";

export type { MethodEntry } from "./entry.ts";

/** Every mutual-information method by its id; each entropy estimator gives one. */
export const METHODS: Registry<MethodEntry> = new Registry(
  "method",
  ENTROPY_METHODS.entries().map(entropyDifferenceEntry),
);
