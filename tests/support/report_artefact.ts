/**
 * A small artefact for the tests of the report machinery: ten cells that take milliseconds each, or
 * as long as a test needs.
 *
 * @module
 */
import type { ArtefactEntry } from "../../reports/artefact.ts";
import { drawEstimates } from "../../reports/estimate_chart.ts";
import { estimationCell, estimationRecord } from "../../reports/estimation_cell.ts";
import { linspace } from "../../reports/profile.ts";

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
