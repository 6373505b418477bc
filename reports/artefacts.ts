/**
 * The figures and tables of the paper, in its order.
 *
 * @module
 */
import { Registry } from "../lib/registry.ts";
import type { ArtefactEntry } from "./artefact.ts";
import { FIGURE_1 } from "./figure_1.ts";
import { FIGURE_2 } from "./figure_2.ts";
import { FIGURE_3 } from "./figure_3.ts";
import { FIGURE_4 } from "./figure_4.ts";
import { FIGURE_5 } from "./figure_5.ts";
import { FIGURE_6 } from "./figure_6.ts";
import { TABLE_1 } from "./table_1.ts";
import { TABLE_2 } from "./table_2.ts";
import { TABLE_3 } from "./table_3.ts";
import { TABLE_4 } from "./table_4.ts";

/** Every figure and table by its id. */
export const ARTEFACTS: Registry<ArtefactEntry> = new Registry<ArtefactEntry>("artefact", [
  FIGURE_1,
  FIGURE_2,
  FIGURE_3,
  FIGURE_4,
  FIGURE_5,
  FIGURE_6,
  TABLE_1,
  TABLE_2,
  TABLE_3,
  TABLE_4,
]);
