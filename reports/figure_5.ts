/**
 * Figure 5: not computed yet.
 *
 * @module
 */
import type { ArtefactEntry } from "./artefact.ts";
import { missingArtefact } from "./missing_artefact.ts";

/** Figure 5 of the paper. */
export const FIGURE_5: ArtefactEntry = {
  id: "figure-5",
  title: "Figure 5",
  summary: "Information plane of the MNIST classifier",
  caption: "Information plane plots for the MNIST classifier: I(X; L) against I(L; Y) for each " +
    "layer L over the epochs, with 95 % asymptotic intervals, coloured by the " +
    "difference of losses between two consecutive epochs.",
  options: [],
  create: () =>
    missingArtefact(
      "all of it: it needs the stochastic classifier, its training and the information plane (Algorithm 2)",
    ),
};
