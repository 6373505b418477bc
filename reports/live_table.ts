/**
 * The latest numbers of a run that is not over, as text.
 *
 * @module
 */
import type { PlaneInformation, PlaneRecord } from "../lib/plane/plane_types.ts";

/** Headings of {@linkcode liveTable}. */
export const LIVE_HEADER: readonly string[] = [
  "Layer",
  "Epoch",
  "I(X; L)",
  "Interval",
  "Change",
  "I(L; Y)",
  "Interval",
  "Change",
];

/**
 * The latest record of every layer, in the order of the layers.
 *
 * @param records Records of a run.
 * @returns Cells by row.
 */
export function liveTable(records: readonly PlaneRecord[]): string[][] {
  return [...Map.groupBy(records, ({ layer }) => layer)].map(([layer, members]) => {
    const [before, now] = [members.at(-2), members[members.length - 1]];
    return [
      layer,
      String(now.epoch),
      ...cells(now.inputInformation, before?.inputInformation),
      ...cells(now.targetInformation, before?.targetInformation),
    ];
  });
}

function cells(
  now: PlaneInformation | null,
  before: PlaneInformation | null | undefined,
): string[] {
  if (!now) return ["–", "–", "–"];
  const { nats, lower, upper } = now;
  const interval = lower === null || upper === null ? "–" : `${decimal(lower)} … ${decimal(upper)}`;
  return [decimal(nats), interval, before ? signed(nats - before.nats) : "–"];
}

function decimal(value: number): string {
  return value.toFixed(3).replace("-", "−");
}

function signed(change: number): string {
  return change > 0 ? `+${decimal(change)}` : decimal(change);
}

/**
 * The state of the network at the latest epoch, in a line.
 *
 * @param record The latest record.
 * @param epochs The last epoch that there will be.
 * @returns "Epoch 3 of 20: loss 0.4512, test loss 0.4719, accuracy 86.10 %".
 */
export function liveHeadline(
  { epoch, loss, testLoss, accuracy }: PlaneRecord,
  epochs: number,
): string {
  const metrics = [
    loss === null ? "" : `loss ${loss.toPrecision(4)}`,
    testLoss === null ? "" : `test loss ${testLoss.toPrecision(4)}`,
    accuracy === null ? "" : `accuracy ${(100 * accuracy).toFixed(2)} %`,
  ].filter((text) => text !== "");
  return `Epoch ${epoch} of ${epochs}${metrics.length > 0 ? `: ${metrics.join(", ")}` : ""}`;
}
