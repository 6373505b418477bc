/**
 * Figure 5: information plane of the MNIST classifier.
 *
 * @module
 */
import type { Artefact, ArtefactEntry } from "./artefact.ts";
import { encoderCell } from "./encoders.ts";
import { drawInformationPlane } from "./figure_5_chart.ts";
import { planeCell, planeRecords, type PlaneSettings } from "./plane_cell.ts";
import type { Profile } from "./profile.ts";

/** How much of the paper's training a profile takes; with fewer steps, larger ones. */
type Budget = Pick<
  PlaneSettings,
  "training" | "test" | "epochs" | "batchSize" | "learningRate"
>;

const BUDGETS: Readonly<Record<Profile, Budget>> = {
  quick: { training: 4000, test: 1000, epochs: 15, batchSize: 100, learningRate: 3e-4 },
  default: { training: 20_000, test: 5000, epochs: 40, batchSize: 256, learningRate: 1e-4 },
  paper: { training: 50_000, test: 10_000, epochs: 300, batchSize: 1024, learningRate: 1e-5 },
};

const ARTEFACT: Artefact = {
  missing: [],
  cells: (profile, seed) => [{
    panel: "plane",
    cell: planeCell(seed, encoderCell(seed, profile, "mnist"), {
      ...BUDGETS[profile],
      sigma: 1e-3,
      layerDim: 4,
      method: "wkl",
      neighbors: 5,
    }),
  }],
  records: ({ cell }, result) => planeRecords(cell, result, "figure-5"),
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
