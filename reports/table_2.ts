/**
 * Table 2: mean squared error of the estimators on images that are not compressed.
 *
 * @module
 */
import type { OptionValues } from "../lib/registry.ts";
import type {
  Artefact,
  ArtefactEntry,
  PlacedCell,
  ReportTable,
  TableCell,
  VegaLiteSpec,
} from "./artefact.ts";
import { estimationCell, estimationRecord } from "./estimation_cell.ts";
import { linspace, type Profile } from "./profile.ts";
import type { ReportRecord } from "./record.ts";
import { scaleText } from "./scale_text.ts";
import { drawTable } from "./table_chart.ts";

/** A column of the table. */
interface Column {
  /** Id in panel names. */
  readonly id: string;
  /** Heading. */
  readonly title: string;
  /** Registry id of the method. */
  readonly method: string;
  /** Options of the method. */
  readonly methodOptions: OptionValues;
  /** Number of principal components; null for raw images. */
  readonly components: number | null;
  /** What the paper prints for each of {@linkcode SIDES}, in nats². */
  readonly paper: readonly string[];
}

const SIDES = [4, 8, 16];

const COLUMNS: readonly Column[] = [
  {
    id: "kde-ml",
    title: "KDE ML",
    method: "kde-ml",
    methodOptions: {},
    components: null,
    paper: ["4.1·10³", "2.8·10³", "–"],
  },
  {
    id: "kde-lse",
    title: "KDE LSE",
    method: "kde-lse",
    methodOptions: {},
    components: null,
    paper: ["1.95·10¹", "–", "–"],
  },
  {
    id: "kl",
    title: "KL",
    method: "kl",
    methodOptions: {},
    components: null,
    paper: ["9.7", "6.6·10¹", "–"],
  },
  {
    id: "wkl",
    title: "WKL",
    method: "wkl",
    methodOptions: {},
    components: null,
    paper: ["2.9·10¹", "7.5·10¹", "–"],
  },
  {
    id: "wkl-reference",
    title: "WKL (code weights)",
    method: "wkl",
    methodOptions: { weights: "reference" },
    components: null,
    paper: [],
  },
  {
    id: "wkl-pca",
    title: "WKL, PCA to 2",
    method: "wkl",
    methodOptions: {},
    components: 2,
    paper: ["1.87", "1.71", "0.67"],
  },
];

/** Scale of a profile: number of true values, samples, and samples that PCA is fitted to. */
interface Scale {
  readonly truths: number;
  readonly samples: number;
  readonly trainingSamples: number;
}

const SCALES: Readonly<Record<Profile, Scale>> = {
  quick: { truths: 3, samples: 2000, trainingSamples: 2000 },
  default: { truths: 11, samples: 5000, trainingSamples: 6000 },
  paper: { truths: 41, samples: 5000, trainingSamples: 6000 },
};

/** Short names of the causes that occur here. */
const CAUSES: Readonly<Record<string, string>> = {
  "singular-covariance": "singular covariance",
  "wkl-weights": "no weights for k = 5",
};

const NOTES = [
  "The paper's unit is nats² (it prints nats). Its “–” are cells where its code failed.",
  "From 8×8 on, the covariance of the raw images is numerically singular (condition number above " +
  "10¹²): no estimate from raw images is meaningful there.",
  "WKL as in the text (Berrett et al.) has no weights for k = 5 in the 32 and more dimensions of " +
  "the joint vector. “Code weights” are those that the authors' program uses.",
  "PCA is fitted to separate samples.",
];

const ARTEFACT: Artefact = {
  missing: [],
  cells: (profile, seed) =>
    SIDES.flatMap((side) => COLUMNS.flatMap((column) => columnCells(column, side, profile, seed))),
  records: ({ panel, cell }, result) => [estimationRecord(cell, result, "table-2", panel)],
  spec: drawErrors,
  table: errorTable,
};

/** Table 2 of the paper. */
export const TABLE_2: ArtefactEntry = {
  id: "table-2",
  title: "Table 2",
  summary: "Squared error of the estimators without compression",
  caption: "Mean squared error of classical MI estimation methods on images of 2D Gaussians, " +
    "with the paper's values beside ours.",
  options: [],
  create: () => ARTEFACT,
};

function panelName(column: Column, side: number): string {
  return `${column.id}, ${side}×${side}`;
}

function columnCells(column: Column, side: number, profile: Profile, seed: number): PlacedCell[] {
  const { truths, samples, trainingSamples } = SCALES[profile];
  const { method, methodOptions, components } = column;
  return linspace(0, 10, truths).map((truth) => ({
    panel: panelName(column, side),
    cell: estimationCell(seed, {
      family: "gaussian-image",
      familyOptions: { side },
      truth,
      n: samples,
      curve: components === null ? "raw" : "compressed",
      method,
      methodOptions,
      compression: components === null ? null : { id: "pca", dim: components, trainingSamples },
    }),
  }));
}

function errorTable(records: readonly ReportRecord[]): ReportTable {
  return {
    header: ["Image size", ...COLUMNS.map(({ title }) => title)],
    rows: SIDES.map((side, i) => [
      { text: `${side}×${side}` },
      ...COLUMNS.map((column) => {
        const panel = panelName(column, side);
        return errorCell(records.filter((record) => record.panel === panel), column.paper[i]);
      }),
    ]),
    notes: NOTES,
  };
}

/** Mean squared error over the true values, or why there is none. */
function errorCell(records: readonly ReportRecord[], printed: string | undefined): TableCell {
  const paper = printed === undefined ? {} : { paper: printed };
  const failed = records.filter(({ error }) => error !== undefined);
  if (failed.length > 0) {
    const code = failed[0].error?.code ?? "";
    const cause = CAUSES[code] ?? code.replaceAll("-", " ");
    const count = failed.length === records.length ? "" : `, ${failed.length} of ${records.length}`;
    return { text: "–", ...paper, note: `${cause}${count}` };
  }
  const squares = records.map(({ estimate, truth }) => (Number(estimate) - Number(truth)) ** 2);
  return {
    text: errorText(squares.reduce((sum, square) => sum + square, 0) / squares.length),
    ...paper,
  };
}

/** Three significant digits, with a power of ten from 1000 on. */
function errorText(value: number): string {
  if (value < 1000) return value.toPrecision(3);
  const exponent = Math.floor(Math.log10(value));
  const superscript = [...String(exponent)].map((digit) => "⁰¹²³⁴⁵⁶⁷⁸⁹"[Number(digit)]).join("");
  return `${(value / 10 ** exponent).toFixed(2)}·10${superscript}`;
}

function drawErrors(records: readonly ReportRecord[]): VegaLiteSpec {
  return drawTable(errorTable(records), {
    title: "Table 2. Mean squared error on images of 2D Gaussians, nats²",
    subtitle: [scaleText(records)],
  });
}
