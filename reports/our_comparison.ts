/**
 * Our estimator beside the paper's methods in Figures 3, 4 and 6. No claim of the paper is about it, and
 * none is tested on it.
 *
 * @module
 */
import { METHODS } from "../lib/mi/registry.ts";
import type { ReportTable, TableCell } from "./artefact.ts";
import { numberText } from "./claim.ts";
import { estimatesByTruth, meanError, sharedTruths } from "./estimate_errors.ts";
import { isOnTrainingPairs } from "./mine_evaluation.ts";
import { OUR_TITLE } from "./our_method.ts";
import type { ReportRecord } from "./record.ts";

/** A method of the paper on the same data. */
export interface Rival {
  /** Name of its column: "WKL", "WKL after PCA". */
  readonly title: string;
  /** Its mean absolute error in nats, over the true values that both have. */
  readonly error: number;
  /** Ours over the same true values. */
  readonly ours: number;
  /** How many these are. */
  readonly truths: number;
}

/** Our estimator against the paper's methods on the same data. */
export interface OwnComparison {
  /** The artefact: "Figure 3". */
  readonly artefact: string;
  /** The data: "16×16, compressed", "panel a, compressed". */
  readonly where: string;
  /** Our mean absolute error in nats, over all true values that we have. */
  readonly error: number;
  /** How many these are. */
  readonly truths: number;
  /** The paper's methods. */
  readonly rivals: readonly Rival[];
}

/**
 * Compares the errors.
 *
 * @param records All records of a run, of any artefacts.
 * @returns One comparison for each set of data that our estimator was used on.
 */
export function ownComparisons(records: readonly ReportRecord[]): OwnComparison[] {
  const groups = Map.groupBy(records.filter(({ ours }) => ours), placeOf);
  return [...groups].flatMap(([place, own]) => {
    const ours = estimatesByTruth(own);
    const peers = records.filter((record) => !record.ours && isBeside(record, own[0]));
    const rivals = [...Map.groupBy(peers, rivalTitle)].flatMap(([title, members]) => {
      const theirs = estimatesByTruth(members);
      const truths = sharedTruths(ours, theirs);
      if (truths.length === 0) return [];
      const errors = { error: meanError(theirs, truths), ours: meanError(ours, truths) };
      return [{ title, ...errors, truths: truths.length }];
    });
    if (rivals.length === 0) return [];
    const [artefact, where] = place.split(": ");
    const all = { error: meanError(ours, [...ours.keys()]), truths: ours.size };
    return [{ artefact, where, ...all, rivals }];
  });
}

/**
 * The comparisons of one artefact as a table for its section.
 *
 * @param comparisons What {@linkcode ownComparisons} gives.
 * @param title The artefact: "Figure 3".
 * @returns The table, or null if our estimator is not in the artefact.
 */
export function ownTable(
  comparisons: readonly OwnComparison[],
  title: string,
): ReportTable | null {
  const own = comparisons.filter(({ artefact }) => artefact === title);
  if (own.length === 0) return null;
  const titles = [...new Set(own.flatMap(({ rivals }) => rivals.map((rival) => rival.title)))];
  return {
    header: ["Estimated from", OUR_TITLE, ...titles],
    rows: own.map((comparison) => [
      { text: comparison.where },
      { text: numberText(comparison.error) },
      ...titles.map((name) => rivalCell(comparison, name)),
    ]),
    notes: ["Mean absolute errors in nats.", ...ownStatement(own)],
  };
}

/**
 * What the comparisons say, in a sentence that is marked as none of the paper's claims.
 *
 * @param comparisons Any of them.
 * @returns One sentence; none without comparisons.
 */
export function ownStatement(comparisons: readonly OwnComparison[]): string[] {
  if (comparisons.length === 0) return [];
  const least = comparisons.filter(({ rivals }) => rivals.every(({ error, ours }) => ours < error));
  const others = comparisons.filter((each) => !least.includes(each));
  const names = others.map(({ artefact, where }) => `${artefact}, ${where}`).join("; ");
  return [
    `Not a claim of the paper: ${OUR_TITLE} has a smaller mean absolute error than each of the ` +
    `paper's methods in ${least.length} of ${comparisons.length} comparisons, each over the true ` +
    `values that both have${names === "" ? "" : `; not in ${names}`}.`,
  ];
}

/** "Figure 3: 16×16, compressed". */
function placeOf({ artefact, panel, side, curve }: ReportRecord): string {
  const figure = artefact.replace("figure-", "Figure ");
  const data = artefact === "figure-6" ? `panel ${panel}` : `${side}×${side}`;
  return `${figure}: ${data}, ${curve === "latent" ? "structured latents" : curve}`;
}

/** Whether a record is of the same data as ours; MINE, which takes raw images, stands by the compressed ones. */
function isBeside(record: ReportRecord, own: ReportRecord): boolean {
  if (record.artefact !== own.artefact || isOnTrainingPairs(record)) return false;
  if (own.artefact === "figure-6") return record.panel === own.panel;
  const curve = record.method === "mine" ? "compressed" : record.curve;
  return record.side === own.side && curve === own.curve;
}

function rivalTitle({ artefact, method, settings }: ReportRecord): string {
  const { title } = METHODS.get(method);
  if (artefact !== "figure-6") return method === "mine" ? `${title}, raw images` : title;
  const { id } = settings.compression as { readonly id: string };
  return id === "pca" ? `${title} after PCA` : `${title} after an autoencoder`;
}

function rivalCell({ rivals, truths }: OwnComparison, name: string): TableCell {
  const rival = rivals.find(({ title }) => title === name);
  if (!rival) return { text: "–" };
  const text = numberText(rival.error);
  if (rival.truths === truths) return { text };
  return { text, note: `ours ${numberText(rival.ours)} at its ${rival.truths} true values` };
}
