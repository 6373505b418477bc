/**
 * Made-up records of estimates with given errors, for tests of the claims on them.
 *
 * @module
 */
import type { ReportRecord } from "../../reports/record.ts";

/** What the records say, apart from their true values 0, 1 … 10. */
export interface MadeUpCurve extends Pick<ReportRecord, "artefact" | "method" | "curve"> {
  /** Side of the images. */
  readonly side?: number;
  /** Panel. */
  readonly panel?: string;
  /** Settings. */
  readonly settings?: ReportRecord["settings"];
  /** Estimate minus true value, in nats; null where the estimate failed. */
  readonly error: (truth: number) => number | null;
  /** Whether they are of our estimator. */
  readonly ours?: true;
  /** True values. */
  readonly truths?: readonly number[];
}

/** One record for each true value. */
export function estimateRecords(made: MadeUpCurve): ReportRecord[] {
  const { artefact, method, curve, side = 16, settings = {}, error } = made;
  const { panel = `${method}, ${side}×${side}`, truths = Array.from({ length: 11 }, (_, i) => i) } =
    made;
  return truths.map((truth) => {
    const off = error(truth);
    return {
      artefact,
      panel,
      family: "gaussian-image",
      side,
      method,
      curve,
      truth,
      n: 5000,
      seed: 0,
      estimate: off === null ? null : truth + off,
      standardError: off === null ? null : 0.1,
      device: "cpu",
      version: "0.0.0",
      settings,
      ...(made.ours ? { ours: made.ours } : {}),
      ...(off === null ? { error: { code: "x", message: "y" } } : {}),
    };
  });
}
