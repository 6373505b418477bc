/**
 * The settings behind the records of an artefact, in words for the page.
 *
 * @module
 */
import { SAMPLERS } from "../data/samplers.ts";
import { METHODS } from "../lib/mi/registry.ts";
import type { OptionValues } from "../lib/registry.ts";
import type { ReportRecord } from "./record.ts";

/**
 * Says which methods, data and compressors made the records, with all their settings.
 *
 * @param records Records of one artefact. Data that no sampler makes are named without settings.
 * @returns One line for each kind of data and each method, and one for each compressor.
 */
export function settingsTexts(records: readonly ReportRecord[]): string[] {
  const lines = records.flatMap(({ family, method, settings }) => {
    const estimator = METHODS.get(method).create((settings.methodOptions ?? {}) as OptionValues);
    return [
      dataText(family, settings.familyOptions as OptionValues | undefined),
      `Method: ${method} (${parameterText(estimator.parameters)})`,
      ...compressionText(settings.compression),
    ];
  });
  return [...new Set(lines)].sort();
}

function dataText(family: string, options: OptionValues = {}): string {
  if (!SAMPLERS.ids().includes(family)) return `Data: ${family}`;
  return `Data: ${family} (${parameterText(SAMPLERS.get(family).create(options).parameters)})`;
}

function compressionText(compression: ReportRecord["settings"][string]): string[] {
  if (compression === null || compression === undefined) return [];
  const { id, dim, trainingSamples, samples, epochs, batchSize } = compression as Readonly<
    Record<string, string | number>
  >;
  const fitted = `Compression: ${id} to ${dim}, fitted to ${trainingSamples ?? samples} separate ` +
    "samples of X";
  return [epochs === undefined ? fitted : `${fitted}, ${epochs} epochs in steps of ${batchSize}`];
}

function parameterText(parameters: Readonly<Record<string, unknown>>): string {
  return Object.entries(parameters)
    .map(([name, value]) => `${name} ${value === null ? "chosen by the method" : value}`)
    .join(", ");
}
