/**
 * The mutual-information methods, in the order in which they are shown.
 *
 * @module
 */
import { ENTROPY_METHODS } from "../entropy/registry.ts";
import { Registry } from "../registry.ts";
import { AUTO } from "./auto.ts";
import { CWKL } from "./cwkl.ts";
import { entropyDifferenceEntry } from "./entropy_difference.ts";
import type { MethodEntry } from "./entry.ts";
import { GAUSSIAN_COPULA } from "./gaussian_copula.ts";
import { KCCA } from "./kcca/kcca.ts";
import { KCV } from "./kcv.ts";
import { KSG_1, KSG_2 } from "./ksg.ts";
import { MINE } from "./mine/entry.ts";
import { SHEAR } from "./shear/shear.ts";

export type { MethodEntry } from "./entry.ts";

/** Every mutual-information method by its id: one from each entropy estimator, then the others. */
export const METHODS: Registry<MethodEntry> = new Registry("method", [
  ...ENTROPY_METHODS.entries().map(entropyDifferenceEntry),
  KSG_1,
  KSG_2,
  GAUSSIAN_COPULA,
  KCV,
  KCCA,
  SHEAR,
  CWKL,
  AUTO,
  MINE,
]);
