/**
 * What Figures 3 and 4 share: every method on one family of images at two sizes.
 *
 * @module
 */
import { METHODS } from "../lib/mi/registry.ts";
import type { Artefact, PlacedCell, VegaLiteSpec } from "./artefact.ts";
import type { CellResult } from "./cell.ts";
import { codeEstimationCell, codeEstimationRecords } from "./code_estimation_cell.ts";
import { type EncodedFamily, encoderCell } from "./encoders.ts";
import { encoderText } from "./encoder_text.ts";
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
  readonly family: EncodedFamily;
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

/** Names of the curves, for the legend. */
const CURVES = {
  latent: "estimated from the structured latents",
  compressed: "estimated from compressed images",
} as const;

/** What the paper's figures show besides, and why it is not here. */
const MISSING = ["the column of MINE, which needs a trained critic"];

/**
 * Makes the artefact.
 *
 * @param figure What distinguishes it.
 * @returns The artefact.
 */
export function latentFigure(figure: LatentFigure): Artefact {
  return {
    missing: MISSING,
    cells: (profile, seed) => [
      ...latentCells(figure, SCALES[profile], seed),
      ...codeCells(figure, profile, seed),
    ],
    records: (placed, result) => figureRecords(figure, placed, result),
    spec: (records) => drawFigure(figure, records),
  };
}

function latentCells(figure: LatentFigure, scale: Scale, seed: number): PlacedCell[] {
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

/** One cell serves all methods: its panel names the size of the images alone. */
function codeCells({ family }: LatentFigure, profile: Profile, seed: number): PlacedCell[] {
  const { truths, samples } = SCALES[profile];
  return SIDES.flatMap((side) => {
    const encoder = encoderCell(seed, profile, family, { side });
    return linspace(0, 10, truths).map((truth) => ({
      panel: panelName("codes", side),
      cell: codeEstimationCell(seed, encoder, {
        family,
        familyOptions: { side },
        truth,
        n: samples,
        methods: METHOD_IDS,
      }),
    }));
  });
}

function figureRecords(
  { id }: LatentFigure,
  { panel, cell }: PlacedCell,
  result: CellResult,
): ReportRecord[] {
  const side = sideOf(panel);
  if (cell.kind === "code-estimation") {
    return codeEstimationRecords(cell, result, id, (method) => panelName(method, side));
  }
  return [{ ...estimationRecord(cell, result, id, panel), side }];
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
      ...encoderText(records),
      `Not here yet: ${MISSING.join("; ")}.`,
    ],
    curves: { [CURVES.latent]: COLORS.latent, [CURVES.compressed]: COLORS.compressed },
    place: ({ method, side, curve }) => ({
      row: `${side}×${side} images`,
      column: METHODS.get(method).title,
      curve: curve === "compressed" ? CURVES.compressed : CURVES.latent,
    }),
    panelSize: 190,
    axes: "shared",
  });
}
