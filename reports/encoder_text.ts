/**
 * The line of a figure that says how its autoencoders were trained.
 *
 * @module
 */
import { SAMPLERS } from "../data/samplers.ts";
import type { ReportRecord } from "./record.ts";
import type { TrainingSettings } from "./training_cell.ts";

/**
 * Says on how many samples, how long and in which steps the autoencoders were trained.
 *
 * @param records Records of one artefact.
 * @returns One line for each way of training; none where nothing was compressed by an autoencoder.
 */
export function encoderText(records: readonly ReportRecord[]): string[] {
  const families = new Map<string, Set<string>>();
  for (const { family, settings: { compression } } of records) {
    const trained = compression as unknown as (TrainingSettings & { readonly id: string }) | null;
    if (trained?.id !== "ae") continue;
    const { samples, epochs, batchSize } = trained;
    const how = `${samples} independent samples, ${epochs} epochs in steps of ${batchSize}`;
    families.set(how, (families.get(how) ?? new Set()).add(SAMPLERS.get(family).title));
  }
  return [...families].map(([how, titles]) =>
    `Autoencoders for ${[...titles].join(", ")}: trained once for each size on ${how}; ` +
    "one encoder serves X and Y at every true value."
  );
}
