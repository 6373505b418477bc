/**
 * What a registry entry says about a mutual-information method.
 *
 * @module
 */
import type { IntervalKind } from "../intervals/interval.ts";
import type { RegistryEntry } from "../registry.ts";
import type { MiMethod } from "../types.ts";

/** Registry entry of a mutual-information method; its texts fill the help and the tables. */
export interface MethodEntry extends RegistryEntry<MiMethod> {
  /** Where the paper defines it: "Eq. (4), (5); Appendix E.2.1". */
  readonly equation: string;
  /** What the data must be like. */
  readonly assumptions: string;
  /** In which direction it errs, and when. */
  readonly bias: string;
  /** Time and memory in n, d and k. */
  readonly cost: string;
  /** The interval that `estimate()` gives when none is asked for; without it, the asymptotic one. */
  readonly interval?: IntervalKind;
}
