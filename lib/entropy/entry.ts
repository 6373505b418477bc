/**
 * What a registry entry says about an entropy estimator.
 *
 * @module
 */
import type { RegistryEntry } from "../registry.ts";
import type { EntropyMethod } from "../types.ts";

/** Registry entry of a differential-entropy estimator; its texts fill the help and the tables. */
export interface EntropyEntry extends RegistryEntry<EntropyMethod> {
  /** Where the paper defines it: "Appendix E.2.1". */
  readonly equation: string;
  /** What the data must be like. */
  readonly assumptions: string;
  /** In which direction it errs, and when. */
  readonly bias: string;
  /** Time and memory in n, d and k. */
  readonly cost: string;
}
