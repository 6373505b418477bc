/**
 * Table 4: not computed yet.
 *
 * @module
 */
import type { ArtefactEntry } from "./artefact.ts";
import { missingArtefact } from "./missing_artefact.ts";

/** Table 4 of the paper. */
export const TABLE_4: ArtefactEntry = {
  id: "table-4",
  title: "Table 4",
  summary: "Networks of the information-plane experiment",
  caption: "The architectures used in the information-plane experiments of Section 6: the " +
    "input autoencoder and the classifier.",
  options: [],
  create: () =>
    missingArtefact(
      "all of it: it needs the input autoencoder and the classifier, from whose definitions the table is generated",
    ),
};
