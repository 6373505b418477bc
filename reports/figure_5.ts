/**
 * Figure 5: information plane of the MNIST classifier.
 *
 * @module
 */
import type { Artefact, ArtefactEntry } from "./artefact.ts";
import { drawInformationPlane } from "./figure_5_chart.ts";

const ARTEFACT: Artefact = {
  missing: [
    "all of it: its records need the training of the classifier and the information plane (Algorithm 2)",
  ],
  cells: () => [],
  records: () => [],
  spec: drawInformationPlane,
};

/** Figure 5 of the paper. */
export const FIGURE_5: ArtefactEntry = {
  id: "figure-5",
  title: "Figure 5",
  summary: "Information plane of the MNIST classifier",
  caption: "Information plane plots for the MNIST classifier: I(X; L) against I(L; Y) for each " +
    "layer L over the epochs, with 95 % asymptotic intervals, coloured by the " +
    "difference of losses between two consecutive epochs.",
  options: [],
  create: () => ARTEFACT,
};
