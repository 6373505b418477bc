/**
 * Made-up records of the artefacts, for tests of what they draw.
 *
 * @module
 */
import type { Artefact, ArtefactEntry } from "../../reports/artefact.ts";
import type { Cell, CellResult } from "../../reports/cell.ts";
import { OUR_METHOD } from "../../reports/our_method.ts";
import type { ReportRecord } from "../../reports/record.ts";
import { planeRecords } from "./plane_records.ts";

/**
 * Records for every cell of the quick profile: the estimate is 0.9 times the truth, and raw images of
 * more than 4×4 pixels have an error.
 */
export function madeUpRecords(entry: ArtefactEntry): readonly ReportRecord[] {
  if (entry.id === "figure-5") return planeRecords({ epochs: 12, standardError: 0.1 });
  const artefact: Artefact = entry.create();
  return artefact.cells("quick", 0).flatMap((placed) =>
    artefact.records(placed, madeUpResult(placed.cell))
  );
}

function madeUpResult({ kind, settings }: Cell): CellResult {
  const { side } = (settings.familyOptions ?? settings) as { readonly side?: number };
  const common = { device: "cpu", version: "0.0.0" };
  if (settings.curve === "raw" && Number(side) > 4) {
    const error = { code: "singular-covariance", message: "The covariance is singular." };
    return { measurements: [{ ...common, estimate: null, standardError: null, error }] };
  }
  const estimate = 0.9 * Number(settings.truth);
  const methods = (settings.methods ?? [settings.method]) as readonly string[];
  // Our estimator has no standard error.
  const standardError = methods.includes(OUR_METHOD) ? null : 0.1;
  const measurement = { ...common, estimate, standardError };
  if (kind === "mine") return { measurements: [measurement, measurement] };
  if (kind !== "code-estimation") return { measurements: [measurement] };
  return { measurements: methods.map(() => measurement) };
}
