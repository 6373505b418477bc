/**
 * Claims of the paper on the information plane.
 *
 * @module
 */
import { type ClaimEvidence, type ClaimVerdict, judged, numberText } from "./claim.ts";
import { mean } from "./estimate_errors.ts";
import { HALF_WIDTH_95 } from "./interval.ts";
import { type PlaneSeries, planeSeries } from "./plane_series.ts";
import type { ReportRecord } from "./record.ts";

/** How many epochs may lie between the largest drop of the loss and the first phase. */
const NEAR = 10;

/** What counts as a phase, in words. */
const PHASE =
  "a compression phase is a maximal run of epochs over which the smoothed I(X; L) falls " +
  "by more than the mean half-width of the 95 % intervals of its estimates";

/** A compression phase. */
export interface CompressionPhase {
  /** Epoch from which I(X; L) falls. */
  readonly start: number;
  /** Last epoch of the fall. */
  readonly end: number;
  /** By how much the smoothed I(X; L) falls, in nats. */
  readonly fall: number;
  /** Mean half-width of the 95 % intervals over those epochs, in nats. */
  readonly halfWidth: number;
}

/**
 * The compression phases of a layer: maximal runs of epochs over which the smoothed I(X; L) falls
 * strictly, by more than the mean half-width of the 95 % intervals there.
 *
 * @param series The layer, with standard errors.
 * @returns The phases, in order; O(n).
 */
export function compressionPhases({ epochs, input }: PlaneSeries): CompressionPhase[] {
  const { smoothed, standardErrors } = input;
  const phases: CompressionPhase[] = [];
  for (let start = 0; start < epochs.length - 1; start++) {
    let end = start;
    while (end + 1 < epochs.length && smoothed[end + 1] < smoothed[end]) end++;
    if (end === start) continue;
    const errors = standardErrors.slice(start, end + 1).map((error) => error ?? Infinity);
    const halfWidth = HALF_WIDTH_95 * mean(errors);
    const fall = smoothed[start] - smoothed[end];
    if (fall > halfWidth) phases.push({ start: epochs[start], end: epochs[end], fall, halfWidth });
    start = end;
  }
  return phases;
}

/** Layers whose run is long enough to be smoothed. */
function testableSeries(records: readonly ReportRecord[]): PlaneSeries[] {
  return planeSeries(records).filter(({ smoothing }) => smoothing.window !== null);
}

/** There are several compression phases. */
export function severalPhases(records: readonly ReportRecord[]): ClaimVerdict {
  return judged(
    {
      id: "several-compression-phases",
      claim: "There may be several fitting and compression phases during training",
      place: "Sections 6 and 7, Figure 5",
      rule: `Every layer has two compression phases or more; ${PHASE}. Runs of fewer than 14 ` +
        "measured epochs are not smoothed, and not tested",
    },
    testableSeries(records).map((series): ClaimEvidence => {
      const phases = compressionPhases(series);
      const texts = phases.map(({ start, end, fall }) => `${start}–${end} by ${numberText(fall)}`);
      return {
        where: series.layer,
        agrees: phases.length >= 2,
        text: phases.length === 0
          ? "no phase"
          : `${phases.length}: epochs ${texts.join(", ")} nats`,
        numbers: { phases: phases.length },
      };
    }),
  );
}

/** The first compression phase comes with the fall of the loss. */
export function firstPhaseWithLoss(records: readonly ReportRecord[]): ClaimVerdict {
  return judged({
    id: "first-phase-with-the-loss",
    claim: "The first compression phase coincides with the rapid decrease of the loss",
    place: "Sections 6 and 7, Figure 5",
    rule:
      `In every layer the first compression phase starts within ${NEAR} epochs of the end of the ` +
      `epoch over which the loss falls most; ${PHASE}`,
  }, testableSeries(records).flatMap(firstPhase));
}

function firstPhase(series: PlaneSeries): ClaimEvidence[] {
  const drop = largestDrop(series);
  if (drop === null) return [];
  const [first] = compressionPhases(series);
  const loss = `the loss falls most at epoch ${drop}`;
  return [{
    where: series.layer,
    agrees: first !== undefined && Math.abs(first.start - drop) <= NEAR,
    text: first ? `first phase from epoch ${first.start}; ${loss}` : `no phase; ${loss}`,
    numbers: { ...(first ? { start: first.start } : {}), largestDrop: drop },
  }];
}

/** Epoch with the largest fall of the loss since the one before; null if it never falls. */
function largestDrop({ epochs, lossChanges }: PlaneSeries): number | null {
  let best: number | null = null;
  let largest = 0;
  lossChanges.forEach((change, i) => {
    if (change !== null && change < largest) [best, largest] = [epochs[i], change];
  });
  return best;
}
