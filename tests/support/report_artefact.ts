/**
 * A small artefact for the tests of the report machinery: ten cells that take milliseconds each, or
 * as long as a test needs.
 *
 * @module
 */
import type { ArtefactEntry } from "../../reports/artefact.ts";
import { codeEstimationCell, codeEstimationRecords } from "../../reports/code_estimation_cell.ts";
import { drawEstimates } from "../../reports/estimate_chart.ts";
import { estimationCell, estimationRecord } from "../../reports/estimation_cell.ts";
import { linspace } from "../../reports/profile.ts";
import { trainingCell } from "../../reports/training_cell.ts";

/** What distinguishes one small artefact from another. */
export interface SmallArtefact {
  /** Artefact id. */
  readonly id: string;
  /** Registry id of the method of its second half; the first half is `kl`. */
  readonly method: string;
  /** Number of samples. */
  readonly n: number;
}

/** Makes the entry of a small artefact. */
export function smallArtefact({ id, method, n }: SmallArtefact): ArtefactEntry {
  return {
    id,
    title: "Figure",
    summary: "a small one",
    caption: "For tests.",
    options: [],
    create: () => ({
      missing: [],
      cells: (_profile, seed) =>
        ["kl", method].flatMap((name) =>
          linspace(0, 2, 5).map((truth) => ({
            panel: name,
            cell: estimationCell(seed, {
              family: "gaussian-image",
              familyOptions: { side: 4 },
              truth,
              n,
              curve: "latent",
              method: name,
              methodOptions: {},
              compression: null,
            }),
          }))
        ),
      records: ({ panel, cell }, result) => [estimationRecord(cell, result, id, panel)],
      spec: (records) =>
        drawEstimates(records, {
          title: "Figure",
          subtitle: [],
          curves: { all: "#009e73" },
          place: ({ panel }) => ({ row: "", column: panel, curve: "all" }),
          panelSize: 100,
          axes: "shared",
        }),
    }),
  };
}

/** An artefact of one cell that trains an autoencoder for some seconds, and two that need it. */
export const TRAINED: ArtefactEntry = {
  ...smallArtefact({ id: "figure-6", method: "wkl", n: 100 }),
  create: () => ({
    ...smallArtefact({ id: "figure-6", method: "wkl", n: 100 }).create(),
    cells: (_profile, seed) => {
      const encoder = trainingCell(seed, {
        family: "gaussian-image",
        familyOptions: { side: 8 },
        network: "image",
        dim: 2,
        samples: 200,
        validation: 40,
        epochs: 150,
        batchSize: 50,
        learningRate: 1e-3,
        augmentation: { zoom: [0.8, 1], shift: 0.1 },
      });
      return [1, 2].map((truth) => ({
        panel: "wkl",
        cell: codeEstimationCell(seed, encoder, {
          family: "gaussian-image",
          familyOptions: { side: 8 },
          truth,
          n: 200,
          methods: ["wkl"],
        }),
      }));
    },
    records: ({ panel, cell }, result) =>
      codeEstimationRecords(cell, result, "figure-6", () => panel),
  }),
};
