/**
 * Figure 6: estimates from data compressed by PCA and by autoencoders, and our estimator on the codes
 * of the autoencoders beside them.
 *
 * @module
 */
import type { OptionValues } from "../lib/registry.ts";
import type { Artefact, ArtefactEntry, PlacedCell, VegaLiteSpec } from "./artefact.ts";
import { codeEstimationCell, codeEstimationRecords } from "./code_estimation_cell.ts";
import { encoderText } from "./encoder_text.ts";
import { type EncodedFamily, encoderCell } from "./encoders.ts";
import { drawEstimates } from "./estimate_chart.ts";
import { estimationCell, estimationRecord } from "./estimation_cell.ts";
import { OUR_METHOD, OUR_TITLE, OUR_TRUTHS, ownText } from "./our_method.ts";
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
  readonly family: EncodedFamily;
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

/** The method of the figure, and those of Figures 3 and 4, whose cells it shares. */
const METHOD = "wkl";
const METHOD_IDS = ["kde-ml", "kde-lse", "kl", METHOD];

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

/** Names of the curves, for the legend. */
const CURVES = {
  pca: "compressed by PCA",
  ae: "compressed by an autoencoder",
  ours: `${OUR_TITLE}, compressed by the same autoencoder`,
} as const;

const ARTEFACT: Artefact = {
  missing: [],
  cells: (profile, seed) =>
    PANELS.flatMap((panel) => {
      const { truths } = SCALES[profile];
      const methods = panel.family === "anti-pca" ? [METHOD] : METHOD_IDS;
      return [
        ...linearCells(panel, SCALES[profile], seed),
        ...codeCells(panel, { methods, truths }, profile, seed),
        ...codeCells(panel, { methods: [OUR_METHOD], truths: OUR_TRUTHS[profile] }, profile, seed),
      ];
    }),
  records: ({ panel, cell }, result) =>
    cell.kind === "code-estimation"
      // Figures 3 and 4 share the cells of (a) and (b), which have their other methods too.
      ? codeEstimationRecords(cell, result, "figure-6", () => panel)
        .filter(({ method, ours }) => method === METHOD || ours)
      : [estimationRecord(cell, result, "figure-6", panel)],
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

function linearCells(panel: Panel, scale: Scale, seed: number): PlacedCell[] {
  return linspace(0, panel.greatest, scale.truths).map((truth) => ({
    panel: panel.id,
    cell: estimationCell(seed, {
      family: panel.family,
      familyOptions: panel.familyOptions,
      truth,
      n: scale.samples,
      curve: "compressed",
      method: METHOD,
      methodOptions: {},
      compression: { id: "pca", dim: panel.dim, trainingSamples: scale.trainingSamples },
    }),
  }));
}

/** Our estimator has cells of its own: those of the others stay as they are without it. */
function codeCells(
  { id, family, familyOptions, greatest }: Panel,
  { methods, truths }: { readonly methods: readonly string[]; readonly truths: number },
  profile: Profile,
  seed: number,
): PlacedCell[] {
  const { samples } = SCALES[profile];
  const encoder = encoderCell(seed, profile, family, familyOptions);
  return linspace(0, greatest, truths).map((truth) => ({
    panel: id,
    cell: codeEstimationCell(seed, encoder, {
      family,
      familyOptions,
      truth,
      n: samples,
      methods,
    }),
  }));
}

function drawFigure(records: readonly ReportRecord[]): VegaLiteSpec {
  const hasOurs = records.some(({ ours }) => ours);
  const titles = new Map(PANELS.map(({ id, title }) => [id, title]));
  const linear = records.find(({ settings }) => compressorOf(settings) === "pca");
  const trainingSamples = (linear?.settings.compression as { trainingSamples?: number } | undefined)
    ?.trainingSamples;
  return drawEstimates(records, {
    title: "Figure 6. Linear and nonlinear compression before the estimate" +
      (hasOurs ? "; third curve: our estimator" : ""),
    subtitle: [
      scaleText(records),
      `PCA is fitted to ${trainingSamples} separate samples of X, and the same axes compress X and Y. ` +
      `Estimates by WKL${hasOurs ? ", but for our curve" : ""}.`,
      ...encoderText(records),
      ...ownText(records, "third curve"),
    ],
    curves: {
      [CURVES.pca]: COLORS.linear,
      [CURVES.ae]: COLORS.compressed,
      ...(hasOurs ? { [CURVES.ours]: COLORS.ours } : {}),
    },
    place: (record) => ({
      row: "",
      column: titles.get(record.panel) ?? record.panel,
      curve: CURVES[curveOf(record)],
    }),
    panelSize: 250,
    axes: "independent",
  });
}

function curveOf({ ours, settings }: ReportRecord): keyof typeof CURVES {
  if (ours) return "ours";
  return compressorOf(settings) === "ae" ? "ae" : "pca";
}

function compressorOf(settings: ReportRecord["settings"]): string {
  return (settings.compression as { readonly id: string }).id;
}
