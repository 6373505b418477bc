/**
 * What Figures 3 and 4 share: every method on one family of images at two sizes, and our own beside
 * them.
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
import { mineCell, mineRecords } from "./mine_cell.ts";
import { isOnTrainingPairs } from "./mine_evaluation.ts";
import { OUR_METHOD, OUR_TITLE, OUR_TRUTHS, ownText } from "./our_method.ts";
import { linspace, type Profile, type TrainingDevice } from "./profile.ts";
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

/** Scale of a profile. */
interface Scale {
  /** Number of true values. */
  readonly truths: number;
  /** Samples at each. */
  readonly samples: number;
  /** What is different for MINE, whose critic is trained anew at every value. */
  readonly mine: {
    readonly truths: number;
    readonly samples: number;
    readonly steps: number;
    /** True values at which two more critics are trained on the small images, for the spread. */
    readonly repeatedAt: readonly number[];
  };
}

const SCALES: Readonly<Record<Profile, Scale>> = {
  quick: {
    truths: 11,
    samples: 2000,
    mine: { truths: 3, samples: 2000, steps: 60, repeatedAt: [] },
  },
  default: {
    truths: 21,
    samples: 5000,
    mine: { truths: 6, samples: 5000, steps: 300, repeatedAt: [4] },
  },
  // The paper trains for 5000 epochs of 10 steps: days on a CPU for the whole grid. A GPU has them.
  paper: {
    truths: 41,
    samples: 5000,
    mine: { truths: 11, samples: 5000, steps: 2000, repeatedAt: [2, 5, 8] },
  },
};

/** What MINE has on a GPU at the paper's scale: the whole grid, and 5000 epochs of nine whole batches. */
const PAPER_MINE_ON_GPU = { truths: 41, steps: 45_000 };

/** Passes over the training pairs in the paper. */
const PAPER_MINE_EPOCHS = 5000;

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
  heldOut: "MINE on the images, bound on new pairs",
  training: "MINE on the images, bound on its training pairs (as in the paper)",
  oursLatent: `${OUR_TITLE}, from the structured latents`,
  ours: `${OUR_TITLE}, from compressed images`,
} as const;

/** Their colours, in the order of the legend. */
const CURVE_COLORS: readonly (readonly [keyof typeof CURVES, string])[] = [
  ["latent", COLORS.latent],
  ["compressed", COLORS.compressed],
  ["heldOut", COLORS.neural],
  ["training", COLORS.neuralOnTraining],
  ["oursLatent", COLORS.oursLatent],
  ["ours", COLORS.ours],
];

/** Pairs of a step of MINE, and pairs by which its weights are chosen. */
const MINE_BATCH = 512;
const MINE_VALIDATION = 500;

/**
 * Makes the artefact.
 *
 * @param figure What distinguishes it.
 * @returns The artefact.
 */
export function latentFigure(figure: LatentFigure): Artefact {
  return {
    missing: [],
    cells: (profile, seed, device = "cpu") => {
      const scale = { ...SCALES[profile], methods: METHOD_IDS };
      return [
        ...latentCells(figure, scale, seed),
        ...codeCells(figure, scale, profile, seed),
        ...mineCells(figure, mineScale(profile, device), device, seed),
        ...ownCells(figure, profile, seed),
      ];
    },
    records: (placed, result) => figureRecords(figure, placed, result),
    spec: (records) => drawFigure(figure, records),
  };
}

/** Which methods are estimated, and where. */
interface Estimated {
  /** Registry ids of the methods. */
  readonly methods: readonly string[];
  /** Number of true values. */
  readonly truths: number;
  /** Samples at each. */
  readonly samples: number;
}

function latentCells(
  { family }: LatentFigure,
  { methods, truths, samples }: Estimated,
  seed: number,
): PlacedCell[] {
  return SIDES.flatMap((side) =>
    methods.flatMap((method) =>
      linspace(0, 10, truths).map((truth) => {
        const cell = estimationCell(seed, {
          family,
          familyOptions: { side: SIDES[0] },
          truth,
          n: samples,
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

/** One cell serves all its methods: its panel names the size of the images alone. */
function codeCells(
  { family }: LatentFigure,
  { methods, truths, samples }: Estimated,
  profile: Profile,
  seed: number,
): PlacedCell[] {
  return SIDES.flatMap((side) => {
    const encoder = encoderCell(seed, profile, family, { side });
    return linspace(0, 10, truths).map((truth) => ({
      panel: panelName("codes", side),
      cell: codeEstimationCell(seed, encoder, {
        family,
        familyOptions: { side },
        truth,
        n: samples,
        methods,
      }),
    }));
  });
}

/** Our estimator, apart from the others, whose cells stay as they are without it. */
function ownCells(figure: LatentFigure, profile: Profile, seed: number): PlacedCell[] {
  const { samples } = SCALES[profile];
  const estimated = { methods: [OUR_METHOD], truths: OUR_TRUTHS[profile], samples };
  return [
    ...latentCells(figure, estimated, seed),
    ...codeCells(figure, estimated, profile, seed),
  ];
}

function mineScale(profile: Profile, device: TrainingDevice): Scale["mine"] {
  const { mine } = SCALES[profile];
  return device === "gpu" && profile === "paper" ? { ...mine, ...PAPER_MINE_ON_GPU } : mine;
}

function mineCells(
  { family }: LatentFigure,
  mine: Scale["mine"],
  device: TrainingDevice,
  seed: number,
): PlacedCell[] {
  return SIDES.flatMap((side) =>
    linspace(0, 10, mine.truths).flatMap((truth) => {
      const repeated = side === SIDES[0] && mine.repeatedAt.includes(truth);
      return Array.from({ length: repeated ? 3 : 1 }, (_, repeat) => ({
        panel: panelName("mine", side),
        cell: mineCell(seed, {
          family,
          side,
          truth,
          n: mine.samples,
          validation: MINE_VALIDATION,
          steps: mine.steps,
          batchSize: MINE_BATCH,
          repeat,
          // Not there on the CPU, so that those cells are what they were before there was a choice.
          ...(device === "gpu" ? { device } : {}),
        }),
      }));
    })
  );
}

function figureRecords(
  { id }: LatentFigure,
  { panel, cell }: PlacedCell,
  result: CellResult,
): ReportRecord[] {
  const side = sideOf(panel);
  if (cell.kind === "mine") return mineRecords(cell, result, id, panel);
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
  // The repetitions of MINE tell its spread; the curve is that of the first.
  const shown = records.filter(({ settings }) => !settings.repeat);
  return drawEstimates(shown, {
    title: shown.some(({ ours }) => ours)
      ? `${figure.title}; last column: our estimator`
      : figure.title,
    subtitle: [
      scaleText(records),
      figure.latentText,
      "Every true value has its own random rotations of ξ and η, on which the estimates depend: the " +
      "curves are not smooth.",
      ...encoderText(records),
      ...mineText(records),
      ...ownText(records, "last column"),
    ],
    curves: Object.fromEntries(
      CURVE_COLORS.filter(([curve]) => shown.some((record) => curveOf(record) === curve))
        .map(([curve, color]) => [CURVES[curve], color]),
    ),
    place: (record) => ({
      row: `${record.side}×${record.side} images`,
      column: record.ours ? OUR_TITLE : METHODS.get(record.method).title,
      curve: CURVES[curveOf(record)],
    }),
    panelSize: 190,
    axes: "shared",
  });
}

function curveOf(record: ReportRecord): keyof typeof CURVES {
  if (record.method === "mine") return isOnTrainingPairs(record) ? "training" : "heldOut";
  if (record.ours) return record.curve === "compressed" ? "ours" : "oursLatent";
  return record.curve === "compressed" ? "compressed" : "latent";
}

function mineText(records: readonly ReportRecord[]): string[] {
  const trained = records.find(({ method }) => method === "mine");
  if (!trained) return [];
  const { steps, batchSize } = trained.settings.methodOptions as Record<string, number>;
  const epochs = Math.round(steps / Math.floor(trained.n / batchSize));
  const budget = epochs === PAPER_MINE_EPOCHS
    ? `the paper's ${PAPER_MINE_EPOCHS} epochs`
    : `the paper has ${PAPER_MINE_EPOCHS} epochs`;
  return [
    `MINE: a critic for each true value, ${steps} steps of ${batchSize} pairs; ${budget}.`,
    ...(trained.device === "gpu" ? [`Its critics were trained by ${trained.engine}.`] : []),
  ];
}
