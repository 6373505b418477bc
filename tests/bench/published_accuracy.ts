/**
 * Errors that others published on the same or similar tasks, each with its source and its protocol. The
 * samples, seeds and repeats are theirs, so that only rows of one source are like for like.
 *
 * @module
 */

/** Results of one source. */
export interface PublishedTable {
  /** Name that tables refer to. */
  readonly id: "alice" | "vce-gaussian" | "vce-rectangle" | "infobridge" | "mutinfo";
  /** Where it is published. */
  readonly source: string;
  /** Samples, repeats, and what else must be equal for a comparison. */
  readonly protocol: string;
  /** Mean absolute errors, or means of the estimates, in nats. */
  readonly measure: "mae" | "mean";
  /** What the columns are: numbers of samples, or true values in nats. */
  readonly columns: { readonly of: "samples" | "truth"; readonly values: readonly number[] };
  /** A value for each column by estimator; null where it is not a number ("> 10"). */
  readonly results: Readonly<Record<string, readonly (number | null)[]>>;
  /** Standard deviations of the repeats, where they are published. */
  readonly sd?: Readonly<Record<string, readonly (number | null)[]>>;
}

/** The 40 tasks of `bmi`. */
const ALICE: PublishedTable = {
  id: "alice",
  source: "Alice (2026), Table 2",
  protocol: "the 40 tasks, N as stated, their samples; the number of seeds is not known here; " +
    "InfoAtlas is trained on other data before",
  measure: "mae",
  columns: { of: "samples", values: [1000, 5000, 10_000] },
  results: {
    "Alice-Base": [0.092, 0.063, 0.060],
    "Alice-Small": [0.101, 0.103, 0.104],
    "MINDE-c": [0.353, 0.070, 0.065],
    "InfoNCE": [0.887, 0.123, 0.083],
    "MINE": [0.248, 0.117, 0.108],
    "NWJ": [null, 1.261, 0.130],
    "Donsker–Varadhan": [1.229, 0.279, 0.144],
    "CCA": [0.195, 0.192, 0.181],
    "KSG": [0.288, 0.240, 0.219],
    "InfoAtlas": [0.253, 0.271, 0.276],
    "LNN": [4.86, 4.97, 4.97],
  },
};

const VCE = {
  source: "Vector copulas (NeurIPS 2025, arXiv:2510.20968), Table 1",
  protocol:
    "16 × 16 images, N = 10,000, their samplers, compressed to 16 by an autoencoder, 8 runs",
  measure: "mean",
  columns: { of: "truth", values: [1, 3, 7] },
} as const;

const GAUSSIANS: PublishedTable = {
  ...VCE,
  id: "vce-gaussian",
  results: {
    "VCE": [0.92, 2.93, 6.53],
    "MRE": [1.23, 2.85, 5.91],
    "MINE": [0.89, 2.86, 5.46],
    "N-MIENF": [0.74, 2.42, 3.85],
    "InfoNCE": [0.86, 2.63, 3.83],
  },
  sd: {
    "VCE": [0.04, 0.12, 0.36],
    "MINE": [0.07, 0.24, 0.27],
    "InfoNCE": [null, null, 0.12],
  },
};

const RECTANGLES: PublishedTable = {
  ...VCE,
  id: "vce-rectangle",
  results: {
    "VCE": [0.83, 2.27, 5.02],
    "MRE": [0.82, 2.56, 5.45],
    "MINE": [0.81, 2.57, 5.39],
    "N-MIENF": [0.54, 0.76, 1.54],
    "InfoNCE": [0.78, 2.49, 3.86],
  },
  sd: { "VCE": [null, null, 0.14], "MINE": [null, null, 0.23] },
};

/** Means over 16 × 16 and 32 × 32 images of both shapes, quoted from another's table. */
const INFOBRIDGE: PublishedTable = {
  id: "infobridge",
  source: "InfoBridge (ICLR 2026), at second hand",
  protocol: "16 × 16 and 32 × 32 images of both shapes, 100,000 training and 10,000 test samples",
  measure: "mae",
  columns: { of: "samples", values: [100_000] },
  results: {
    "InfoBridge": [0.38],
    "MIENF": [0.45],
    "MINDE-c": [0.56],
    "MINE": [0.92],
    "KSG": [1.15],
    "NWJ": [1.24],
    "InfoNCE": [1.44],
    "MINDE-j": [1.66],
  },
};

/** Low-dimensional vectors. */
const MUTINFO: PublishedTable = {
  id: "mutinfo",
  source: "mutinfo (tables of its repository, 2026)",
  protocol: "N = 10,000, dimensions 1 to 3 averaged, the best of several settings of each method",
  measure: "mae",
  columns: { of: "truth", values: [1, 3, 7, 10] },
  results: {
    "KSG, normal": [0.01, 0.18, 1.77, 3.79],
    "WKL, normal": [0.02, 0.07, 1.01, 3.01],
    "MINE-DV, normal": [0.02, 0.05, 1.31, 3.88],
    "NWJ, normal": [0.03, 0.08, 1.77, 4.59],
    "InfoNCE, normal": [0.02, 0.06, 1.19, 3.89],
    "KSG, uniform": [0.03, 0.29, 1.95, 3.99],
    "WKL, uniform": [0.05, 0.19, 1.67, 3.51],
  },
};

/** Every published table. */
export const PUBLISHED: readonly PublishedTable[] = [
  ALICE,
  GAUSSIANS,
  RECTANGLES,
  INFOBRIDGE,
  MUTINFO,
];

/** The table called `id`. */
export function published(id: PublishedTable["id"]): PublishedTable {
  return PUBLISHED.find((table) => table.id === id)!;
}
