/**
 * What Figures 3 and 4 share: every method on one family of images at two sizes.
 *
 * @module
 */
import { METHODS } from "../lib/mi/registry.ts";
import type { Artefact, PlacedCell, VegaLiteSpec } from "./artefact.ts";
import { drawEstimates } from "./estimate_chart.ts";
import { estimationCell, estimationRecord } from "./estimation_cell.ts";
import { linspace, type Profile } from "./profile.ts";
import type { ReportRecord } from "./record.ts";
import { scaleText } from "./scale_text.ts";
import { COLORS } from "./theme.ts";

/** What distinguishes Figure 3 from Figure 4. */
export interface LatentFigure {
  /** Artefact id. */
  readonly id: string;
  /** Title of the picture. */
  readonly title: string;
  /** Registry id of the sampler. */
  readonly family: string;
  /** What the structured latents are, and why both rows show the same estimates. */
  readonly latentText: string;
}

/** Scale of a profile: number of true values, and samples at each. */
interface Scale {
  readonly truths: number;
  readonly samples: number;
}

const SCALES: Readonly<Record<Profile, Scale>> = {
  quick: { truths: 11, samples: 2000 },
  default: { truths: 21, samples: 5000 },
  paper: { truths: 41, samples: 5000 },
};

/**
 * Sides of the images, one row of panels each. The structured latents of the two sizes are the same,
 * or differ by an affine map of each coordinate, which whitening takes away. So one cell serves both
 * rows, computed at the first side.
 */
const SIDES = [16, 32];

/** The methods of the paper's figures that need no network, in the paper's order. */
const METHOD_IDS = ["kde-ml", "kde-lse", "kl", "wkl"];

/** What the paper's figures show besides, and why it is not here. */
const MISSING = [
  "estimates from compressed images (blue), which need a trained autoencoder",
  "the column of MINE, which needs a trained critic",
];

/**
 * Makes the artefact.
 *
 * @param figure What distinguishes it.
 * @returns The artefact.
 */
export function latentFigure(figure: LatentFigure): Artefact {
  return {
    missing: MISSING,
    cells: (profile, seed) => figureCells(figure, SCALES[profile], seed),
    records: ({ panel, cell }, result) => [{
      ...estimationRecord(cell, result, figure.id, panel),
      side: sideOf(panel),
    }],
    spec: (records) => drawFigure(figure, records),
  };
}

function figureCells(figure: LatentFigure, scale: Scale, seed: number): PlacedCell[] {
  return SIDES.flatMap((side) =>
    METHOD_IDS.flatMap((method) =>
      linspace(0, 10, scale.truths).map((truth) => {
        const cell = estimationCell(seed, {
          family: figure.family,
          familyOptions: { side: SIDES[0] },
          truth,
          n: scale.samples,
          curve: "latent",
          method,
          methodOptions: {},
          compression: null,
        });
        return { panel: panelName(method, side), cell };
      })
    )
  );
}

function panelName(method: string, side: number): string {
  return `${method}, ${side}×${side}`;
}

function sideOf(panel: string): number {
  return Number(panel.split("×")[1]);
}

function drawFigure(figure: LatentFigure, records: readonly ReportRecord[]): VegaLiteSpec {
  return drawEstimates(records, {
    title: figure.title,
    subtitle: [
      scaleText(records),
      figure.latentText,
      "Every true value has its own random rotations of ξ and η, on which the estimates depend: the " +
      "curves are not smooth.",
      `Not here yet: ${MISSING.join("; ")}.`,
    ],
    curves: { "estimated from the structured latents": COLORS.latent },
    place: ({ method, side }) => ({
      row: `${side}×${side} images`,
      column: METHODS.get(method).title,
      curve: "estimated from the structured latents",
    }),
    panelSize: 190,
    axes: "shared",
  });
}
