/**
 * Table 1: not computed yet.
 *
 * @module
 */
import type { ArtefactEntry } from "./artefact.ts";
import { missingArtefact } from "./missing_artefact.ts";

/** Table 1 of the paper. */
export const TABLE_1: ArtefactEntry = {
  id: "table-1",
  title: "Table 1",
  summary: "Architecture of the MNIST classifier",
  caption: "The architecture of the MNIST convolution-DNN classifier.",
  options: [],
  create: () =>
    missingArtefact(
      "all of it: it needs the classifier's definition, from which the table is generated",
    ),
};
