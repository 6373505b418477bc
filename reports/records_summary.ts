/**
 * What records show, as text and as a table: for those who cannot see a picture, and for those who want
 * numbers.
 *
 * @module
 */
import type { ReportTable } from "./artefact.ts";
import { type LayerState, layerStates } from "./layer_states.ts";
import { HALF_WIDTH_95 } from "./interval.ts";
import { isOnTrainingPairs } from "./mine_evaluation.ts";
import { OUR_TITLE } from "./our_method.ts";
import type { Curve, Json, ReportRecord } from "./record.ts";

/** A record whose estimate can be held against the truth. */
interface Judged {
  readonly record: ReportRecord;
  readonly truth: number;
  readonly error: number;
}

/**
 * What the records show, in one or two sentences.
 *
 * @param records Records of one artefact.
 * @returns Text; empty if the records have neither true values nor epochs.
 */
export function summaryText(records: readonly ReportRecord[]): string {
  const points = layerStates(records);
  if (points.length > 0) return planeText(points);
  const judged = judge(records);
  if (judged.length === 0) return "";
  const papers = judged.filter(({ record }) => !record.ours);
  const ours = judged.filter(({ record }) => record.ours);
  return [papersText(papers), ownText(ours)].filter((text) => text !== "").join(" ");
}

function papersText(judged: readonly Judged[]): string {
  if (judged.length === 0) return "";
  const worst = judged.reduce((a, b) => Math.abs(b.error) > Math.abs(a.error) ? b : a);
  const covered = judged.filter(isCovered).length;
  return `Over ${judged.length} estimates the root mean square error is ` +
    `${nats(rootMeanSquare(judged))} nats; the largest error is ${nats(worst.error)} nats, at a ` +
    `truth of ${nats(worst.truth)} (${nameOf(worst.record)}). The 95 % interval holds the truth ` +
    `in ${percent(covered / judged.length)} of the cases.`;
}

function ownText(judged: readonly Judged[]): string {
  if (judged.length === 0) return "";
  return `Apart from these, ${OUR_TITLE}, which is not in the paper, has one of ` +
    `${nats(rootMeanSquare(judged))} nats over ${judged.length} estimates.`;
}

/**
 * What the records show, one row for each curve of each panel.
 *
 * @param records Records of one artefact.
 * @returns The table, or null if the records have neither true values nor epochs.
 */
export function summaryTable(records: readonly ReportRecord[]): ReportTable | null {
  const points = layerStates(records);
  if (points.length > 0) return planeTable(points);
  const judged = judge(records);
  if (judged.length === 0) return null;
  const groups = Map.groupBy(judged, ({ record }) => nameOf(record));
  return {
    header: ["Curve", "Estimates", "RMSE", "Mean error", "Largest error", "At truth", "Covered"],
    rows: [...groups].map(([name, members]) => {
      const worst = members.reduce((a, b) => Math.abs(b.error) > Math.abs(a.error) ? b : a);
      const mean = members.reduce((sum, { error }) => sum + error / members.length, 0);
      return [
        name,
        String(members.length),
        nats(rootMeanSquare(members)),
        nats(mean),
        nats(worst.error),
        nats(worst.truth),
        coverage(members),
      ].map((text) => ({ text }));
    }),
    notes: [
      "Errors are estimate − truth, in nats; RMSE is their root mean square.",
      "Covered: the share of the 95 % intervals that hold the truth. They cover noise, not bias.",
    ],
  };
}

function judge(records: readonly ReportRecord[]): Judged[] {
  return records.flatMap((record) => {
    const { truth, estimate, quantity } = record;
    if (truth === null || estimate === null || quantity !== undefined) return [];
    return [{ record, truth, error: estimate - truth }];
  });
}

function isCovered({ record: { standardError }, error }: Judged): boolean {
  return standardError !== null && Math.abs(error) <= HALF_WIDTH_95 * standardError;
}

/** The share of the intervals that hold the truth; a dash where there are none. */
function coverage(judged: readonly Judged[]): string {
  if (judged.every(({ record }) => record.standardError === null)) return "–";
  return percent(judged.filter(isCovered).length / judged.length);
}

function rootMeanSquare(judged: readonly Judged[]): number {
  return Math.sqrt(judged.reduce((sum, { error }) => sum + error ** 2 / judged.length, 0));
}

const CURVES: Readonly<Record<Curve, string>> = {
  latent: "structured latents",
  compressed: "compressed",
  raw: "raw data",
};

/** Panel, and what the estimates are made from: "kl, 16×16, compressed by pca". */
function nameOf(record: ReportRecord): string {
  const { panel, curve, method, settings, ours } = record;
  const { id } = (settings.compression ?? {}) as { readonly id?: Json };
  const source = `${panel}, ${CURVES[curve]}${typeof id === "string" ? ` by ${id}` : ""}`;
  if (ours) return `${source}, ${OUR_TITLE}`;
  if (method !== "mine") return source;
  return `${source}, ${isOnTrainingPairs(record) ? "pairs of the training" : "new pairs"}`;
}

function planeTable(points: readonly LayerState[]): ReportTable {
  const layers = Map.groupBy(points, ({ layer }) => layer);
  return {
    header: [
      "Layer",
      "Epochs",
      "I(X; L) first",
      "last",
      "largest",
      "I(L; Y) first",
      "last",
      "largest",
    ],
    rows: [...layers].map(([layer, members]) => {
      const [first, last] = [members[0], members[members.length - 1]];
      const largest = (side: "input" | "target") =>
        members.reduce((most, point) => Math.max(most, point[side].estimate), -Infinity);
      return [
        layer,
        `${first.epoch} to ${last.epoch}`,
        ...(["input", "target"] as const).flatMap((side) => [
          nats(first[side].estimate),
          nats(last[side].estimate),
          nats(largest(side)),
        ]),
      ].map((text) => ({ text }));
    }),
    notes: ["All information in nats."],
  };
}

function planeText(points: readonly LayerState[]): string {
  const layers = [...Map.groupBy(points, ({ layer }) => layer)];
  const epochs = points.map(({ epoch }) => epoch);
  const ways = layers.map(([layer, members]) => {
    const [first, last] = [members[0], members[members.length - 1]];
    return `${layer} from (${nats(first.input.estimate)}, ${nats(first.target.estimate)}) to ` +
      `(${nats(last.input.estimate)}, ${nats(last.target.estimate)})`;
  });
  return `From epoch ${Math.min(...epochs)} to ${
    Math.max(...epochs)
  }, (I(X; L), I(L; Y)) in nats ` +
    `goes: ${ways.join("; ")}.`;
}

/** Three significant digits, with a true minus sign. */
function nats(value: number): string {
  return String(Number(value.toPrecision(3))).replace("-", "−");
}

function percent(share: number): string {
  return `${Math.round(100 * share)}\u00a0%`;
}
