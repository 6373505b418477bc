/**
 * Figure 6: estimates from data compressed by PCA (and, later, by autoencoders).
 *
 * @module
 */
import type { OptionValues } from "../lib/registry.ts";
import type { Artefact, ArtefactEntry, PlacedCell, VegaLiteSpec } from "./artefact.ts";
import { drawEstimates } from "./estimate_chart.ts";
import { estimationCell, estimationRecord } from "./estimation_cell.ts";
import { linspace, type Profile } from "./profile.ts";
import type { ReportRecord } from "./record.ts";
import { scaleText } from "./scale_text.ts";
import { COLORS } from "./theme.ts";

/** A panel of the figure. */
interface Panel {
  /** Letter in the paper. */
  readonly id: string;
  /** Heading. */
  readonly title: string;
  /** Registry id of the sampler. */
  readonly family: string;
  /** Options of the sampler. */
  readonly familyOptions: OptionValues;
  /** Dimension of the code. */
  readonly dim: number;
  /** Greatest true value in nats; the paper's grid has 41 values up to it. */
  readonly greatest: number;
}

const PANELS: readonly Panel[] = [
  {
    id: "a",
    title: "(a) 2D Gaussians 32×32, 2 components",
    family: "gaussian-image",
    familyOptions: { side: 32 },
    dim: 2,
    greatest: 10,
  },
  {
    id: "b",
    title: "(b) Rectangles 32×32, 4 components",
    family: "rectangle-image",
    familyOptions: { side: 32 },
    dim: 4,
    greatest: 10,
  },
  {
    id: "c",
    title: "(c) Anti-PCA, 2 components",
    family: "anti-pca",
    familyOptions: {},
    dim: 2,
    greatest: 4,
  },
];

/** Scale of a profile: number of true values, samples, and samples that PCA is fitted to. */
interface Scale {
  readonly truths: number;
  readonly samples: number;
  readonly trainingSamples: number;
}

const SCALES: Readonly<Record<Profile, Scale>> = {
  quick: { truths: 11, samples: 2000, trainingSamples: 2000 },
  default: { truths: 21, samples: 5000, trainingSamples: 6000 },
  paper: { truths: 41, samples: 5000, trainingSamples: 6000 },
};

/** Name of the curve, for the legend. */
const PCA_CURVE = "compressed by PCA, estimated by WKL";

const MISSING = ["the curves of the autoencoders, which need training"];

const ARTEFACT: Artefact = {
  missing: MISSING,
  cells: (profile, seed) => PANELS.flatMap((panel) => panelCells(panel, SCALES[profile], seed)),
  records: ({ panel, cell }, result) => [estimationRecord(cell, result, "figure-6", panel)],
  spec: drawFigure,
};

/** Figure 6 of the paper. */
export const FIGURE_6: ArtefactEntry = {
  id: "figure-6",
  title: "Figure 6",
  summary: "Linear against nonlinear compression before the estimate",
  caption: "Comparison of nonlinear AE and linear PCA performance in the task of MI estimation " +
    "via lossy compression. Along x is I(X; Y), along y its estimate. The WKL entropy estimator " +
    "is used.",
  options: [],
  create: () => ARTEFACT,
};

function panelCells(panel: Panel, scale: Scale, seed: number): PlacedCell[] {
  return linspace(0, panel.greatest, scale.truths).map((truth) => ({
    panel: panel.id,
    cell: estimationCell(seed, {
      family: panel.family,
      familyOptions: panel.familyOptions,
      truth,
      n: scale.samples,
      curve: "compressed",
      method: "wkl",
      methodOptions: {},
      compression: { id: "pca", dim: panel.dim, trainingSamples: scale.trainingSamples },
    }),
  }));
}

function drawFigure(records: readonly ReportRecord[]): VegaLiteSpec {
  const titles = new Map(PANELS.map(({ id, title }) => [id, title]));
  const [first] = records;
  const compression = first.settings.compression as { readonly trainingSamples: number };
  return drawEstimates(records, {
    title: "Figure 6. Compression by PCA before the estimate",
    subtitle: [
      scaleText(records),
      `PCA is fitted to ${compression.trainingSamples} separate samples of X, and the same axes ` +
      "compress X and Y.",
      `Not here yet: ${MISSING.join("; ")}.`,
    ],
    curves: { [PCA_CURVE]: COLORS.linear },
    place: ({ panel }) => ({ row: "", column: titles.get(panel) ?? panel, curve: PCA_CURVE }),
    panelSize: 250,
    axes: "independent",
  });
}
