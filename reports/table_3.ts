/**
 * Table 3: not computed yet.
 *
 * @module
 */
import type { ArtefactEntry } from "./artefact.ts";
import { missingArtefact } from "./missing_artefact.ts";

/** Table 3 of the paper. */
export const TABLE_3: ArtefactEntry = {
  id: "table-3",
  title: "Table 3",
  summary: "Networks of the synthetic experiments",
  caption: "The architectures used in the synthetic tests of Section 5: the autoencoders and " +
    "the critic of MINE.",
  options: [],
  create: () =>
    missingArtefact(
      "all of it: it needs the autoencoders and the MINE critic, from whose definitions the table is generated",
    ),
};
